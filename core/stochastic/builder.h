// Makes signals and operators of a spec. Internal to network.cpp and its parts.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "random/key.h"
#include "stochastic/network.h"
#include "stochastic/operators.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {

// A layer with more outputs is a mistake, and its scratch memory is not counted anywhere.
inline constexpr size_t kMostOutputs = size_t(1) << 24;

// An object that others read.
struct Source {
  Rows rows;              // streams
  SignalId value, count;  // layers: value f64, count i64
  SignalId spikes;        // neurons: packed
  size_t outputs = 0;
  double bits = 1;  // that one output of a layer counts
};

class Builder {
 public:
  Builder(const Spec& spec, Engine& engine, const BuildSettings& settings)
      : spec_(spec),
        engine_(engine),
        store_(engine.store),
        settings_(settings),
        bits_(*find_bits(settings.kernels->name)) {}

  Expected<Network> build() {
    size_t objects = spec_.streams.size() + spec_.layers.size() + spec_.neurons.size();
    std::vector<bool> done(objects);
    for (size_t placed = 0; placed < objects; ++placed) {
      size_t next = 0;
      while (next < objects && (done[next] || !ready(next, done))) ++next;
      if (next == objects) next = size_t(std::find(done.begin(), done.end(), false) - done.begin());
      done[next] = true;
      if (Status s = add(next); !s) return s.error();
    }
    for (const LayerSpec& layer : spec_.layers) {
      if (layer.kind != LayerKind::learning) continue;
      if (Status s = add_learning(layer); !s) return s.error();
    }
    for (const CorrelationSpec& one : spec_.correlations) {
      if (Status s = add_correlation(one); !s) return s.error();
    }
    if (Status s = store_.freeze(); !s) return s.error();
    for (const auto& fill : fills_) fill.write(store_);
    return std::move(network_);
  }

 private:
  // Values that arrays get once they exist; one number is for all elements.
  struct Fill {
    SignalId signal;
    std::vector<double> numbers;
    std::vector<uint64_t> words;
    void write(SignalStore& store) const {
      std::copy(words.begin(), words.end(), store.data<uint64_t>(signal));
      if (numbers.empty()) return;
      const SignalSpec& spec = store.spec(signal);
      for (uint64_t k = 0; k < spec.rows; ++k) {
        const double number = numbers[numbers.size() == 1 ? 0 : k];
        if (spec.dtype == DType::int32) store.data<int32_t>(signal)[k] = int32_t(number);
        if (spec.dtype == DType::int64) store.data<int64_t>(signal)[k] = int64_t(number);
        if (spec.dtype == DType::float64) store.data<double>(signal)[k] = number;
      }
    }
  };

  const std::string& from_of(size_t k) const {
    if (k < spec_.streams.size()) return spec_.streams[k].from;
    k -= spec_.streams.size();
    if (k < spec_.layers.size()) return spec_.layers[k].from;
    return spec_.neurons[k - spec_.layers.size()].from;
  }
  const std::string& name_of(size_t k) const {
    if (k < spec_.streams.size()) return spec_.streams[k].name;
    k -= spec_.streams.size();
    if (k < spec_.layers.size()) return spec_.layers[k].name;
    return spec_.neurons[k - spec_.layers.size()].name;
  }
  bool ready(size_t k, const std::vector<bool>& done) const {
    const std::string& from = from_of(k);
    for (size_t other = 0; other < done.size(); ++other) {
      if (name_of(other) == from) return done[other];
    }
    return true;
  }
  Status add(size_t k) {
    if (k < spec_.streams.size()) return add_streams(spec_.streams[k]);
    k -= spec_.streams.size();
    if (k < spec_.layers.size()) return add_layer(spec_.layers[k]);
    return add_neurons(spec_.neurons[k - spec_.layers.size()]);
  }

  SignalId signal(const std::string& object, const char* name, DType dtype, uint64_t rows,
                  uint64_t columns = 1) {
    SignalSpec spec;
    spec.name = say({object, ".", name});
    spec.dtype = dtype;
    spec.rows = rows;
    spec.columns = columns;
    return store_.add(std::move(spec));
  }
  void fill(SignalId signal, std::vector<double> numbers) {
    fills_.push_back({signal, std::move(numbers), {}});
  }
  void add_operator(const std::string& name, std::unique_ptr<Operator> what,
                    When when = When(Slot::thresholds, 1)) {
    engine_.add({name, when, order_++, 0}, std::move(what));
  }
  Network::Object& object(const std::string& name, const char* kind, int64_t size, int64_t length,
                          std::string text, std::vector<std::string> variables) {
    network_.objects.push_back(
        {name, kind, std::move(text), size, length, std::move(variables), {}, {}});
    return network_.objects.back();
  }
  Expected<const Source*> source(const std::string& name, const std::string& where) const {
    const auto found = sources_.find(name);
    if (found != sources_.end()) return &found->second;
    std::vector<std::string> names;
    for (const auto& [known, unused] : sources_) names.push_back(known);
    return refuse({where},
                  {"'", name, "' is nothing that can be read here", suggestion(name, names)},
                  ErrorCode::unknown_name);
  }

  // --- parts ---

  // "0101" texts, all of one length.
  static Expected<std::vector<uint64_t>> packed(const std::vector<std::string>& bits,
                                                const std::string& where, int64_t length) {
    std::vector<uint64_t> words;
    for (size_t i = 0; i < bits.size(); ++i) {
      auto stream = Bitstream::from_text(bits[i]);
      const std::string place = say({where, "[", i, "]"});
      if (!stream) return Error{stream.error().code, place, stream.error().message};
      if (int64_t(stream->length()) != length) {
        return refuse({place}, {"it has ", stream->length(), " bits; the streams have ", length});
      }
      words.insert(words.end(), stream->words().begin(), stream->words().end());
    }
    return words;
  }

  Expected<std::vector<double>> registers(const std::vector<int32_t>& seeds, size_t count,
                                          uint16_t base, uint32_t step, const std::string& where) {
    std::vector<double> values;
    if (seeds.empty()) {
      for (size_t i = 0; i < count; ++i) values.push_back(default_register(base, step, i));
      return values;
    }
    if (seeds.size() != count) {
      return refuse({where}, {"there are ", seeds.size(), " seeds for ", count, " streams"});
    }
    if (Status s = check_registers({seeds.data(), seeds.size()}, where); !s) return s.error();
    values.assign(seeds.begin(), seeds.end());
    return values;
  }

  Status add_streams(const StreamsSpec& spec);
  Expected<std::unique_ptr<Operator>> stream_source(StreamsSpec spec, StreamSignals& signals,
                                                    const std::string& group);
  Status add_layer(const LayerSpec& spec);
  Status add_weights(const LayerSpec& spec, LayerSignals& signals, size_t columns);
  Status add_encoded_weights(const LayerSpec& spec, LayerSignals& signals, size_t columns);
  Status add_transmission(const LayerSpec& spec, const Source& from);
  Status add_learning(const LayerSpec& spec);
  Status add_neurons(const NeuronsSpec& spec);
  void neuron_state(const NeuronsSpec& spec, NeuronSignals& signals);
  Status add_correlation(const CorrelationSpec& spec);

  const Spec& spec_;
  Engine& engine_;
  SignalStore& store_;
  BuildSettings settings_;
  const BitKernels& bits_;
  Network network_;
  std::map<std::string, Source> sources_;
  std::map<std::string, LearningSignals> learning_;
  std::vector<Fill> fills_;
  int order_ = 0;
};

}  // namespace myelin::stochastic
