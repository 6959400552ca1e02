#include "stochastic/layers.h"

#include <algorithm>

#include "random/key.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {

Layer::~Layer() = default;

// --- convolution ---------------------------------------------------------------------------------

ConvLayer::ConvLayer(const ConvSpec& spec, DenseLayer&& dense)
    : spec_(spec), dense_(std::move(dense)) {
  key_ = random_key(spec.dense.seed, spec.dense.name);
  padding_ = padding_stream(spec.dense.weights, dense_.length());
  p_.resize(inputs());
  streams_.resize(inputs() * dense_.words());
  registers_.resize(inputs());
  counts_.resize(dense_.neurons());
  encoder_ = Encoder(inputs());
}

Expected<std::unique_ptr<ConvLayer>> ConvLayer::make(const ConvSpec& spec,
                                                     Span<const double> weights) {
  constexpr int64_t kMost = 1 << 20;
  for (const int64_t size :
       {spec.channels, spec.height, spec.width, spec.kernels, spec.kernel_height, spec.kernel_width,
        spec.stride, spec.padding + 1}) {
    if (size >= 1 && size <= kMost) continue;
    return refuse({spec.dense.name}, {"one of its sizes is ", size,
                                      "; sizes, stride and padding + 1 must be from 1 to 1048576"});
  }
  const int64_t down = spec.height + 2 * spec.padding - spec.kernel_height;
  const int64_t right = spec.width + 2 * spec.padding - spec.kernel_width;
  if (down < 0 || right < 0)
    return refuse({spec.dense.name}, {"the kernel is larger than the padded input"});
  DenseSpec patch = spec.dense;
  patch.inputs = spec.channels * spec.kernel_height * spec.kernel_width;
  patch.neurons = spec.kernels;
  auto dense = DenseLayer::make(patch, weights);
  if (!dense) return dense.error();
  std::unique_ptr<ConvLayer> layer(new ConvLayer(spec, std::move(*dense)));
  layer->rows_ = size_t(down / spec.stride) + 1;
  layer->columns_ = size_t(right / spec.stride) + 1;
  return layer;
}

Status ConvLayer::forward_into(Span<const double> values, Span<double> out, uint64_t sample) {
  if (values.size != inputs()) {
    return deny({spec_.dense.name}, {values.size, " values were given; it needs ", inputs()});
  }
  if (out.size != outputs()) {
    return deny({spec_.dense.name, ".out"},
                {out.size, " places for results were given; it needs ", outputs()});
  }
  if (Status s = dense_.probabilities(values, p_.data()); !s) return s;
  encode(sample);
  const size_t words = dense_.words(), pixels = rows_ * columns_;
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    copy_patch(spec_, pixel, streams_.data(), padding_.data(), words, dense_.inputs_view().data);
    dense_.count({counts_.data(), counts_.size()});
    for (size_t k = 0; k < counts_.size(); ++k) {
      out[k * pixels + pixel] = dense_.scaled(counts_[k]);
    }
  }
  return {};
}

void ConvLayer::encode(uint64_t sample) noexcept {
  const DenseSpec& spec = spec_.dense;
  EncodeArgs args;
  args.kind = spec.encoder;
  args.key = key_;
  args.sample = sample;
  args.length = dense_.length();
  args.p = {p_.data(), p_.size()};
  args.registers = {registers_.data(), registers_.size()};
  args.out = streams_.data();
  for (size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = default_register(spec.input_register, spec.input_step, i);
  }
  encoder_.run(args, spec.kernels ? *spec.kernels : best_bits(), spec.pool);
}

std::vector<uint64_t> padding_stream(WeightKind kind, size_t length) {
  const uint64_t word = kind == WeightKind::bipolar ? 0x5555555555555555 : 0;
  std::vector<uint64_t> stream(words_for(length), word);
  stream.back() &= tail_mask(length);
  return stream;
}

void copy_patch(const ConvSpec& spec, size_t pixel, const uint64_t* streams,
                const uint64_t* padding, size_t words, uint64_t* patch) noexcept {
  const int64_t columns = (spec.width + 2 * spec.padding - spec.kernel_width) / spec.stride + 1;
  const int64_t top = int64_t(pixel) / columns * spec.stride - spec.padding;
  const int64_t left = int64_t(pixel) % columns * spec.stride - spec.padding;
  for (int64_t c = 0; c < spec.channels; ++c) {
    for (int64_t y = top; y < top + spec.kernel_height; ++y) {
      for (int64_t x = left; x < left + spec.kernel_width; ++x, patch += words) {
        const bool inside = y >= 0 && y < spec.height && x >= 0 && x < spec.width;
        const int64_t stream = (c * spec.height + y) * spec.width + x;
        std::copy_n(inside ? streams + size_t(stream) * words : padding, words, patch);
      }
    }
  }
}

// --- recurrent -----------------------------------------------------------------------------------

RecurrentLayer::RecurrentLayer(DenseLayer&& dense, bool bipolar)
    : dense_(std::move(dense)),
      bipolar_(bipolar),
      state_(dense_.neurons()),
      joined_(dense_.inputs()) {}

Expected<std::unique_ptr<RecurrentLayer>> RecurrentLayer::make(DenseSpec spec,
                                                               Span<const double> weights) {
  if (spec.inputs < 1) {
    return refuse({spec.name}, {"there are no inputs; it needs at least 1"});
  }
  spec.inputs += spec.neurons;
  auto dense = DenseLayer::make(spec, weights);
  if (!dense) return dense.error();
  const bool bipolar = spec.weights == WeightKind::bipolar;
  return std::unique_ptr<RecurrentLayer>(new RecurrentLayer(std::move(*dense), bipolar));
}

void RecurrentLayer::reset() { std::fill(state_.begin(), state_.end(), 0.0); }

Status RecurrentLayer::forward_into(Span<const double> values, Span<double> out, uint64_t step) {
  if (values.size != inputs() || out.size != neurons()) {
    return deny({"recurrent layer"},
                {values.size, " values and ", out.size, " places for results were given; it needs ",
                 inputs(), " and ", neurons()});
  }
  std::copy(values.begin(), values.end(), joined_.begin());
  std::copy(state_.begin(), state_.end(), joined_.begin() + int64_t(inputs()));
  if (Status s = dense_.forward_into({joined_.data(), joined_.size()}, out, step); !s) return s;
  for (size_t j = 0; j < out.size; ++j) {
    out[j] = std::clamp(out[j], bipolar_ ? -1.0 : 0.0, 1.0);
    state_[j] = out[j];
  }
  return {};
}

}  // namespace myelin::stochastic
