// Procedural synapses: which there are is not stored. It is drawn again, from the same random
// numbers, whenever a source spikes or somebody asks; a source keeps four bytes.
//
//   stored       source -> a row of places in memory
//   procedural   source -> random numbers (key, site, source) -> a row of targets
//
// Numbers of synapses, and with them digests, are those of stored ones.
#pragma once

#include <string>
#include <vector>

#include "base/pool.h"
#include "engine/signal_store.h"
#include "engine/spike_queue.h"
#include "equations/pair_random.h"
#include "equations/spec.h"
#include "equations/target_rows.h"

namespace myelin::equations {

// What a connect() call that begins anew for each source does for one.
struct RowRule {
  enum class Pairs : uint8_t { all, others, own };  // no condition, i != j, i == j

  // Of a thread.
  struct Scratch {
    std::vector<int32_t> targets;
    std::vector<double> numbers;
  };

  // Sets scratch.targets to those of a source, ascending.
  void draw(int32_t source, Scratch& scratch) const;

  PairRandom random;
  double p = 1;
  int32_t sources = 0, targets = 0;
  Pairs pairs = Pairs::all;
};

// An array of a source or target for each synapse.
struct EndArray {
  SignalId id;
  bool post = false;
  int32_t begin = 0;
};

// i, j and the absolute indices of procedural synapses, which never have memory.
class ProceduralEnds final : public Deferred {
 public:
  // Draws every row once, to count.
  ProceduralEnds(const RowRule& rule, Pool& pool);

  void read(SignalId id, uint64_t first, uint64_t count, void* out) const override;
  void outdated() override {}
  uint64_t fingerprint() const override { return fingerprint_; }
  Status may_have_memory(const std::string& array) const override;

  uint64_t size() const { return size_; }
  int32_t source_of(uint64_t synapse) const;
  // The numbers of a source's synapses.
  SpikeQueue::Run row(size_t source) const { return {first_[source], first_[source + 1]}; }
  // Numbers as runs, each within one row; those that do not exist are left out.
  std::vector<SpikeQueue::Run> runs_of(const std::vector<int32_t>& numbers) const;
  // Offsets of the rows of all `neurons` of a group of which the sources begin at `begin`.
  std::vector<uint32_t> offsets(int64_t begin, int64_t neurons) const;
  // Sets scratch.targets to those of a run, which lies within one row; answers their source.
  int32_t draw(SpikeQueue::Run run, RowRule::Scratch& scratch) const;
  uint64_t bytes() const { return first_.capacity() * sizeof(uint32_t); }

  const RowRule rule;
  std::vector<EndArray> arrays;
  std::vector<int32_t> incoming;  // how many synapses each target has, until that is written down

 private:
  uint64_t size_ = 0, fingerprint_ = 0;
  std::vector<uint32_t> first_;  // each source's first synapse, and an end
  mutable int32_t last_ = -1;    // the source of which somebody read, and its row
  mutable RowRule::Scratch row_;
};

// The rows of a step's spikes, in memory that is used again and again.
class DrawnRows {
 public:
  explicit DrawnRows(const ProceduralEnds& ends) : ends_(ends) {}

  // Draws the synapses of due[0], due[1], ... into rows of their own, until there are enough for
  // one delivery; answers how many runs were taken.
  size_t draw(Pool& pool, Span<const SpikeQueue::Run> due, TargetRows& rows);
  // The rows, one after another, as a queue names them.
  Span<const SpikeQueue::Run> runs() const { return {runs_.data(), runs_.size()}; }
  uint64_t bytes() const;

 private:
  void write(size_t row, const std::vector<int32_t>& targets, TargetRows& rows) const;

  const ProceduralEnds& ends_;
  std::vector<SpikeQueue::Run> runs_;
  std::vector<uint32_t> begin_;            // of each row in places
  std::vector<RowRule::Scratch> scratch_;  // of each thread
};

// Both ends of one run's synapses, as programs look them up: by the number of the synapse.
class DrawnEnds {
 public:
  void draw(const ProceduralEnds& ends, SpikeQueue::Run run, int64_t from, int64_t to);
  const int32_t* sources() const { return by_number(sources_); }
  const int32_t* targets() const { return by_number(scratch_.targets); }

 private:
  // Where element 0 would be.
  const int32_t* by_number(const std::vector<int32_t>& run) const {
    return reinterpret_cast<const int32_t*>(reinterpret_cast<uintptr_t>(run.data()) -
                                            uintptr_t(first_) * sizeof(int32_t));
  }

  uint32_t first_ = 0;
  std::vector<int32_t> sources_;
  RowRule::Scratch scratch_;
};

// --- what procedural synapses cannot have (connect_procedural.cpp) -------------------------------

// `what`: a sentence, of which `name` is the beginning.
Error not_procedural(const std::string& where, const char* what, const std::string& name = {});
// As far as their description tells.
Status check_procedural(const Synapses& spec);

}  // namespace myelin::equations
