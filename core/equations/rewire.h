// Synapses added and removed while a network stands between two steps.
#pragma once

#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// Adds the synapses that `spec` describes, behind those that are there. They start with what the
// document's "init" gives, as far as `init` says nothing else, and their lastupdate is now.
Status connect_more(Assembly& assembly, SynapsesObject& synapses, const Connect& spec,
                    const std::vector<Assignment>& init);

// Removes synapses, and those that connect to them. The others keep their order, and spikes that
// are under way to them.
Status disconnect(Assembly& assembly, SynapsesObject& synapses, const Selection& which);

}  // namespace myelin::equations
