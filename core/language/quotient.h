// Comparisons of quotients, as the end of a refractory period is one, without the division.
#pragma once

#include "language/program.h"

namespace myelin {

// Of truncate(x / d) >= k, where d and k are the same for all rows, the division; else null. It
// needs no division for each row: see quotient_bound().
const Instruction* compared_quotient(const Program& program, const Instruction& i);

// Rounded quotients grow with x, so there is a smallest x for which truncate(x / d) >= k; NaN where
// that cannot be relied on.
double quotient_bound(double d, double k);

}  // namespace myelin
