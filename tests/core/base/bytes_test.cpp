#include "base/bytes.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

Span<const uint8_t> span(const std::vector<uint8_t>& bytes) { return {bytes.data(), bytes.size()}; }

// A byte, a double (so not aligned) and three integers.
std::vector<uint8_t> sample() {
  const std::vector<int32_t> items = {1, -2, 3};
  ByteWriter out;
  out.value(uint8_t{7});
  out.value(2.5);
  out.array(items);
  return out.take();
}

TEST(Bytes, ComeBackAsTheyWereWritten) {
  const std::vector<uint8_t> bytes = sample();
  ByteReader in(span(bytes));
  uint8_t small = 0;
  double number = 0;
  std::vector<int32_t> items;

  in.value(small);
  in.value(number);
  in.array(items);

  EXPECT_EQ(small, 7);
  EXPECT_EQ(number, 2.5);
  EXPECT_EQ(items, (std::vector<int32_t>{1, -2, 3}));
  EXPECT_TRUE(in.ok());
  EXPECT_TRUE(in.at_end());
}

TEST(Bytes, OfAnEmptyArrayAreItsLength) {
  ByteWriter out;

  out.array(std::vector<double>{});

  EXPECT_EQ(out.take(), std::vector<uint8_t>(8, 0));
}

TEST(ByteReader, NoticesEveryCut) {
  const std::vector<uint8_t> bytes = sample();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + int64_t(length));
    ByteReader in(span(cut));
    uint8_t small = 0;
    double number = 0;
    std::vector<int32_t> items;

    in.value(small);
    in.value(number);
    in.array(items);

    EXPECT_FALSE(in.ok()) << length;
    EXPECT_TRUE(items.empty());
  }
}

TEST(ByteReader, GivesZerosAfterTheEnd) {
  const std::vector<uint8_t> bytes = {1, 2};
  ByteReader in(span(bytes));
  uint64_t number = 99;
  uint8_t next = 99;

  in.value(number);
  in.value(next);

  EXPECT_EQ(number, 0u);
  EXPECT_EQ(next, 0);
  EXPECT_FALSE(in.ok());
}

TEST(ByteReader, RefusesALengthThatNoMemoryHolds) {
  ByteWriter out;
  out.value(UINT64_MAX / 2);
  const std::vector<uint8_t> bytes = out.take();
  ByteReader in(span(bytes));
  std::vector<double> items = {1};

  in.array(items);

  EXPECT_FALSE(in.ok());
  EXPECT_EQ(items.size(), 1u);
}

TEST(ByteReader, SeesBytesThatAreLeftOver) {
  const std::vector<uint8_t> bytes = {1, 2};
  ByteReader in(span(bytes));
  uint8_t first = 0;

  in.value(first);

  EXPECT_TRUE(in.ok());
  EXPECT_FALSE(in.at_end());
}

}  // namespace
}  // namespace myelin
