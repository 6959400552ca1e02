#include "model/npy.h"

#include <gtest/gtest.h>

#include <cstring>

namespace myelin::model {
namespace {

template <class T>
std::string npy(std::string_view dtype, std::vector<uint64_t> shape, const std::vector<T>& values) {
  std::string bytes = npy_header(dtype, shape);
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  return bytes;
}

ErrorCode code_of(const std::string& bytes) {
  const Expected<NpyArray> array = read_npy(bytes, "x");
  return array ? ErrorCode::cancelled : array.error().code;
}

TEST(Npy, HeaderEndsAtAMultipleOf64Bytes) {
  for (uint64_t extent : {1u, 1000u, 123456789u}) {
    const std::string header = npy_header("<f8", {extent, extent});

    EXPECT_EQ(header.size() % 64, 0u);
    EXPECT_EQ(header.back(), '\n');
  }
}

TEST(Npy, ReadsEveryAcceptedType) {
  const std::vector<double> expected{1, 0, 1};

  EXPECT_EQ(read_npy(npy<int32_t>("<i4", {3}, {1, 0, 1}), "x")->values, expected);
  EXPECT_EQ(read_npy(npy<int64_t>("<i8", {3}, {1, 0, 1}), "x")->values, expected);
  EXPECT_EQ(read_npy(npy<uint32_t>("<u4", {3}, {1, 0, 1}), "x")->values, expected);
  EXPECT_EQ(read_npy(npy<float>("<f4", {3}, {1, 0, 1}), "x")->values, expected);
  EXPECT_EQ(read_npy(npy<double>("<f8", {3}, {1, 0, 1}), "x")->values, expected);
  EXPECT_EQ(read_npy(npy<uint8_t>("|b1", {3}, {1, 0, 1}), "x")->values, expected);
}

TEST(Npy, ReadsShapesOfVersionTwo) {
  std::string bytes = npy<double>("<f8", {2, 3}, {1, 2, 3, 4, 5, 6});
  bytes[6] = 2;
  bytes.insert(10, 2, '\0');  // the length has four bytes

  const Expected<NpyArray> array = read_npy(bytes, "x");

  ASSERT_TRUE(array);
  EXPECT_EQ(array->shape, (std::vector<uint64_t>{2, 3}));
  EXPECT_EQ(array->values[5], 6);
}

TEST(Npy, RefusesWhatItCannotRead) {
  std::string fortran = npy<double>("<f8", {1}, {1});
  fortran.replace(fortran.find("False"), 5, "True ");

  EXPECT_EQ(code_of(""), ErrorCode::parse);
  EXPECT_EQ(code_of("\x93NUMPY"), ErrorCode::parse);
  EXPECT_EQ(code_of(fortran), ErrorCode::parse);
  EXPECT_EQ(code_of(npy<double>(">f8", {1}, {1})), ErrorCode::parse);
  EXPECT_EQ(code_of(npy<double>("<f8", {2}, {1})), ErrorCode::parse);
  EXPECT_EQ(code_of(npy<double>("<f8", {uint64_t(1) << 39, uint64_t(1) << 39}, {1})),
            ErrorCode::parse);
}

// https://www.rfc-editor.org/rfc/rfc4648#section-10
TEST(Base64, AgreesWithTheVectorsOfTheStandard) {
  EXPECT_EQ(*decode_base64("", "x"), "");
  EXPECT_EQ(*decode_base64("Zg==", "x"), "f");
  EXPECT_EQ(*decode_base64("Zm8=", "x"), "fo");
  EXPECT_EQ(*decode_base64("Zm9vYmFy", "x"), "foobar");
}

TEST(Base64, RefusesOtherCharactersAndLengths) {
  EXPECT_FALSE(decode_base64("Zg=", "x"));
  EXPECT_FALSE(decode_base64("Zg$=", "x"));
  EXPECT_FALSE(decode_base64("=Zg=", "x"));
  EXPECT_FALSE(decode_base64("====", "x"));
}

}  // namespace
}  // namespace myelin::model
