// Derivatives of expressions.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "language/expression.h"

namespace myelin {

// d expression / d variable; a null expression is zero. Steps (floor, sign, comparisons) count as
// flat. An error, at `where`, if a table's index or a random function's argument depends on it.
Expected<Expr> derivative(const Expr& expression, const Variable& variable,
                          const std::string& where);

}  // namespace myelin
