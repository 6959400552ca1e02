// Linked variables: parameters that are another object's variables, seen live.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// What the linked parameter stands for, in terms of the other object's arrays. All groups must have
// been declared.
Expected<Expr> resolve_link(Assembly& assembly, Object& object, const Equation& equation,
                            const Link& link);

// Understands equation `k` of an object that is declared but not resolved; else does nothing.
Status resolve_equation(Object& object, size_t k);

}  // namespace myelin::equations
