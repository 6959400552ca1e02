#include "random/stream.h"

#include <gtest/gtest.h>

#include "statistics.h"

namespace myelin {
namespace {

using statistics::kErrors;

constexpr uint64_t kKey = 0x0123456789ABCDEF;

std::vector<double> draw(Stream stream, size_t n) {
  std::vector<double> values(n);
  for (double& value : values) value = stream.uniform();
  return values;
}

TEST(Stream, RepeatsItself) {
  EXPECT_EQ(draw(Stream(kKey, 1, 2, 3), 100), draw(Stream(kKey, 1, 2, 3), 100));
}

TEST(Stream, GivesUniformNumbers) {
  const std::vector<double> u = draw(Stream(kKey, 1, 2, 3), 100000);

  EXPECT_LT(std::abs(statistics::mean_error(u, 0.5, 1.0 / 12)), kErrors);
  EXPECT_LT(std::abs(statistics::variance_error(u, 1.0 / 12, 1.0 / 80)), kErrors);
}

TEST(Stream, IsIndependentOfItsNeighbours) {
  const std::vector<double> u = draw(Stream(kKey, 1, 2, 3), 100000);

  for (Stream other : {Stream(kKey + 1, 1, 2, 3), Stream(kKey, 2, 2, 3), Stream(kKey, 1, 3, 3),
                       Stream(kKey, 1, 2, 4)}) {
    EXPECT_LT(std::abs(statistics::correlation_error(u, draw(other, u.size()))), kErrors);
  }
}

TEST(Stream, GivesEachIntegerBelowABoundEquallyOften) {
  Stream stream(kKey, 0, 0, 0);
  std::vector<double> counts(7);
  for (int i = 0; i < 70000; ++i) counts[stream.below(7)] += 1;

  EXPECT_LT(std::abs(statistics::chi_square_error(counts, std::vector<double>(7, 1e4))), kErrors);
}

// Without rejection the lower third would come up twice as often as the rest.
TEST(Stream, IsFairForABoundThatDoesNotDivideTheWords) {
  Stream stream(kKey, 0, 0, 0);
  const uint32_t third = 0x40000000;
  std::vector<double> counts(3);
  for (int i = 0; i < 30000; ++i) counts[stream.below(3 * third) / third] += 1;

  EXPECT_LT(std::abs(statistics::chi_square_error(counts, {1e4, 1e4, 1e4})), kErrors);
}

}  // namespace
}  // namespace myelin
