#include "stochastic/network.h"

#include "stochastic/builder.h"

namespace myelin::stochastic {

Status Builder::add_streams(const StreamsSpec& spec) {
  if (Status s = check_length(spec.length, spec.where + ".length"); !s) return s;
  StreamSignals signals;
  signals.key = random_key(settings_.seed, spec.name);
  const Range plain{spec.coding == Coding::bipolar ? -1.0 : 0.0, 1, spec.clip};
  signals.range = spec.range ? *spec.range : plain;
  signals.range.clip = spec.clip;
  if (Status s = check_range(signals.range, spec.where + ".range"); !s) return s;
  signals.rows.length = size_t(spec.length);
  const int given = !spec.values.empty() + !spec.bits.empty() + !spec.from.empty();
  if (given != 1) {
    return deny({spec.where}, {"streams have exactly one of \"values\", \"bits\" and \"from\""});
  }
  auto maker = stream_source(spec, signals, spec.from);
  if (!maker) return passed(maker.error());
  const uint64_t n = signals.rows.count;
  signals.rows.bits = store_.find(spec.name + ".bits");
  signals.value = signal(spec.name, "value", DType::float64, n);
  signals.error = signal(spec.name, "error", DType::float64, n);
  constexpr const char* kEncoders[] = {"bernoulli", "lfsr", "sobol", "rate"};
  const bool encodes = *maker && (*maker)->kind() == "Encode";
  std::string text = spec.bits.empty() ? "from " + (spec.from.empty() ? "values" : spec.from)
                                       : std::string("given bits");
  if (encodes) text += std::string(", ") + kEncoders[size_t(spec.encoder)];
  if (*maker) add_operator(spec.name, std::move(*maker));
  add_operator(spec.name + "_decode", make_decode(signals, spec.coding, bits_));
  std::vector<std::string> variables{"value", "error"};
  if (signals.values.valid()) variables.push_back("values");
  if (signals.registers.valid()) variables.push_back("registers");
  object(spec.name, "streams", int64_t(n), spec.length, std::move(text), std::move(variables));
  sources_[spec.name].rows = signals.rows;
  sources_[spec.name].outputs = n;
  return {};
}

// The operator that makes the bits, which become the signal NAME.bits; null for given bits.
Expected<std::unique_ptr<Operator>> Builder::stream_source(StreamsSpec spec, StreamSignals& signals,
                                                           const std::string& from) {
  Rows& rows = signals.rows;
  const auto add_bits = [&](size_t count) {
    rows.count = count;
    rows.bits = signal(spec.name, "bits", DType::uint64, count, rows.words());
  };
  if (!spec.bits.empty()) {
    auto words = packed(spec.bits, spec.where + ".bits", spec.length);
    if (!words) return words.error();
    add_bits(spec.bits.size());
    fills_.push_back({rows.bits, {}, std::move(*words)});
    return std::unique_ptr<Operator>();
  }
  SignalId input;
  if (!from.empty()) {
    // A group of equations has no object here: its list of spikes is in the store.
    const SignalId list = store_.find(from + ".spikes"), count = store_.find(from + ".spike_count");
    if (sources_.count(from) == 0 && list.valid() && count.valid()) {
      add_bits(size_t(store_.spec(list).rows) - kPadding);
      return make_window(signals, list, count, {});
    }
    auto read = source(from, spec.where + ".from");
    if (!read) return read.error();
    if ((*read)->spikes.valid()) {
      add_bits((*read)->outputs);
      return make_window(signals, {}, {}, (*read)->spikes);
    }
    if (!(*read)->value.valid()) {
      return refuse({spec.where, ".from"}, {"'", from, "' are streams already"});
    }
    input = (*read)->value;
    add_bits((*read)->outputs);
  } else {
    const Span<const double> given{spec.values.data(), spec.values.size()};
    if (Status s = to_probabilities(nullptr, given, signals.range, spec.where, ".values"); !s) {
      return s.error();
    }
    add_bits(spec.values.size());
    input = signals.values = signal(spec.name, "values", DType::float64, rows.count);
    fill(input, spec.values);
    network_.inputs.push_back({spec.name + ".values", input, signals.range, spec.clip});
  }
  if (spec.encoder == EncoderKind::lfsr) {
    auto seeds = registers(spec.seeds, rows.count, kInputSeed, 7, spec.where + ".seeds");
    if (!seeds) return seeds.error();
    signals.registers = signal(spec.name, "registers", DType::int32, rows.count);
    spec.seeds.assign(seeds->begin(), seeds->end());
    fill(signals.registers, std::move(*seeds));
  }
  return make_encode(spec, signals, input, bits_);
}

// --- neurons -------------------------------------------------------------------------------------

Status Builder::add_neurons(const NeuronsSpec& spec) {
  NeuronSignals s;
  s.key = random_key(settings_.seed, spec.name);
  int64_t size = spec.size;
  if (!spec.from.empty()) {
    auto from = source(spec.from, spec.where + ".from");
    if (!from) return passed(from.error());
    if (!(*from)->count.valid()) {
      return deny({spec.where, ".from"}, {"'", spec.from, "' is no layer; neurons read a layer"});
    }
    s.count = (*from)->count;
    s.bits = (*from)->bits;
    if (size == 0) size = int64_t((*from)->outputs);
    if (size != int64_t((*from)->outputs)) {
      return deny({spec.where, ".size"},
                  {"it is ", size, "; '", spec.from, "' has ", (*from)->outputs, " outputs"});
    }
  }
  if (size < 1 || size > int64_t(1) << 31) {
    return deny({spec.where}, {"give the neurons a \"size\", or a layer to read with \"from\""});
  }
  if (spec.input.size() > 1 && int64_t(spec.input.size()) != size) {
    return deny({spec.where, ".input"},
                {"there are ", spec.input.size(), " values for ", size, " neurons"});
  }
  Status sound = spec.kind == NeuronsKind::fixed_lif   ? spec.fixed.check(spec.where)
                 : spec.kind == NeuronsKind::float_lif ? spec.floating.check(spec.where)
                                                       : spec.izhikevich.check(spec.where);
  if (!sound) return sound;
  s.n = size_t(size);
  if (!s.count.valid()) {
    s.input = signal(spec.name, "input", DType::float64, s.n);
    fill(s.input, spec.input.empty() ? std::vector<double>{0} : spec.input);
    network_.inputs.push_back({spec.name + ".input", s.input, {-1e300, 1e300, false}, false});
  }
  neuron_state(spec, s);
  s.spikes = signal(spec.name, "spikes", DType::uint64, words_for(s.n));
  s.total = signal(spec.name, "spike_total", DType::int64, 1);
  s.hash = signal(spec.name, "spike_hash", DType::uint64, 1);
  constexpr const char* kKinds[] = {"fixed-lif", "float-lif", "izhikevich"};
  std::vector<std::string> variables{"v"};
  for (const auto& [name, id] : {std::pair{"u", s.u},
                                 {"refractory", s.refractory},
                                 {"threshold", s.threshold},
                                 {"trace", s.trace},
                                 {"input", s.input}}) {
    if (id.valid()) variables.push_back(name);
  }
  Network::Object& made = object(spec.name, kKinds[size_t(spec.kind)], size, 1,
                                 spec.from.empty() ? "" : "from " + spec.from, variables);
  made.spikes = s.spikes;
  made.total = s.total;
  Source& source = sources_[spec.name];
  source.spikes = s.spikes;
  source.outputs = s.n;
  add_operator(spec.name, make_neurons(spec, s, bits_, *settings_.kernels));
  return {};
}

void Builder::neuron_state(const NeuronsSpec& spec, NeuronSignals& s) {
  const auto real = [&](const char* name, double first) {
    const SignalId id = signal(spec.name, name, DType::float64, s.n);
    fill(id, {first});
    return id;
  };
  if (spec.kind == NeuronsKind::izhikevich) {
    const double v = spec.izhikevich.c;
    s.v = real("v", v);
    s.u = real("u", spec.izhikevich.b * v);
    return;
  }
  s.refractory = signal(spec.name, "refractory", DType::int32, s.n);
  if (spec.kind == NeuronsKind::fixed_lif) {
    s.v = signal(spec.name, "v", DType::int32, s.n);
    fill(s.v, {double(spec.fixed.v_rest)});
    return;
  }
  s.v = real("v", spec.floating.v_rest);
  s.threshold = real("threshold", spec.floating.v_th);
  s.trace = real("trace", 0);
}

Status Builder::add_correlation(const CorrelationSpec& spec) {
  auto of = source(spec.of, spec.where + ".of");
  if (!of) return passed(of.error());
  const Rows& rows = (*of)->rows;
  for (const auto* list : {&spec.a, &spec.b}) {
    for (const int32_t index : *list) {
      if (index >= 0 && size_t(index) < rows.count) continue;
      return deny({spec.where, ".pairs"},
                  {"the stream ", index, " is none of '", spec.of, "', which has ", rows.count},
                  ErrorCode::out_of_range);
    }
  }
  const SignalId mean = signal(spec.name, "and_mean", DType::float64, spec.a.size());
  const SignalId scc = signal(spec.name, "scc", DType::float64, spec.a.size());
  object(spec.name, "correlation", int64_t(spec.a.size()), 1, "of " + spec.of, {"and_mean", "scc"});
  add_operator(spec.name, make_correlation(spec, rows, mean, scc, bits_));
  return {};
}

const Network::Object* Network::find(std::string_view name) const {
  for (const Object& object : objects) {
    if (object.name == name) return &object;
  }
  return nullptr;
}

Expected<Network> build(const Spec& spec, Engine& engine, const BuildSettings& settings) {
  return Builder(spec, engine, settings).build();
}

Status set_input(const Network& network, Engine& engine, const std::string& name,
                 Span<const double> values, const std::string& where) {
  for (const Network::Input& input : network.inputs) {
    if (input.name != name) continue;
    const Span<double> array = engine.store.view<double>(input.signal);
    if (values.size != 1 && values.size != array.size) {
      return deny({where}, {values.size, " values were given; '", name, "' has ", array.size});
    }
    Range range = input.range;
    range.clip = input.clip;
    if (Status s = to_probabilities(nullptr, values, range, where); !s) return s;
    for (size_t k = 0; k < array.size; ++k) array[k] = values[values.size == 1 ? 0 : k];
    return {};
  }
  std::vector<std::string> names;
  for (const Network::Input& input : network.inputs) names.push_back(input.name);
  return deny({where}, {"'", name, "' cannot be set", suggestion(name, names)},
              ErrorCode::unknown_name);
}

uint64_t neuron_count(const Spec& spec) {
  uint64_t neurons = 0;
  for (const NeuronsSpec& one : spec.neurons) {
    uint64_t size = uint64_t(std::max<int64_t>(one.size, 0));
    for (const LayerSpec& layer : spec.layers) {
      if (size || layer.name != one.from) continue;
      size = uint64_t(layer.neurons);
      for (const StreamsSpec& streams : spec.streams) {
        if (!size && streams.name == layer.from && !streams.values.empty()) {
          size = layer.weights.size() / streams.values.size();
        }
      }
    }
    neurons += size;
  }
  return neurons;
}

uint64_t estimate(const Spec& spec) {
  uint64_t words = 0;
  std::map<std::string, int64_t> lengths;
  for (const StreamsSpec& streams : spec.streams) {
    const uint64_t each = words_for(size_t(std::clamp<int64_t>(streams.length, 1, kMaxLength)));
    words += (streams.values.size() + streams.bits.size()) * (each + 4);
    lengths[streams.name] = int64_t(each);
  }
  for (const LayerSpec& layer : spec.layers) {
    const uint64_t banks = layer.arithmetic == WeightKind::sign_magnitude ? 2 : 1;
    words += layer.weights.size() * banks * uint64_t(std::max<int64_t>(lengths[layer.from], 1));
  }
  return 8 * words + 48 * neuron_count(spec);
}

std::string explain(const Network& network) {
  std::string text = "STOCHASTIC\n";
  for (const Network::Object& object : network.objects) {
    text += say({object.name, ": ", object.kind, ", ", object.size});
    if (object.length > 1) text += say({", ", object.length, " bits"});
    text += say({object.text.empty() ? "" : ", ", object.text, "\n"});
  }
  return text;
}

}  // namespace myelin::stochastic
