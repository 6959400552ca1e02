#include "stochastic/stream.h"

#include <gtest/gtest.h>

#include "random/key.h"

namespace myelin::stochastic {
namespace {

Bitstream stream(std::string_view bits) { return *Bitstream::from_text(bits); }

// Bit i is ((7 i + 3) mod 5) < 2, as in pack_popcount.json.
Bitstream ruled(size_t length) {
  std::vector<uint8_t> bytes(length);
  for (size_t i = 0; i < length; ++i) bytes[i] = (7 * i + 3) % 5 < 2;
  return *Bitstream::from_bytes({bytes.data(), length});
}

TEST(Bitstream, AndCountsCommonOnes) {
  const auto both = stream("10110011").combined(Logic::and_, stream("11100110"));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->ones(), 3u);
  EXPECT_EQ(both->text(), "10100010");
}

TEST(Bitstream, PacksTheFirstBitLowest) {
  EXPECT_EQ(ruled(8).words()[0], 0x52u);
  EXPECT_EQ(ruled(65).words()[1], 1u);
  EXPECT_EQ(ruled(1000).ones(), 400u);
}

TEST(Bitstream, KeepsItsTailZero) {
  for (size_t length : {1, 63, 64, 65, 1025}) {
    const Bitstream x = ruled(length);
    const Bitstream none = *x.combined(Logic::and_, x.complement());

    EXPECT_EQ(x.ones() + x.complement().ones(), length);
    EXPECT_EQ(none.ones(), 0u);
    EXPECT_EQ(x.combined(Logic::xnor, x)->ones(), length);
    EXPECT_EQ(x.combined(Logic::or_, x.complement())->ones(), length);
  }
}

TEST(Bitstream, RotatesAndShifts) {
  const Bitstream x = stream("1100100");
  EXPECT_EQ(x.rotated(1).text(), "0110010");
  EXPECT_EQ(x.rotated(-2).text(), "0010011");
  EXPECT_EQ(x.rotated(7).text(), x.text());
  EXPECT_EQ(x.shifted(3).text(), "0001100");
  EXPECT_EQ(x.shifted(-2).text(), "0010000");
  const Bitstream y = ruled(1025);
  EXPECT_EQ(y.rotated(513).rotated(512).text(), y.text());
}

TEST(Bitstream, DecodesBothCodings) {
  EXPECT_DOUBLE_EQ(stream("1110").value(), 0.75);
  EXPECT_DOUBLE_EQ(Bitstream::from_text("1110", Coding::bipolar)->value(), 0.5);
  EXPECT_DOUBLE_EQ(stream("1100").standard_error(), 0.25);
  EXPECT_DOUBLE_EQ(Bitstream::from_text("1100", Coding::bipolar)->standard_error(), 0.5);
}

TEST(Bitstream, MuxChoosesBitByBit) {
  EXPECT_EQ(mux(stream("1010"), stream("1111"), stream("0001"))->text(), "1011");
}

TEST(Bitstream, RefusesLengthsThatDiffer) {
  const auto result = stream("101").combined(Logic::and_, stream("1011"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(result.error().message.find("3 and 4"), std::string::npos);
  EXPECT_FALSE(mux(stream("1"), stream("10"), stream("10")));
  EXPECT_FALSE(scc(stream("1"), stream("10")));
}

TEST(Bitstream, RefusesNoBitsAndOtherLetters) {
  EXPECT_NE(Bitstream::from_text("").error().message.find("length is 0"), std::string::npos);
  EXPECT_NE(Bitstream::from_text("0120").error().message.find("character 2"), std::string::npos);
  const uint64_t words[2] = {};
  EXPECT_FALSE(Bitstream::from_words({words, 2}, 64));
  EXPECT_FALSE(Bitstream::from_words({words, 2}, -1));
}

TEST(Bitstream, CutsTheTailOfGivenWords) {
  const uint64_t words[1] = {~uint64_t(0)};
  EXPECT_EQ(Bitstream::from_words({words, 1}, 5)->ones(), 5u);
}

TEST(Correlation, IsOneForAStreamAndItselfAndMinusOneForItsComplement) {
  const Bitstream x = ruled(1000);
  EXPECT_DOUBLE_EQ(*scc(x, x), 1);
  EXPECT_DOUBLE_EQ(*scc(x, x.complement()), -1);
  EXPECT_EQ(*scc(x, Bitstream(1000)), 0);  // denominator 0
}

TEST(Runs, AreCountedAndMeasured) {
  const Runs found = runs(stream("1110011"));
  EXPECT_EQ(found.count, 3u);
  EXPECT_EQ(found.longest_ones, 3u);
  EXPECT_EQ(found.longest_zeros, 2u);
}

}  // namespace
}  // namespace myelin::stochastic
