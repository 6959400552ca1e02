// Tokens to trees: expressions, statement blocks, equations, generators, quantities.
//
// Every function names errors by `where`, line and column, in the words of the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/ast.h"

namespace myelin {

Expected<AstPtr> parse_expression(std::string_view text, const std::string& where);
// As an expression, and a number may stand before a unit: "5 ms", "-49 mV", "1 uF/cm**2".
Expected<AstPtr> parse_quantity(std::string_view text, const std::string& where);
Expected<std::vector<AstStatement>> parse_statements(std::string_view text,
                                                     const std::string& where);
Expected<std::vector<AstEquation>> parse_equations(std::string_view text, const std::string& where);
Expected<AstGenerator> parse_generator(std::string_view text, const std::string& where);

}  // namespace myelin
