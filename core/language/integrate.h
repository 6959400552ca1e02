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
  // Of a method whose steps adapt (see equations/adaptive.h): dx/dt of each equation; then there is
  // no block.
  std::vector<Expr> rates;
};

struct IntegrationRequest {
  // Empty: the first default that does not refuse. With a "=" it is no name but the description of
  // a method (custom_method.cpp).
  std::string method;
  std::vector<std::string> defaults;  // empty: exact, euler, heun
  std::vector<Differential> system;
  const Variable* active = nullptr;  // the guard (not_refractory), if any equation is frozen
  std::string where;                 // for errors
  double dt = 0;                     // s: the step, if timed arrays are to be held against it
  uint32_t* sites = nullptr;         // the object's counter of random call sites
  // Makes an array for a coefficient: one element, or one per row.
  std::function<const Variable*(const std::string& name, bool shared)> coefficient;
};

// Errors name the method, the equation and the reason for which it was refused.
Expected<Integration> integrate(const IntegrationRequest& request);
// Whether timed arrays last whole steps of that dt, as exact integration needs it.
Status check_steady_inputs(const std::vector<Differential>& system, double dt,
                           const std::string& where);
std::vector<std::string> integration_methods();

// Linear equations that depend on each other, dx/dt = A x + b, to be advanced over a time of its
// own for each row. The matrix exponential is computed outside the statements, which only take the
// new values from `advanced`.
struct EventSystem {
  std::vector<const Variable*> variables;  // n
  std::vector<Expr> entries;               // A, n x n; null is zero
  std::vector<Expr> inputs;                // b
  std::vector<const Variable*> advanced;   // n
};

// Linear equations over the time `h`, for event-driven synaptic variables: each by its closed form;
// for those that depend on each other, `coupled` is called, which must make `advanced`.
Expected<Block> integrate_over(const std::vector<Differential>& system, const Expr& h,
                               const std::string& where,
                               const std::function<void(EventSystem&)>& coupled);

}  // namespace myelin
