// Trees to typed expressions and statements: names, types and units are checked here, once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/ast.h"
#include "language/scope.h"

namespace myelin {

// `target = value`. Each statement sees what those before it have written.
struct Statement {
  const Variable* target = nullptr;  // null: a name of the block
  std::string local;
  Expr value;
  Expr delta;  // for += and -=: what is added; value is then target + delta
};
using Block = std::vector<Statement>;

// The source that trees were parsed from; errors quote it.
struct Source {
  std::string_view text;
  const std::string& where;
};

Expected<Expr> check_expression(const Ast& ast, const Source& source, const Scope& scope);
// As above, and of that type; booleans and numbers do not mix, integers pass for floats.
Expected<Expr> check_expression(const Ast& ast, const Source& source, const Scope& scope, Type type,
                                const Dimension& dimension);
Expected<Block> check_statements(const std::vector<AstStatement>& statements, const Source& source,
                                 const Scope& scope);
// The unit after the colon of an equation: base units only.
Expected<Dimension> check_unit(const Ast* ast, const Source& source);

// Parse and check in one.
Expected<Expr> read_expression(std::string_view text, const std::string& where, const Scope& scope,
                               Type type, const Dimension& dimension);
Expected<Block> read_statements(std::string_view text, const std::string& where,
                                const Scope& scope);

// Refuses what can be no name of a variable: units, functions, reserved names.
Status check_new_name(const std::string& name, const Source& source, TextSpan span);
bool is_function(std::string_view name);

}  // namespace myelin
