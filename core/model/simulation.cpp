#include "model/simulation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include "base/text.h"
#include "equations/build.h"
#include "equations/spikes.h"
#include "equations/values.h"
#include "model/document.h"
#include "model/machine.h"
#include "model/outline.h"

namespace myelin {
namespace {

using equations::Assembly;
using equations::Value;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// How many steps to run before looking at the clock and at `progress` again.
constexpr int64_t kChunk = 16;
// Steps up to here are whole numbers of a double.
constexpr double kMostSteps = 9e15;
constexpr double kProgressSeconds = 0.05;

Error too_large(const equations::Needs& needs, uint64_t limit) {
  return {ErrorCode::memory, needs.largest,
          "the network needs about " + format_bytes(needs.certain_bytes) + "; the limit is " +
              format_bytes(limit)};
}

}  // namespace

struct Simulation::State {
  model::Document document;
  BuildOptions options;
  std::unique_ptr<Assembly> assembly;
  std::map<std::string, std::vector<uint8_t>> stored;
  size_t next = 0;       // of the plan
  bool planned = false;  // whether advance() goes on with the plan
  Statistics statistics;
  std::vector<double> durations;  // of the plan, s

  Engine& engine() const { return assembly->engine; }
  Status restore(Span<const uint8_t> snapshot);
  // Whether the run is one that can be counted in steps.
  Status check_duration(double duration, const std::string& where) const;

