// The arrays that every set of synapses has, and how they follow from i and j.
#pragma once

#include <vector>

#include "equations/objects.h"
#include "equations/procedural.h"
#include "equations/target_rows.h"

namespace myelin::equations {

// Synapses whose sources ascend, and their targets within a source: i, j and the absolute indices
// are computed from rows, and take memory only when somebody wants their address. Numbered by
// delay, a source has a row for each of its delays, and delays are computed too.
class SortedEnds final : public Deferred {
 public:
  explicit SortedEnds(TargetRows made) : rows(std::move(made)) {}
  void read(SignalId id, uint64_t first, uint64_t count, void* out) const override;
  void outdated() override { valid = false; }
  // Calls use(row, source, target) for synapses [first, first + count).
  template <class Use>
  void each(uint64_t first, uint64_t count, const Use& use) const;
  uint64_t bytes() const {
    return rows.bytes() + (row_of.capacity() + steps.capacity()) * sizeof(uint32_t);
  }
  double delay_of(uint32_t row) const { return double(steps[row]) * dt; }

  TargetRows rows;
  bool valid = true;  // false when synapses have come or gone since
  // Numbered by delay:
  SignalId delay;
  double dt = 0;                 // of the steps
  std::vector<uint32_t> row_of;  // each source's first row, and an end; empty: not by delay
  std::vector<uint32_t> steps;   // of each row

 private:
  int32_t source_of(uint32_t row) const;
  friend Status number_by_delay(Assembly& assembly, SynapsesObject& synapses,
                                const SynapsesObject::Path& path);
  friend void add_index_arrays(Assembly& assembly, SynapsesObject& synapses);
  std::vector<EndArray> arrays_;
};

// i, j, absolute indices, the number of synapses, and how many each source and target has.
void add_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// N, N_incoming and N_outgoing.
void add_count_names(Assembly& assembly, SynapsesObject& synapses);

// After i and j were written: everything that is computed from them.
void complete_index_arrays(Assembly& assembly, SynapsesObject& synapses);

// Numbers synapses anew: by source, then delay of that path, then as before. Delays become whole
// steps. To be called before anybody has seen the numbers, for synapses with `ends`.
Status number_by_delay(Assembly& assembly, SynapsesObject& synapses,
                       const SynapsesObject::Path& path);

// The arrays with one element for each synapse.
std::vector<SignalId> arrays_of_synapses(const Assembly& assembly, const SynapsesObject& synapses);

}  // namespace myelin::equations
