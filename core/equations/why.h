// Why a neuron changed: the synapses that delivered to it in the step just done.
#pragma once

#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

struct DeliveredTo {
  std::string synapses, pathway;
  int32_t synapse = 0;  // its number
  int32_t spiked = 0;   // index of the neuron whose spike it carried
  std::vector<std::pair<const Variable*, double>> now;  // its own variables
};

// Looked up in what the pathways ran last; `index` is that of the whole group.
std::vector<DeliveredTo> delivered_to(const Assembly& assembly, const Object& group, int32_t index);

}  // namespace myelin::equations
