// Units after the colon of an equation, and names that are taken.
#include <optional>

#include "language/check.h"
#include "language/lexer.h"

namespace myelin {
namespace {

// Evaluates a unit: names, numbers, * / **.
std::optional<Unit> evaluate_unit(const Ast& ast) {
  if (ast.kind == Ast::Kind::number && ast.number == 1) return Unit{};
  if (ast.kind == Ast::Kind::name) return find_unit_in_quantity(ast.name);
  if (ast.kind != Ast::Kind::binary) return {};
  const auto left = evaluate_unit(*ast.args[0]);
  if (!left) return {};
  if (ast.name == "**") {
    const Ast* exponent = ast.args[1].get();
    double value = 1;
    for (; exponent->kind == Ast::Kind::negate; value = -value) exponent = exponent->args[0].get();
    if (exponent->kind != Ast::Kind::number) return {};
    return Unit{left->scale, left->dimension.power(value * exponent->number), left->base_scale};
  }
  const auto right = evaluate_unit(*ast.args[1]);
  if (!right) return {};
  const bool base = left->base_scale && right->base_scale;
  if (ast.name == "*") return Unit{1, left->dimension * right->dimension, base};
  if (ast.name == "/") return Unit{1, left->dimension / right->dimension, base};
  return {};
}

}  // namespace

Expected<Dimension> check_unit(const Ast* ast, const Source& source) {
  if (!ast) return Dimension{};
  const auto unit = evaluate_unit(*ast);
  const std::string written(source.text.substr(ast->span.begin, ast->span.end - ast->span.begin));
  if (!unit) {
    return error_at(ErrorCode::unit, source.text, source.where, ast->span,
                    "'" + written +
                        "' is no unit; units are 1, volt, amp, siemens, second, metre, "
                        "Hz ..., their products and powers, boolean and integer");
  }
  if (!unit->base_scale) {
    return error_at(ErrorCode::unit, source.text, source.where, ast->span,
                    "'" + written + "' has a scale; a variable is declared in base units (" +
                        to_string(unit->dimension) + ")");
  }
  return unit->dimension;
}

Status check_new_name(const std::string& name, const Source& source, TextSpan span) {
  const auto refuse = [&](const std::string& what) {
    return error_at(ErrorCode::duplicate_name, source.text, source.where, span,
                    "'" + name + "' is " + what + " and cannot name a variable");
  };
  if (name[0] == '_') return refuse("a name that starts with an underscore");
  if (find_unit(name)) return refuse("a unit");
  if (is_function(name)) return refuse("a function");
  if (name == "pi" || name == "e" || name == "inf") return refuse("a constant");
  for (const char* reserved : {"t", "dt", "t_in_timesteps", "xi", "i", "N", "not_refractory",
                               "refractory", "refractory_until", "lastspike"}) {
    if (name == reserved) return refuse("a reserved name");
  }
  if (name.rfind("xi_", 0) == 0) return refuse("a name for noise");
  return {};
}

}  // namespace myelin
