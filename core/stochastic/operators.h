// The operators behind network.h. Each holds the ids of its signals and finds them in bind().
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/operator.h"
#include "stochastic/spec.h"

namespace myelin::stochastic {

// Those of the signals that there are.
std::vector<Use> uses_of(std::initializer_list<std::pair<SignalId, Access>> list);

// What an operator uses, said once; bind() keeps the store.
class StoreOperator : public Operator {
 public:
  StoreOperator(const char* kind, std::vector<Use> uses) : kind_(kind), uses_(std::move(uses)) {}
  std::string_view kind() const override { return kind_; }
  std::vector<Use> uses() const override { return uses_; }
  void bind(const SignalStore& store) override { store_ = &store; }

 protected:
  template <class T>
  Span<T> view(SignalId id) const {
    return store_->view<T>(id);
  }
  const SignalStore* store_ = nullptr;

 private:
  const char* kind_;
  std::vector<Use> uses_;
};

// Packed rows of one length.
struct Rows {
  SignalId bits;
  size_t count = 0, length = 0;
  size_t words() const { return words_for(length); }
};

struct StreamSignals {
  Rows rows;
  SignalId values, value, error, registers;
  uint64_t key = 0;
  Range range;
};

// values -> bits.
std::unique_ptr<Operator> make_encode(const StreamsSpec& spec, const StreamSignals& signals,
                                      SignalId source, const BitKernels& kernels);
// Spikes of the step -> bit (step mod length): from the list of a group, or packed ones.
std::unique_ptr<Operator> make_window(const StreamSignals& signals, SignalId list, SignalId count,
                                      SignalId packed);
// bits -> value, error.
std::unique_ptr<Operator> make_decode(const StreamSignals& signals, Coding coding,
                                      const BitKernels& kernels);

struct LayerSignals {
  Rows inputs;                      // of the streams it reads
  Rows weights, negative;           // [neuron * input]; negative: of sign_magnitude
  Rows feedback_weights, feedback;  // of recurrent: [neuron * neuron], [neuron]
  SignalId p, count, value;         // p: probabilities of weights, if refreshed
  SignalId registers, feedback_registers, target;
  size_t neurons = 0;
  double bits = 0;  // that one output counts
  uint64_t key = 0;
};
std::unique_ptr<Operator> make_layer(const LayerSpec& spec, const LayerSignals& signals,
                                     const BitKernels& kernels);
// Weights as probabilities to streams: bank 1, and 2 for those that are subtracted.
struct WeightBank {
  uint32_t bank, first;  // first: sobol's dimension of the first weight
  uint64_t key, sample;
  size_t length;
};
void encode_weights(const LayerSpec& spec, const WeightBank& bank, Span<const double> p,
                    Span<int32_t> registers, uint64_t* out, Encoder& encoder,
                    const BitKernels& kernels, Pool* pool);

struct LearningSignals {
  Rows inputs;
  SignalId weights, eligibility, last_pre, reward, count, value, post;
};
std::unique_ptr<Operator> make_transmission(const LearningSignals& signals, LearningLayer layer);
std::unique_ptr<Operator> make_learning(const LearningSignals& signals, LearningLayer layer);

struct NeuronSignals {
  SignalId v, u, refractory, threshold, trace, input, spikes, total, hash;
  SignalId count;   // of the layer that drives it; invalid: `input`
  double bits = 1;  // that one output of it counts
  uint64_t key = 0;
  size_t n = 0;
};
std::unique_ptr<Operator> make_neurons(const NeuronsSpec& spec, const NeuronSignals& signals,
                                       const BitKernels& bits, const KernelTable& kernels);

std::unique_ptr<Operator> make_correlation(const CorrelationSpec& spec, const Rows& rows,
                                           SignalId and_mean, SignalId scc,
                                           const BitKernels& kernels);

}  // namespace myelin::stochastic
