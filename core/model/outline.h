// A network's names, sizes and equations as JSON, for whoever draws it.
#pragma once

#include <string>

#include "equations/objects.h"
#include "model/document.h"
#include "stochastic/network.h"

namespace myelin::model {

// `duration`: of the document's plan, s.
std::string outline(const Document& document, const equations::Assembly& assembly,
                    const stochastic::Network& stochastic, double duration);

}  // namespace myelin::model
