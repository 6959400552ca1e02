// Streams, layers and measures in a step.
#include "stochastic/operators.h"

#include <algorithm>

namespace myelin::stochastic {

std::vector<Use> uses_of(std::initializer_list<std::pair<SignalId, Access>> list) {
  std::vector<Use> uses;
  for (const auto& [signal, access] : list) {
    if (signal.valid()) uses.push_back({signal, access});
  }
  return uses;
}

namespace {

// --- streams -------------------------------------------------------------------------------------

class Encode final : public StoreOperator {
 public:
  Encode(const StreamsSpec& spec, const StreamSignals& signals, SignalId source,
         const BitKernels& kernels)
      : StoreOperator("Encode", uses_of({{source, Access::read},
                                         {signals.registers, Access::update},
                                         {signals.rows.bits, Access::set}})),
        signals_(signals),
        source_(source),
        kernels_(kernels),
        encoder_(signals.rows.count),
        p_(signals.rows.count) {
    kind_ = spec.encoder;
    restart_ = spec.restart;
    seeds_ = spec.seeds;
  }

  void run(const StepContext& context) noexcept override {
    const double* const values = view<double>(source_).data;
    const Range& range = signals_.range;
    for (size_t i = 0; i < p_.size(); ++i) {
      const double p = (values[i] - range.low) / (range.high - range.low);
      p_[i] = p > 0 ? p < 1 ? p : 1 : 0;
    }
    EncodeArgs args;
    args.kind = kind_;
    args.key = signals_.key;
    args.sample = uint64_t(context.step);
    args.length = signals_.rows.length;
    args.position = restart_ ? 0 : uint64_t(context.step) * args.length;
    args.p = {p_.data(), p_.size()};
    if (kind_ == EncoderKind::lfsr) {
      args.registers = view<int32_t>(signals_.registers);
      if (restart_) std::copy(seeds_.begin(), seeds_.end(), args.registers.data);
    }
    args.out = view<uint64_t>(signals_.rows.bits).data;
    encoder_.run(args, kernels_, &context.pool);
  }

 private:
  StreamSignals signals_;
  SignalId source_;
  const BitKernels& kernels_;
  Encoder encoder_;
  std::vector<double> p_;
  EncoderKind kind_;
  bool restart_;
  std::vector<int32_t> seeds_;
};

class Window final : public StoreOperator {
 public:
  Window(const StreamSignals& signals, SignalId list, SignalId count, SignalId packed)
      : StoreOperator("SpikeWindow", uses_of({{list, Access::read},
                                              {count, Access::read},
                                              {packed, Access::read},
                                              {signals.rows.bits, Access::update}})),
        rows_(signals.rows),
        list_(list),
        count_(count),
        packed_(packed) {}

  void run(const StepContext& context) noexcept override {
    const size_t at = size_t(context.step) % rows_.length, words = rows_.words();
    uint64_t* const bits = view<uint64_t>(rows_.bits).data + at / 64;
    const uint64_t bit = uint64_t(1) << at % 64;
    for (size_t i = 0; i < rows_.count; ++i) bits[i * words] &= ~bit;
    if (packed_.valid()) {
      const uint64_t* const spikes = view<uint64_t>(packed_).data;
      for (size_t i = 0; i < rows_.count; ++i) {
        if (spikes[i / 64] >> i % 64 & 1) bits[i * words] |= bit;
      }
      return;
    }
    const int32_t* const spikes = view<int32_t>(list_).data;
    const int32_t count = *view<int32_t>(count_).data;
    for (int32_t k = 0; k < count; ++k) bits[size_t(spikes[k]) * words] |= bit;
  }

 private:
  Rows rows_;
  SignalId list_, count_, packed_;
};

class Decode final : public StoreOperator {
 public:
  Decode(const StreamSignals& signals, Coding coding, const BitKernels& kernels)
      : StoreOperator("Decode", uses_of({{signals.rows.bits, Access::read},
                                         {signals.value, Access::set},
                                         {signals.error, Access::set}})),
        signals_(signals),
        coding_(coding),
        kernels_(kernels) {}

  void run(const StepContext&) noexcept override {
    const Rows& rows = signals_.rows;
    const uint64_t* const bits = view<uint64_t>(rows.bits).data;
    double *value = view<double>(signals_.value).data, *error = view<double>(signals_.error).data;
    const double scale = coding_ == Coding::bipolar ? 2 : 1;
    for (size_t i = 0; i < rows.count; ++i) {
      const uint64_t ones = kernels_.popcount(bits + i * rows.words(), rows.words());
      const double p = double(ones) / double(rows.length);
      value[i] = scale * p - (scale - 1);
      error[i] = scale * standard_error(p, double(rows.length));
    }
  }

