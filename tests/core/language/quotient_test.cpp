// The smallest number whose quotient reaches a bound.
#include "language/quotient.h"

#include <gtest/gtest.h>

#include <cmath>

namespace myelin {
namespace {

TEST(QuotientBound, IsTheSmallestThatReachesIt) {
  for (const double d : {1e-4, 2.5e-5, 0.1, 3.0, 7e12}) {
    for (const double k : {1.0, 2.0, 20.0, 49.0, 50.0, 12345.0, 1e9}) {
      const double bound = quotient_bound(d, k);
      EXPECT_GE(std::trunc(bound / d), k) << d << " " << k;
      EXPECT_LT(std::trunc(std::nextafter(bound, 0.0) / d), k) << d << " " << k;
    }
  }
}

TEST(QuotientBound, IsNoNumberWhereQuotientsAreUnusual) {
  for (const double d : {0.0, -1e-4, 1e-200, 1e300, HUGE_VAL, std::nan("")}) {
    EXPECT_TRUE(std::isnan(quotient_bound(d, 20))) << d;
  }
  for (const double k : {0.0, -3.0, 0.5, 2.25, 1e16, HUGE_VAL, std::nan("")}) {
    EXPECT_TRUE(std::isnan(quotient_bound(1e-4, k))) << k;
  }
}

}  // namespace
}  // namespace myelin
