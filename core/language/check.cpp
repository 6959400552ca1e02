#include "language/check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "base/text.h"
#include "language/function.h"
#include "language/lexer.h"
#include "language/parser.h"

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

const std::map<std::string, Binary, std::less<>>& binary_operators() {
  static const std::map<std::string, Binary, std::less<>> table = {
      {"+", Binary::add},        {"-", Binary::subtract},       {"*", Binary::multiply},
      {"/", Binary::divide},     {"//", Binary::floor_divide},  {"%", Binary::modulo},
      {"**", Binary::power},     {"<", Binary::less},           {"<=", Binary::less_equal},
      {">", Binary::greater},    {">=", Binary::greater_equal}, {"==", Binary::equal},
      {"!=", Binary::not_equal}, {"and", Binary::logical_and},  {"or", Binary::logical_or}};
  return table;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& [name, function] : unary_functions()) names.push_back(name);
  for (const Other& other : kOthers) names.push_back(other.name);
  return names;
}

// Of an expression in which subexpressions and functions are written out; what comes after works
// through it recursively, and prints it.
constexpr uint32_t kTallest = 1000, kLargest = 100000;

class Checker {
 public:
  Checker(const Source& source, const Scope& scope) : source_(source), scope_(scope) {}

  Expected<Expr> check(const Ast& ast) {
    switch (ast.kind) {
      case Ast::Kind::number:
        return expr::number(ast.number, {}, ast.integer ? Type::integer : Type::real);
      case Ast::Kind::boolean:
        return expr::number(ast.number, {}, Type::boolean);
      case Ast::Kind::name:
        return name(ast);
      case Ast::Kind::negate:
        return negate(ast);
      case Ast::Kind::logical_not:
        return logical_not(ast);
      case Ast::Kind::binary:
        return binary(ast);
      case Ast::Kind::call:
        return call(ast);
    }
    return fail(ErrorCode::parse, ast, "this cannot be read");
  }

  Error fail(ErrorCode code, const Ast& at, std::string message) const {
    return error_at(code, source_.text, source_.where, at.span, std::move(message));
  }

 private:
  Expected<Expr> name(const Ast& ast) {
    const auto unit = scope_.quantity ? find_unit_in_quantity(ast.name) : find_unit(ast.name);
    if (unit && ast.unit) return expr::number(unit->scale, unit->dimension);
    if (const Symbol* symbol = scope_.find(ast.name)) {
      switch (symbol->kind) {
        case Symbol::Kind::variable:
          return expr::variable(*symbol->variable);
        case Symbol::Kind::expression:
          return symbol->expression;
        case Symbol::Kind::timed_array:
          return fail(ErrorCode::type, ast,
                      "'" + ast.name + "' is a timed array; write " + ast.name + "(t)");
        case Symbol::Kind::function:
          return is_no_value(ast);
      }
    }
    if (ast.name == "pi") return expr::number(3.14159265358979323846);
    if (ast.name == "e") return expr::number(2.71828182845904523536);
    if (ast.name == "inf") return expr::number(std::numeric_limits<double>::infinity());
    if (unit) return expr::number(unit->scale, unit->dimension);
    if (ast.name == "xi" || ast.name.rfind("xi_", 0) == 0) {
      if (scope_.noise) return expr::noise(ast.name);
      return fail(ErrorCode::invalid_argument, ast,
                  "noise (" + ast.name + ") may only stand in a differential equation");
    }
    if (is_function(ast.name)) return is_no_value(ast);
    return fail(ErrorCode::unknown_name, ast,
                "'" + ast.name + "' is not known here" + suggestion(ast.name, scope_.names()));
  }

  Error is_no_value(const Ast& ast) const {
    return fail(ErrorCode::type, ast,
                "'" + ast.name + "' is a function; write " + ast.name + "(...)");
  }

  Expected<Expr> negate(const Ast& ast) {
    auto operand = numeric(*ast.args[0], "-");
    if (!operand) return operand;
    return expr::negate(*operand);
  }

  Expected<Expr> logical_not(const Ast& ast) {
    auto operand = boolean(*ast.args[0], "not");
    if (!operand) return operand;
    return expr::unary(Unary::logical_not, *operand);
  }

  Expected<Expr> numeric(const Ast& ast, const std::string& op) {
    auto value = check(ast);
    if (value && (*value)->type == Type::boolean) {
      return fail(ErrorCode::type, ast,
                  "'" + op + "' needs numbers, but this is a boolean; wrap it in int(...)");
    }
    return value;
  }

