// Calls: of mathematical and random functions, of the document's functions and timed arrays.
#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "language/checker.h"
#include "language/function.h"

namespace myelin {
namespace {

struct UnaryFunction {
  Unary kernel;
  bool any_unit;  // the argument may have a dimension
};

const std::map<std::string, UnaryFunction, std::less<>>& unary_functions() {
  static const std::map<std::string, UnaryFunction, std::less<>> table = {
      {"sin", {Unary::sin, false}},       {"cos", {Unary::cos, false}},
      {"tan", {Unary::tan, false}},       {"sinh", {Unary::sinh, false}},
      {"cosh", {Unary::cosh, false}},     {"tanh", {Unary::tanh, false}},
      {"arcsin", {Unary::arcsin, false}}, {"arccos", {Unary::arccos, false}},
      {"arctan", {Unary::arctan, false}}, {"exp", {Unary::exp, false}},
      {"log", {Unary::log, false}},       {"log10", {Unary::log10, false}},
      {"expm1", {Unary::expm1, false}},   {"log1p", {Unary::log1p, false}},
      {"exprel", {Unary::exprel, false}}, {"sqrt", {Unary::square_root, true}},
      {"ceil", {Unary::ceil, false}},     {"floor", {Unary::floor, false}},
      {"abs", {Unary::absolute, true}},   {"sign", {Unary::sign, true}},
  };
  return table;
}

struct Other {
  const char* name;
  int arguments;
};
constexpr Other kOthers[] = {{"clip", 3},  {"int", 1},     {"timestep", 2}, {"rand", 0},
                             {"randn", 0}, {"poisson", 1}, {"binomial", 2}};

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& [name, function] : unary_functions()) names.push_back(name);
  for (const Other& other : kOthers) names.push_back(other.name);
  return names;
}

bool is_binomial(const Expr& n, const Expr& p) {
  if (n->op != Op::number || p->op != Op::number || !p->dimension.none()) return false;
  const double trials = n->number;
  return trials >= 0 && trials <= 1e15 && trials == double(int64_t(trials)) && p->number >= 0 &&
         p->number <= 1;
}

// The node keeps how long a value lasts.
Expr timed_lookup(const TimedArray& array, const Expr& row) {
  auto node = std::make_shared<Node>(*expr::lookup(*array.values, row));
  node->number = array.dt;
  return Expr(std::move(node));
}

}  // namespace

bool is_function(std::string_view name) {
  if (unary_functions().find(name) != unary_functions().end()) return true;
  return std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](const Other& other) { return name == other.name; });
}

Expected<Expr> Checker::call(const Ast& ast) {
  if (const Symbol* symbol = scope_.find(ast.name)) {
    if (symbol->kind == Symbol::Kind::timed_array) return timed_array(ast, *symbol->timed_array);
    if (symbol->kind == Symbol::Kind::function) return user_function(ast, *symbol->function);
    return fail(ErrorCode::type, ast, "'" + ast.name + "' is a variable, not a function");
  }
  if (!is_function(ast.name)) {
    return fail(ErrorCode::unknown_name, ast,
                "there is no function '" + ast.name + "'" + suggestion(ast.name, function_names()));
  }
  std::vector<Expr> args;
  for (const AstPtr& arg : ast.args) {
    auto value = ast.name == "int" ? check(*arg) : numeric(*arg, ast.name);
    if (!value) return value;
    args.push_back(std::move(*value));
  }
  const auto unary = unary_functions().find(ast.name);
  int wanted = 1;
  for (const Other& other : kOthers) {
    if (ast.name == other.name) wanted = other.arguments;
  }
  if (Status s = check_count(ast, size_t(wanted)); !s) return s.error();
  if (unary == unary_functions().end()) return other(ast, std::move(args));
  if (!unary->second.any_unit) {
    if (Status s = pure(ast, 0, args[0]); !s) return s.error();
  }
  return expr::unary(unary->second.kernel, std::move(args[0]));
}

Status Checker::check_count(const Ast& ast, size_t wanted) const {
  if (ast.args.size() == wanted) return {};
  return fail(ErrorCode::invalid_argument, ast,
              ast.name + " takes " + std::to_string(wanted) + " argument" +
                  (wanted == 1 ? "" : "s") + ", not " + std::to_string(ast.args.size()));
}

Expected<Expr> Checker::user_function(const Ast& ast, const Function& function) {
  if (Status s = check_count(ast, function.arguments.size()); !s) return s.error();
  std::vector<Expr> args;
  for (size_t k = 0; k < ast.args.size(); ++k) {
    const Function::Argument& wanted = function.arguments[k];
    auto value = check_expression(*ast.args[k], source_, scope_, wanted.type, wanted.dimension);
    if (!value) {
      value.error().message =
          "argument '" + wanted.name + "' of " + function.name + ": " + value.error().message;
      return value;
    }
    args.push_back(std::move(*value));
  }
  auto value = expand(function, args, scope_);
  if (!value) return fail(value.error().code, ast, value.error().message);
  return value;
}

Status Checker::pure(const Ast& ast, size_t k, const Expr& value) {
  if (value->dimension.none()) return {};
  return fail(ErrorCode::unit, *ast.args[k],
              ast.name + " needs a pure number, but this is in " + to_string(value->dimension));
}

