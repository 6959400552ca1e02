#include "equations/adaptive.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace myelin::equations {
namespace {

constexpr int32_t kFinest = 40;  // level: parts are no shorter than dt / 2^40

}  // namespace

AdaptiveUpdate::AdaptiveUpdate(Assembly& assembly, const Object& object, const Tableau& tableau,
                               const Arrays& arrays, Program before, Program rates)
    : before_(assembly, std::move(before), object.key),
      tableau_(tableau),
      options_(object.method_options),
      object_(object),
      n_(arrays.state.size()),
      arrays_(arrays),
      time_(assembly.storage_of(*arrays.time)),
      has_before_(!before_.interpreter().program().code.empty()) {
  // The host's functions are called from its own thread.
  const bool threaded = rates.hosts.empty() && object.size > int64_t(kBlock);
  const unsigned threads = threaded ? std::max(1u, assembly.engine.pool().threads()) : 1;
  for (unsigned k = 0; k < threads; ++k) {
    workers_.push_back(
        std::make_unique<Worker>(assembly, rates, object.key, size_t(tableau.stages), n_));
    if (k) workers_[k]->rates.share(assembly, workers_[0]->rates);
  }
  for (const Variable* variable : arrays.state) state_.push_back(assembly.storage_of(*variable));
  for (const Variable* variable : arrays.stage) stage_.push_back(assembly.storage_of(*variable));
  if (arrays.level) level_ = assembly.storage_of(*arrays.level);
}

std::vector<Use> AdaptiveUpdate::uses() const {
  std::vector<Use> uses = before_.uses();
  for (const Use& use : workers_[0]->rates.uses()) uses.push_back(use);
  for (const Storage& storage : state_) uses.push_back({storage.signal, Access::update});
  for (const Storage& storage : stage_) uses.push_back({storage.signal, Access::set});
  if (level_.signal.valid()) uses.push_back({level_.signal, Access::update});
  return uses;
}

void AdaptiveUpdate::bind(const SignalStore& store) {
  before_.bind(store);
  for (auto& worker : workers_) worker->rates.bind(store);
  rows_ = object_.size;
  x_.clear();
  y_.clear();
  for (const Storage& storage : state_) x_.push_back(store.data<double>(storage.signal));
  for (const Storage& storage : stage_) y_.push_back(store.data<double>(storage.signal));
  t_ = store.data<double>(time_.signal);
  levels_ = level_.signal.valid() ? store.data<int32_t>(level_.signal) : nullptr;
}

std::string AdaptiveUpdate::explain() const {
  return std::string("rates, for the parts of ") + tableau_.method + ":\n" +
         print(workers_[0]->rates.interpreter().program());
}

void AdaptiveUpdate::run(const StepContext& context) noexcept {
  if (has_before_) before_.run_all(context, rows_);
  const size_t blocks = size_t(rows_ + int64_t(kBlock) - 1) / kBlock;
  const auto work = [&](size_t block, unsigned thread) {
    run_block(*workers_[thread], int64_t(block * kBlock), context);
  };
  if (workers_.size() > 1) {
    context.pool.run(blocks, work);
  } else {
    for (size_t block = 0; block < blocks; ++block) work(block, 0);
  }
}

void AdaptiveUpdate::run_block(Worker& worker, int64_t first, const StepContext& context) {
  worker.active.clear();
  for (int64_t k = first; k < std::min(first + int64_t(kBlock), rows_); ++k) {
    worker.active.push_back({int32_t(k), levels_ ? levels_[k] : 0, 0, 0});
  }
  while (!worker.active.empty()) advance(worker, context);
}

// One part of every row that has not come to the end of the step.
void AdaptiveUpdate::advance(Worker& worker, const StepContext& context) {
  worker.list.clear();
  for (const Row& row : worker.active) worker.list.push_back(row.index);
  for (int stage = 0; stage < tableau_.stages; ++stage) find_slopes(worker, context, stage);
  size_t kept = 0;
  for (size_t k = 0; k < worker.active.size(); ++k) {
    Row row = worker.active[k];
    const double h = std::ldexp(context.dt, -row.level);
    if (finish_part(worker, row, find_error(worker, k, h))) continue;
    if (row.tried >= options_.most_steps || row.level > kFinest) {
      raise(context, row);
      continue;
    }
    worker.active[kept++] = row;
  }
  worker.active.resize(kept);
}

