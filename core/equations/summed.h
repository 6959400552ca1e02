// Summed variables: x_post = EXPRESSION : unit (summed).
#pragma once

#include "equations/code.h"

namespace myelin::equations {

// Checks the target and adds the operator that sums in every step, just before the target's state
// update.
Status add_summed(Assembly& assembly, SynapsesObject& synapses, const Equation& equation);

}  // namespace myelin::equations
