// Splits an expression that is linear in some unknowns into coefficients and a rest.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "language/expression.h"

namespace myelin {

// expression = rest + sum of coefficients[k] * unknown k; a null expression is zero.
struct Linear {
  std::vector<Expr> coefficients;
  Expr rest;
};

// What becomes of unknowns inside functions, powers, conditions and denominators: they make the
// expression non-linear, or they stay in the coefficients and the rest as they are.
enum class Nested { refused, kept };

// `unknown` gives a node's number in [0, count), or -1 for everything else. Nothing if the
// expression is not linear as it stands.
std::optional<Linear> linear_in(const Expr& expression, size_t count,
                                const std::function<int(const Node&)>& unknown,
                                Nested nested = Nested::refused);

}  // namespace myelin
