// Comparisons of quotients, as the end of a refractory period is one, without the division.
#pragma once

#include "language/program.h"

namespace myelin {

// truncate(x / d) >= k, where d and k are the same for all rows.
struct ComparedQuotient {
  const Instruction* division = nullptr;  // x / d; null: the instruction does not compare like that
  // If x is (t - start) + s with t and s that are the same for all rows: the difference and the
  // sum. Else null.
  const Instruction *difference = nullptr, *sum = nullptr;
  // Whether d is the time step, t the time and s a part of a step: then there is always a latest
  // start, or none is early enough.
  bool of_time = false;
};
ComparedQuotient compared_quotient(const Program& program, const Instruction& i);

// Rounded quotients grow with x, so there is a smallest x for which truncate(x / d) >= k; NaN where
// that cannot be relied on.
double quotient_bound(double d, double k);

// Rounded differences and sums grow too, so there is a largest `start` for which
// (t - start) + s >= bound; NaN where that cannot be relied on, as for a bound that is NaN.
double latest_start(double bound, double t, double s);

}  // namespace myelin
