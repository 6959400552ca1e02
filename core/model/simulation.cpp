#include "model/simulation.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "model/machine.h"
#include "model/outline.h"
#include "model/state.h"
#include "stochastic/network.h"

namespace myelin {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Error too_large(const equations::Needs& needs, uint64_t limit) {
  return {ErrorCode::memory, needs.largest,
          "the network needs about " + format_bytes(needs.certain_bytes) + "; the limit is " +
              format_bytes(limit)};
}

}  // namespace

Status Simulation::State::build() {
  const auto start = std::chrono::steady_clock::now();
  equations::BuildSettings settings;
  settings.threads = std::max(1u, options.threads);
  settings.memory_limit = options.memory_limit ? options.memory_limit : default_memory_limit();
  settings.kernels = find_kernels(options.simd.c_str());
  settings.functions = {options.functions.data(), options.functions.size()};
  settings.stand_ins = options.stand_ins;
  if (!settings.kernels) {
    return Error{ErrorCode::unsupported, "simd",
                 "'" + options.simd + "' is not available here; there are: auto, " +
                     join(simd_tiers(), ", ")};
  }
  equations::Network& network = document.network;
  if (options.seed) network.seed = *options.seed;
  const auto needs = equations::estimate(network);
  if (!needs) return needs.error();
  if (needs->certain_bytes + stochastic::estimate(document.stochastic) > settings.memory_limit) {
    return too_large(*needs, settings.memory_limit);
  }
  auto made = equations::build(network, settings);
  if (!made) return made.error();
  assembly = std::move(*made);
  if (options.together) {
    assembly->engine.way = *options.together ? Trial::Way::together : Trial::Way::in_turn;
  }
  if (Status s = build_stochastic(*settings.kernels); !s) return s;
  if (Status s = choose_backend(*settings.kernels); !s) return s;
  statistics.build_seconds = seconds_since(start);
  return {};
}

Expected<std::unique_ptr<Simulation>> Simulation::build(std::string_view text,
                                                        const BuildOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  auto document = model::read_document(text);
  if (!document) return document.error();
  auto state = std::make_unique<State>();
  state->document = std::move(*document);
  state->options = options;
  if (Status done = state->build(); !done) {
    model::point_at(done.error(), text);
    return done.error();
  }
  if (Status done = state->read_runs(); !done) {
    model::point_at(done.error(), text);
    return done.error();
  }
  state->statistics.build_seconds = seconds_since(start);
  if (state->generated) state->statistics.build_seconds -= state->assembly->backend->seconds();
  return std::unique_ptr<Simulation>(new Simulation(std::move(state)));
}

Simulation::Simulation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Simulation::~Simulation() = default;

// --- looking -----------------------------------------------------------------------------------

std::string Simulation::digest() const { return state_->engine().digest(); }

namespace {

SignalView view_of(const SignalStore& store, SignalId id) {
  const SignalSpec& spec = store.spec(id);
  return {spec.name, std::string(to_string(spec.dtype)),
          spec.unit, store.has_memory(id) ? store.data<uint8_t>(id) : nullptr,
          spec.rows, spec.columns};
}

}  // namespace

std::vector<SignalView> Simulation::signals() const {
  const SignalStore& store = state_->engine().store;
  std::vector<SignalView> views;
  for (uint32_t k = 0; k < store.size(); ++k) views.push_back(view_of(store, {k}));
  return views;
}

Expected<SignalView> Simulation::signal(std::string_view name) const {
  SignalStore& store = state_->engine().store;
  const SignalId id = store.find(name);
  if (id.valid()) {
    if (Status s = store.provide(id); !s) return s.error();
    return view_of(store, id);
  }
  std::vector<std::string> names;
  for (uint32_t k = 0; k < store.size(); ++k) names.push_back(store.spec({k}).name);
  return Error{ErrorCode::unknown_name, std::string(name),
               "there is no signal of that name" + suggestion(name, names)};
}

std::vector<MonitorView> Simulation::monitors() const {
  std::vector<MonitorView> views;
  for (const auto& recording : state_->engine().recordings()) {
    MonitorView view;
    view.name = recording->name;
    view.of = recording->of;
    view.kind = MonitorKind(recording->kind);
    view.elements = recording->elements;
    view.t = {recording->t.data(), recording->t.size()};
    const auto& i = recording->kind == RecordingKind::states ? recording->index : recording->i;
    view.i = {i.data(), i.size()};
    for (const Recording::Column& column : recording->columns) {
      view.columns.push_back(
          {column.name, column.unit, {column.values.data(), column.values.size()}});
    }
    views.push_back(std::move(view));
  }
  return views;
}

void Simulation::forget(double before) {
  for (const auto& recording : state_->engine().recordings()) recording->forget(before);
}

Statistics Simulation::statistics() const {
  Statistics statistics = state_->statistics;
  const Engine& engine = state_->engine();
  statistics.steps = engine.steps();
  statistics.t = engine.now();
  for (const equations::Group& group : state_->assembly->groups) {
    if (group.spikes) statistics.spikes += uint64_t(*engine.store.data<int64_t>(group.spike.total));
  }
  for (const auto& object : state_->stochastic.objects) {
    if (object.total.valid()) {
      statistics.spikes += uint64_t(*engine.store.data<int64_t>(object.total));
    }
  }
  statistics.signal_bytes = engine.store.bytes() + equations::bytes_of_rows(*state_->assembly);
  state_->describe_backend(statistics);
  statistics.recorded_bytes = engine.recorded_bytes();
  return statistics;
}

double Simulation::dt() const { return state_->engine().clocks()[0].dt; }
std::string Simulation::explain() const {
  const std::string text = equations::explain(*state_->assembly) + state_->explain_backend();
  if (state_->stochastic.objects.empty()) return text;
  return stochastic::explain(state_->stochastic) + "\n" + text;
}
std::string Simulation::outline() const {
  return model::outline(state_->document, *state_->assembly, state_->stochastic, plan_duration());
}

// --- without building --------------------------------------------------------------------------

Expected<Estimate> estimate(std::string_view text) {
  auto document = model::read_document(text);
  if (!document) return document.error();
  auto needs = equations::estimate(document->network);
  if (!needs) return needs.error();
  needs->bytes += stochastic::estimate(document->stochastic);
  needs->neurons += stochastic::neuron_count(document->stochastic);
  return Estimate{needs->bytes, needs->neurons, needs->synapses, needs->recorded_bytes_per_second};
}

Status check(std::string_view document) {
  BuildOptions options;
  options.stand_ins = true;
  auto built = Simulation::build(document, options);
  if (!built) return built.error();
  return {};
}

}  // namespace myelin
