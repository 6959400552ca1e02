// Spikes through synapses: a queue of synapse runs, and the code that runs for each synapse.
#pragma once

#include "engine/spike_queue.h"
#include "equations/code.h"
#include "equations/delivery.h"
#include "equations/event_driven.h"

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

  PathwayOrder() = default;
  // `neuron`: of each synapse, below `neurons`. `delays`: one per synapse, or one for all.
  PathwayOrder(Span<const int32_t> neuron, int64_t neurons, const std::vector<uint32_t>& delays);
  // Of synapses that are numbered by neuron, the first of each at offsets[neuron].
  PathwayOrder(const std::vector<uint32_t>& offsets, uint32_t delay);

  Span<const Part> parts(int32_t neuron) const {
    const uint32_t begin = first_[neuron], end = first_[neuron + 1];
    return {parts_.data() + begin, end - begin};
  }
  // The synapses of a run: numbers, or null if a synapse's place is its number.
  const int32_t* numbers() const { return order_.empty() ? nullptr : order_.data(); }
  uint32_t longest_delay() const { return longest_; }
  uint64_t bytes() const {
    return order_.capacity() * sizeof(int32_t) + first_.capacity() * sizeof(uint32_t) +
           parts_.capacity() * sizeof(Part);
  }
  // A run of other synapses, behind those of the neurons.
  SpikeQueue::Run append(const std::vector<int32_t>& numbers);
  void drop_appended();

 private:
  void make_parts(int32_t neurons, const std::vector<uint32_t>& offsets,
                  const std::vector<uint32_t>& delays, bool identity);

  uint32_t synapses_ = 0;
  std::vector<int32_t> order_;
  std::vector<uint32_t> first_;
  std::vector<Part> parts_;
  uint32_t longest_ = 0;
};

// What holds numbers of synapses and must follow when they change.
class Renumbered {
 public:
  virtual ~Renumbered() = default;
  // Synapse k is now to[k], or gone if that is -1.
  virtual void renumber(const std::vector<int32_t>& to) = 0;
};

class SpikePathway final : public Operator, public InPieces, public Renumbered {
 public:
  // Listens to `event` of what `path` listens to and runs `program` over the synapses.
  SpikePathway(const Assembly& assembly, const SynapsesObject& synapses,
               const SynapsesObject::Path& path, const GroupEvent& event, Program program);
  // Advances coupled event-driven variables before the program, of which `block` is the source.
  void advance_first(const Assembly& assembly, const SynapsesObject& synapses,
                     const EventAdvanceSpec& spec, const Block& block);
  // From now on delays are computed when a spike comes.
  void delay_by(const Assembly& assembly, const Expr& delay);

  std::string_view kind() const override { return "Pathway"; }
  std::vector<Use> uses() const override;
  bool keeps_to_uses() const override;
  // Takes over delays and indices that have changed; spikes under way keep their time.
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  // Blocks of targets.
  InPieces* in_pieces() override { return delivery_ && !synapses_.procedural ? this : nullptr; }
  Cut cut() const override;
  double begin(const StepContext& context) noexcept override;
  void piece(uint32_t piece, unsigned thread) noexcept override { delivery_->block(piece, thread); }
  void all_pieces() noexcept override { delivery_->all_blocks(); }
  void end() noexcept override { queue_.advance(); }
  void rest() override {
    queue_.clear();
    waiting_.clear();
  }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  std::string explain() const override;
  void renumber(const std::vector<int32_t>& to) override;

  // The synapses that were run in the last step of the pathway's clock, in that order.
  std::vector<int32_t> delivered() const;
  // Whether its code changes neurons on that side.
  bool reaches(Indexing side) const;
  // Memory of the order in which synapses are run.
  uint64_t bytes() const;

 private:
  // Synapses that are due some steps from now.
  struct Parcel {
    uint32_t delay = 0;
    std::vector<int32_t> numbers;
  };
  // Asks for a new order if indices, delays or dt have changed.
  bool has_changed(const SignalStore& store);
  void arrange(const SignalStore& store);
  std::vector<int32_t> numbers_of(SpikeQueue::Run run) const;
  std::vector<Parcel> unpack() const;
  void pack(const std::vector<Parcel>& parcels);
  void push_spikes(const StepContext& context);
  void push_spike(int32_t neuron, const StepContext& context);
  void push_one_by_one(SpikeQueue::Run run, const StepContext& context);
  void run_synapses(const Rows& rows);

  const Assembly& assembly_;
  const SynapsesObject& synapses_;
  const SynapsesObject::Path& path_;
  const GroupEvent& event_;
  CodeRunner code_;
  DrawnEnds drawn_;                     // of procedural synapses
  std::unique_ptr<Delivery> delivery_;  // instead of code_ and order_, if it can do that
  std::unique_ptr<EventAdvance> advance_;
  bool one_by_one_ = false;  // what is advanced depends on what synapses before have done
  std::unique_ptr<CodeRunner> delay_;
  std::vector<double> delays_;
  GroupRange spiking_;
  PathwayOrder order_;
  SpikeQueue queue_;
  uint64_t arranged_ = 0;  // hash of the indices and delays that the order is made of
  double dt_ = 0;
  std::vector<Parcel> waiting_;  // renumbered, until the order is made again
  bool renumbered_ = false;
  const int32_t *list_ = nullptr, *count_ = nullptr;
};

}  // namespace myelin::equations
