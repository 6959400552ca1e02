// Spikes delivered without running a program for each synapse, where all that a pathway does is to
// add numbers to neurons: "ge_post += w", "v_post -= J".
//
// The sums of a target are formed in the order in which the program would form them, block of
// targets after block of targets, so that threads may take different blocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/spike_queue.h"
#include "equations/code.h"
#include "equations/synapse_arrays.h"

namespace myelin::equations {

class Delivery {
 public:
  // Null if `program` does anything else, or to anything but neurons of the other end.
  static std::unique_ptr<Delivery> of(const Assembly& assembly, const SynapsesObject& synapses,
                                      const SynapsesObject::Path& path, const Program& program);

  // Looks up arrays, and answers whether rows must be made anew: because synapses, their delays or
  // dt are not those that rows were made of.
  bool bind(const SignalStore& store);
  void make_rows(const SignalStore& store);

  // Queues what spikes of these neurons reach, of which `first` is the first that may spike.
  void push(Span<const int32_t> neurons, int64_t first, SpikeQueue& queue) const;
  uint32_t longest_delay() const { return longest_; }
  // What is due in a step.
  void run(const StepContext& context, Span<const SpikeQueue::Run> due);
  // The same in pieces, if the synapses are not drawn: begin(), then every block of targets, by any
  // thread. begin() answers how many synapses are due.
  const TargetBlocks& blocks() const { return rows_->blocks; }
  uint64_t begin(const StepContext& context, Span<const SpikeQueue::Run> due);
  void block(uint32_t block, unsigned thread) { deliver({block, block + 1}, scratch_[thread]); }
  void all_blocks();

  // The numbers of a run's synapses. Procedural ones are in the queue by their numbers.
  void numbers_of(SpikeQueue::Run run, std::vector<int32_t>& out) const;
  // A run of other synapses, behind those of the neurons.
  SpikeQueue::Run append(const SignalStore& store, std::vector<int32_t> numbers);
  void drop_appended() { appended_.clear(); }

  // Memory of its rows, without those that it shares with the synapses.
  uint64_t bytes() const;
  std::string explain() const;

 private:
  // array[target] += value, or += weights[synapse]; not where `guard` is false.
  struct Add {
    Storage array, guard, weights;
    double value = 0;
    uint8_t* target = nullptr;
    const uint8_t* weight = nullptr;
    bool single_target = false, single_weights = false;  // 32 bits
    const uint8_t* open = nullptr;
    void (*rows)(const RowAdd&) noexcept = nullptr;  // the kernel
    std::string name;

    double at(uint32_t element) const {
      return single_target ? double(reinterpret_cast<const float*>(target)[element])
                           : reinterpret_cast<const double*>(target)[element];
    }
    void put(uint32_t element, double value) const {
      if (single_target) {
        reinterpret_cast<float*>(target)[element] = float(value);
      } else {
        reinterpret_cast<double*>(target)[element] = value;
      }
    }
  };
  // What a guard kept, to be put back: delivering to all and undoing some is faster than asking for
  // each synapse.
  struct Kept {
    uint32_t target;
    double value;
  };
  // Of a thread.
  struct Scratch {
    std::vector<Kept> kept;
    std::vector<RowPart> parts;
  };
  // Synapses outside the rows: those that were under way when rows were made.
  struct Appended {
    std::vector<int32_t> numbers;  // by block
    std::vector<uint16_t> places;
    std::vector<uint32_t> first;  // of each block
  };
  // Synapses of a run in one block.
  struct Segment {
    const uint16_t* places = nullptr;
    const int32_t* numbers = nullptr;  // null: number, number + 1, ...
    uint32_t number = 0, count = 0;
  };

  Delivery(const Assembly& assembly, const SynapsesObject& synapses,
           const SynapsesObject::Path& path);
  bool read_program(const Assembly& assembly, const Program& program);
  bool read_add(const Assembly& assembly, const Program& program, const Instruction& instruction,
                std::vector<uint32_t>& uniform);
  SignalId end_signal(bool post) const;
  uint32_t steps_of(Span<const double> delays, size_t synapse) const;
  bool sorted_by_delay(const SignalStore& store) const;
  void take_rows_by_delay();
  void sort(const SignalStore& store, Span<const double> delays);
  std::vector<int32_t> sort_by_neuron(const SignalStore& store, std::vector<uint32_t>& offsets);
  void sort_row(uint32_t begin, Span<int32_t> targets, Span<const uint32_t> delays, bool sparse);
  // With one block of targets, runs in the queue are of synapses, so that nothing has to be looked
  // up when they are due; else they are of rows, one in each run. Appended ones have the numbers
  // beyond.
  bool by_synapse() const { return rows_->blocks.count == 1; }
  uint32_t first_appended() const {
    return by_synapse()        ? rows_->size()
           : block_of_.empty() ? rows_->rows()
                               : uint32_t(block_of_.size());
  }
  // Where in rows_->first a row begins.
  size_t first_of(uint32_t row) const {
    return block_of_.empty() ? size_t(row) * rows_->blocks.count : row;
  }
  Segment segment(SpikeQueue::Run run, uint32_t block) const;
  // Blocks [begin, end) of targets.
  struct Blocks {
    uint32_t begin, end;
  };
  uint64_t synapses_due() const;
  void deliver(Blocks blocks, Scratch& scratch) const;
  bool collect(Span<const SpikeQueue::Run> due, Blocks blocks, std::vector<RowPart>& parts) const;
  void add_one_by_one(const Add& add, Span<const SpikeQueue::Run> due, Blocks blocks) const;
  void close(const Add& add, Blocks blocks, std::vector<Kept>& kept) const;
  void reopen(const Add& add, Span<const SpikeQueue::Run> due, const std::vector<Kept>& kept) const;
  bool reached(uint32_t target, Span<const SpikeQueue::Run> due) const;

  const SynapsesObject& synapses_;
  const SynapsesObject::Path& path_;
  const std::vector<Clock>& clocks_;
  const KernelTable& kernels_;
  std::unique_ptr<CodeRunner> uniforms_;  // the values that are the same for all synapses
  std::vector<Add> adds_;
  std::vector<double> values_;
  std::vector<double*> outputs_;
  std::vector<Scratch> scratch_;  // by thread
  Span<const SpikeQueue::Run> due_;

  std::unique_ptr<DrawnRows> drawn_;  // of procedural synapses, into own_

  const TargetRows* rows_ = nullptr;  // own_, or those of the synapses
  TargetRows own_;
  std::vector<int32_t> order_;            // numbers of the synapses in rows; empty: ascending
  std::vector<uint32_t> part_of_;         // with several delays: the first row of each neuron
  std::vector<uint32_t> delays_;          // of each row, or of all
  const uint32_t* parts_ = nullptr;       // part_of_, or of the synapses
  const uint32_t* row_delays_ = nullptr;  // delays_, or of the synapses
  // With so many delays that most rows would be empty in most blocks: the block of each row. Such
  // rows are in one block, and own_.first has one element for each.
  std::vector<uint32_t> block_of_;
  std::vector<Appended> appended_;  // rows beyond the last one
  uint32_t longest_ = 0;
  uint64_t made_of_ = 0;  // a hash
  int64_t targets_ = 0, neurons_ = 0;
  bool several_ = false;     // delays
  bool short_rows_ = false;  // a row is delivered to all blocks before the next one
};

}  // namespace myelin::equations
