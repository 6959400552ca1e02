#include "language/check.h"

#include <limits>
#include <map>

#include "base/text.h"
#include "language/checker.h"
#include "language/lexer.h"
#include "language/parser.h"

namespace myelin {
namespace {

const std::map<std::string, Binary, std::less<>>& binary_operators() {
  static const std::map<std::string, Binary, std::less<>> table = {
      {"+", Binary::add},        {"-", Binary::subtract},       {"*", Binary::multiply},
      {"/", Binary::divide},     {"//", Binary::floor_divide},  {"%", Binary::modulo},
      {"**", Binary::power},     {"<", Binary::less},           {"<=", Binary::less_equal},
      {">", Binary::greater},    {">=", Binary::greater_equal}, {"==", Binary::equal},
      {"!=", Binary::not_equal}, {"and", Binary::logical_and},  {"or", Binary::logical_or}};
  return table;
}

// Of an expression in which subexpressions and functions are written out; what comes after works
// through it recursively, and prints it.
constexpr uint32_t kTallest = 1000, kLargest = 100000;

const Ast& base_of(const Ast& ast) { return ast.name == "**" ? *ast.args[0] : ast; }

// A number with its unit, and what follows by * and /, as in "1 uF/cm**2"; in parentheses it is a
// value like others.
bool is_unit_product(const Ast& ast) {
  const bool product = ast.kind == Ast::Kind::binary && (ast.name == "*" || ast.name == "/");
  if (!product || ast.span.begin < ast.args[0]->span.begin) return false;
  return base_of(*ast.args[1]).unit || is_unit_product(*ast.args[1]) ||
         is_unit_product(*ast.args[0]);
}

}  // namespace

Expected<Expr> Checker::check(const Ast& ast) {
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

Error Checker::fail(ErrorCode code, const Ast& at, std::string message) const {
  return error_at(code, source_.text, source_.where, at.span, std::move(message));
}

Expected<Expr> Checker::name(const Ast& ast) {
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

Error Checker::is_no_value(const Ast& ast) const {
  return fail(ErrorCode::type, ast,
              "'" + ast.name + "' is a function; write " + ast.name + "(...)");
}

Expected<Expr> Checker::negate(const Ast& ast) {
  auto operand = numeric(*ast.args[0], "-");
  if (!operand) return operand;
  return expr::negate(*operand);
}

Expected<Expr> Checker::logical_not(const Ast& ast) {
  auto operand = boolean(*ast.args[0], "not");
  if (!operand) return operand;
  return expr::unary(Unary::logical_not, *operand);
}

Expected<Expr> Checker::numeric(const Ast& ast, const std::string& op) {
  auto value = check(ast);
  if (value && (*value)->type == Type::boolean) {
    return fail(ErrorCode::type, ast,
                "'" + op + "' needs numbers, but this is a boolean; wrap it in int(...)");
  }
  return value;
}

Expected<Expr> Checker::boolean(const Ast& ast, const std::string& op) {
  auto value = check(ast);
  if (value && (*value)->type != Type::boolean) {
    return fail(ErrorCode::type, ast,
                "'" + op + "' needs booleans, but this is a number; compare it with something");
  }
  return value;
}

Expected<Expr> Checker::binary(const Ast& ast) {
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

// In "1 uF/m**2" m should not silently be a constant of that name.
Status Checker::check_unit_product(const Ast& ast) const {
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

Status Checker::check_dimensions(const Ast& ast, Binary kernel, const Expr& a, const Expr& b) {
  switch (kernel) {
    case Binary::multiply:
    case Binary::divide:
    case Binary::logical_and:
    case Binary::logical_or:
      return {};
    case Binary::power:
      if (!b->dimension.none()) {
        return fail(ErrorCode::unit, *ast.args[1],
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
