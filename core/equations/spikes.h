// Operators that make spikes: thresholds, Poisson groups, given spikes, resets.
#pragma once

#include <string>
#include <vector>

#include "equations/code.h"

namespace myelin::equations {

// The elements of a group that spike (or do what else an event is) in the present step, as signals:
// a list in ascending order and its length; how many there were so far; and a hash chained over all
// steps, which the digest includes.
class SpikeOutput {
 public:
  explicit SpikeOutput(const GroupEvent& event) : event_(event) {}

  void bind(const SignalStore& store);
  std::vector<Use> uses() const;
  int32_t* list() const { return list_; }
  // The list holds `count` spikes: adds injected ones, updates total and hash.
  void publish(size_t count, int64_t step);
  Span<const int32_t> spikes() const { return {list_, size_t(*count_)}; }

  // No spikes, neither now nor injected.
  void clear() {
    injected_.clear();
    *count_ = 0;
  }
  // A spike in the next step. `index` must be in range.
  void inject(int32_t index) { injected_.push_back(index); }
  void save(ByteWriter& out) const { out.array(injected_); }
  void load(ByteReader& in) { in.array(injected_); }

 private:
  const GroupEvent& event_;
  int32_t* list_ = nullptr;
  int32_t* count_ = nullptr;
  int64_t* total_ = nullptr;
  uint64_t* hash_ = nullptr;
  std::vector<int32_t> injected_;
};

class SpikeSource : public Operator {
 public:
  explicit SpikeSource(GroupEvent& event) : output(event) { event.output = &output; }
  void rest() override { output.clear(); }
  void save(ByteWriter& out) const override { output.save(out); }
  void load(ByteReader& in) override { output.load(in); }

  SpikeOutput output;
};

// Collects the elements for which the condition holds; a spike starts their refractoriness.
class Threshold final : public SpikeSource, public FoundRows {
 public:
  // `program` has one output: the condition. `event` is the group's.
  Threshold(const Assembly& assembly, const Group& group, GroupEvent& event, Program program);

  std::string_view kind() const override { return "Threshold"; }
  std::vector<Use> uses() const override;
  bool keeps_to_uses() const override { return !code_.calls_host(); }
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override { return print(code_.interpreter().program()); }
  CodeRunner& code() { return code_; }
  // The state update has looked already.
  int32_t* room() override { return output.list(); }
  void take(size_t count) override { taken_ = count; }

 private:
  CodeRunner code_;
  std::optional<size_t> taken_;
  int64_t size_;
  Storage not_refractory_, last_spike_;
  bool refractory_;
  uint8_t* active_ = nullptr;
  double* last_ = nullptr;
};

// Runs statements for the elements to which an event happened, such as the reset.
class Reset final : public Operator {
 public:
  Reset(const Assembly& assembly, const Group& group, const GroupEvent& event, Program program)
      : code_(assembly, std::move(program), group.key, RowForm::listed), event_(event) {
    code_.watch(group);
  }

  std::string_view kind() const override { return "Reset"; }
  std::vector<Use> uses() const override;
  bool keeps_to_uses() const override { return !code_.calls_host(); }
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  CodeRunner code_;
  const GroupEvent& event_;
  const int32_t *list_ = nullptr, *count_ = nullptr;
};

// Given spikes, sorted by step and then index.
class SpikeList final : public SpikeSource {
 public:
  struct Spike {
    int64_t step;
    int32_t index;
  };
  // `period` in steps; 0: none.
  SpikeList(Group& group, std::vector<Spike> spikes, int64_t period)
      : SpikeSource(group.spike), spikes_(std::move(spikes)), period_(period) {}

  void set(std::vector<Spike> spikes, int64_t period) {
    spikes_ = std::move(spikes);
    period_ = period;
  }
  std::string_view kind() const override { return "SpikeList"; }
  std::vector<Use> uses() const override { return output.uses(); }
  bool keeps_to_uses() const override { return true; }
  void bind(const SignalStore& store) override { output.bind(store); }
  void run(const StepContext& context) noexcept override;

 private:
  std::vector<Spike> spikes_;
  int64_t period_;
};

// Adds the four signals of the group's spikes, which are detected in slot thresholds.
void add_spike_signals(Assembly& assembly, Group& group);
// The same for another event: "cells.up.list", ".count", ".total" and ".hash".
void add_event_signals(Assembly& assembly, const Group& group, GroupEvent& event);

}  // namespace myelin::equations