 private:
  StreamSignals signals_;
  Coding coding_;
  const BitKernels& kernels_;
};

// --- layers --------------------------------------------------------------------------------------

// Words that one block of neurons reads, at least.
constexpr size_t kWordsPerBlock = 1 << 16;

class RunLayer final : public StoreOperator {
 public:
  RunLayer(const LayerSpec& spec, const LayerSignals& signals, const BitKernels& kernels)
      : StoreOperator(spec.kind == LayerKind::convolution ? "Convolution" : "Dense",
                      uses_of({{signals.inputs.bits, Access::read},
                               {signals.weights.bits, spec.refresh ? Access::set : Access::read},
                               {signals.negative.bits, spec.refresh ? Access::set : Access::read},
                               {signals.feedback_weights.bits, Access::read},
                               {signals.feedback.bits, Access::set},
                               {signals.count, Access::set},
                               {signals.value, Access::update},
                               {signals.target, Access::set}})),
        spec_(spec),
        s_(signals),
        kernels_(kernels),
        encoder_(signals.neurons),
        weight_encoder_(spec.refresh ? signals.weights.count : 0),
        p_(signals.neurons),
        ones_(2 * signals.neurons) {
    scale_ = 1 / double(s_.inputs.length);
    if (spec.normalise_inputs) scale_ = 1 / s_.bits;
    if (spec.kind == LayerKind::convolution) {
      patch_.resize(s_.weights.count / size_t(spec.conv.kernels) * s_.inputs.words());
      padding_ = padding_stream(spec.arithmetic, s_.inputs.length);
    }
  }

  void run(const StepContext& context) noexcept override {
    if (spec_.refresh) refresh(context);
    int64_t* const counts = view<int64_t>(s_.count).data;
    const uint64_t* const inputs = view<uint64_t>(s_.inputs.bits).data;
    if (spec_.kind == LayerKind::convolution) {
      convolve(inputs, counts);
    } else {
      const size_t row = s_.inputs.count * s_.inputs.words();
      const size_t block = std::max<size_t>(1, kWordsPerBlock / row);
      context.pool.run((s_.neurons + block - 1) / block, [&](size_t b, unsigned) {
        count_some(inputs, row, b * block, std::min(s_.neurons, (b + 1) * block), counts);
      });
      if (spec_.kind == LayerKind::recurrent) feed_back(context, counts);
    }
    double* const value = view<double>(s_.value).data;
    for (size_t j = 0; j < s_.neurons; ++j) value[j] = double(counts[j]) * scale_;
    if (spec_.kind == LayerKind::recurrent) {
      const double low = spec_.arithmetic == WeightKind::bipolar ? -1 : 0;
      for (size_t j = 0; j < s_.neurons; ++j) value[j] = std::clamp(value[j], low, 1.0);
    }
    if (!s_.target.valid()) return;
    double* const target = view<double>(s_.target).data;
    for (size_t j = 0; j < s_.neurons; ++j) target[j] = value[j] * spec_.scale + spec_.offset;
  }

 private:
  void refresh(const StepContext& context) {
    const Span<double> p = view<double>(s_.p);
    const size_t count = s_.weights.count;
    Span<int32_t> registers;
    if (s_.registers.valid()) registers = view<int32_t>(s_.registers);
    const auto encode = [&](size_t from, uint32_t bank, SignalId out) {
      encode_weights(
          spec_,
          {bank, uint32_t(s_.inputs.count), s_.key, uint64_t(context.step), s_.inputs.length},
          p.subspan(from, count), registers, view<uint64_t>(out).data, weight_encoder_, kernels_,
          &context.pool);
    };
    encode(0, 1, s_.weights.bits);
    if (s_.negative.bits.valid()) encode(count, 2, s_.negative.bits);
  }

  Products products(SignalId weights, size_t row, bool negative) const {
    return {kernels_,
            view<uint64_t>(weights).data,
            negative && s_.negative.bits.valid() ? view<uint64_t>(s_.negative.bits).data : nullptr,
            row,
            int64_t(row / s_.inputs.words() * s_.inputs.length),
            spec_.arithmetic == WeightKind::bipolar};
  }

  void count_some(const uint64_t* streams, size_t row, size_t begin, size_t end, int64_t* out) {
    products(s_.weights.bits, row, true).count(streams, begin, end, out);
  }

