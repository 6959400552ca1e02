#include <algorithm>

#include "base/text.h"
#include "random/key.h"
#include "stochastic/layers.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

// Words that one block of neurons reads, at least: smaller work stays on one thread.
constexpr size_t kWordsPerBlock = 1 << 16;

Error wrong_number(const std::string& where, size_t given, const char* what, size_t wanted) {
  return refuse({where}, {given, " ", what, " were given; it needs ", wanted});
}

Status check(const DenseSpec& spec) {
  if (Status s = check_length(spec.length, spec.name + ".length"); !s) return s;
  constexpr int64_t kMost = int64_t(1) << 24;
  if (spec.inputs < 1 || spec.inputs > kMost || spec.neurons < 1 || spec.neurons > kMost) {
    return deny({spec.name}, {"there are ", spec.inputs, " inputs and ", spec.neurons,
                              " neurons; both must be from 1 to 16777216"});
  }
  // 2^40 words are 8 TB; below that the products fit.
  if (double(spec.inputs) * double(spec.neurons) * double(words_for(size_t(spec.length))) >
      double(sizeof(size_t) == 4 ? 0x1p28 : 0x1p38)) {
    return deny({spec.name}, {"the weight streams are too many to be held"}, ErrorCode::memory);
  }
  return {};
}

}  // namespace

DenseLayer::DenseLayer(const DenseSpec& spec)
    : spec_(spec), key_(random_key(spec.seed, spec.name)) {
  if (!spec_.kernels) spec_.kernels = &best_bits();
  const size_t threads = spec_.pool ? spec_.pool->threads() : 1;
  scale_ = 1 / double(length());
  if (spec_.normalise_inputs) scale_ /= double(inputs());
  weights_.resize(neurons() * inputs() * words());
  if (spec_.weights == WeightKind::sign_magnitude) negative_.resize(weights_.size());
  streams_.resize(threads * inputs() * words());
  p_.resize(threads * inputs());
  counts_.resize(threads * neurons());
  registers_.resize(threads * inputs());
  encoders_.assign(threads, Encoder(inputs()));
}

Expected<DenseLayer> DenseLayer::make(const DenseSpec& spec, Span<const double> weights) {
  if (Status s = check(spec); !s) return s.error();
  const size_t count = size_t(spec.inputs) * size_t(spec.neurons);
  if (weights.size != count) {
    return wrong_number(spec.name + ".weights", weights.size, "weights", count);
  }
  const bool magnitude = spec.weights == WeightKind::sign_magnitude;
  const Range range{spec.weights == WeightKind::unipolar ? 0.0 : -1.0, 1.0, spec.clip};
  std::vector<double> p(count), positive(count), negative(count);
  if (Status s = to_probabilities(p.data(), weights, range, spec.name, ".weights"); !s) {
    return s.error();
  }
  for (size_t k = 0; k < count; ++k) {
    const double size = 2 * p[k] - 1;  // of a signed weight, clipped
    positive[k] = magnitude ? std::max(size, 0.0) : p[k];
    negative[k] = magnitude ? std::max(-size, 0.0) : 0;
  }
  DenseLayer layer(spec);
  layer.values_.assign(weights.begin(), weights.end());
  for (double& value : layer.values_) value = std::clamp(value, range.low, range.high);
  std::vector<int32_t> registers(count);
  EncodeArgs args;
  args.kind = spec.weight_encoder;
  args.key = layer.key_;
  args.length = layer.length();
  args.registers = {registers.data(), count};
  Encoder encoder(count);
  const auto encode = [&](uint32_t bank, const std::vector<double>& values, uint64_t* out) {
    for (size_t k = 0; k < count; ++k) {
      registers[k] = default_register(spec.weight_register, spec.weight_step, k);
    }
    args.bank = bank;
    args.first = spec.weight_encoder == EncoderKind::sobol ? uint32_t(spec.inputs) : 0;
    args.p = {values.data(), count};
    args.out = out;
    encoder.run(args, *layer.spec_.kernels);
  };
  encode(1, positive, layer.weights_.data());
  if (magnitude) encode(2, negative, layer.negative_.data());
  return layer;
}

