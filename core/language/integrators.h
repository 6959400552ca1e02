// The methods behind integrate.h, one function each, and what they share.
#pragma once

#include "language/integrate.h"
#include "language/linear.h"

namespace myelin::integrators {

// The equations with what the methods need of them.
class System {
 public:
  explicit System(const IntegrationRequest& request);

  std::vector<Differential> equations;
  Expr h;

  // After split_noise(): dx/dt = drift + sum of diffusion[k] * noise k; null is zero.
  std::vector<Expr> drift;
  std::vector<std::vector<Expr>> diffusion;
  std::vector<std::string> noises;
  std::vector<Expr> increments;  // W of each noise

  Status split_noise();
  Status require_no_noise(const char* method);
  const IntegrationRequest& request() const { return request_; }
  Error refuse(const std::string& message) const;
  int index_of(const Node& node) const;  // which state variable; -1: none
  bool depends_on_state(const Expr& e) const;
  // No random numbers, and t only inside timed arrays, which are constant over a step.
  bool only_in_timed_arrays(const Expr& e) const;

  std::vector<Expr> state() const;
  // `e` with the state replaced and time later by `delay` (null: not at all).
  Expr at(const Expr& e, const std::vector<Expr>& state, const Expr& delay) const;
  // Adds a statement that names a value; answers a reference to it.
  Expr keep(Integration& out, const std::string& name, const Expr& value) const;
  // Adds the statements that store all new values together.
  void store(Integration& out, const std::vector<Expr>& values) const;

 private:
  const IntegrationRequest& request_;
};

Status exact(System& system, Integration& out);
Status euler(System& system, Integration& out);
Status heun(System& system, Integration& out);
Status exponential_euler(System& system, Integration& out);
Status rk2(System& system, Integration& out);
Status rk4(System& system, Integration& out);
Status milstein(System& system, Integration& out);
Status milstein_corrected(System& system, Integration& out);
Status custom(System& system, Integration& out);  // request().method is its description
// Checks the equations for an adaptive method; out.rates are then the right-hand sides.
Status adaptive(System& system, Integration& out);

}  // namespace myelin::integrators
