#include "random/philox.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

void expect_words(const PhiloxBlock& block, uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3) {
  EXPECT_EQ(block.w0, w0);
  EXPECT_EQ(block.w1, w1);
  EXPECT_EQ(block.w2, w2);
  EXPECT_EQ(block.w3, w3);
}

// The known-answer vectors of Random123 (kat_vectors, philox4x32 10).
TEST(Philox, GivesTheKnownAnswers) {
  expect_words(philox({0, 0, 0, 0}, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  expect_words(philox({~0u, ~0u, ~0u, ~0u}, ~uint64_t{0}), 0x408f276d, 0x41c83b0e, 0xa20bc7c6,
               0x6d5451fd);
  expect_words(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822),
               0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
}

TEST(Philox, IsAConstantExpression) { static_assert(philox({0, 0, 0, 0}, 0).w0 == 0x6627e8d5); }

TEST(UniformFromWords, CoversZeroToOneWithoutOne) {
  EXPECT_EQ(uniform_from_words(0, 0), 0.0);
  EXPECT_EQ(uniform_from_words(0x1F, 0x40), 0x1p-53);
  EXPECT_EQ(uniform_from_words(0x80000000, 0), 0.5);
  EXPECT_EQ(uniform_from_words(~0u, ~0u), 1.0 - 0x1p-53);
}

// At the limits of the fields: every bit of every argument reaches its own place.
TEST(FillCounter, KeepsItsFieldsApart) {
  const uint64_t pairs = (uint64_t{1} << 40) - 1, steps = (uint64_t{1} << 63) - 1;

  expect_words(fill_counter(pairs, 0, 0), ~0u, 0xFF, 0, 0);
  expect_words(fill_counter(0, 0xFFFFFF, 0), 0, 0xFFFFFF00, 0, 0);
  expect_words(fill_counter(0, 0, steps), 0, 0, ~0u, 0x7FFFFFFF);
}

TEST(StreamCounter, KeepsItsFieldsApart) {
  const uint64_t steps = (uint64_t{1} << 47) - 1;

  expect_words(stream_counter(~0u, 0, 0, 0), ~0u, 0, 0, 0x80000000);
  expect_words(stream_counter(0, ~0u, 0, 0), 0, ~0u, 0, 0x80000000);
  expect_words(stream_counter(0, 0, 0xFFFF, 0), 0, 0, 0, 0xFFFF8000);
  expect_words(stream_counter(0, 0, 0, steps), 0, 0, ~0u, 0x80007FFF);
}

}  // namespace
}  // namespace myelin
