// The key "stochastic" of a document.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using namespace stochastic;

namespace {

bool boolean(const Fields& fields, std::string_view key) {
  const Node* node = fields.find(key);
  return node && node->boolean() && *node->boolean();
}

double number(const Fields& fields, std::string_view key, double otherwise) {
  const Node* node = fields.find(key);
  return node && node->number() ? *node->number() : otherwise;
}

// The place of the text among the choices; 0 if the key is absent.
template <class T>
T choice(const Fields& fields, std::string_view key, std::initializer_list<std::string_view> all) {
  const auto found = std::find(all.begin(), all.end(), fields.string(key));
  return T(found == all.end() ? 0 : found - all.begin());
}

EncoderKind encoder(const Fields& fields) {
  return choice<EncoderKind>(fields, "encoder", {"bernoulli", "lfsr", "sobol", "rate"});
}

// A list, rows of a matrix, or {"npy"}; empty if the key is absent.
std::vector<double> numbers(const Fields& fields, std::string_view key) {
  const Node* node = fields.find(key);
  if (!node) return {};
  if (node->number()) return {*node->number()};
  const NodeList* rows = node->list();
  if (!rows || rows->empty()) {
    return read_numbers(*node, fields.where(key), fields.problems()).values;
  }
  std::vector<double> all;
  for (const Node& row : *rows) {
    const NumberArray values = read_numbers(row, fields.where(key), fields.problems());
    all.insert(all.end(), values.values.begin(), values.values.end());
  }
  return all;
}

// So many of them, or none.
std::vector<double> numbers(const Fields& fields, std::string_view key, size_t count) {
  std::vector<double> list = numbers(fields, key);
  if (!list.empty() && list.size() != count) {
    fields.refuse(key, "there are " + std::to_string(list.size()) + " numbers; it needs " +
                           std::to_string(count));
    list.clear();
  }
  return list;
}

std::vector<std::string> texts(const Fields& fields, std::string_view key) {
  std::vector<std::string> list;
  const Node* node = fields.find(key);
  if (!node || !node->list()) return list;
  for (const Node& item : *node->list()) {
    if (item.text()) list.push_back(*item.text());
  }
  return list;
}

void read_streams(const Fields& fields, Spec& spec) {
  StreamsSpec streams;
  streams.name = fields.string("name");
  streams.where = fields.where();
  streams.length = fields.integer("length", 1024);
  streams.encoder = encoder(fields);
  streams.coding = choice<Coding>(fields, "coding", {"unipolar", "bipolar"});
  streams.clip = boolean(fields, "clip");
  streams.values = numbers(fields, "values");
  streams.bits = texts(fields, "bits");
  streams.from = fields.string("from");
  streams.seeds = fields.integers("seeds");
  streams.restart = boolean(fields, "restart");
  const std::vector<double> range = numbers(fields, "range", 2);
  if (!range.empty()) streams.range = Range{range[0], range[1], streams.clip};
  spec.streams.push_back(std::move(streams));
}

void read_layer(const Fields& fields, Spec& spec) {
  LayerSpec layer;
  layer.name = fields.string("name");
  layer.where = fields.where();
  layer.kind = choice<LayerKind>(fields, "kind", {"dense", "convolution", "recurrent", "learning"});
  layer.from = fields.string("from");
  layer.weights = numbers(fields, "weights");
  layer.bits = texts(fields, "bits");
  layer.arithmetic =
      choice<WeightKind>(fields, "arithmetic", {"unipolar", "bipolar", "sign-magnitude"});
  layer.normalise_inputs = fields.string("normalise") == "inputs";
  layer.encoder = encoder(fields);
  layer.seeds = fields.integers("seeds");
  layer.clip = boolean(fields, "clip");
  layer.refresh = boolean(fields, "refresh");
  layer.neurons = fields.integer("size", 0);
  layer.weight = number(fields, "weight", 0.5);
  layer.to = fields.string("to");
  layer.scale = number(fields, "scale", 1);
  layer.offset = number(fields, "offset", 0);
  layer.rule.rate = number(fields, "rate", 0.01);
  layer.rule.window = int32_t(fields.integer("window", 5));
  layer.rule.rewarded = boolean(fields, "rewarded");
  const std::vector<double> range = numbers(fields, "weightRange", 2);
  if (!range.empty()) layer.rule.w_min = range[0], layer.rule.w_max = range[1];
  layer.conv.stride = fields.integer("stride", 1);
  layer.conv.padding = fields.integer("padding", 0);
  const std::vector<double> input = numbers(fields, "input", 3);
  const std::vector<double> kernel = numbers(fields, "kernel", 3);
  if (layer.kind == LayerKind::convolution && (input.empty() || kernel.empty())) {
    fields.refuse("kind", "a convolution needs \"input\" and \"kernel\"");
  } else if (layer.kind == LayerKind::convolution) {
    ConvSpec& c = layer.conv;
    c.channels = int64_t(input[0]), c.height = int64_t(input[1]), c.width = int64_t(input[2]);
    c.kernels = int64_t(kernel[0]);
    c.kernel_height = int64_t(kernel[1]), c.kernel_width = int64_t(kernel[2]);
  }
  spec.layers.push_back(std::move(layer));
}

void read_fixed(const Fields& fields, NeuronsSpec& neurons) {
  FixedLif& lif = neurons.fixed;
  const auto integer = [&](std::string_view key, double otherwise) {
    const double value = number(fields, key, otherwise);
    if (value != std::floor(value) || std::fabs(value) > 2147483647) {
      fields.refuse(key, "it is " + format_number(value) + "; fixed-lif needs an integer");
      return int32_t(0);
    }
    return int32_t(value);
  };
  lif.width = int(fields.integer("width", lif.width));
  lif.fraction = int(fields.integer("fraction", lif.fraction));
  lif.saturate = fields.string("overflow") == "saturate";
  lif.leak = int32_t(fields.integer("leak", lif.leak));
  lif.gain = int32_t(fields.integer("gain", lif.gain));
  lif.v_rest = integer("vRest", lif.v_rest);
  lif.v_reset = integer("vReset", lif.v_reset);
  lif.v_th = integer("vTh", lif.v_th);
  lif.refractory = int32_t(fields.integer("refractory", lif.refractory));
  neurons.noise = int32_t(fields.integer("noise", 0));
  for (const double bound : {neurons.low, neurons.high}) {
    if (bound == std::floor(bound) && std::fabs(bound) <= 2147483647) continue;
    fields.refuse("range", "it holds " + format_number(bound) + "; fixed-lif needs integers");
  }
}

void read_floating(const Fields& fields, NeuronsSpec& neurons) {
  FloatLif& lif = neurons.floating;
  lif.v_rest = number(fields, "vRest", lif.v_rest);
  lif.v_reset = number(fields, "vReset", lif.v_reset);
  lif.v_th = number(fields, "vTh", lif.v_th);
  lif.tau = number(fields, "tau", lif.tau);
  lif.dt = number(fields, "step", lif.dt);
  lif.resistance = number(fields, "resistance", lif.resistance);
  lif.sigma = number(fields, "sigma", lif.sigma);
  lif.refractory = int32_t(fields.integer("refractory", lif.refractory));
  lif.homeostatic = boolean(fields, "homeostatic");
  lif.target = number(fields, "target", lif.target);
}

void read_neurons_of(const Fields& fields, Spec& spec) {
  NeuronsSpec neurons;
  neurons.name = fields.string("name");
  neurons.where = fields.where();
  neurons.kind = choice<NeuronsKind>(fields, "kind", {"fixed-lif", "float-lif", "izhikevich"});
  neurons.size = fields.integer("size", 0);
  neurons.from = fields.string("from");
  neurons.input = numbers(fields, "input");
  if (neurons.kind != NeuronsKind::fixed_lif) neurons.high = 1;
  const std::vector<double> range = numbers(fields, "range", 2);
  if (!range.empty()) neurons.low = range[0], neurons.high = range[1];
  if (neurons.kind == NeuronsKind::fixed_lif) read_fixed(fields, neurons);
  if (neurons.kind == NeuronsKind::float_lif) read_floating(fields, neurons);
  Izhikevich& izhikevich = neurons.izhikevich;
  izhikevich.a = number(fields, "a", izhikevich.a);
  izhikevich.b = number(fields, "b", izhikevich.b);
  izhikevich.c = number(fields, "c", izhikevich.c);
  izhikevich.d = number(fields, "d", izhikevich.d);
  izhikevich.dt = number(fields, "step", izhikevich.dt);
  izhikevich.sigma = number(fields, "sigma", 0);
  spec.neurons.push_back(std::move(neurons));
}

void read_correlation(const Fields& fields, Spec& spec) {
  CorrelationSpec correlation;
  correlation.name = fields.string("name");
  correlation.where = fields.where();
  correlation.of = fields.string("of");
  const std::vector<double> pairs = numbers(fields, "pairs");
  const NodeList* rows = fields.find("pairs") ? fields.find("pairs")->list() : nullptr;
  if (!rows || pairs.size() != 2 * rows->size()) {
    fields.refuse("pairs", "every pair has two indices");
    return;
  }
  for (size_t k = 0; k < pairs.size(); k += 2) {
    const auto index = [](double x) { return x >= 0 && x < 2147483647 ? int32_t(x) : -1; };
    correlation.a.push_back(index(pairs[k]));
    correlation.b.push_back(index(pairs[k + 1]));
  }
  spec.correlations.push_back(std::move(correlation));
}

}  // namespace