  Expected<Expr> boolean(const Ast& ast, const std::string& op) {
    auto value = check(ast);
    if (value && (*value)->type != Type::boolean) {
      return fail(ErrorCode::type, ast,
                  "'" + op + "' needs booleans, but this is a number; compare it with something");
    }
    return value;
  }

  Expected<Expr> binary(const Ast& ast) {
    const Binary kernel = binary_operators().find(ast.name)->second;
    const bool logical = kernel == Binary::logical_and || kernel == Binary::logical_or;
    const bool equality = kernel == Binary::equal || kernel == Binary::not_equal;
    if (Status s = check_unit_product(ast); !s) return s.error();
    Expr operands[2];
    for (int k = 0; k < 2; ++k) {
      auto operand = logical    ? boolean(*ast.args[k], ast.name)
                     : equality ? check(*ast.args[k])
                                : numeric(*ast.args[k], ast.name);
      if (!operand) return operand;
      operands[k] = std::move(*operand);
    }
    if (Status s = check_dimensions(ast, kernel, operands[0], operands[1]); !s) return s.error();
    return expr::binary(kernel, std::move(operands[0]), std::move(operands[1]));
  }

  static const Ast& base_of(const Ast& ast) { return ast.name == "**" ? *ast.args[0] : ast; }

  // A number with its unit, and what follows by * and /, as in "1 uF/cm**2"; in parentheses it is a
  // value like others.
  static bool is_unit_product(const Ast& ast) {
    const bool product = ast.kind == Ast::Kind::binary && (ast.name == "*" || ast.name == "/");
    if (!product || ast.span.begin < ast.args[0]->span.begin) return false;
    return base_of(*ast.args[1]).unit || is_unit_product(*ast.args[1]) ||
           is_unit_product(*ast.args[0]);
  }

  // In "1 uF/m**2" m should not silently be a constant of that name.
  Status check_unit_product(const Ast& ast) const {
    const Ast& factor = base_of(*ast.args[1]);
    if (!scope_.quantity || factor.kind != Ast::Kind::name || factor.unit) return {};
    const bool doubtful = (ast.name == "*" || ast.name == "/") && is_unit_product(*ast.args[0]) &&
                          scope_.find(factor.name) && find_unit_in_quantity(factor.name);
    if (!doubtful) return {};
    return fail(ErrorCode::invalid_argument, factor,
                "'" + factor.name +
                    "' is a unit and a name of the model; write the unit's long name, as in 2 "
                    "amp/meter, or (2 amp)/m for the other");
  }

  Status check_dimensions(const Ast& ast, Binary kernel, const Expr& a, const Expr& b) {
    switch (kernel) {
      case Binary::multiply:
      case Binary::divide:
      case Binary::logical_and:
      case Binary::logical_or:
        return {};
      case Binary::power:
        if (!b->dimension.none()) {
          return fail(
              ErrorCode::unit, *ast.args[1],
              "an exponent must be a pure number, but this is in " + to_string(b->dimension));
        }
        if (!a->dimension.none() && b->op != Op::number) {
          return fail(ErrorCode::unit, *ast.args[1],
                      "the exponent of a value in " + to_string(a->dimension) +
                          " must be a number written out, so that the unit is known");
        }
        return {};
      case Binary::floor_divide:
        if (a->dimension.none() && b->dimension.none()) return {};
        return fail(ErrorCode::unit, ast, "'//' needs pure numbers");
      default:
        if (a->dimension == b->dimension) return {};
        return fail(ErrorCode::unit, ast,
                    "the units of '" + ast.name + "' differ: left is " + to_string(a->dimension) +
                        ", right is " + to_string(b->dimension));
    }
  }

