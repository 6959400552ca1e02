// PoissonGroup, SpikeGeneratorGroup, PoissonInput.
#include <algorithm>
#include <cmath>

#include "base/order.h"
#include "base/text.h"
#include "equations/build.h"
#include "equations/equation_set.h"
#include "equations/group.h"
#include "equations/spikes.h"
#include "equations/timed_array.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

// Spikes in a step with probability rates * dt.
Status add_poisson_group(Assembly& assembly, const PoissonGroup& spec) {
  if (Status s = check_size(spec.size, spec.where); !s) return s;
  Group& group = assembly.groups.emplace_back();
  if (Status s = open_object(assembly, group, spec.name, spec.where, spec.dt, spec.constants); !s) {
    return s;
  }
  group.kind = GroupKind::poisson;
  group.size = spec.size;
  group.order = spec.order;
  group.subgroups = spec.subgroups;
  add_step_names(*group.scope, group.size);
  Expr rates;
  const std::string* const text = spec.rates.text();
  if (text && spec.run_regularly.empty()) {
    auto read =
        read_quantity_expression(*text, spec.rates.where, *group.scope, Type::real, hertz());
    if (!read) return read.error();
    rates = *read;
    group.threshold = "rand() < (" + *text + ")*dt";
  } else {
    Variable variable;
    variable.name = "rates";
    variable.dimension = hertz();
    variable.writable = true;
    variable.steady = true;
    const Variable* made = assembly.add_variable(variable, group.name + ".rates", DType::float64,
                                                 uint64_t(group.size));
    group.scope->add(*made);
    group.variables["rates"] = made;
    rates = expr::variable(*made);
    group.threshold = "rand() < rates*dt";
  }
  auto chance = std::make_shared<Node>();
  chance->op = Op::uniform;
  chance->site = group.sites++;
  const Expr dt = expr::leaf(Op::time_step, Type::real, seconds());
  const Expr condition = expr::binary(Binary::less, Expr(chance), expr::multiply(rates, dt));
  group.statements += "threshold:\n" + print(condition) + "\n";
  add_spike_signals(assembly, group);
  const std::string name = group.name + "_spike_thresholder";
  assembly.engine.add(
      {name, Slot::thresholds, group.order, group.clock},
      std::make_unique<Threshold>(assembly, group, group.spike, lower(name, {}, {condition})));
  return add_run_regularly(assembly, group, spec.run_regularly);
}

// The step of a given time: exact multiples of dt are safe, everything else rounds down.
int64_t bin_of(double time, double dt) { return int64_t((time + 1e-3 * dt) / dt); }
// Steps up to here are whole numbers of a double.
constexpr double kMostSteps = 9e15;

Expected<int64_t> period_of(Assembly& assembly, const SpikeGenerator& spec, double dt) {
  if (spec.period.empty()) return int64_t(0);
  auto period = read_fixed(assembly, spec.period, assembly.root, seconds());
  if (!period) return period.error();
  if (*period == 0) return int64_t(0);
  const double steps = std::floor(*period / dt + 0.5);
  if (!(*period > 0) || std::fabs(steps * dt - *period) > 1e-4 * dt || steps < 1 ||
      steps > kMostSteps) {
    return Error{ErrorCode::invalid_argument, spec.period.where,
                 "the period is " + format_number(*period) + " s; it must be a multiple of dt (" +
                     format_number(dt) + " s)"};
  }
  return int64_t(steps);
}

Status check_spike(const SpikeGenerator& spec, size_t k, double dt) {
  const std::string element = "[" + std::to_string(k) + "]";
  if (spec.indices[k] < 0 || spec.indices[k] >= spec.size) {
    return Error{ErrorCode::out_of_range, spec.where + ".indices" + element,
                 "the index is " + std::to_string(spec.indices[k]) + "; '" + spec.name + "' has " +
                     std::to_string(spec.size) + " elements"};
  }
  if (!(spec.times[k] >= 0 && spec.times[k] / dt <= kMostSteps)) {
    return Error{ErrorCode::invalid_argument, spec.where + ".times" + element,
                 "the time is " + format_number(spec.times[k]) +
                     " s; it must not be negative and at most 9e15 steps"};
  }
  return {};
}

