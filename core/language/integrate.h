// Differential equations to statements that advance them by one step.
//
// All new values are computed from old values and then stored together. h is the step, W a normal
// number times sqrt(h), one per noise name, element and step.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "language/check.h"

namespace myelin {

// dx/dt = rhs. A frozen equation stands still while its variable's guard is false.
struct Differential {
  const Variable* variable = nullptr;
  Expr rhs;
  bool frozen = false;  // (unless refractory)
};

// exp(A h) and the integral of exp(A s) from 0 to h of a linear system, computed outside the
// statements whenever an entry of A has changed. Null entries are zero for all times.
struct MatrixExponential {
  size_t n = 0;
  std::vector<Expr> entries;                // A, n x n
  std::vector<const Variable*> propagator;  // n x n
  std::vector<const Variable*> integral;    // n x n
  bool shared = false;                      // one matrix for all elements
};

struct Integration {
  std::string method;  // the one that was used
  Block block;
  std::vector<MatrixExponential> exponentials;
};

struct IntegrationRequest {
  std::string method;                 // empty: the first default that does not refuse
  std::vector<std::string> defaults;  // empty: exact, euler, heun
  std::vector<Differential> system;
  const Variable* active = nullptr;  // the guard (not_refractory), if any equation is frozen
  std::string where;                 // for errors
  uint32_t* sites = nullptr;         // the object's counter of random call sites
  // Makes an array for a coefficient: one element, or one per row.
  std::function<const Variable*(const std::string& name, bool shared)> coefficient;
};

// Errors name the method, the equation and the reason for which it was refused.
Expected<Integration> integrate(const IntegrationRequest& request);
std::vector<std::string> integration_methods();

// The closed form of linear equations over the time `h`, for event-driven synaptic variables.
Expected<Block> integrate_over(const std::vector<Differential>& system, const Expr& h,
                               const std::string& where);

}  // namespace myelin