  Expected<Expr> call(const Ast& ast) {
    if (const Symbol* symbol = scope_.find(ast.name)) {
      if (symbol->kind == Symbol::Kind::timed_array) return timed_array(ast, *symbol->timed_array);
      if (symbol->kind == Symbol::Kind::function) return user_function(ast, *symbol->function);
      return fail(ErrorCode::type, ast, "'" + ast.name + "' is a variable, not a function");
    }
    if (!is_function(ast.name)) {
      return fail(
          ErrorCode::unknown_name, ast,
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

  Status check_count(const Ast& ast, size_t wanted) const {
    if (ast.args.size() == wanted) return {};
    return fail(ErrorCode::invalid_argument, ast,
                ast.name + " takes " + std::to_string(wanted) + " argument" +
                    (wanted == 1 ? "" : "s") + ", not " + std::to_string(ast.args.size()));
  }

  Expected<Expr> user_function(const Ast& ast, const Function& function) {
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

  Status pure(const Ast& ast, size_t k, const Expr& value) {
    if (value->dimension.none()) return {};
    return fail(ErrorCode::unit, *ast.args[k],
                ast.name + " needs a pure number, but this is in " + to_string(value->dimension));
  }

  Expected<Expr> other(const Ast& ast, std::vector<Expr> args) {
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
  Expected<Expr> clip(const Ast& ast, const std::vector<Expr>& args) {
    for (size_t k = 1; k < 3; ++k) {
      if (args[k]->dimension == args[0]->dimension) continue;
      return fail(ErrorCode::unit, *ast.args[k],
                  "clip needs equal units: the value is in " + to_string(args[0]->dimension) +
                      ", this is in " + to_string(args[k]->dimension));
    }
    const Expr high =
        expr::select(expr::binary(Binary::greater, args[0], args[2]), args[2], args[0]);
    return expr::select(expr::binary(Binary::less, args[0], args[1]), args[1], high);
  }

  // truncate((t + dt / 1000) / dt): which step a time belongs to, safe against rounding.
  Expected<Expr> timestep(const Ast& ast, const std::vector<Expr>& args) {
    if (!(args[0]->dimension == args[1]->dimension)) {
      return fail(ErrorCode::unit, ast, "timestep(t, dt) needs equal units");
    }
    const Expr nudge = expr::multiply(expr::number(1e-3), args[1]);
    return expr::unary(Unary::truncate, expr::divide(expr::add(args[0], nudge), args[1]));
  }

  static bool is_binomial(const Expr& n, const Expr& p) {
    if (n->op != Op::number || p->op != Op::number || !p->dimension.none()) return false;
    const double trials = n->number;
    return trials >= 0 && trials <= 1e15 && trials == double(int64_t(trials)) && p->number >= 0 &&
           p->number <= 1;
  }

  Expected<Expr> random(const Ast& ast, std::vector<Expr> args) {
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

  Expected<Expr> timed_array(const Ast& ast, const TimedArray& array) {
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

  // The node keeps how long a value lasts.
  static Expr timed_lookup(const TimedArray& array, const Expr& row) {
    auto node = std::make_shared<Node>(*expr::lookup(*array.values, row));
    node->number = array.dt;
    return Expr(std::move(node));
  }

  Expected<Expr> column(const Ast& ast, const TimedArray& array, const Expr& row) {
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

  const Source& source_;
  const Scope& scope_;
};

}  // namespace

bool is_function(std::string_view name) {
  if (unary_functions().find(name) != unary_functions().end()) return true;
  return std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](const Other& other) { return name == other.name; });
}

Expected<Expr> check_expression(const Ast& ast, const Source& source, const Scope& scope) {
  Checker checker(source, scope);
  auto value = checker.check(ast);
  if (!value || ((*value)->height <= kTallest && (*value)->size <= kLargest)) return value;
  return checker.fail(ErrorCode::invalid_argument, ast,
                      "this is too long, with all subexpressions and functions written out");
}

Expected<Expr> check_expression(const Ast& ast, const Source& source, const Scope& scope, Type type,
                                const Dimension& dimension) {
  auto value = check_expression(ast, source, scope);
  if (!value) return value;
  const Checker checker(source, scope);
  const Type found = (*value)->type;
  if ((found == Type::boolean) != (type == Type::boolean)) {
    return checker.fail(ErrorCode::type, ast,
                        "this is " + std::string(to_string(found)) + ", but " +
                            std::string(to_string(type)) + " is needed");
  }
  if (type == Type::integer && found == Type::real) {
    return checker.fail(ErrorCode::type, ast,
                        "this is a float, but an integer is needed; wrap it "
                        "in int(...)");
  }
  if (type != Type::boolean && !((*value)->dimension == dimension)) {
    return checker.fail(ErrorCode::unit, ast,
                        "this is in " + to_string((*value)->dimension) + ", but " +
                            to_string(dimension) + " is needed");
  }
  return value;
}

Expected<Expr> read_expression(std::string_view text, const std::string& where, const Scope& scope,
                               Type type, const Dimension& dimension) {
  auto ast = parse_expression(text, where);
  if (!ast) return ast.error();
  return check_expression(**ast, {text, where}, scope, type, dimension);
}

}  // namespace myelin
