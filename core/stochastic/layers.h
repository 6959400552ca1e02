// Layers on real bits: dense, convolution, recurrent.
//
//   unipolar         inputs and weights in [0, 1]: AND multiplies
//   bipolar          both in [-1, 1]: XNOR multiplies
//   sign_magnitude   inputs in [0, 1], weights in [-1, 1]: AND with two banks of weights, one of
//                    which is subtracted
//
// Every way to call a layer gives the same bits: inputs are encoded from (seed, name, sample,
// index) once, whatever is computed beside them, and never once per neuron.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "stochastic/encode.h"

namespace myelin::stochastic {

enum class WeightKind : uint8_t { unipolar, bipolar, sign_magnitude };

struct DenseSpec {
  // Changes results.
  std::string name = "layer";
  int64_t inputs = 0, neurons = 0, length = 1024;
  WeightKind weights = WeightKind::unipolar;
  bool normalise_inputs = false;  // divides by the number of inputs
  bool clip = false;              // values outside their range are cut instead of refused
  EncoderKind encoder = EncoderKind::bernoulli, weight_encoder = EncoderKind::bernoulli;
  uint64_t seed = 0;
  uint16_t input_register = kInputSeed, weight_register = kWeightSeed;  // lfsr
  uint32_t input_step = 7, weight_step = 13;

  // Changes speed only. Borrowed.
  const BitKernels* kernels = nullptr;  // null: the best
  Pool* pool = nullptr;                 // null: the caller's thread alone
};

// What all of them can do.
class Layer {
 public:
  virtual ~Layer();
  // One row of values to one of results. Nothing is written if a value is refused.
  virtual Status forward_into(Span<const double> values, Span<double> out, uint64_t sample) = 0;
  // What a recurrent layer remembers.
  virtual Span<double> state() { return {}; }
};

class DenseLayer final : public Layer {
 public:
  // `weights`: [neuron][input].
  static Expected<DenseLayer> make(const DenseSpec& spec, Span<const double> weights);
  // Streams that somebody else made: [neuron][input][word]; no sign_magnitude.
  static Expected<DenseLayer> from_packed(const DenseSpec& spec, Span<const uint64_t> weights);

  size_t inputs() const { return size_t(spec_.inputs); }
  size_t neurons() const { return size_t(spec_.neurons); }
  size_t length() const { return size_t(spec_.length); }
  size_t words() const { return words_for(length()); }

  // values[input] -> out[neuron].
  Expected<std::vector<double>> forward(Span<const double> values, uint64_t sample = 0);
  Status forward_into(Span<const double> values, Span<double> out, uint64_t sample = 0) override;
  // Streams [input][word] of this length; bits of the tail are not looked at.
  Status forward_packed(Span<const uint64_t> streams, Span<double> out);
  // The streams that lie in inputs_view().
  void forward_in_place(Span<double> out);
  // Rows of values to rows of out; row n is a single call with sample `first + n`.
  Status forward_batch(Span<const double> values, Span<double> out, uint64_t first = 0);

  // The memory itself: [input][word], rewritten by every call, and [neuron][input][word].
  Span<uint64_t> inputs_view() { return {streams_.data(), inputs() * words()}; }
  Span<const uint64_t> weights_view() const { return {weights_.data(), weights_.size()}; }
  // Whoever writes weights keeps their tails 0.
  Span<uint64_t> weights_view() { return {weights_.data(), weights_.size()}; }

  // Of each output, for independent bits: sqrt(sum of w x (1 - w x) / L), from the weights that
  // were given; scaled as the output is.
  Status standard_errors(Span<const double> values, Span<double> out) const;

  // Steps of forward_into(), for callers that must not fail; `counts` has neurons() elements and
  // holds what the streams say, before scaling: ones, twice the matches less all bits, or a
  // difference.
  Status probabilities(Span<const double> values, double* p) const;
  void encode(Span<const double> p, uint64_t sample) noexcept;
  void count(Span<int64_t> counts) noexcept { count(streams_.data(), counts); }
  double scaled(int64_t count) const { return double(count) * scale_; }

