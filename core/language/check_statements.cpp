// Statement blocks: targets, operators, local names.
#include "base/text.h"
#include "language/check.h"
#include "language/lexer.h"
#include "language/parser.h"

namespace myelin {
namespace {

Binary kernel_of(char op) {
  switch (op) {
    case '+':
      return Binary::add;
    case '-':
      return Binary::subtract;
    case '*':
      return Binary::multiply;
    case '/':
      return Binary::divide;
    default:
      return Binary::modulo;
  }
}

// The statement's value with its operator written out: x += y means x = x + y.
Status expand(const AstStatement& ast, const Source& source, const Expr& old, Statement& made) {
  const auto fail = [&](ErrorCode code, std::string message) {
    return error_at(code, source.text, source.where, ast.span, std::move(message));
  };
  const bool boolean = old->type == Type::boolean || made.value->type == Type::boolean;
  if (boolean) return fail(ErrorCode::type, "'" + ast.op + "' needs numbers on both sides");
  const Binary kernel = kernel_of(ast.op[0]);
  const bool scales = kernel == Binary::multiply || kernel == Binary::divide;
  const Dimension wanted = scales ? Dimension{} : old->dimension;
  if (!(made.value->dimension == wanted)) {
    return fail(ErrorCode::unit, "'" + ast.target + "' is in " + to_string(old->dimension) +
                                     ", so " + ast.op + " needs " + to_string(wanted) +
                                     ", but the value is in " + to_string(made.value->dimension));
  }
  if (kernel == Binary::add) made.delta = made.value;
  if (kernel == Binary::subtract) made.delta = expr::negate(made.value);
  made.value = expr::binary(kernel, old, made.value);
  return {};
}

Status check_target(const AstStatement& ast, const Source& source, const Statement& made) {
  const auto fail = [&](ErrorCode code, std::string message) {
    return error_at(code, source.text, source.where, ast.span, std::move(message));
  };
  const Variable& target = *made.target;
  const Type found = made.value->type;
  if ((found == Type::boolean) != (target.type == Type::boolean) || found > target.type) {
    const bool truncates = target.type == Type::integer && found == Type::real;
    return fail(ErrorCode::type, "'" + ast.target + "' is " + std::string(to_string(target.type)) +
                                     ", but the value is " + std::string(to_string(found)) +
                                     (truncates ? "; wrap it in int(...)" : ""));
  }
  if (target.type != Type::boolean && !(made.value->dimension == target.dimension)) {
    return fail(ErrorCode::unit, "'" + ast.target + "' is in " + to_string(target.dimension) +
                                     ", but the value is in " + to_string(made.value->dimension));
  }
  return {};
}

}  // namespace

Expected<Block> check_statements(const std::vector<AstStatement>& statements, const Source& source,
                                 const Scope& outer) {
  Scope scope(&outer);
  scope.sites = outer.sites;
  scope.random = outer.random;
  Block block;
  for (const AstStatement& ast : statements) {
    const auto fail = [&](ErrorCode code, TextSpan span, std::string message) {
      return error_at(code, source.text, source.where, span, std::move(message));
    };
    auto value = check_expression(*ast.value, source, scope);
    if (!value) return value.error();
    Statement made;
    made.value = std::move(*value);
    const Symbol* symbol = scope.find(ast.target);
    const bool local = scope.has_own(ast.target);
    if (symbol && !symbol->read_only.empty()) {
      return fail(ErrorCode::invalid_argument, ast.target_span,
                  "'" + ast.target + "' " + symbol->read_only + " and cannot be assigned here");
    }
    if (!symbol && ast.op != "=") {
      return fail(ErrorCode::unknown_name, ast.target_span,
                  "'" + ast.target + "' is not known here" + suggestion(ast.target, scope.names()));
    }
    if (!symbol) {
      if (Status s = check_new_name(ast.target, source, ast.target_span); !s) return s.error();
    }
    if (symbol && !local && symbol->kind != Symbol::Kind::variable) {
      return fail(ErrorCode::invalid_argument, ast.target_span,
                  "'" + ast.target + "' is no variable and cannot be assigned");
    }
    if (ast.op != "=") {
      const Expr old = local ? symbol->expression : expr::variable(*symbol->variable);
      if (Status s = expand(ast, source, old, made); !s) return s.error();
    }
    if (symbol && !local) {
      made.target = symbol->variable;
      if (Status s = check_target(ast, source, made); !s) return s.error();
    } else {
      made.local = ast.target;
      scope.add(ast.target, expr::local(ast.target, made.value->type, made.value->dimension), "");
    }
    block.push_back(std::move(made));
  }
  return block;
}

Expected<Block> read_statements(std::string_view text, const std::string& where,
                                const Scope& scope) {
  auto statements = parse_statements(text, where);
  if (!statements) return statements.error();
  return check_statements(*statements, {text, where}, scope);
}

}  // namespace myelin