struct Binned {
  std::vector<SpikeList::Spike> spikes;
  int64_t period = 0;
};

// The given spikes in steps of the generator's clock.
Expected<Binned> bin_spikes(Assembly& assembly, const SpikeGenerator& spec, double dt) {
  auto period = period_of(assembly, spec, dt);
  if (!period) return period.error();
  Binned made{{}, *period};
  std::vector<int64_t> steps;
  for (size_t k = 0; k < spec.times.size(); ++k) {
    if (Status s = check_spike(spec, k, dt); !s) return s.error();
    const int64_t step = bin_of(spec.times[k], dt);
    if (*period && step >= *period) {
      return Error{ErrorCode::invalid_argument, spec.where + ".times[" + std::to_string(k) + "]",
                   "the spike at " + format_number(spec.times[k]) + " s is outside the period"};
    }
    steps.push_back(step);
  }
  std::vector<int32_t> order = count_up(steps.size());
  sort_by(order, Span<const int32_t>{spec.indices.data(), spec.indices.size()});
  sort_by(order, Span<const int64_t>{steps.data(), steps.size()});
  std::vector<SpikeList::Spike>& spikes = made.spikes;
  for (const int32_t k : order) spikes.push_back({steps[size_t(k)], spec.indices[size_t(k)]});
  for (size_t k = 1; k < spikes.size(); ++k) {
    if (spikes[k].step != spikes[k - 1].step || spikes[k].index != spikes[k - 1].index) continue;
    return Error{ErrorCode::invalid_argument, spec.where + ".times",
                 "element " + std::to_string(spikes[k].index) + " spikes twice in step " +
                     std::to_string(spikes[k].step) +
                     " (t = " + format_number(double(spikes[k].step) * dt) + " s)"};
  }
  return made;
}

Status add_spike_generator(Assembly& assembly, const SpikeGenerator& spec) {
  if (Status s = check_size(spec.size, spec.where); !s) return s;
  if (spec.indices.size() != spec.times.size()) {
    return Error{ErrorCode::invalid_argument, spec.where,
                 "there are " + std::to_string(spec.indices.size()) + " indices and " +
                     std::to_string(spec.times.size()) + " times"};
  }
  Group& group = assembly.groups.emplace_back();
  if (Status s = open_object(assembly, group, spec.name, spec.where, spec.dt, {}); !s) return s;
  group.kind = GroupKind::generator;
  group.size = spec.size;
  group.order = spec.order;
  double dt = assembly.engine.clocks()[group.clock].dt;
  auto binned = bin_spikes(assembly, spec, dt);
  if (!binned) return binned.error();
  add_spike_signals(assembly, group);
  auto list = std::make_unique<SpikeList>(group, std::move(binned->spikes), binned->period);
  assembly.derived.push_back(
      [&assembly, spec, dt, clock = group.clock, list = list.get()](bool commit) mutable -> Status {
        const double now = assembly.engine.clocks()[clock].dt;
        if (now == dt) return {};
        auto again = bin_spikes(assembly, spec, now);
        if (!again) return again.error();
        if (!commit) return {};
        list->set(std::move(again->spikes), again->period);
        dt = now;
        return {};
      });
  assembly.engine.add({group.name, Slot::thresholds, group.order, group.clock}, std::move(list));
  return {};
}

// A part of a group: the same code over arrays that begin later.
class PartOfGroup {
 public:
  PartOfGroup(Assembly& assembly, int64_t begin) : assembly_(assembly), begin_(begin) {}

  const Variable& shifted(const Variable& whole) {
    if (whole.indexing != Indexing::row) return whole;
    const Variable*& made = made_[&whole];
    if (made) return *made;
    Variable part = whole;
    if (whole.guard) part.guard = &shifted(*whole.guard);
    Storage storage = assembly_.storage_of(whole);
    storage.offset += begin_;
    return *(made = assembly_.add_alias(part, storage));
  }
  Expr shifted(const Expr& e) {
    return replace(e, [&](const Node& node) -> Expr {
      if (node.op == Op::variable) return expr::variable(shifted(*node.variable));
      if (node.op != Op::row) return nullptr;
      const Expr row = expr::leaf(Op::row, Type::integer, {});
      return expr::add(row, expr::number(double(begin_), {}, Type::integer));
    });
  }