 private:
  explicit DenseLayer(const DenseSpec& spec);
  Status check_sizes(size_t values, size_t out, size_t rows) const;
  void encode(uint64_t* streams, Span<const double> p, uint64_t sample, size_t scratch,
              Pool* pool) noexcept;
  void count(const uint64_t* streams, Span<int64_t> counts) noexcept;
  void count_some(const uint64_t* streams, size_t begin, size_t end,
                  int64_t* counts) const noexcept;
  Range input_range() const;

  DenseSpec spec_;
  uint64_t key_ = 0;
  double scale_ = 1;
  std::vector<uint64_t> weights_, negative_;  // [neuron][input][word]
  std::vector<double> values_;                // weights as given; empty if they came packed
  // For each thread.
  std::vector<uint64_t> streams_;
  std::vector<double> p_;
  std::vector<int64_t> counts_;
  std::vector<Encoder> encoders_;
  std::vector<int32_t> registers_;
};

// What streams say with weights [neuron][stream][word]: ones, twice the matches less all bits, or a
// difference if there are `negative` weights. A row has `row` words and `bits` bits.
struct Products {
  const BitKernels& kernels;
  const uint64_t *weights, *negative;
  size_t row;
  int64_t bits;
  bool bipolar;

  // Of neurons begin to end - 1 to the same places of `counts`.
  void count(const uint64_t* streams, size_t begin, size_t end, int64_t* counts) const noexcept;
};

struct ConvSpec {
  DenseSpec dense;  // inputs and neurons follow from what is below
  int64_t channels = 1, height = 0, width = 0;
  int64_t kernels = 1, kernel_height = 3, kernel_width = 3;
  int64_t stride = 1, padding = 0;  // padding stands for the value 0: see padding_stream()
};

// values[channel][y][x] -> out[kernel][y][x]: every value is encoded once, and each patch of
// streams goes through the same packed kernels.
class ConvLayer final : public Layer {
 public:
  // `weights`: [kernel][channel][y][x].
  static Expected<std::unique_ptr<ConvLayer>> make(const ConvSpec& spec,
                                                   Span<const double> weights);
  size_t inputs() const { return size_t(spec_.channels * spec_.height * spec_.width); }
  size_t outputs() const { return size_t(spec_.kernels) * rows_ * columns_; }
  size_t rows() const { return rows_; }
  size_t columns() const { return columns_; }

  Status forward_into(Span<const double> values, Span<double> out, uint64_t sample = 0) override;

 private:
  ConvLayer(const ConvSpec& spec, DenseLayer&& dense);
  void encode(uint64_t sample) noexcept;
  ConvSpec spec_;
  DenseLayer dense_;  // of a patch
  size_t rows_ = 0, columns_ = 0;
  uint64_t key_ = 0;
  std::vector<double> p_;
  std::vector<uint64_t> streams_, padding_;
  std::vector<int64_t> counts_;
  std::vector<int32_t> registers_;
  Encoder encoder_;
};

// What lies around the image, a stream of the value 0 that is the same in every sample and step: no
// ones, or (bipolar) 1010..., half of them. Independent weights see no more noise by it than by
// their own streams; a weight of 0 that the rate encoder made, 0101..., gives -1 with it.
std::vector<uint64_t> padding_stream(WeightKind kind, size_t length);
// The streams that the kernels see at `pixel` of their outputs; `padding` is a stream.
void copy_patch(const ConvSpec& spec, size_t pixel, const uint64_t* streams,
                const uint64_t* padding, size_t words, uint64_t* patch) noexcept;

// h(t) = clip(dense([x(t); h(t - 1)])) to the range of inputs; h(0) is 0.
class RecurrentLayer final : public Layer {
 public:
  // `weights`: [neuron][input then neuron].
  static Expected<std::unique_ptr<RecurrentLayer>> make(DenseSpec spec, Span<const double> weights);
  size_t inputs() const { return dense_.inputs() - dense_.neurons(); }
  size_t neurons() const { return dense_.neurons(); }
  Span<double> state() override { return {state_.data(), state_.size()}; }
  void reset();
  // One time step; its bits are those of sample `step`.
  Status forward_into(Span<const double> values, Span<double> out, uint64_t step) override;

 private:
  explicit RecurrentLayer(DenseLayer&& dense, bool bipolar);
  DenseLayer dense_;
  bool bipolar_;
  std::vector<double> state_, joined_;
};

}  // namespace myelin::stochastic
