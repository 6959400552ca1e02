// The names that code of synapses knows.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// i, j, N_pre, N_post, N, t, dt; variables and subexpressions of the source with _pre, of the
// target with _post and plain. Needs the synapses' index arrays.
void add_synapse_names(Assembly& assembly, SynapsesObject& synapses);

}  // namespace myelin::equations
