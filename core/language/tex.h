// Equations as TeX, for typesetting.
#pragma once

#include <string>
#include <string_view>

#include "language/ast.h"

namespace myelin {

// "\frac{g_{L}\,(E_{L} - v)}{\tau_{m}}"
std::string tex(const Ast& ast);
// Text that is an expression, a quantity or statements; as plain text if it cannot be parsed.
std::string tex_of_text(std::string_view text);
std::string tex_of_name(std::string_view name);

}  // namespace myelin
