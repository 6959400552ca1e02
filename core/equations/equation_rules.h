// Which names and flags an equation may have.
#pragma once

#include "equations/equation_set.h"

namespace myelin::equations {

// Arrays that every group or synapses object has; nothing else may have their names.
bool is_own_array(std::string_view name, bool synapses);

Status check_equation_name(const AstEquation& ast, const Source& source, const Object& object,
                           const EquationRules& rules);
Status check_flags(const AstEquation& ast, const Source& source, const EquationRules& rules);

}  // namespace myelin::equations
