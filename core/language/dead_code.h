// What lowering makes and nobody wants.
#pragma once

#include "language/program.h"

namespace myelin {

// How many of a, b and c an instruction reads.
int operand_count(const Instruction& i);

// Removes the instructions that have no effect and whose values nobody wants.
void drop_dead(Program& program);

}  // namespace myelin
