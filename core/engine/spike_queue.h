// Spikes under way: a ring of future steps, each with the runs of synapses that are due then.
//
//   slot(now)   slot(now+1)   slot(now+2) ...      as many slots as the longest delay needs
//   [3,7) [9,12)   -          [0,3)
//
// A run [begin, end) points into a pathway's synapse order. Runs of a slot stay in the order in
// which they were pushed: earlier steps first, then ascending source.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/span.h"

namespace myelin {

class SpikeQueue {
 public:
  struct Run {
    uint32_t begin, end;
  };

  explicit SpikeQueue(uint32_t longest_delay = 0) : slots_(longest_delay + 1) {}

  // `delay` is in steps and at most the longest delay.
  void push(uint32_t delay, Run run) { slots_[(now_ + delay) % slots_.size()].push_back(run); }
  Span<const Run> due() const { return {slots_[now_].data(), slots_[now_].size()}; }
  // Forgets what was due and moves on by a step.
  void advance() {
    slots_[now_].clear();
    now_ = (now_ + 1) % uint32_t(slots_.size());
  }

  uint32_t longest_delay() const { return uint32_t(slots_.size() - 1); }
  // What is due in `delay` steps.
  const std::vector<Run>& ahead(uint32_t delay) const {
    return slots_[(now_ + delay) % slots_.size()];
  }
  void clear() {
    for (auto& slot : slots_) slot.clear();
  }

  void save(ByteWriter& out) const {
    out.value(uint32_t(slots_.size()));
    out.value(now_);
    for (const auto& slot : slots_) out.array(slot);
  }
  void load(ByteReader& in) {
    uint32_t size = 0;
    in.value(size);
    if (!in.holds(uint64_t(size) * sizeof(uint64_t))) return;
    slots_.resize(std::max(size, 1u));
    in.value(now_);
    now_ %= uint32_t(slots_.size());
    for (auto& slot : slots_) in.array(slot);
  }

 private:
  std::vector<std::vector<Run>> slots_;
  uint32_t now_ = 0;
};

}  // namespace myelin
