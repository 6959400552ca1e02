// The equation front end's door: specs in, a network of signals and operators out.
//
//   constants, inputs, neurons  →  arrays  →  initial values  →  connections  →  arrays of synapses
//   →  initial values of synapses  →  monitors  →  schedule
#pragma once

#include <memory>

#include "equations/objects.h"

namespace myelin::equations {

struct BuildSettings {
  unsigned threads = 1;
  uint64_t memory_limit = UINT64_MAX;  // bytes
  const KernelTable* kernels = nullptr;
};

Expected<std::unique_ptr<Assembly>> build(const Network& spec, const BuildSettings& settings);

// Sets a constant ("taum", "cells.taum") or a variable ("cells.v", "cells.E.v", "exc.w") between
// two steps.
Status set_value(Assembly& assembly, const std::string& name, const Value& value);

// After arrays were overwritten from outside, as by Engine::restore().
void constants_from_arrays(Assembly& assembly);

// Equations, statements and schedule as text.
std::string explain(const Assembly& assembly);

struct Needs {
  uint64_t bytes = 0, neurons = 0, synapses = 0, recorded_bytes_per_second = 0;
  uint64_t certain_bytes = 0;  // without connections that a condition may leave out
  std::string largest;         // the object that needs most
};
// What building would take, without building. The number of random synapses is their expectation.
Expected<Needs> estimate(const Network& spec);

// The parts of build(), one file each.
Status add_functions(Assembly& assembly, const std::vector<FunctionSpec>& functions);
// Groups in two steps: the first makes arrays and names, which the equations of all may use then.
Status declare_neurons(Assembly& assembly, const Neurons& spec);
Status add_neurons(Assembly& assembly, const Neurons& spec);
Status add_input(Assembly& assembly, const Input& spec);
Status add_poisson_input(Assembly& assembly, const PoissonInput& spec);
Status add_synapses(Assembly& assembly, const Synapses& spec);
Status add_record(Assembly& assembly, const Record& spec);

}  // namespace myelin::equations