  Status build();
  Status apply(const model::RunStep& step);
  // Begins the plan's next duration, doing what stands before it; false at the end.
  Expected<bool> begin_next();
  Status drive(double total, const ProgressCallback& progress);
};

Status Simulation::State::build() {
  const auto start = std::chrono::steady_clock::now();
  equations::BuildSettings settings;
  settings.threads = std::max(1u, options.threads);
  settings.memory_limit = options.memory_limit ? options.memory_limit : default_memory_limit();
  settings.kernels = find_kernels(options.simd.c_str());
  if (!settings.kernels) {
    return Error{ErrorCode::unsupported, "simd",
                 "'" + options.simd + "' is not available here; there are: auto, " +
                     join(simd_tiers(), ", ")};
  }
  if (options.backend != "auto" && options.backend != "interpreter") {
    return Error{ErrorCode::unsupported, "backend",
                 "'" + options.backend + "' is not available; there are: auto, interpreter"};
  }
  equations::Network& network = document.network;
  if (options.seed) network.seed = *options.seed;
  const auto needs = equations::estimate(network);
  if (!needs) return needs.error();
  if (needs->certain_bytes > settings.memory_limit) {
    return too_large(*needs, settings.memory_limit);
  }
  auto made = equations::build(network, settings);
  if (!made) return made.error();
  assembly = std::move(*made);
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
  for (const model::RunStep& step : state->document.run) {
    const auto* run = std::get_if<model::RunFor>(&step);
    if (!run) continue;
    auto duration = equations::read_scalar(*state->assembly, run->duration, state->assembly->root,
                                           equations::seconds());
    if (!duration) return duration.error();
    if (Status s = state->check_duration(*duration, run->duration.where); !s) {
      model::point_at(s.error(), text);
      return s.error();
    }
    state->durations.push_back(*duration);
  }
  state->statistics.build_seconds = seconds_since(start);
  return std::unique_ptr<Simulation>(new Simulation(std::move(state)));
}

Simulation::Simulation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Simulation::~Simulation() = default;

// --- running -----------------------------------------------------------------------------------

double Simulation::plan_duration() const {
  double total = 0;
  for (const double duration : state_->durations) total += duration;
  return total;
}

Status Simulation::State::apply(const model::RunStep& step) {
  if (const auto* set = std::get_if<model::RunSet>(&step)) {
    for (const equations::Assignment& one : set->assignments) {
      if (Status s = equations::set_value(*assembly, one.name, one.value); !s) return s;
    }
  } else if (const auto* store = std::get_if<model::RunStore>(&step)) {
    stored[store->name] = engine().snapshot();
  } else if (const auto* restore = std::get_if<model::RunRestore>(&step)) {
    const auto found = stored.find(restore->name);
    if (found == stored.end()) {
      return Error{ErrorCode::unknown_name, restore->where,
                   "nothing is stored under '" + restore->name + "'"};
    }
    return this->restore({found->second.data(), found->second.size()});
  }
  return {};
}

Status Simulation::State::restore(Span<const uint8_t> snapshot) {
  Status done = engine().restore(snapshot);
  equations::constants_from_arrays(*assembly);
  return done;
}

Status Simulation::State::check_duration(double duration, const std::string& where) const {
  double dt = duration;
  for (const Clock& clock : engine().clocks()) dt = std::min(dt, clock.dt);
  if (duration >= 0 && (duration == 0 || (engine().now() + duration) / dt <= kMostSteps)) return {};
  return Error{ErrorCode::invalid_argument, where,
               "the duration is " + format_number(duration) +
                   " s; it must not be negative and at most 9e15 steps"};
}

Expected<bool> Simulation::State::begin_next() {
  size_t run = 0;
  for (size_t k = 0; k < next; ++k) run += std::holds_alternative<model::RunFor>(document.run[k]);
  while (next < document.run.size()) {
    const model::RunStep& step = document.run[next++];
    if (std::holds_alternative<model::RunFor>(step)) {
      engine().begin(durations[run]);
      return true;
    }
    if (Status s = apply(step); !s) return s.error();
  }
  return false;
}

Status Simulation::begin(double duration) {
  if (Status s = state_->check_duration(duration, "duration"); !s) return s;
  state_->planned = false;
  state_->engine().begin(duration);
  return {};
}

Status Simulation::begin_plan() {
  state_->planned = true;
  state_->next = 0;
  const auto begun = state_->begin_next();
  if (!begun) return begun.error();
  return {};
}

Expected<bool> Simulation::advance(int64_t steps) {
  const auto start = std::chrono::steady_clock::now();
  auto reached = state_->engine().advance(steps);
  state_->statistics.run_seconds += seconds_since(start);
  if (!reached || !*reached || !state_->planned) return reached;
  const auto more = state_->begin_next();
  if (!more) return more.error();
  return !*more;
}

Status Simulation::State::drive(double total, const ProgressCallback& progress) {
  const auto start = std::chrono::steady_clock::now();
  const double from = engine().now();
  double looked = 0;
  Status result;
  for (bool reached = false; !reached;) {
    auto done = engine().advance(kChunk);
    if (!done) {
      result = done.error();
      break;
    }
    reached = *done;
    const double now = seconds_since(start);
    if (!progress || (!reached && now - looked < kProgressSeconds)) continue;
    looked = now;
    if (progress(engine().now() - from, total) || reached) continue;
    result = Error{ErrorCode::cancelled, "run",
                   "stopped at t = " + format_number(engine().now()) + " s"};
    break;
  }
  statistics.run_seconds += seconds_since(start);
  return result;
}

Status Simulation::run(double duration, const ProgressCallback& progress) {
  if (Status s = begin(duration); !s) return s;
  return state_->drive(duration, progress);
}

Status Simulation::run_plan(const ProgressCallback& progress) {
  const double total = plan_duration();
  double before = 0;
  state_->next = 0;
  for (size_t run = 0;; ++run) {
    const auto begun = state_->begin_next();
    if (!begun) return begun.error();
    if (!*begun) return {};
    ProgressCallback inner;
    if (progress) {
      inner = [&](double done, double) { return progress(before + done, total); };
    }
    if (Status s = state_->drive(state_->durations[run], inner); !s) return s;
    before += state_->durations[run];
  }
}

Status Simulation::step(int64_t count) {
  if (count < 0) {
    return Error{ErrorCode::invalid_argument, "step", "the number of steps is negative"};
  }
  state_->planned = false;
  state_->engine().begin_steps(count);
  return state_->drive(0, {});
}

// --- state -------------------------------------------------------------------------------------

// Built once more, and copied into the arrays that are there, so that views stay valid.
Status Simulation::reset() {
  std::unique_ptr<Assembly> running = std::move(state_->assembly);
  // Without threads of its own: a page may have no workers left to give.
  const unsigned threads = std::exchange(state_->options.threads, 1u);
  Status built = state_->build();
  state_->options.threads = threads;
  std::vector<uint8_t> fresh;
  if (built) fresh = state_->assembly->engine.snapshot();
  state_->assembly = std::move(running);
  if (!built) return built;
  state_->statistics.run_seconds = 0;
  state_->stored.clear();
  return state_->restore({fresh.data(), fresh.size()});
}

std::vector<uint8_t> Simulation::snapshot() const { return state_->engine().snapshot(); }

Status Simulation::restore(Span<const uint8_t> snapshot) { return state_->restore(snapshot); }

std::string Simulation::digest() const { return state_->engine().digest(); }

namespace {

SignalView view_of(const SignalStore& store, SignalId id) {
  const SignalSpec& spec = store.spec(id);
  return {spec.name, std::string(to_string(spec.dtype)),
          spec.unit, store.data<uint8_t>(id),
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
  const SignalStore& store = state_->engine().store;
  const SignalId id = store.find(name);
  if (id.valid()) return view_of(store, id);
  std::vector<std::string> names;
  for (uint32_t k = 0; k < store.size(); ++k) names.push_back(store.spec({k}).name);
  return Error{ErrorCode::unknown_name, std::string(name),
               "there is no signal of that name" + suggestion(name, names)};
}

Status Simulation::set(std::string_view name, double value) {
  return equations::set_value(*state_->assembly, std::string(name), {value, std::string(name)});
}

Status Simulation::set(std::string_view name, Span<const double> values) {
  return equations::set_value(
      *state_->assembly, std::string(name),
      {std::vector<double>(values.begin(), values.end()), std::string(name)});
}

Status Simulation::set_text(std::string_view name, std::string_view text) {
  return equations::set_value(*state_->assembly, std::string(name),
                              {std::string(text), std::string(name)});
}

Status Simulation::inject(std::string_view group, int32_t index) {
  auto range = state_->assembly->find_range(std::string(group), std::string(group));
  if (!range) return range.error();
  if (!range->group->spike.output) {
    return Error{ErrorCode::invalid_argument, std::string(group), "this group never spikes"};
  }
  if (index < 0 || index >= range->size()) {
    return Error{ErrorCode::out_of_range, std::string(group),
                 "the index is " + std::to_string(index) + "; there are " +
                     std::to_string(range->size()) + " elements"};
  }
  range->group->spike.output->inject(int32_t(range->begin) + index);
  return {};
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

Statistics Simulation::statistics() const {
  Statistics statistics = state_->statistics;
  const Engine& engine = state_->engine();
  statistics.steps = engine.steps();
  statistics.t = engine.now();
  for (const equations::Group& group : state_->assembly->groups) {
    if (group.spikes) statistics.spikes += uint64_t(*engine.store.data<int64_t>(group.spike.total));
  }
  statistics.signal_bytes = engine.store.bytes();
  statistics.recorded_bytes = engine.recorded_bytes();
  return statistics;
}

double Simulation::dt() const { return state_->engine().clocks()[0].dt; }
std::string Simulation::explain() const { return equations::explain(*state_->assembly); }
std::string Simulation::outline() const {
  return model::outline(state_->document, *state_->assembly, plan_duration());
}

// --- without building --------------------------------------------------------------------------

Expected<Estimate> estimate(std::string_view text) {
  auto document = model::read_document(text);
  if (!document) return document.error();
  auto needs = equations::estimate(document->network);
  if (!needs) return needs.error();
  return Estimate{needs->bytes, needs->neurons, needs->synapses, needs->recorded_bytes_per_second};
}

Status check(std::string_view document) {
  auto built = Simulation::build(document);
  if (!built) return built.error();
  return {};
}

}  // namespace myelin
