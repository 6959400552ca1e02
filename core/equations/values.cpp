#include "equations/values.h"

#include <cmath>

#include "base/order.h"
#include "base/text.h"
#include "equations/code.h"
#include "equations/timed_array.h"
#include "language/parser.h"

namespace myelin::equations {

Error wrong_kind(const Value& value, const std::string& wanted) {
  return {ErrorCode::type, value.where, "this is no " + wanted};
}

Scope quantity_scope(const Scope& scope) {
  Scope made(&scope);
  made.quantity = true;
  made.sites = scope.sites;
  made.random = scope.random;
  return made;
}

Expected<Expr> read_quantity_expression(const std::string& text, const std::string& where,
                                        const Scope& scope, Type type, const Dimension& dimension) {
  auto ast = parse_quantity(text, where);
  if (!ast) return ast.error();
  return check_expression(**ast, {text, where}, quantity_scope(scope), type, dimension);
}

Expected<double> evaluate(const Assembly& assembly, const Expr& expression,
                          const std::string& where) {
  const Expr known = replace(expression, [&](const Node& node) -> Expr {
    if (node.op != Op::variable) return nullptr;
    const auto found = assembly.constant_values.find(node.variable);
    if (found == assembly.constant_values.end()) return nullptr;
    return expr::number(found->second, node.dimension, node.type);
  });
  const bool varies = contains(known, [](const Node& node) {
    return node.op == Op::variable || node.op == Op::row || node.op == Op::time ||
           node.op == Op::lookup || node.op == Op::step || is_random(node);
  });
  if (varies) {
    return Error{ErrorCode::invalid_argument, where,
                 "one number is needed here, but '" + print(expression) +
                     "' depends on more than constants"};
  }
  Interpreter interpreter(lower("value", {}, {known}), assembly.kernels);
  Interpreter::Scratch scratch(interpreter);
  double result[kPadding] = {};
  double* outputs[] = {result};
  Call call;
  call.outputs = outputs;
  interpreter.begin(call);
  interpreter.run({0, 1, nullptr, 0}, scratch);
  return result[0];
}

Expected<double> read_scalar(const Assembly& assembly, const Value& value, const Scope& scope,
                             const Dimension& dimension) {
  if (const double* number = value.number()) return *number;
  const std::string* text = value.text();
  if (!text) return wrong_kind(value, "number or quantity");
  auto expression = read_quantity_expression(*text, value.where, scope, Type::real, dimension);
  if (!expression) return expression.error();
  return evaluate(assembly, *expression, value.where);
}

Expected<double> read_dt(const Assembly& assembly, const Value& value, double otherwise) {
  if (value.empty()) return otherwise;
  auto dt = read_scalar(assembly, value, assembly.root, seconds());
  if (dt && !(*dt > 0 && std::isfinite(*dt))) {
    return Error{ErrorCode::invalid_argument, value.where,
                 "dt is " + format_number(*dt) + " s; it must be above zero"};
  }
  return dt;
}

Expected<uint32_t> read_clock(Assembly& assembly, const Value& value, uint32_t otherwise) {
  if (value.empty()) return otherwise;
  auto dt = read_dt(assembly, value, 0);
  if (dt) dt = read_fixed(assembly, value, assembly.root, seconds());
  if (!dt) return dt.error();
  const uint32_t made = assembly.engine.add_clock(*dt);
  add_grids(assembly);
  return made;
}

namespace {

// The steps of the listed times that are not over.
Expected<std::vector<int64_t>> steps_of(const std::vector<double>& times, double dt, double now,
                                        const std::string& where) {
  std::vector<int64_t> steps;
  for (const double time : times) {
    if (time >= 0 && time < now - 1e-4 * dt) continue;
    const double step = std::floor(time / dt + 0.5);
    if (!(time >= 0 && step <= 9e15 && std::fabs(step * dt - time) <= 1e-4 * dt)) {
      return Error{ErrorCode::invalid_argument, where,
                   "the time " + format_number(time) + " s is no multiple of dt (" +
                       format_number(dt) + " s)"};
    }
    steps.push_back(int64_t(step));
  }
  std::vector<int32_t> order = count_up(steps.size());
  sort_by(order, Span<const int64_t>{steps.data(), steps.size()});
  std::vector<int64_t> sorted;
  for (const int32_t k : order) sorted.push_back(steps[size_t(k)]);
  return sorted;
}

}  // namespace

Status follow_times(Assembly& assembly, std::vector<double> times, uint32_t clock,
                    const std::string& where, std::function<void(std::vector<int64_t>)> use) {
  const double dt = assembly.engine.clocks()[clock].dt;
  auto steps = steps_of(times, dt, 0, where);
  if (!steps) return steps.error();
  use(std::move(*steps));
  assembly.derived.push_back([&engine = assembly.engine, times = std::move(times), clock, where,
                              use = std::move(use), counted = dt](bool commit) mutable -> Status {
    const double now = engine.clocks()[clock].dt;
    if (now == counted) return {};
    auto later = steps_of(times, now, engine.now(), where);
    if (!later) return later.error();
    if (commit) use(std::move(*later));
    if (commit) counted = now;
    return {};
  });
  return {};
}

Expected<double> read_fixed(Assembly& assembly, const Value& value, const Scope& scope,
                            const Dimension& dimension) {
  auto number = read_scalar(assembly, value, scope, dimension);
  const std::string* text = value.text();
  if (!number || !text) return number;
  auto expression = read_quantity_expression(*text, value.where, scope, Type::real, dimension);
  contains(*expression, [&](const Node& node) {
    if (node.op == Op::variable) assembly.fixed.emplace_back(node.variable, value.where);
    return false;
  });
  return number;
}

Status add_constants(Assembly& assembly, const std::vector<Assignment>& constants,
                     const std::string& prefix, const std::string& where, Scope& scope) {
  for (const Assignment& constant : constants) {
    const Source source{constant.name, constant.value.where};
    if (Status s = check_new_name(constant.name, source, {0, uint32_t(constant.name.size())}); !s) {
      return s;
    }
    if (scope.has_own(constant.name)) {
      return Error{ErrorCode::duplicate_name, where,
                   "there are two constants called '" + constant.name + "'"};
    }
    Variable variable;
    variable.name = constant.name;
    variable.indexing = Indexing::shared;
    variable.steady = true;
    double value = 0;
    ConstantObject object{prefix + constant.name, "", nullptr};
    if (const double* number = constant.value.number()) {
      value = *number;
      object.text = format_number(value);
    } else if (const std::string* text = constant.value.text()) {
      auto ast = parse_quantity(*text, constant.value.where);
      if (!ast) return ast.error();
      Scope with_units = quantity_scope(scope);
      with_units.random = false;
      auto expression = check_expression(**ast, {*text, constant.value.where}, with_units);
      if (!expression) return expression.error();
      auto number = evaluate(assembly, *expression, constant.value.where);
      if (!number) return number.error();
      value = *number;
      object.text = *text;
      variable.type = (*expression)->type == Type::boolean ? Type::boolean : Type::real;
      variable.dimension = (*expression)->dimension;
    } else {
      return wrong_kind(constant.value, "number or quantity");
    }
    if (value != value) {
      return Error{ErrorCode::numeric, constant.value.where, "the value is not a number"};
    }
    const DType dtype = dtype_of(variable.type);
    object.variable = assembly.add_variable(variable, object.name, dtype, 1);
    assembly.values.push_back({assembly.storage_of(*object.variable).signal, {value}});
    assembly.constant_values[object.variable] = value;
    assembly.constants.push_back(object);
    Symbol symbol;
    symbol.variable = object.variable;
    symbol.read_only = "is a constant";
    scope.add(constant.name, symbol);
  }
  return {};
}

Status evaluate_rows(Assembly& assembly, const Object& object, const Expr& expression,
                     const Rows& rows, double* out) {
  CodeRunner code(assembly, lower("value", {}, {expression}), object.key);
  if (Status s = code.provide(assembly.engine.store); !s) return s;
  code.bind(assembly.engine.store);
  double* outputs[] = {out};
  FaultBox faults;
  MemoryBudget memory;
  const Clock& clock = assembly.engine.clocks()[object.clock];
  code.begin({clock.step, assembly.engine.now(), clock.dt, assembly.engine.pool(), faults, memory},
             outputs);
  code.run(rows);
  return {};
}

}  // namespace myelin::equations
