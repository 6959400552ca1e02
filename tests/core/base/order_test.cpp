#include "base/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace myelin {
namespace {

template <class T>
Span<const T> span(const std::vector<T>& values) {
  return {values.data(), values.size()};
}

TEST(SortBy, KeepsTheOrderOfEqualKeys) {
  const std::vector<int64_t> keys = {5, int64_t(1) << 40, 5, 0, 256};
  std::vector<int32_t> order = {2, 1, 0, 3, 4};

  sort_by(order, span(keys));

  EXPECT_EQ(order, (std::vector<int32_t>{3, 2, 0, 4, 1}));
}

TEST(SortBy, TakesOnlyTheIndicesItIsGiven) {
  const std::vector<int32_t> keys = {9, 8, 7, 6};
  std::vector<int32_t> order = {0, 3}, none;

  sort_by(order, span(keys));
  sort_by(none, span(keys));

  EXPECT_EQ(order, (std::vector<int32_t>{3, 0}));
  EXPECT_TRUE(none.empty());
}

TEST(Sort, AgreesWithStdSort) {
  std::mt19937 random(3);
  for (const size_t count : {1, 2, 80, 5000}) {
    std::vector<int32_t> values;
    for (size_t k = 0; k < count; ++k) values.push_back(int32_t(random() >> 1 >> random() % 31));
    std::vector<int32_t> expected = values;
    std::sort(expected.begin(), expected.end());

    sort(values);

    EXPECT_EQ(values, expected);
  }
}

TEST(OrderOfPairs, SortsByBothAndThenByIndex) {
  std::mt19937 random(4);
  std::vector<int32_t> i, j;
  for (int k = 0; k < 3000; ++k) {
    i.push_back(int32_t(random() % 300));
    j.push_back(int32_t(random() % 5));
  }

  const std::vector<int32_t> order = order_of_pairs(span(i), span(j));

  const auto pair = [&](int32_t k) { return std::tuple(i[size_t(k)], j[size_t(k)], k); };
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end(),
                             [&](int32_t a, int32_t b) { return pair(a) < pair(b); }));
  std::vector<int32_t> all = order;
  sort(all);
  EXPECT_EQ(all, count_up(3000));
}

}  // namespace
}  // namespace myelin
