// Functions of the host program, called from equations: `"functions": { "f": { "host": true } }`.
#pragma once

#include <cstddef>
#include <string>

namespace myelin {

// One call: rows of arguments in, one result for each row out. Booleans are 0 and 1.
struct HostBlock {
  const double* arguments = nullptr;  // column k begins at arguments + k * stride
  size_t count = 0, stride = 0;       // columns
  size_t rows = 0;
  double* results = nullptr;
};

// The result must depend on the arguments alone: the engine calls as often as it needs to, with
// rows in any grouping, but always from the thread that runs the simulation. Must not throw.
struct HostFunction {
  std::string name;
  void (*call)(void* user, const HostBlock& block) = nullptr;
  void* user = nullptr;
};

}  // namespace myelin