  // The values of the step before, as streams of this step.
  void feed_back(const StepContext& context, int64_t* counts) {
    const double* const value = view<double>(s_.value).data;
    const bool bipolar = spec_.arithmetic == WeightKind::bipolar;
    for (size_t j = 0; j < s_.neurons; ++j) p_[j] = bipolar ? (value[j] + 1) / 2 : value[j];
    EncodeArgs args;
    args.key = s_.key;
    args.bank = 3;
    args.sample = uint64_t(context.step);
    args.length = s_.inputs.length;
    args.p = {p_.data(), p_.size()};
    args.out = view<uint64_t>(s_.feedback.bits).data;
    encoder_.run(args, kernels_, &context.pool);
    const size_t row = s_.neurons * s_.inputs.words();
    int64_t* const more = ones_.data();
    products(s_.feedback_weights.bits, row, false).count(args.out, 0, s_.neurons, more);
    for (size_t j = 0; j < s_.neurons; ++j) counts[j] += more[j];
  }

  void convolve(const uint64_t* streams, int64_t* counts) {
    const size_t kernels = size_t(spec_.conv.kernels), pixels = s_.neurons / kernels;
    for (size_t pixel = 0; pixel < pixels; ++pixel) {
      copy_patch(spec_.conv, pixel, streams, padding_.data(), padding_.size(), patch_.data());
      count_some(patch_.data(), patch_.size(), 0, kernels, ones_.data());
      for (size_t k = 0; k < kernels; ++k) counts[k * pixels + pixel] = ones_[k];
    }
  }

  LayerSpec spec_;
  LayerSignals s_;
  const BitKernels& kernels_;
  double scale_;
  Encoder encoder_, weight_encoder_;
  std::vector<double> p_;
  std::vector<int64_t> ones_;
  std::vector<uint64_t> patch_, padding_;
};

// --- measures ------------------------------------------------------------------------------------

class Correlation final : public StoreOperator {
 public:
  Correlation(const CorrelationSpec& spec, const Rows& rows, SignalId and_mean, SignalId scc,
              const BitKernels& kernels)
      : StoreOperator(
            "Correlation",
            uses_of({{rows.bits, Access::read}, {and_mean, Access::set}, {scc, Access::set}})),
        spec_(spec),
        rows_(rows),
        and_mean_(and_mean),
        scc_(scc),
        kernels_(kernels) {}

  void run(const StepContext&) noexcept override {
    const uint64_t* const bits = view<uint64_t>(rows_.bits).data;
    for (size_t k = 0; k < spec_.a.size(); ++k) {
      const Overlap found = overlap(kernels_, bits + size_t(spec_.a[k]) * rows_.words(),
                                    bits + size_t(spec_.b[k]) * rows_.words(), rows_.length);
      view<double>(and_mean_)[k] = found.and_mean;
      view<double>(scc_)[k] = found.scc;
    }
  }

 private:
  CorrelationSpec spec_;
  Rows rows_;
  SignalId and_mean_, scc_;
  const BitKernels& kernels_;
};

}  // namespace

void encode_weights(const LayerSpec& spec, const WeightBank& bank, Span<const double> p,
                    Span<int32_t> registers, uint64_t* out, Encoder& encoder,
                    const BitKernels& kernels, Pool* pool) {
  EncodeArgs args;
  args.kind = spec.encoder;
  args.key = bank.key;
  args.bank = bank.bank;
  args.sample = bank.sample;
  args.first = spec.encoder == EncoderKind::sobol ? bank.first : 0;
  args.position = bank.sample * bank.length;
  args.length = bank.length;
  args.p = p;
  args.registers = registers;
  args.out = out;
  encoder.run(args, kernels, pool);
}

std::unique_ptr<Operator> make_encode(const StreamsSpec& spec, const StreamSignals& signals,
                                      SignalId source, const BitKernels& kernels) {
  return std::make_unique<Encode>(spec, signals, source, kernels);
}
std::unique_ptr<Operator> make_window(const StreamSignals& signals, SignalId list, SignalId count,
                                      SignalId packed) {
  return std::make_unique<Window>(signals, list, count, packed);
}
std::unique_ptr<Operator> make_decode(const StreamSignals& signals, Coding coding,
                                      const BitKernels& kernels) {
  return std::make_unique<Decode>(signals, coding, kernels);
}
std::unique_ptr<Operator> make_layer(const LayerSpec& spec, const LayerSignals& signals,
                                     const BitKernels& kernels) {
  return std::make_unique<RunLayer>(spec, signals, kernels);
}
std::unique_ptr<Operator> make_correlation(const CorrelationSpec& spec, const Rows& rows,
                                           SignalId and_mean, SignalId scc,
                                           const BitKernels& kernels) {
  return std::make_unique<Correlation>(spec, rows, and_mean, scc, kernels);
}

}  // namespace myelin::stochastic
