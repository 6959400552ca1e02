// Spikes under way: a ring of future steps, each with the runs of synapses that are due then.
//
//   slot(now)   slot(now+1)   slot(now+2) ...      as many slots as the longest delay needs
//   [3,7) [9,12)   -          [0,3)
//
// A run [begin, end) points into a pathway's order of synapses, or of rows of them. Runs of a slot
// stay in the order in which they were pushed: earlier steps first, then ascending source.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/span.h"

namespace myelin {

class SpikeQueue {
 public:
  struct Run {
    uint32_t begin, end;
  };

  explicit SpikeQueue(uint32_t longest_delay = 0) : slots_(longest_delay + 1) {}

  uint32_t longest_delay() const { return uint32_t(slots_.size()) - 1; }
  // Makes delays up to this one possible.
  void reach(uint32_t longest_delay) {
    if (longest_delay <= this->longest_delay()) return;
    std::rotate(slots_.begin(), slots_.begin() + now_, slots_.end());
    now_ = 0;
    slots_.resize(longest_delay + 1);
  }
  // `delay` is in steps and at most the longest delay.
  void push(uint32_t delay, Run run) { slots_[at(delay)].push_back(run); }
  // What is due `delay` steps from now.
  Span<const Run> due(uint32_t delay = 0) const {
    const auto& slot = slots_[at(delay)];
    return {slot.data(), slot.size()};
  }
  // What was due in the step before.
  Span<const Run> delivered() const { return {delivered_.data(), delivered_.size()}; }
  // Moves on by a step.
  void advance() {
    delivered_.clear();
    delivered_.swap(slots_[now_]);
    now_ = (now_ + 1) % uint32_t(slots_.size());
  }
  void clear() {
    for (auto& slot : slots_) slot.clear();
    delivered_.clear();
  }

 private:
  // Without a division, which takes longer than all else.
  size_t at(uint32_t delay) const {
    const size_t slot = size_t(now_) + delay;
    return slot < slots_.size() ? slot : slot - slots_.size();
  }

  std::vector<std::vector<Run>> slots_;
  std::vector<Run> delivered_;
  uint32_t now_ = 0;
};

}  // namespace myelin
