// An object's equation text to variables, subexpressions and rates.
#pragma once

#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

struct EquationRules {
  bool synapses = false;            // which flags there are, which names are taken
  bool spatial = false;             // (point current) is a flag
  const Variable* guard = nullptr;  // not_refractory, for (unless refractory)
  const std::vector<Link>* links = nullptr;
};

// Fills object.equations, object.variables and object.scope, and adds the arrays. In two steps,
// because a link may lead to any group of the document: the first does everything but to look at
// right-hand sides. `text` and the links must live until the second.
Status declare_equations(Assembly& assembly, Object& object, const Text& text,
                         const EquationRules& rules);
Status resolve_equations(Object& object);
// Of a group that is linked to synapses: the second step for what does without them. Whether an
// expression has to wait for the rest.
Status resolve_early(Object& object);
bool is_late(const Object& object, const std::string& text);
// Both.
Status define_equations(Assembly& assembly, Object& object, const Text& text,
                        const EquationRules& rules);

// t, dt, t_in_timesteps, i and N.
void add_step_names(Scope& scope, int64_t size);

// The statements that recompute subexpressions that are constant over dt; empty if there are none.
Block stored_subexpressions(const Object& object);

}  // namespace myelin::equations
