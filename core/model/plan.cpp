// Running: for a time, by steps, or as the document's "run" says.
#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "equations/rewire.h"
#include "equations/values.h"
#include "model/state.h"

namespace myelin {
namespace {

// How many steps to run before looking at the clock and at `progress` again.
constexpr int64_t kChunk = 16;
// Steps up to here are whole numbers of a double.
constexpr double kMostSteps = 9e15;
constexpr double kProgressSeconds = 0.05;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool takes_time(const model::RunStep& step) {
  return std::holds_alternative<model::RunFor>(step) ||
         std::holds_alternative<model::RunUntil>(step);
}

}  // namespace

Status Simulation::State::check_duration(double duration, const std::string& where) const {
  double dt = duration;
  for (const Clock& clock : engine().clocks()) dt = std::min(dt, clock.dt);
  if (duration >= 0 && (duration == 0 || (engine().now() + duration) / dt <= kMostSteps)) return {};
  return Error{ErrorCode::invalid_argument, where,
               "the duration is " + format_number(duration) +
                   " s; it must not be negative and at most 9e15 steps"};
}

Status Simulation::State::read_runs() {
  using equations::read_scalar;
  for (const model::RunStep& step : document.run) {
    if (!takes_time(step)) continue;
    const auto* until = std::get_if<model::RunUntil>(&step);
    const equations::Value& given =
        until ? until->duration : std::get<model::RunFor>(step).duration;
    auto duration = read_scalar(*assembly, given, assembly->root, equations::seconds());
    if (!duration) return duration.error();
    if (Status s = check_duration(*duration, given.where); !s) return s;
    Run& run = runs.emplace_back();
    run.duration = *duration;
    if (!until) continue;
    auto condition = equations::Condition::read(*assembly, until->condition);
    if (!condition) return condition.error();
    run.condition = std::move(*condition);
    if (until->check.empty()) continue;
    auto check = equations::read_dt(*assembly, until->check, 0);
    if (!check) return check.error();
    run.check = *check;
  }
  return {};
}

double Simulation::plan_duration() const {
  double total = 0;
  for (const State::Run& run : state_->runs) total += run.duration;
  return total;
}

Status Simulation::State::apply(const model::RunStep& step) {
  using namespace model;
  if (const auto* set = std::get_if<RunSet>(&step)) {
    for (const equations::Assignment& one : set->assignments) {
      if (Status s = this->set(one); !s) return s;
    }
  } else if (const auto* store = std::get_if<RunStore>(&step)) {
    stored[store->name] = keep(false);
  } else if (const auto* restore = std::get_if<RunRestore>(&step)) {
    const auto found = stored.find(restore->name);
    if (found == stored.end()) {
      return Error{ErrorCode::unknown_name, restore->where,
                   "nothing is stored under '" + restore->name + "'"};
    }
    return this->restore({found->second.data(), found->second.size()}, false);
  } else if (const auto* dt = std::get_if<RunDt>(&step)) {
    return equations::set_dt(*assembly, dt->of, dt->dt);
  } else if (const auto* seed = std::get_if<RunSeed>(&step)) {
    equations::set_seed(*assembly, seed->seed);
  } else if (const auto* active = std::get_if<RunActive>(&step)) {
    for (const RunActive::One& one : active->objects) {
      if (Status s = equations::set_active(*assembly, one.name, one.active, one.where); !s)
        return s;
    }
  } else if (const auto* connect = std::get_if<RunConnect>(&step)) {
    auto synapses = find_synapses(connect->synapses, connect->where);
    if (!synapses) return synapses.error();
    return equations::connect_more(*assembly, **synapses, connect->how, connect->init);
  } else if (const auto* disconnect = std::get_if<RunDisconnect>(&step)) {
    auto synapses = find_synapses(disconnect->synapses, disconnect->where);
    if (!synapses) return synapses.error();
    return equations::disconnect(*assembly, **synapses, disconnect->which);
  }
  return {};
}

Expected<equations::SynapsesObject*> Simulation::State::find_synapses(const std::string& name,
                                                                      const std::string& where) {
  if (equations::SynapsesObject* found = assembly->find_synapses(name)) return found;
  std::vector<std::string> names;
  for (const auto& one : assembly->synapses) names.push_back(one.name);
  return Error{ErrorCode::unknown_name, where,
               "there are no synapses '" + name + "'" + suggestion(name, names)};
}

size_t Simulation::State::runs_before(size_t step) const {
  return size_t(
      std::count_if(document.run.begin(), document.run.begin() + ptrdiff_t(step), takes_time));
}

Expected<bool> Simulation::State::begin_next() {
  current = nullptr;
  while (next < document.run.size()) {
    const model::RunStep& step = document.run[next];
    if (takes_time(step)) {
      current = &runs[runs_before(next++)];
      if (Status s = check_duration(current->duration, "run"); !s) return s.error();
      engine().begin(current->duration);
      next_check = engine().now() + current->check;
      return true;
    }
    ++next;
    if (Status s = apply(step); !s) return s.error();
  }
  return false;
}

// A condition is looked at between two steps, when a look is due.
Expected<bool> Simulation::State::advance(int64_t steps) {
  if (!current || !current->condition) return engine().advance(steps);
  for (; steps > 0; --steps) {
    auto reached = engine().advance(1);
    if (!reached || *reached) return reached;
    if (engine().now() < next_check - 1e-4 * engine().clocks()[0].dt) continue;
    next_check += current->check;
    if (!current->condition->holds()) continue;
    engine().begin_until(engine().now());
    return engine().advance(0);
  }
  return false;
}

Status Simulation::begin(double duration) {
  if (Status s = state_->check_duration(duration, "duration"); !s) return s;
  state_->planned = false;
  state_->current = nullptr;
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
  auto reached = state_->advance(steps);
  state_->statistics.run_seconds += seconds_since(start);
  if (reached && !*reached) state_->consider_generating(0, 0);
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
    auto done = advance(kChunk);
    if (!done) {
      result = done.error();
      break;
    }
    reached = *done;
    const double now = seconds_since(start), passed = engine().now() - from;
    if (!reached) consider_generating(now, (engine().goal() - engine().now()) / passed);
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

Status Simulation::State::drive_plan(bool begun, const ProgressCallback& progress) {
  double total = 0, before = 0;
  const size_t done = runs_before(next) - (begun ? 1 : 0);
  for (size_t k = done; k < runs.size(); ++k) total += runs[k].duration;
  for (;;) {
    if (!begun) {
      const auto more = begin_next();
      if (!more) return more.error();
      if (!*more) return {};
    }
    begun = false;
    ProgressCallback inner;
    if (progress) {
      inner = [&](double passed, double) { return progress(before + passed, total); };
    }
    const double duration = current->duration;
    if (Status s = drive(duration, inner); !s) return s;
    before += duration;
  }
}

Status Simulation::run_plan(const ProgressCallback& progress) {
  state_->planned = true;
  state_->next = 0;
  return state_->drive_plan(false, progress);
}

Status Simulation::resume_plan(const ProgressCallback& progress) {
  if (!plan_pending()) return {};
  return state_->drive_plan(state_->current != nullptr, progress);
}

bool Simulation::plan_pending() const {
  const State& state = *state_;
  const bool running = state.current && state.engine().now() < state.engine().goal();
  return state.planned && (running || state.next < state.document.run.size());
}

void Simulation::stop() { state_->engine().stop(); }

Status Simulation::step(int64_t count) {
  if (count < 0) {
    return Error{ErrorCode::invalid_argument, "step", "the number of steps is negative"};
  }
  state_->planned = false;
  state_->current = nullptr;
  state_->engine().begin_steps(count);
  return state_->drive(0, {});
}

}  // namespace myelin