Expected<Expr> Checker::other(const Ast& ast, std::vector<Expr> args) {
  if (ast.name == "clip") return clip(ast, args);
  if (ast.name == "int") {
    if (Status s = pure(ast, 0, args[0]); !s) return s.error();
    if (args[0]->type == Type::integer) return args[0];
    // A boolean is 0 or 1 already: adding the integer zero only changes the type.
    if (args[0]->type == Type::boolean) {
      return expr::select(args[0], expr::number(1, {}, Type::integer),
                          expr::number(0, {}, Type::integer));
    }
    return expr::unary(Unary::truncate, args[0]);
  }
  if (ast.name == "timestep") return timestep(ast, args);
  return random(ast, std::move(args));
}

// Checks the lower bound first, then the upper.
Expected<Expr> Checker::clip(const Ast& ast, const std::vector<Expr>& args) {
  for (size_t k = 1; k < 3; ++k) {
    if (args[k]->dimension == args[0]->dimension) continue;
    return fail(ErrorCode::unit, *ast.args[k],
                "clip needs equal units: the value is in " + to_string(args[0]->dimension) +
                    ", this is in " + to_string(args[k]->dimension));
  }
  const Expr high = expr::select(expr::binary(Binary::greater, args[0], args[2]), args[2], args[0]);
  return expr::select(expr::binary(Binary::less, args[0], args[1]), args[1], high);
}

// truncate((t + dt / 1000) / dt): which step a time belongs to, safe against rounding.
Expected<Expr> Checker::timestep(const Ast& ast, const std::vector<Expr>& args) {
  if (!(args[0]->dimension == args[1]->dimension)) {
    return fail(ErrorCode::unit, ast, "timestep(t, dt) needs equal units");
  }
  const Expr nudge = expr::multiply(expr::number(1e-3), args[1]);
  return expr::unary(Unary::truncate, expr::divide(expr::add(args[0], nudge), args[1]));
}

Expected<Expr> Checker::random(const Ast& ast, std::vector<Expr> args) {
  if (!scope_.random || !scope_.sites) {
    return fail(ErrorCode::invalid_argument, ast,
                ast.name +
                    "() may not stand here: the value would change at every use; make it "
                    "a subexpression that is (constant over dt)");
  }
  if (!args.empty()) {
    if (Status s = pure(ast, 0, args[0]); !s) return s.error();
  }
  const Op op = ast.name == "rand"       ? Op::uniform
                : ast.name == "randn"    ? Op::normal
                : ast.name == "binomial" ? Op::binomial
                                         : Op::poisson;
  if (op == Op::binomial && !is_binomial(args[0], args[1])) {
    return fail(
        ErrorCode::invalid_argument, ast,
        "binomial(n, p) takes numbers written out: n whole and not negative, p from 0 to 1");
  }
  auto node = std::make_shared<Node>();
  node->op = op;
  node->kernel = op == Op::binomial;  // its numbers are args
  node->type = op == Op::poisson ? Type::integer : Type::real;
  node->take(std::move(args));
  node->site = (*scope_.sites)++;
  return Expr(std::move(node));
}

Expected<Expr> Checker::timed_array(const Ast& ast, const TimedArray& array) {
  const size_t wanted = array.two_dimensional ? 2 : 1;
  if (ast.args.size() != wanted) {
    return fail(ErrorCode::invalid_argument, ast,
                ast.name + (wanted == 2 ? " has two dimensions: write (t, i)"
                                        : " has one dimension: write (t)"));
  }
  auto time = numeric(*ast.args[0], ast.name);
  if (!time) return time;
  Dimension second;
  second.exponents[2] = 1;
  if (!((*time)->dimension == second)) {
    return fail(ErrorCode::unit, *ast.args[0],
                ast.name + " needs a time, but this is in " + to_string((*time)->dimension));
  }
  const auto integer = [](double value) { return expr::number(value, {}, Type::integer); };
  const Expr parts = scope_.clock < array.grids.size()
                         ? expr::variable(*array.grids[scope_.clock])
                         : expr::number(timed_parts(array.dt, scope_.dt));
  const Expr grid = expr::divide(expr::multiply(*time, parts), expr::number(array.dt, second));
  Expr row = expr::unary(Unary::floor, expr::divide(expr::add(grid, expr::number(0.5)), parts));
  row = expr::select(expr::binary(Binary::less, row, integer(0)), integer(0), row);
  const Expr last = integer(double(array.rows - 1));
  row = expr::select(expr::binary(Binary::greater, row, last), last, row);
  if (!array.two_dimensional) return timed_lookup(array, row);
  return column(ast, array, row);
}

Expected<Expr> Checker::column(const Ast& ast, const TimedArray& array, const Expr& row) {
  auto index = numeric(*ast.args[1], ast.name);
  if (!index) return index;
  if ((*index)->type != Type::integer) {
    return fail(ErrorCode::type, *ast.args[1], "the column of a timed array is an integer");
  }
  const auto integer = [](double value) { return expr::number(value, {}, Type::integer); };
  const Expr columns = integer(double(array.columns));
  const Expr inside =
      expr::binary(Binary::logical_and, expr::binary(Binary::greater_equal, *index, integer(0)),
                   expr::binary(Binary::less, *index, columns));
  const Expr safe = expr::select(inside, *index, integer(0));
  const Expr value = timed_lookup(array, expr::add(expr::multiply(row, columns), safe));
  const Expr missing = expr::number(std::numeric_limits<double>::quiet_NaN(), value->dimension);
  return expr::select(inside, value, missing);
}

}  // namespace myelin
