// NeuronGroup: equations, threshold, reset, refractoriness, statements on their own clock.
#include "base/text.h"
#include "equations/adaptive.h"
#include "equations/build.h"
#include "equations/code.h"
#include "equations/coefficients.h"
#include "equations/equation_rules.h"
#include "equations/equation_set.h"
#include "equations/events.h"
#include "equations/group.h"
#include "equations/spatial.h"
#include "equations/spikes.h"
#include "equations/values.h"
#include "language/parser.h"

namespace myelin::equations {
namespace {

constexpr double kNeverSpiked = -1e4;  // s

void add_refractory_variables(Assembly& assembly, Group& group) {
  const auto add = [&](const char* name, Type type, Dimension dimension) {
    Variable variable;
    variable.name = name;
    variable.type = type;
    variable.dimension = dimension;
    const Variable* made = assembly.add_variable(variable, group.name + "." + name, dtype_of(type),
                                                 uint64_t(group.size));
    group.scope->add(*made);
    group.variables[name] = made;
    return made;
  };
  group.not_refractory = add("not_refractory", Type::boolean, {});
  group.last_spike = add("lastspike", Type::real, seconds());
  const size_t n = size_t(group.size);
  assembly.values.push_back(
      {assembly.storage_of(*group.not_refractory).signal, std::vector<double>(n, 1.0)});
  assembly.values.push_back(
      {assembly.storage_of(*group.last_spike).signal, std::vector<double>(n, kNeverSpiked)});
}

// The statement at the beginning of a state update that ends refractoriness.
//   a time:    not_refractory = timestep(t - lastspike, dt) >= timestep(refractory, dt)
//   a boolean: not_refractory = not_refractory or not condition
Expected<Statement> refractory_statement(Group& group, const Text& text) {
  auto ast = parse_quantity(text.text, text.where);
  if (!ast) return ast.error();
  const Scope scope = quantity_scope(*group.scope);
  const Source source{text.text, text.where};
  auto value = check_expression(**ast, source, scope);
  if (!value) return value.error();
  Statement made;
  made.target = group.not_refractory;
  if ((*value)->type == Type::boolean) {
    made.value = expr::binary(Binary::logical_or, expr::variable(*group.not_refractory),
                              expr::unary(Unary::logical_not, *value));
    return made;
  }
  if (!((*value)->dimension == seconds())) {
    return Error{
        ErrorCode::unit, text.where,
        "refractory is a time or a boolean, but this is in " + to_string((*value)->dimension)};
  }
  const Expr dt = expr::leaf(Op::time_step, Type::real, seconds());
  const auto steps = [&](const Expr& time) {
    const Expr nudge = expr::multiply(expr::number(1e-3), dt);
    return expr::unary(Unary::truncate, expr::divide(expr::add(time, nudge), dt));
  };
  const Expr now = expr::leaf(Op::time, Type::real, seconds());
  const Expr since = expr::subtract(now, expr::variable(*group.last_spike));
  made.value = expr::binary(Binary::greater_equal, steps(since), steps(*value));
  return made;
}

Status declare_spikes(Assembly& assembly, Group& group, const Neurons& spec) {
  add_spike_signals(assembly, group);
  return place_spike_event(group, spec);
}

Status add_threshold(Assembly& assembly, Group& group, const Neurons& spec) {
  if (spec.threshold.empty()) {
    if (spec.reset.empty()) return {};
    return Error{ErrorCode::invalid_argument, spec.reset.where, "a reset needs a threshold"};
  }
  auto condition =
      read_expression(spec.threshold.text, spec.threshold.where, *group.scope, Type::boolean, {});
  if (condition && spec.cell) {
    condition = at_threshold_location(assembly, group, *spec.cell, *condition);
  }
  if (!condition) return condition.error();
  if (group.not_refractory) {
    *condition =
        expr::binary(Binary::logical_and, *condition, expr::variable(*group.not_refractory));
  }
  group.statements += "threshold:\n" + print(*condition) + "\n";
  if (!group.spikes) {
    if (Status s = declare_spikes(assembly, group, spec); !s) return s;
  }
  const std::string name = group.name + "_spike_thresholder";
  assembly.engine.add(
      {name, group.spike.when, group.spike.order, group.clock},
      std::make_unique<Threshold>(assembly, group, group.spike, lower(name, {}, {*condition})));
  return {};
}

Status add_reset(Assembly& assembly, Group& group, const Neurons& spec) {
  if (spec.reset.empty()) return {};
  auto block = read_statements(spec.reset.text, spec.reset.where, *group.scope);
  if (!block) return block.error();
  group.statements += "reset:\n" + print(*block);
  const std::string name = group.name + "_spike_resetter";
  assembly.engine.add({name, Slot::resets, group.order, group.clock},
                      std::make_unique<Reset>(assembly, group, group.spike, lower(name, *block)));
  return {};
}

Status add_run_regularly(Assembly& assembly, Object& object, const RunRegularly& spec, size_t k) {
  auto block = read_statements(spec.code.text, spec.code.where, *object.scope);
  if (!block) return block.error();
  auto when = parse_when(spec.when, spec.code.where);
  if (!when) return when.error();
  auto clock = read_clock(assembly, spec.dt, object.clock);
  if (!clock) return clock.error();
  std::string name = spec.name;
  if (name.empty()) {
    name = object.name + "_run_regularly" + (k ? "_" + std::to_string(k) : "");
  }
  object.statements += "run regularly:\n" + print(*block);
  auto code = std::make_unique<RunCode>(assembly, "RunRegularly", object.key,
                                        lower(name, *block, {}, {.guards = true}), object.size);
  code->code().watch(object);
  code->follow(object.row_signal);
  if (spec.listed) {
    const auto use = [to = code.get()](std::vector<int64_t> steps) {
      to->run_only_in(std::move(steps));
    };
    if (Status s = follow_times(assembly, spec.at, *clock, spec.where + ".at", use); !s) return s;
  }
  assembly.engine.add({name, *when, spec.order, *clock}, std::move(code));
  return {};
}

// A dt with which an input would change within a step is refused afterwards, too.
void follow_exactly(Assembly& assembly, const Object& object,
                    const std::vector<Differential>& system) {
  if (assembly.timed_arrays.empty()) return;
  assembly.derived.push_back([&assembly, &object, system](bool) {
    const double dt = assembly.engine.clocks()[object.clock].dt;
    Status done = check_steady_inputs(system, dt, "dt");
    if (done) return done;
    Error error = done.error();
    error.message = "'" + object.name + "': " + error.message + "; a method such as euler can";
    return Status(error);
  });
}

}  // namespace

Status open_object(Assembly& assembly, Object& object, const std::string& name,
                   const std::string& where, const Value& dt,
                   const std::vector<Assignment>& constants) {
  object.name = name;
  object.where = where;
  object.key = assembly.add_key(name);
  auto clock = read_clock(assembly, dt, 0);
  if (!clock) return clock.error();
  object.clock = *clock;
  object.constants = std::make_unique<Scope>(&assembly.root);
  object.constants->dt = assembly.engine.clocks()[object.clock].dt;
  object.constants->clock = object.clock;
  object.constants->sites = &object.sites;
  for (const Assignment& constant : constants) {
    if (!is_own_array(constant.name, false) && !is_own_array(constant.name, true) &&
        constant.name != "rates") {
      continue;
    }
    return Error{ErrorCode::duplicate_name, constant.value.where,
                 "'" + constant.name + "' is the name of an array of '" + name + "' already"};
  }
  if (Status s = add_constants(assembly, constants, name + ".", where, *object.constants); !s) {
    return s;
  }
  object.scope = std::make_unique<Scope>(object.constants.get());
  object.scope->sites = &object.sites;
  return {};
}

Status check_size(int64_t size, const std::string& where) {
  if (size >= 1 && size <= INT32_MAX - 64) return {};
  return Error{ErrorCode::invalid_argument, where + ".size",
               "the size is " + std::to_string(size) + "; it must be from 1 to 2147483583"};
}

Status add_state_update(Assembly& assembly, Object& object, const std::vector<Differential>& system,
                        const Text& method, const Variable* active, const Block& before,
                        const std::vector<std::string>& defaults) {
  Block block = before;
  if (!system.empty()) {
    IntegrationRequest request;
    request.method = method.text;
    request.defaults = defaults;
    request.where = method.empty() ? object.where + ".equations" : method.where;
    request.system = system;
    request.dt = assembly.engine.clocks()[object.clock].dt;
    request.active = active;
    request.sites = &object.sites;
    request.coefficient = [&](const std::string& name, bool shared) {
      Variable variable;
      variable.name = name;
      variable.indexing = shared ? Indexing::shared : Indexing::row;
      std::string array = object.name + "." + name;
      while (assembly.engine.store.find(array).valid()) array += "_";
      return assembly.add_variable(variable, array, DType::float64,
                                   shared ? 1 : uint64_t(object.size), true);
    };
    auto made = integrate(request);
    if (!made) return made.error();
    object.method = made->method;
    if (object.method == "exact") follow_exactly(assembly, object, system);
    if (object.single && !made->rates.empty()) {
      return Error{
          ErrorCode::unsupported, object.where + ".precision",
          "the method " + object.method + " works on f64; f32 needs a method of fixed steps"};
    }
    if (object.method_options.given && made->rates.empty()) {
      return Error{ErrorCode::invalid_argument, request.where + "Options",
                   "the method " + object.method +
                       " has no options; rkf45, rkck, rk8pd, gsl_rk2 "
                       "and gsl_rk4 have"};
    }
    if (!made->rates.empty()) {
      add_adaptive_update(assembly, object, request.system, *made, before);
      return {};
    }
    block.insert(block.end(), made->block.begin(), made->block.end());
    for (size_t k = 0; k < made->exponentials.size(); ++k) {
      const std::string name = object.name + "_coefficients_" + std::to_string(k);
      const MatrixExponential& matrix = made->exponentials[k];
      assembly.engine.add(
          {name, When(Slot::groups, -1), object.order, object.clock},
          std::make_unique<Coefficients>(assembly, object, matrix, entries_program(name, matrix)));
    }
  }
  if (block.empty()) return {};
  object.statements += "state update (" + object.method + "):\n" + print(block);
  const std::string name = object.name + "_stateupdater";
  auto update = std::make_unique<RunCode>(assembly, "StateUpdate", object.key, lower(name, block),
                                          object.size);
  update->code().watch(object);
  update->follow(object.row_signal);
  assembly.engine.add({name, Slot::groups, object.order, object.clock}, std::move(update));
  return {};
}

Status add_run_regularly(Assembly& assembly, Object& object,
                         const std::vector<RunRegularly>& specs) {
  for (size_t k = 0; k < specs.size(); ++k) {
    if (Status s = add_run_regularly(assembly, object, specs[k], k); !s) return s;
  }
  return {};
}

void add_subexpression_update(Assembly& assembly, Object& object) {
  Block rows, shared;
  for (const Statement& statement : stored_subexpressions(object)) {
    (statement.target->indexing == Indexing::shared ? shared : rows).push_back(statement);
  }
  for (const bool is_shared : {true, false}) {
    const Block& block = is_shared ? shared : rows;
    if (block.empty()) continue;
    const std::string name =
        object.name + (is_shared ? "_shared_subexpression_update" : "_subexpression_update");
    object.statements += "before each step:\n" + print(block);
    auto update = std::make_unique<RunCode>(assembly, "SubexpressionUpdate", object.key,
                                            lower(name, block), is_shared ? 1 : object.size);
    if (!is_shared) update->follow(object.row_signal);
    assembly.engine.add({name, When(Slot::start, -1), object.order - is_shared, object.clock},
                        std::move(update));
  }
}

Status declare_neurons(Assembly& assembly, const Neurons& spec) {
  if (Status s = check_size(spec.size, spec.where); !s) return s;
  Group& group = assembly.groups.emplace_back();
  if (Status s = open_object(assembly, group, spec.name, spec.where, spec.dt, spec.constants); !s) {
    return s;
  }
  group.size = spec.size;
  group.order = spec.order;
  group.single = spec.single;
  group.method_options = spec.method_options;
  group.subgroups = spec.subgroups;
  group.threshold = spec.threshold.text;
  group.reset = spec.reset.text;
  group.refractory = spec.refractory.text;
  add_step_names(*group.scope, group.size);
  EquationRules rules;
  rules.links = &spec.linked;
  if (!spec.refractory.empty()) {
    add_refractory_variables(assembly, group);
    rules.guard = group.not_refractory;
  }
  rules.spatial = spec.cell.has_value();
  if (spec.cell) {
    if (Status s = add_compartments(assembly, group, spec); !s) return s;
  }
  return declare_equations(assembly, group, spec.equations, rules);
}

Status add_waiting(Assembly& assembly, const Neurons& spec) {
  Group& group = *assembly.find_group(spec.name);
  Status done = resolve_early(group);
  if (done && !spec.threshold.empty()) done = declare_spikes(assembly, group, spec);
  for (const Event& event : spec.events) {
    if (done && event.name != "spike") done = declare_event(assembly, group, event);
  }
  return done;
}

Status add_neurons(Assembly& assembly, const Neurons& spec) {
  Group& group = *assembly.find_group(spec.name);
  if (Status s = resolve_equations(group); !s) return s;
  Block before;
  if (!spec.refractory.empty()) {
    auto statement = refractory_statement(group, spec.refractory);
    if (!statement) return statement.error();
    before.push_back(std::move(*statement));
  }
  std::vector<Differential> system;
  for (const Equation& equation : group.equations) {
    if (equation.kind != EquationKind::differential) continue;
    system.push_back({equation.variable, equation.value, equation.has("unless refractory")});
  }
  add_subexpression_update(assembly, group);
  std::vector<std::string> defaults;
  if (spec.cell) defaults = {"exact", "exponential_euler", "rk2", "heun"};
  Status done = add_state_update(assembly, group, system, spec.method, group.not_refractory, before,
                                 defaults);
  if (done && spec.cell) done = add_cable(assembly, group, spec);
  if (!done) return done;
  if (Status s = add_threshold(assembly, group, spec); !s) return s;
  if (Status s = add_events(assembly, group, spec); !s) return s;
  if (Status s = add_reset(assembly, group, spec); !s) return s;
  return add_run_regularly(assembly, group, spec.run_regularly);
}

}  // namespace myelin::equations
