// What makes a group of neurons the compartments of one cell. Used by neurons.cpp.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// Makes the morphology and the variables that every cell has: v, Ic, Cm, Ri and the geometry.
Status add_compartments(Assembly& assembly, Group& group, const Neurons& spec);
// Adds point currents to Im, splits it into a conductance and a rest, and adds the cable.
Status add_cable(Assembly& assembly, Group& group, const Neurons& spec);
// Cm and Ri, before everything else is initialized.
Status initialize_cell(Assembly& assembly, Group& group, const Spatial& spec);
// The condition, at the place where spikes are looked for.
Expected<Expr> at_threshold_location(Assembly& assembly, Group& group, const Spatial& spec,
                                     const Expr& condition);

}  // namespace myelin::equations
