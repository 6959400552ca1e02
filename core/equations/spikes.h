// Operators that make spikes: thresholds, Poisson groups, given spikes, resets.
#pragma once

#include <string>
#include <vector>

#include "equations/code.h"

namespace myelin::equations {

// The spikes of a group in the present step, as signals: a list in ascending order and its length;
// how many there were so far; and a hash chained over all steps, which the digest includes.
class SpikeOutput {
 public:
  explicit SpikeOutput(const Group& group) : group_(group) {}

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
  const Group& group_;
  int32_t* list_ = nullptr;
  int32_t* count_ = nullptr;
  int64_t* total_ = nullptr;
  uint64_t* hash_ = nullptr;
  std::vector<int32_t> injected_;
};

class SpikeSource : public Operator {
 public:
  explicit SpikeSource(Group& group) : output(group) { group.output = &output; }
  void rest() override { output.clear(); }
  void save(ByteWriter& out) const override { output.save(out); }
  void load(ByteReader& in) override { output.load(in); }

  SpikeOutput output;
};

// Collects the elements for which the condition holds and starts their refractoriness.
class Threshold final : public SpikeSource {
 public:
  // `program` has one output: the condition.
  Threshold(const Assembly& assembly, Group& group, Program program);

  std::string_view kind() const override { return "Threshold"; }
  std::vector<Use> uses() const override;
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  CodeRunner code_;
  const KernelTable& kernels_;
  int64_t size_;
  Storage not_refractory_, last_spike_;
  bool refractory_;
  uint8_t* active_ = nullptr;
  double* last_ = nullptr;
  std::vector<double> mask_;
};

// Runs the reset for the elements that spiked.
class Reset final : public Operator {
 public:
  Reset(const Assembly& assembly, const Group& group, Program program)
      : code_(assembly, std::move(program), group.key), group_(group) {
    code_.watch(group);
  }

  std::string_view kind() const override { return "Reset"; }
  std::vector<Use> uses() const override;
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  CodeRunner code_;
  const Group& group_;
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
      : SpikeSource(group), spikes_(std::move(spikes)), period_(period) {}

  void set(std::vector<Spike> spikes, int64_t period) {
    spikes_ = std::move(spikes);
    period_ = period;
  }
  std::string_view kind() const override { return "SpikeList"; }
  std::vector<Use> uses() const override { return output.uses(); }
  void bind(const SignalStore& store) override { output.bind(store); }
  void run(const StepContext& context) noexcept override;

 private:
  std::vector<Spike> spikes_;
  int64_t period_;
};

// Adds the four spike signals of a group.
void add_spike_signals(Assembly& assembly, Group& group);

}  // namespace myelin::equations
