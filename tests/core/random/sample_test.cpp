#include "random/sample.h"

#include <gtest/gtest.h>

#include "statistics.h"

namespace myelin {
namespace {

Stream stream_of(uint32_t element) { return Stream(77, 0, 0, element); }

void expect_ascending_below(const std::vector<int32_t>& sample, int32_t population) {
  for (size_t i = 0; i < sample.size(); ++i) {
    ASSERT_LT(i == 0 ? -1 : sample[i - 1], sample[i]);
    ASSERT_LT(sample[i], population);
  }
}

// Sparse (hashed), dense (bits), and more than half (the complement is drawn).
TEST(SampleDistinct, GivesAscendingDifferentNumbers) {
  const struct {
    int32_t population, count;
  } cases[] = {{1, 1},        {5, 0},      {64, 64},        {64, 63},       {100, 30},
               {1000000, 50}, {128, 100},  {INT32_MAX, 20}, {INT32_MAX, 1}, {10000, 1000},
               {2048, 1},     {4096, 127}, {4096, 128},     {4096, 129}};
  for (const auto& [population, count] : cases) {
    Stream stream = stream_of(uint32_t(population) + uint32_t(count));

    const std::vector<int32_t> sample = sample_distinct(stream, population, count);

    EXPECT_EQ(sample.size(), size_t(count));
    expect_ascending_below(sample, population);
  }
}

TEST(SampleDistinct, RepeatsItself) {
  Stream a = stream_of(1), b = stream_of(1), c = stream_of(2);
  const std::vector<int32_t> sample = sample_distinct(a, 1000, 100);

  EXPECT_EQ(sample_distinct(b, 1000, 100), sample);
  EXPECT_NE(sample_distinct(c, 1000, 100), sample);
}

// All 10 subsets of 2 out of 5, and (through the complement) of 3 out of 5.
TEST(SampleDistinct, GivesEachSubsetEquallyOften) {
  for (int32_t count : {2, 3}) {
    std::vector<double> seen(32), expected(32);
    for (uint32_t draw = 0; draw < 20000; ++draw) {
      Stream stream = stream_of(draw);
      uint32_t subset = 0;
      for (int32_t member : sample_distinct(stream, 5, count)) subset |= 1u << member;
      seen[subset] += 1;
    }
    for (uint32_t subset = 0; subset < 32; ++subset) {
      if (__builtin_popcount(subset) == count) expected[subset] = 2000;
    }
    EXPECT_LT(std::abs(statistics::chi_square_error(seen, expected)), statistics::kErrors);
  }
}

TEST(SampleDistinct, GivesEachMemberOfALargePopulationEquallyOften) {
  std::vector<double> tenths(10);
  for (uint32_t draw = 0; draw < 2000; ++draw) {
    Stream stream = stream_of(draw);
    for (int32_t member : sample_distinct(stream, 1000000, 10))
      tenths[size_t(member / 100000)] += 1;
  }

  const std::vector<double> expected(10, 2000);
  EXPECT_LT(std::abs(statistics::chi_square_error(tenths, expected)), statistics::kErrors);
}

}  // namespace
}  // namespace myelin
