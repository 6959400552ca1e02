// connect(): which synapses there are, in which order.
#pragma once

#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// Pairs relative to the ranges that the synapses connect, in the order of creation.
struct Pairs {
  std::vector<int32_t> i, j;
};

// Appends the pairs of one connect() call. The source's and target's variables must have values.
Status connect(Assembly& assembly, SynapsesObject& synapses, const Connect& spec, Pairs& pairs);

// The number of each synapse among those with the same i and j, in the order of creation.
void number_within_pairs(Span<const int32_t> i, Span<const int32_t> j, int32_t* numbers);

// The expected number of pairs of a call, as far as it can be told without variables.
double expected_pairs(const Connect& spec, int64_t sources, int64_t targets);

}  // namespace myelin::equations
