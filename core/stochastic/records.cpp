// What is recorded of streams, layers and neurons.
#include "base/text.h"
#include "stochastic/network.h"
#include "stochastic/operators.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

class SpikeRecord final : public StoreOperator {
 public:
  SpikeRecord(SignalId spikes, Recording& recording)
      : StoreOperator("SpikeRecord", {{spikes, Access::read}}),
        spikes_(spikes),
        recording_(recording) {}

  void run(const StepContext& context) noexcept override {
    const Span<uint64_t> words = view<uint64_t>(spikes_);
    const size_t count = size_t(best_bits().popcount(words.data, words.size));
    const bool rate = recording_.kind == RecordingKind::rate;
    if ((!rate && !count) || !recording_.reserve(rate ? 1 : count, context)) return;
    if (rate) {
      recording_.t.push_back(context.t);
      const double n = double(recording_.elements);
      recording_.columns[0].values.push_back(double(count) / (context.dt * n));
      return;
    }
    for (size_t w = 0; w < words.size; ++w) {
      for (uint64_t rest = words[w]; rest; rest &= rest - 1) {
        recording_.t.push_back(context.t);
        recording_.i.push_back(int32_t(64 * w) + __builtin_ctzll(rest));
      }
    }
  }

 private:
  SignalId spikes_;
  Recording& recording_;
};

class StateRecord final : public StoreOperator {
 public:
  StateRecord(std::vector<SignalId> signals, Recording& recording, std::vector<Use> uses)
      : StoreOperator("StateRecord", std::move(uses)),
        signals_(std::move(signals)),
        recording_(recording) {}

  void run(const StepContext& context) noexcept override {
    if (!recording_.reserve(1, context)) return;
    recording_.t.push_back(context.t);
    for (size_t c = 0; c < signals_.size(); ++c) {
      std::vector<double>& values = recording_.columns[c].values;
      for (const int32_t row : recording_.index) values.push_back(element(signals_[c], row));
    }
  }

 private:
  double element(SignalId signal, int32_t row) const {
    switch (store_->spec(signal).dtype) {
      case DType::int32:
        return store_->data<int32_t>(signal)[row];
      case DType::int64:
        return double(store_->data<int64_t>(signal)[row]);
      default:
        return store_->data<double>(signal)[row];
    }
  }
  std::vector<SignalId> signals_;
  Recording& recording_;
};

Error unknown_variable(const RecordSpec& spec, const Network::Object& object,
                       const std::string& name) {
  return {
      ErrorCode::unknown_name, spec.where + ".variables",
      "'" + spec.of + "' has no variable '" + name + "'; it has " + join(object.variables, ", ")};
}

}  // namespace

Status add_record(const RecordSpec& spec, const Network& network, Engine& engine) {
  const Network::Object* object = network.find(spec.of);
  if (!object) {
    return deny({spec.where}, {"there is no '", spec.of, "'"}, ErrorCode::unknown_name);
  }
  Recording recording;
  recording.name = spec.name;
  recording.of = spec.of;
  recording.elements = object->size;
  recording.kind = RecordingKind(spec.kind);
  Placement placement{spec.name, spec.when.value_or(Slot::end), spec.order.value_or(0), 0};
  if (spec.dt > 0) placement.clock = engine.clock(spec.dt);
  if (spec.kind != RecordKind::states) {
    if (!object->spikes.valid()) {
      return deny({spec.where},
                  {"'", spec.of, "' does not spike, so its spikes cannot be recorded"});
    }
    if (spec.kind == RecordKind::rate) recording.columns.push_back({"rate", "Hz", {}});
    Recording& kept = engine.add_recording(std::move(recording));
    engine.add(placement, std::make_unique<SpikeRecord>(object->spikes, kept));
    return {};
  }
  if (spec.variables.empty()) {
    return deny({spec.where, ".variables"}, {"name the \"variables\" that are to be recorded"});
  }
  std::vector<SignalId> signals;
  std::vector<Use> uses;
  uint64_t rows = UINT64_MAX;
  for (const std::string& name : spec.variables) {
    const SignalId id = engine.store.find(spec.of + "." + name);
    bool known = false;
    for (const std::string& variable : object->variables) known |= variable == name;
    if (!known || !id.valid()) return unknown_variable(spec, *object, name);
    rows = std::min(rows, engine.store.spec(id).rows);
    signals.push_back(id);
    uses.push_back({id, Access::read});
    recording.columns.push_back({name, "", {}});
  }
  for (int32_t k = 0; spec.all && k < int32_t(rows); ++k) recording.index.push_back(k);
  if (!spec.all) recording.index = spec.index;
  for (size_t k = 0; k < recording.index.size(); ++k) {
    const int32_t index = recording.index[k];
    if (index >= 0 && uint64_t(index) < rows) continue;
    return deny({spec.where, ".index[", k, "]"},
                {"the index is ", index, "; there are ", rows, " elements"},
                ErrorCode::out_of_range);
  }
  Recording& kept = engine.add_recording(std::move(recording));
  engine.add(placement, std::make_unique<StateRecord>(std::move(signals), kept, std::move(uses)));
  return {};
}

}  // namespace myelin::stochastic