void AdaptiveUpdate::find_slopes(Worker& worker, const StepContext& context, int stage) {
  const double* const a = tableau_.a.data + stage * (stage - 1) / 2;
  for (size_t k = 0; k < worker.active.size(); ++k) {
    const Row& row = worker.active[k];
    const double h = std::ldexp(context.dt, -row.level);
    t_[row.index] = context.t + (double(row.done) + tableau_.c[size_t(stage)]) * h;
    for (size_t i = 0; i < n_; ++i) {
      double sum = 0;
      for (int s = 0; s < stage; ++s) {
        if (a[s] != 0) sum = sum + a[s] * slope(worker, s, i)[k];
      }
      y_[i][row.index] = x_[i][row.index] + h * sum;
    }
  }
  worker.outputs.clear();
  for (size_t i = 0; i < n_; ++i) worker.outputs.push_back(slope(worker, stage, i));
  worker.rates.begin(context, worker.outputs.data());
  worker.rates.run({0, worker.list.size(), worker.list.data(), 0});
}

// The new values go to worker.next; answers the largest error by what is allowed.
double AdaptiveUpdate::find_error(Worker& worker, size_t k, double h) {
  double largest = 0;
  for (size_t i = 0; i < n_; ++i) {
    double sum = 0, error = 0;
    for (int s = 0; s < tableau_.stages; ++s) {
      sum = sum + tableau_.b[size_t(s)] * slope(worker, s, i)[k];
      error = error + tableau_.error[size_t(s)] * slope(worker, s, i)[k];
    }
    worker.next[i] = x_[i][worker.active[k].index] + h * sum;
    error = std::fabs(h * error);
    const double allowed =
        options_.absolute_error + options_.relative_error * std::fabs(worker.next[i]);
    const double ratio = error == 0 ? 0 : error / allowed;
    if (!(ratio <= largest)) largest = ratio;
    if (ratio != ratio || std::isinf(worker.next[i])) return INFINITY;
  }
  return largest;
}

bool AdaptiveUpdate::finish_part(const Worker& worker, Row& row, double error) {
  ++row.tried;
  if (!(error < INFINITY) || (options_.adapts && error > 1)) {
    ++row.level;
    row.done *= 2;
    return false;
  }
  for (size_t i = 0; i < n_; ++i) x_[i][row.index] = worker.next[i];
  ++row.done;
  const bool ends = row.done == uint64_t(1) << row.level;
  // A part twice as long has an error 2^(order + 1) times as large; half of what is allowed is
  // kept.
  const bool longer = std::ldexp(error, tableau_.order + 2) < 1;
  if (options_.adapts && longer && row.level > 0 && row.done % 2 == 0) {
    --row.level;
    row.done /= 2;
  }
  if (ends && levels_) levels_[row.index] = row.level;
  return ends;
}

void AdaptiveUpdate::raise(const StepContext& context, const Row& row) const {
  context.faults.raise(
      uint64_t(row.index),
      {ErrorCode::numeric, object_.name + "[" + std::to_string(row.index) + "]",
       std::string(tableau_.method) + " did not reach an error of " +
           format_number(options_.absolute_error) + " in " + std::to_string(row.tried) +
           " parts of step " + std::to_string(context.step) + " (t = " + format_number(context.t) +
           " s); allow a larger absoluteError or relativeError, or more maxSteps. What was "
           "recorded is kept"});
}

void add_adaptive_update(Assembly& assembly, Object& object,
                         const std::vector<Differential>& system, const Integration& made,
                         const Block& before) {
  AdaptiveUpdate::Arrays arrays;
  const auto array = [&](const std::string& name, Type type, const Dimension& dimension) {
    Variable variable;
    variable.name = name;
    variable.type = type;
    variable.dimension = dimension;
    std::string signal = object.name + "." + name;
    while (assembly.engine.store.find(signal).valid()) signal += "_";
    return assembly.add_variable(variable, signal, dtype_of(type), uint64_t(object.size),
                                 type == Type::real);
  };
  arrays.time = array("stage_t", Type::real, seconds());
  if (object.method_options.keeps_step) arrays.level = array("stage_level", Type::integer, {});
  for (const Differential& equation : system) {
    const Variable& variable = *equation.variable;
    arrays.state.push_back(&variable);
    arrays.stage.push_back(array("stage_" + variable.name, Type::real, variable.dimension));
  }
  std::vector<Expr> rates;
  object.statements += "state update (" + object.method + "):\n" + print(before);
  for (size_t k = 0; k < system.size(); ++k) {
    object.statements += "d" + arrays.state[k]->name + "/dt = " + print(made.rates[k]) + "\n";
    rates.push_back(replace(made.rates[k], [&](const Node& node) -> Expr {
      if (node.op == Op::time) return expr::variable(*arrays.time);
      if (node.op != Op::variable) return nullptr;
      for (size_t i = 0; i < arrays.state.size(); ++i) {
        if (node.variable == arrays.state[i]) return expr::variable(*arrays.stage[i]);
      }
      return nullptr;
    }));
  }
  const std::string name = object.name + "_stateupdater";
  assembly.engine.add(
      {name, Slot::groups, object.order, object.clock},
      std::make_unique<AdaptiveUpdate>(assembly, object, *find_tableau(made.method), arrays,
                                       lower(name, before), lower(name, {}, rates)));
}

}  // namespace myelin::equations
