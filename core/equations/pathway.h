// Spikes through synapses: a queue of synapse runs, and the code that runs for each synapse.
#pragma once

#include "engine/spike_queue.h"
#include "equations/code.h"

namespace myelin::equations {

// A pathway's synapses sorted by the neuron whose spikes they carry, then by delay, then by number.
//
//   neuron 0             neuron 1
//   delay 3 | delay 5  | delay 3   ...     parts
//   2 7 9   | 1        | 4 8       ...     order: synapse numbers
class PathwayOrder {
 public:
  struct Part {
    uint32_t delay;  // steps
    SpikeQueue::Run run;
  };

  // `neuron`: of each synapse, below `neurons`. `delays`: one per synapse, or one for all.
  PathwayOrder(Span<const int32_t> neuron, int64_t neurons, const std::vector<uint32_t>& delays);

  Span<const Part> parts(int32_t neuron) const {
    const uint32_t begin = first_[neuron], end = first_[neuron + 1];
    return {parts_.data() + begin, end - begin};
  }
  // The synapses of a run: numbers, or null if a synapse's place is its number.
  const int32_t* numbers() const { return order_.empty() ? nullptr : order_.data(); }
  uint32_t longest_delay() const { return longest_; }

 private:
  void make_parts(int32_t neurons, const std::vector<uint32_t>& offsets,
                  const std::vector<uint32_t>& delays, bool identity);

  std::vector<int32_t> order_;
  std::vector<uint32_t> first_;
  std::vector<Part> parts_;
  uint32_t longest_ = 0;
};

class SpikePathway final : public Operator {
 public:
  // Listens to `event` of `spiking` (elements [begin, end)) and runs `program` over the synapses.
  SpikePathway(const Assembly& assembly, const SynapsesObject& synapses, const GroupRange& spiking,
               const GroupEvent& event, PathwayOrder order, Program program);

  std::string_view kind() const override { return "Pathway"; }
  std::vector<Use> uses() const override;
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  void save(ByteWriter& out) const override { queue_.save(out); }
  void load(ByteReader& in) override { queue_.load(in); }
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  void push_spikes();

  CodeRunner code_;
  GroupRange spiking_;
  const GroupEvent& event_;
  PathwayOrder order_;
  SpikeQueue queue_;
  const int32_t *list_ = nullptr, *count_ = nullptr;
};

// Sets elements [begin, end) of a variable to zero and lets every synapse add its part.
class SummedVariable final : public Operator {
 public:
  SummedVariable(const Assembly& assembly, const SynapsesObject& synapses, const Variable& target,
                 int64_t begin, int64_t end, Program program)
      : code_(assembly, std::move(program), synapses.key),
        target_(assembly.storage_of(target)),
        begin_(begin),
        end_(end),
        synapses_(synapses.size) {}

  std::string_view kind() const override { return "SummedVariable"; }
  std::vector<Use> uses() const override { return code_.uses(); }
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  CodeRunner code_;
  Storage target_;
  int64_t begin_, end_, synapses_;
  uint8_t* data_ = nullptr;
  size_t element_ = 0;
};

}  // namespace myelin::equations
