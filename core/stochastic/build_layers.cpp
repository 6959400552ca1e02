// Layers of a network: weights, links, learning.
#include "stochastic/builder.h"

namespace myelin::stochastic {

Status Builder::add_layer(const LayerSpec& spec) {
  auto from = source(spec.from, spec.where + ".from");
  if (!from) return passed(from.error());
  if ((*from)->rows.count == 0) {
    return deny({spec.where, ".from"}, {"'", spec.from, "' are no streams; a layer reads streams"});
  }
  if (spec.kind == LayerKind::learning) return add_transmission(spec, **from);
  LayerSignals signals;
  signals.inputs = (*from)->rows;
  signals.key = random_key(settings_.seed, spec.name);
  size_t columns = signals.inputs.count, pixels = 1;
  if (spec.kind == LayerKind::convolution) {
    const ConvSpec& c = spec.conv;
    const int64_t down = c.height + 2 * c.padding - c.kernel_height;
    const int64_t right = c.width + 2 * c.padding - c.kernel_width;
    if (uint64_t(c.channels * c.height * c.width) != columns || down < 0 || right < 0) {
      return deny({spec.where}, {"the input is ", c.channels, " x ", c.height, " x ", c.width,
                                 " and the kernel ", c.kernel_height, " x ", c.kernel_width, "; '",
                                 spec.from, "' has ", columns, " streams"});
    }
    columns = size_t(c.channels * c.kernel_height * c.kernel_width);
    pixels = size_t(down / c.stride + 1) * size_t(right / c.stride + 1);
  }
  if (Status s = add_weights(spec, signals, columns); !s) return s;
  const size_t rows = signals.neurons;
  if (pixels > kMostOutputs / rows) {
    return deny({spec.where}, {"it has more than ", kMostOutputs, " outputs"});
  }
  signals.neurons = rows * pixels;
  signals.bits = double(columns + (spec.kind == LayerKind::recurrent ? rows : 0)) *
                 double(signals.inputs.length);
  if (!spec.to.empty()) {
    signals.target = store_.find(spec.to);
    if (!signals.target.valid() || store_.spec(signals.target).dtype != DType::float64 ||
        store_.spec(signals.target).rows != signals.neurons) {
      return deny({spec.where, ".to"},
                  {"'", spec.to, "' is no variable of ", signals.neurons, " real numbers"});
    }
  }
  signals.count = signal(spec.name, "count", DType::int64, signals.neurons);
  signals.value = signal(spec.name, "value", DType::float64, signals.neurons);
  add_operator(spec.name, make_layer(spec, signals, bits_));
  constexpr const char* kKinds[] = {"dense", "convolution", "recurrent", "learning"};
  object(spec.name, kKinds[size_t(spec.kind)], int64_t(signals.neurons),
         int64_t(signals.inputs.length),
         "from " + spec.from + (spec.to.empty() ? "" : " to " + spec.to), {"count", "value"});
  Source& made = sources_[spec.name];
  made.value = signals.value;
  made.count = signals.count;
  made.outputs = signals.neurons;
  made.bits = signals.bits;
  return {};
}

// Weight streams of rows x columns, encoded now.
Status Builder::add_weights(const LayerSpec& spec, LayerSignals& signals, size_t columns) {
  const size_t length = signals.inputs.length, words = signals.inputs.words();
  const bool recurrent = spec.kind == LayerKind::recurrent, given = !spec.bits.empty();
  const size_t count = given ? spec.bits.size() : spec.weights.size();
  // Of a recurrent layer a row holds the neurons too: rows (columns + rows) = count.
  size_t rows = count / columns;
  if (recurrent) {
    rows = 0;
    while (rows * (columns + rows) < count) ++rows;
  }
  const size_t wanted = rows * (columns + (recurrent ? rows : 0));
  if (count == 0 || wanted != count ||
      (spec.kind == LayerKind::convolution && rows != size_t(spec.conv.kernels))) {
    return deny({spec.where, ".weights"},
                {count, " weights do not fit ", columns, " inputs of each neuron",
                 (recurrent ? " and the neurons themselves" : "")});
  }
  signals.neurons = rows;
  const bool magnitude = spec.arithmetic == WeightKind::sign_magnitude;
  const auto bank = [&](const char* name, size_t streams) {
    return Rows{signal(spec.name, name, DType::uint64, streams, words), streams, length};
  };
  signals.weights = bank("weights", rows * columns);
  if (magnitude) signals.negative = bank("negative_weights", rows * columns);
  if (recurrent) {
    signals.feedback_weights = bank("feedback_weights", rows * rows);
    signals.feedback = bank("feedback", rows);
  }
  if (given) {
    if (recurrent || magnitude || spec.refresh) {
      return deny({spec.where, ".bits"}, {"given bits have no sign, no feedback and no refresh"});
    }
    auto packed_weights = packed(spec.bits, spec.where + ".bits", int64_t(length));
    if (!packed_weights) return passed(packed_weights.error());
    fills_.push_back({signals.weights.bits, {}, std::move(*packed_weights)});
    return {};
  }
  if (recurrent && (magnitude || spec.refresh || spec.encoder != EncoderKind::bernoulli)) {
    return deny({spec.where},
                {"a recurrent layer has unipolar or bipolar weights of encoder bernoulli"},
                ErrorCode::unsupported);
  }
  return add_encoded_weights(spec, signals, columns);
}

// Numbers to streams: now, or in every step.
Status Builder::add_encoded_weights(const LayerSpec& spec, LayerSignals& signals, size_t columns) {
  const size_t length = signals.inputs.length, words = signals.inputs.words();
  const size_t count = spec.weights.size(), rows = signals.neurons;
  const bool magnitude = spec.arithmetic == WeightKind::sign_magnitude;
  const Range range{spec.arithmetic == WeightKind::unipolar ? 0.0 : -1.0, 1, spec.clip};
  std::vector<double> p[3], read(count);  // forward, of the other sign, back
  const Span<const double> weights{spec.weights.data(), count};
  if (Status s = to_probabilities(read.data(), weights, range, spec.where, ".weights"); !s) {
    return s;
  }
  for (size_t k = 0; k < count; ++k) {
    const size_t column = k % (count / rows);
    const double size = 2 * read[k] - 1;
    p[column < columns ? 0 : 2].push_back(magnitude ? std::max(size, 0.0) : read[k]);
    if (magnitude) p[1].push_back(std::max(-size, 0.0));
  }
  std::vector<int32_t> state;
  if (spec.encoder == EncoderKind::lfsr) {
    auto seeds = registers(spec.seeds, rows * columns, kWeightSeed, 13, spec.where + ".seeds");
    if (!seeds) return passed(seeds.error());
    state.assign(seeds->begin(), seeds->end());
    if (spec.refresh) {
      signals.registers = signal(spec.name, "registers", DType::int32, rows * columns);
      fill(signals.registers, std::move(*seeds));
    }
  }
  if (spec.refresh) {
    signals.p = signal(spec.name, "probabilities", DType::float64, p[0].size() + p[1].size());
    std::vector<double> all = p[0];
    all.insert(all.end(), p[1].begin(), p[1].end());
    fill(signals.p, std::move(all));
    return {};
  }
  const Rows* const banks[] = {&signals.weights, &signals.negative, &signals.feedback_weights};
  for (uint32_t k = 0; k < 3; ++k) {
    if (p[k].empty()) continue;
    std::vector<uint64_t> streams(p[k].size() * words);
    std::vector<int32_t> registers = state;
    Encoder encoder(p[k].size());
    encode_weights(spec, {k == 2 ? 4 : k + 1, uint32_t(columns), signals.key, 0, length},
                   {p[k].data(), p[k].size()}, {registers.data(), registers.size()}, streams.data(),
                   encoder, bits_, &engine_.pool());
    fills_.push_back({banks[k]->bits, {}, std::move(streams)});
  }
  return {};
}

Status Builder::add_transmission(const LayerSpec& spec, const Source& from) {
  if (uint64_t(spec.neurons) > kMostOutputs) {
    return deny({spec.where, ".size"}, {"it has more than ", kMostOutputs, " neurons"});
  }
  auto layer = LearningLayer::make(int64_t(from.rows.count), spec.neurons, spec.rule, spec.weight,
                                   settings_.seed, spec.name, false);
  if (!layer) {
    layer.error().where = spec.where;
    return passed(layer.error());
  }
  const uint64_t synapses = from.rows.count * uint64_t(spec.neurons);
  LearningSignals s;
  s.inputs = from.rows;
  s.weights = signal(spec.name, "weights", DType::float64, synapses);
  if (spec.rule.rewarded) {
    s.eligibility = signal(spec.name, "eligibility", DType::float64, synapses);
  }
  s.last_pre = signal(spec.name, "last_pre", DType::int64, from.rows.count);
  s.reward = signal(spec.name, "reward", DType::float64, 1);
  s.count = signal(spec.name, "count", DType::int64, uint64_t(spec.neurons));
  s.value = signal(spec.name, "value", DType::float64, uint64_t(spec.neurons));
  fill(s.weights, {spec.weight});
  fill(s.last_pre, {-1e12});
  network_.inputs.push_back({spec.name + ".reward", s.reward, {-1e300, 1e300, false}, false});
  network_.inputs.push_back(
      {spec.name + ".weights", s.weights, {spec.rule.w_min, spec.rule.w_max, false}, false});
  object(spec.name, "learning", spec.neurons, 1, "from " + spec.from,
         {"count", "value", "weights"});
  if (spec.rule.rewarded) network_.objects.back().variables.push_back("eligibility");
  Source& made = sources_[spec.name];
  made.value = s.value;
  made.count = s.count;
  made.outputs = size_t(spec.neurons);
  made.bits = double(from.rows.count);
  learning_[spec.name] = s;
  add_operator(spec.name, make_transmission(s, std::move(*layer)));
  return {};
}

// When neurons have spiked: the ones that read the layer.
Status Builder::add_learning(const LayerSpec& spec) {
  LearningSignals& s = learning_[spec.name];
  for (const NeuronsSpec& neurons : spec_.neurons) {
    if (neurons.from == spec.name) s.post = sources_[neurons.name].spikes;
  }
  if (!s.post.valid()) {
    return deny({spec.where},
                {"no neurons read '", spec.name, "', so it cannot learn from spikes"});
  }
  auto layer = LearningLayer::make(int64_t(s.inputs.count), spec.neurons, spec.rule, spec.weight,
                                   settings_.seed, spec.name, false);
  if (!layer) return passed(layer.error());
  add_operator(spec.name + "_learn", make_learning(s, std::move(*layer)), Slot::resets);
  return {};
}

}  // namespace myelin::stochastic
