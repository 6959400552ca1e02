#include "engine/clock.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

TEST(StepsUntil, RoundsTimesThatAreAlmostWhole) {
  // 0.3 / 0.1 is 2.9999999999999996.
  EXPECT_EQ(steps_until(0.3, 0.1), 3);
  EXPECT_EQ(steps_until(0, 1e-4), 0);
  EXPECT_EQ(steps_until(1, 1e-4), 10000);
}

TEST(StepsUntil, RoundsUpOtherTimes) {
  EXPECT_EQ(steps_until(6.03e-3, 1e-4), 61);
  EXPECT_EQ(steps_until(6.001e-3, 1e-4), 61);
  EXPECT_EQ(steps_until(5.999e-3, 1e-4), 60);
}

TEST(StepsUntil, TakesATenThousandthOfAStepForRounding) {
  // Powers of two, so that the times themselves are exact.
  const double dt = 0x1p-13;

  EXPECT_EQ(steps_until((60 + 0.99e-4) * dt, dt), 60);
  EXPECT_EQ(steps_until((60 + 1.01e-4) * dt, dt), 61);
  EXPECT_EQ(steps_until((60 - 1.01e-4) * dt, dt), 60);
}

TEST(StepsUntil, CountsBeyond32Bits) {
  const double dt = 1e-4;

  for (const int64_t steps : {int64_t{1} << 31, (int64_t{1} << 32) + 1, int64_t{5'000'000'007}}) {
    EXPECT_EQ(steps_until(double(steps) * dt, dt), steps);
  }
}

TEST(StepsUntil, FindsEveryStepOfAGrid) {
  for (const double dt : {1e-4, 2.5e-5, 1e-3, 1.0 / 3, 7e-5}) {
    for (int64_t step = 0; step < 20000; ++step) {
      ASSERT_EQ(steps_until(double(step) * dt, dt), step) << dt;
    }
  }
}

TEST(Clock, MultipliesAndNeverAdds) {
  Clock clock{1e-4, 3'000'000'000, 0};

  EXPECT_EQ(clock.t(), 3e9 * 1e-4);
}

}  // namespace
}  // namespace myelin
