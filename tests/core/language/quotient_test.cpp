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

TEST(LatestStart, IsTheLastOneThatReachesTheBound) {
  const auto reached = [](double start, double t, double s, double bound) {
    return (t - start) + s >= bound;
  };
  for (const double dt : {1e-4, 2.5e-5, 0.1}) {
    for (const double k : {1.0, 3.0, 50.0}) {
      const double bound = quotient_bound(dt, k), s = dt * 1e-3;
      for (int step = 0; step < 300; ++step) {
        const double t = step * dt, latest = latest_start(bound, t, s);
        EXPECT_TRUE(reached(latest, t, s, bound)) << t << " " << bound;
        EXPECT_FALSE(reached(std::nextafter(latest, HUGE_VAL), t, s, bound)) << t << " " << bound;
      }
    }
  }
}

// Near zero many numbers give the same difference.
TEST(LatestStart, IsFoundAcrossAllTinyNumbers) {
  for (const double t : {1.0, -1.0, 0.1, 3e7}) {
    const double latest = latest_start(t, t, 0);
    EXPECT_EQ(t - latest, t);
    EXPECT_LT(t - std::nextafter(latest, HUGE_VAL), t);
    EXPECT_GT(latest, 0);
  }
}

TEST(LatestStart, IsNoNumberWhereBoundsAreUnusual) {
  for (const double strange : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e30}) {
    EXPECT_TRUE(std::isnan(latest_start(strange, 1, 0)));
    EXPECT_TRUE(std::isnan(latest_start(1, strange, 0)));
    EXPECT_TRUE(std::isnan(latest_start(1, 1, strange)));
  }
}

}  // namespace
}  // namespace myelin
