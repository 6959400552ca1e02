// Steps that neuron groups, inputs and synapses have in common.
#pragma once

#include "equations/objects.h"
#include "random/key.h"

namespace myelin::equations {

// Name, clock, random key, constants and an empty scope.
Status open_object(Assembly& assembly, Object& object, const std::string& name,
                   const std::string& where, const Value& dt,
                   const std::vector<Assignment>& constants);

Status check_size(int64_t size, const std::string& where);

// Integrates the system and adds the operators; `before` runs first in the same program. Without a
// method the first of `defaults` (exact, euler, heun) that fits is taken.
Status add_state_update(Assembly& assembly, Object& object, const std::vector<Differential>& system,
                        const Text& method, const Variable* active, const Block& before,
                        const std::vector<std::string>& defaults = {});

// Statements for all rows on clocks of their own.
Status add_run_regularly(Assembly& assembly, Object& object,
                         const std::vector<RunRegularly>& specs);

// Recomputes subexpressions that are constant over dt, shared ones first.
void add_subexpression_update(Assembly& assembly, Object& object);

}  // namespace myelin::equations
