// What back ends ask about values of 32 bits.
#pragma once

#include "language/program.h"

namespace myelin {

// Whether values that differ by row have 32 bits.
bool has_singles(const Program& program);

// Whether an operation takes its operands as values of 32 bits: it does if it gives one, or
// compares such.
bool takes_singles(const Program& program, const Instruction& i);

}  // namespace myelin