 private:
  Assembly& assembly_;
  int64_t begin_;
  std::map<const Variable*, const Variable*> made_;
};

}  // namespace

Status add_input(Assembly& assembly, const Input& spec) {
  if (const auto* group = std::get_if<PoissonGroup>(&spec)) {
    return add_poisson_group(assembly, *group);
  }
  if (const auto* generator = std::get_if<SpikeGenerator>(&spec)) {
    return add_spike_generator(assembly, *generator);
  }
  if (const auto* array = std::get_if<TimedArray>(&spec)) return add_timed_array(assembly, *array);
  return {};  // a PoissonInput follows when its target is there
}

// rate * dt of the sources of a PoissonInput.
static Expected<double> chance_of(const Assembly& assembly, const PoissonInput& spec,
                                  const Group& group) {
  const double dt = assembly.engine.clocks()[group.clock].dt;
  auto rate = read_scalar(assembly, spec.rate, *group.constants, hertz());
  if (!rate) return rate;
  const double p = *rate * dt;
  if (p >= 0 && p <= 1) return p;
  return Error{ErrorCode::invalid_argument, spec.rate.where,
               "the rate is " + format_number(*rate) + " Hz; rate * dt must be from 0 to 1"};
}

// variable += weight * Binomial(sources, rate * dt) for each element and step.
Status add_poisson_input(Assembly& assembly, const PoissonInput& spec) {
  auto range = assembly.find_range(spec.to, spec.where + ".to");
  if (!range) return range.error();
  Group& group = *range->group;
  const auto found = group.variables.find(spec.variable);
  if (found == group.variables.end() || !found->second->writable ||
      found->second->type != Type::real || found->second->indexing != Indexing::row) {
    return Error{
        ErrorCode::unknown_name, spec.where + ".variable",
        "'" + group.name + "' has no variable '" + spec.variable + "' that input can be added to"};
  }
  auto p = chance_of(assembly, spec, group);
  if (!p) return p.error();
  if (spec.sources < 0) {
    return Error{
        ErrorCode::invalid_argument, spec.where + ".sources",
        "the number of sources is " + std::to_string(spec.sources) + "; it must not be negative"};
  }
  const Variable& variable = *found->second;
  Expr weight;
  if (const double* number = spec.weight.number()) {
    weight = expr::number(*number, variable.dimension);
  } else if (const std::string* text = spec.weight.text()) {
    auto read = read_quantity_expression(*text, spec.weight.where, *group.scope, Type::real,
                                         variable.dimension);
    if (!read) return read.error();
    weight = *read;
    if (contains(weight, [](const Node& node) { return node.op == Op::binomial; })) {
      return Error{ErrorCode::unsupported, spec.weight.where, "binomial() may not stand here"};
    }
  } else {
    return Error{ErrorCode::type, spec.where + ".weight", "the weight is a number or a quantity"};
  }
  auto when = parse_when(spec.when, spec.where + ".when");
  if (!when) return when.error();
  auto count = std::make_shared<Node>();
  count->op = Op::binomial;
  Expr sum = expr::add(expr::variable(variable), expr::multiply(weight, Expr(count)));
  Statement statement;
  statement.target = &variable;
  statement.value = sum;
  if (range->size() != group.size) {
    PartOfGroup part(assembly, range->begin);
    statement.target = &part.shifted(variable);
    statement.value = part.shifted(sum);
  }
  group.statements += "input " + spec.name + ":\n" + print({statement});
  auto code =
      std::make_unique<RunCode>(assembly, "PoissonInput", assembly.add_key(spec.name),
                                lower(spec.name, {statement}, {}, {.guards = true}), range->size());
  Interpreter& interpreter = code->code().interpreter();
  interpreter.add_samplers({Binomial(spec.sources, *p)});
  assembly.derived.push_back(
      [&assembly, &group, &interpreter, spec, p = *p](bool commit) mutable -> Status {
        auto now = chance_of(assembly, spec, group);
        if (!now) return now.error();
        if (commit && *now != p) interpreter.add_samplers({Binomial(spec.sources, p = *now)});
        return {};
      });
  assembly.engine.add({spec.name, *when, spec.order, group.clock}, std::move(code));
  return {};
}

}  // namespace myelin::equations
