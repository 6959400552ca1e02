// connect(): which synapses there are, in which order.
#pragma once

#include <vector>

#include "equations/objects.h"
#include "equations/target_rows.h"

namespace myelin::equations {

// Pairs relative to the ranges that the synapses connect, in the order of creation.
struct Pairs {
  std::vector<int32_t> i, j;
};

// Appends the pairs of one connect() call. The source's and target's variables must have values.
Status connect(Assembly& assembly, SynapsesObject& synapses, const Connect& spec, Pairs& pairs);

// Whether a call makes synapses whose sources ascend, and targets within a source, and needs no
// variables for that: connect_rows() then makes them on all threads, two bytes for each.
bool makes_rows(const Connect& spec);
Expected<TargetRows> connect_rows(Assembly& assembly, SynapsesObject& synapses,
                                  const Connect& spec);

// A call whose synapses are not stored: sets synapses.procedural and their number.
Status connect_procedural(Assembly& assembly, SynapsesObject& synapses, const Connect& spec);

// The number of each synapse among those with the same i and j, in the order of creation.
void number_within_pairs(Span<const int32_t> i, Span<const int32_t> j, int32_t* numbers);

// The expected number of pairs of a call, as far as it can be told without variables.
double expected_pairs(const Connect& spec, int64_t sources, int64_t targets);

}  // namespace myelin::equations