Expected<DenseLayer> DenseLayer::from_packed(const DenseSpec& spec, Span<const uint64_t> weights) {
  if (Status s = check(spec); !s) return s.error();
  if (spec.weights == WeightKind::sign_magnitude) {
    return refuse({spec.name, ".weights"},
                  {"packed weights have no sign; give unipolar or bipolar ones"},
                  ErrorCode::unsupported);
  }
  DenseLayer layer(spec);
  if (weights.size != layer.weights_.size()) {
    return wrong_number(spec.name + ".weights", weights.size, "words", layer.weights_.size());
  }
  const uint64_t mask = tail_mask(layer.length());
  for (size_t w = 0; w < weights.size; ++w) {
    layer.weights_[w] = weights[w] & ((w + 1) % layer.words() ? ~uint64_t(0) : mask);
  }
  return layer;
}

Range DenseLayer::input_range() const {
  return {spec_.weights == WeightKind::bipolar ? -1.0 : 0.0, 1.0, spec_.clip};
}

Status DenseLayer::check_sizes(size_t values, size_t out, size_t rows) const {
  if (values != rows * inputs() || values == 0) {
    return wrong_number(spec_.name, values, "values", std::max<size_t>(rows, 1) * inputs());
  }
  if (out != rows * neurons()) {
    return wrong_number(spec_.name + ".out", out, "places for results", rows * neurons());
  }
  return {};
}

Status DenseLayer::probabilities(Span<const double> values, double* p) const {
  return to_probabilities(p, values, input_range(), spec_.name, ".values");
}

void DenseLayer::encode(uint64_t* streams, Span<const double> p, uint64_t sample, size_t scratch,
                        Pool* pool) noexcept {
  int32_t* const registers = registers_.data() + scratch * inputs();
  EncodeArgs args;
  args.kind = spec_.encoder;
  args.key = key_;
  args.sample = sample;
  args.length = length();
  args.p = p;
  args.registers = {registers, inputs()};
  args.out = streams;
  if (spec_.encoder == EncoderKind::lfsr) {
    for (size_t i = 0; i < inputs(); ++i) {
      registers[i] = default_register(spec_.input_register, spec_.input_step, i);
    }
  }
  encoders_[scratch].run(args, *spec_.kernels, pool);
}

void DenseLayer::encode(Span<const double> p, uint64_t sample) noexcept {
  encode(streams_.data(), p, sample, 0, spec_.pool);
}

void Products::count(const uint64_t* streams, size_t begin, size_t end,
                     int64_t* counts) const noexcept {
  uint64_t* const ones = reinterpret_cast<uint64_t*>(counts + begin);
  const auto rows = bipolar ? kernels.xor_rows : kernels.and_rows;
  rows(ones, weights + begin * row, streams, row, end - begin);
  for (size_t j = begin; j < end; ++j) {
    if (bipolar) counts[j] = bits - 2 * counts[j];
    if (negative) counts[j] -= int64_t(kernels.and_popcount(negative + j * row, streams, row));
  }
}

void DenseLayer::count_some(const uint64_t* streams, size_t begin, size_t end,
                            int64_t* counts) const noexcept {
  const Products products{*spec_.kernels,
                          weights_.data(),
                          negative_.empty() ? nullptr : negative_.data(),
                          inputs() * words(),
                          spec_.inputs * spec_.length,
                          spec_.weights == WeightKind::bipolar};
  products.count(streams, begin, end, counts);
}

void DenseLayer::count(const uint64_t* streams, Span<int64_t> counts) noexcept {
  const size_t row = inputs() * words();
  const size_t block = std::max<size_t>(1, kWordsPerBlock / row);
  const size_t blocks = (neurons() + block - 1) / block;
  if (!spec_.pool || blocks == 1) return count_some(streams, 0, neurons(), counts.data);
  spec_.pool->run(blocks, [&](size_t b, unsigned) {
    count_some(streams, b * block, std::min(neurons(), (b + 1) * block), counts.data);
  });
}

