// The arrays that every set of synapses has, and how they follow from i and j.
#pragma once

#include <vector>

#include "equations/objects.h"
#include "equations/target_rows.h"

namespace myelin::equations {

// Synapses whose sources ascend, and their targets within a source: i, j and the absolute indices
// are computed from rows, and take memory only when somebody wants their address.
class SortedEnds final : public Deferred {
 public:
  explicit SortedEnds(TargetRows made) : rows(std::move(made)) {}
  void read(SignalId id, uint64_t first, uint64_t count, int32_t* out) const override;
  void outdated() override { valid = false; }

  const TargetRows rows;
  bool valid = true;  // false when synapses have come or gone since

 private:
  friend void add_index_arrays(Assembly& assembly, SynapsesObject& synapses);
  struct Array {
    SignalId id;
    bool post = false;
    int32_t begin = 0;
  };
  std::vector<Array> arrays_;
};

// i, j, absolute indices, the number of synapses, and how many each source and target has.
void add_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// N, N_incoming and N_outgoing.
void add_count_names(Assembly& assembly, SynapsesObject& synapses);

// After i and j were written: everything that is computed from them.
void complete_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// The arrays with one element for each synapse.
std::vector<SignalId> arrays_of_synapses(const Assembly& assembly, const SynapsesObject& synapses);

}  // namespace myelin::equations
