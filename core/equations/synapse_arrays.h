// The arrays that every set of synapses has, and how they follow from i and j.
#pragma once

#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// i, j, absolute indices, the number of synapses, and how many each source and target has.
void add_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// N, N_incoming and N_outgoing.
void add_count_names(Assembly& assembly, SynapsesObject& synapses);

// After i and j were written: everything that is computed from them.
void complete_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// The arrays with one element for each synapse.
std::vector<SignalId> arrays_of_synapses(const Assembly& assembly, const SynapsesObject& synapses);

}  // namespace myelin::equations
