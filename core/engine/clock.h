// Time as a count of steps. t is always step * dt, never a running sum.
#pragma once

#include <cmath>
#include <cstdint>

namespace myelin {

struct Clock {
  double dt = 1e-4;  // s
  int64_t step = 0;  // the next step to run
  int64_t end = 0;   // the first step that the present run leaves out

  double t() const { return double(step) * dt; }
};

// The steps before time `t`: t / dt rounded where that is within a ten-thousandth of a step,
// otherwise the next whole number, so that consecutive runs lose no step and repeat none.
inline int64_t steps_until(double t, double dt) {
  const double nearest = std::floor(t / dt + 0.5);
  if (std::fabs(nearest * dt - t) <= 1e-4 * dt) return int64_t(nearest);
  return int64_t(std::ceil(t / dt));
}

}  // namespace myelin