Expected<std::vector<double>> DenseLayer::forward(Span<const double> values, uint64_t sample) {
  std::vector<double> out(neurons());
  if (Status s = forward_into(values, {out.data(), out.size()}, sample); !s) return s.error();
  return out;
}

Status DenseLayer::forward_into(Span<const double> values, Span<double> out, uint64_t sample) {
  if (Status s = check_sizes(values.size, out.size, 1); !s) return s;
  if (Status s = probabilities(values, p_.data()); !s) return s;
  encode({p_.data(), inputs()}, sample);
  forward_in_place(out);
  return {};
}

void DenseLayer::forward_in_place(Span<double> out) {
  count({counts_.data(), neurons()});
  for (size_t j = 0; j < neurons(); ++j) out[j] = scaled(counts_[j]);
}

Status DenseLayer::forward_packed(Span<const uint64_t> streams, Span<double> out) {
  if (streams.size != inputs() * words()) {
    return wrong_number(spec_.name, streams.size, "words", inputs() * words());
  }
  if (out.size != neurons()) return check_sizes(inputs(), out.size, 1);
  // Weights have no ones in their tails, but XOR would see those of the streams.
  if (spec_.weights == WeightKind::bipolar && length() % 64) {
    std::copy(streams.begin(), streams.end(), streams_.begin());
    for (size_t i = 1; i <= inputs(); ++i) streams_[i * words() - 1] &= tail_mask(length());
    forward_in_place(out);
    return {};
  }
  count(streams.data, {counts_.data(), neurons()});
  for (size_t j = 0; j < neurons(); ++j) out[j] = scaled(counts_[j]);
  return {};
}

// Rows are independent, so threads share them; each row is encoded and counted by one thread.
Status DenseLayer::forward_batch(Span<const double> values, Span<double> out, uint64_t first) {
  const size_t rows = values.size / inputs();
  if (Status s = check_sizes(values.size, out.size, rows); !s) return s;
  std::vector<double> p(values.size);
  if (Status s = probabilities(values, p.data()); !s) return s;
  const auto row = [&](size_t n, unsigned thread) {
    uint64_t* const streams = streams_.data() + thread * inputs() * words();
    int64_t* const counts = counts_.data() + thread * neurons();
    encode(streams, {p.data() + n * inputs(), inputs()}, first + n, thread, nullptr);
    count_some(streams, 0, neurons(), counts);
    for (size_t j = 0; j < neurons(); ++j) out[n * neurons() + j] = scaled(counts[j]);
  };
  if (spec_.pool && rows * inputs() * words() * (neurons() + 8) >= kWordsPerBlock) {
    spec_.pool->run(rows, row);
  } else {
    for (size_t n = 0; n < rows; ++n) row(n, 0);
  }
  return {};
}

Status DenseLayer::standard_errors(Span<const double> values, Span<double> out) const {
  if (Status s = check_sizes(values.size, out.size, 1); !s) return s;
  if (values_.empty()) {
    return deny({spec_.name}, {"the weights came packed, so their values are not known"},
                ErrorCode::unsupported);
  }
  std::vector<double> p(inputs());
  if (Status s = probabilities(values, p.data()); !s) return s;
  const bool bipolar = spec_.weights == WeightKind::bipolar;
  for (size_t j = 0; j < neurons(); ++j) {
    double variance = 0;
    for (size_t i = 0; i < inputs(); ++i) {
      const double w = values_[j * inputs() + i], x = bipolar ? 2 * p[i] - 1 : p[i];
      const double product = w * x, size = product < 0 ? -product : product;
      variance += bipolar ? 1 - product * product : size * (1 - size);
    }
    out[j] = __builtin_sqrt(variance * double(length())) * scale_;
  }
  return {};
}

}  // namespace myelin::stochastic
