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
  Span<const HostFunction> functions;
  bool stand_ins = false;  // missing functions of the host give 0
};

Expected<std::unique_ptr<Assembly>> build(const Network& spec, const BuildSettings& settings);

// Sets a constant ("taum", "cells.taum") or a variable ("cells.v", "cells.E.v", "exc.w") between
// two steps. In brackets the name may say which elements: "cells.v[3, 5]", "cells.v[v > 1]"; of
// synapses "exc.w[i, j]" and "exc.w[i, j, k]".
Status set_value(Assembly& assembly, const Assignment& assignment);

// Lets the clock of an object (the default clock, if `of` is empty) go on with another dt.
Status set_dt(Assembly& assembly, const std::string& of, const Value& dt);
// Code that is read from now on knows the clocks' present dt.
void tell_scopes(Assembly& assembly);
// Makes an object do nothing, or work again. Its spikes are forgotten.
Status set_active(Assembly& assembly, const std::string& name, bool active,
                  const std::string& where);
// Random numbers go on as those of a network that was built with this seed.
void set_seed(Assembly& assembly, uint64_t seed);

// After arrays were overwritten from outside, as by Engine::restore().
void constants_from_arrays(Assembly& assembly);

void sizes_from_arrays(Assembly& assembly);

// Memory of rows and orders of synapses, which is not part of the store.
uint64_t bytes_of_rows(const Assembly& assembly);

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
Status add_functions(Assembly& assembly, const std::vector<FunctionSpec>& functions,
                     const BuildSettings& settings);
// Groups in two steps: the first makes arrays and names, which the equations of all may use then.
Status declare_neurons(Assembly& assembly, const Neurons& spec);
Status add_neurons(Assembly& assembly, const Neurons& spec);
// Between the two, for groups that wait for synapses: what the synapses need of them.
Status add_waiting(Assembly& assembly, const Neurons& spec);
Status add_input(Assembly& assembly, const Input& spec);
Status add_poisson_input(Assembly& assembly, const PoissonInput& spec);
Status add_synapses(Assembly& assembly, const Synapses& spec);
Status add_record(Assembly& assembly, const Record& spec);
// To be called last: it looks at everything that runs in a step.
Status apply_schedule(Assembly& assembly, const std::vector<std::string>& slots);

}  // namespace myelin::equations