void read_stochastic(const Fields& fields, Spec& spec) {
  const auto read_list = [&](std::string_view key, void (*read)(const Fields&, Spec&)) {
    const Node* list = fields.find(key);
    if (!list || !list->list()) return;
    for (size_t k = 0; k < list->list()->size(); ++k) {
      const Node& item = (*list->list())[k];
      read(Fields(item, place_of_item(fields.where(key), k, item), fields.problems()), spec);
    }
  };
  read_list("streams", read_streams);
  read_list("layers", read_layer);
  read_list("neurons", read_neurons_of);
  read_list("correlations", read_correlation);
}

void take_stochastic_records(Document& document, Problems& problems) {
  const Spec& spec = document.stochastic;
  const auto is_stochastic = [&](const std::string& name) {
    const auto has = [&](const auto& list) {
      return std::any_of(list.begin(), list.end(),
                         [&](const auto& one) { return one.name == name; });
    };
    return has(spec.streams) || has(spec.layers) || has(spec.neurons) || has(spec.correlations);
  };
  std::vector<equations::Record> others;
  for (equations::Record& record : document.network.record) {
    if (!is_stochastic(record.of)) {
      others.push_back(std::move(record));
      continue;
    }
    if (record.kind == equations::RecordKind::events) {
      problems.add(ErrorCode::invalid_argument, record.where, "'" + record.of + "' has no events");
      continue;
    }
    RecordSpec taken;
    taken.kind = RecordKind(record.kind);
    taken.name = record.name;
    taken.where = record.where;
    taken.of = record.of;
    taken.variables = record.variables;
    taken.all = record.all;
    taken.index = record.index;
    taken.order = record.order;
    if (!record.when.empty()) {
      auto when = parse_when(record.when, record.where + ".when");
      if (when)
        taken.when = *when;
      else
        problems.add(when.error().code, when.error().where, when.error().message);
    }
    document.stochastic_records.push_back(std::move(taken));
    document.stochastic_record_dt.push_back(record.dt);
  }
  document.network.record = std::move(others);
}

}  // namespace myelin::model
