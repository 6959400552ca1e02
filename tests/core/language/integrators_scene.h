// Equations, integrated and run for one step, for the tests of the integrators.
#pragma once

#include <cmath>

#include "equations/coefficients.h"
#include "language/integrate.h"
#include "language/scene.h"

namespace myelin::scene {

constexpr double kH = 0.1;  // s: the step; large, so that every term shows

// Everything is a pure number here, even noise, except time. `x` and `y` are the usual state
// variables.
class Model {
 public:
  Model() {
    world.call.dt = kH;
    world.scope.dt = kH;
    for (const char* name : {"xi", "xi_a", "xi_b", "xi_shared"}) {
      auto node = std::make_shared<Node>(*expr::noise(name));
      node->dimension = {};
      world.scope.add(name, Expr(node), "");
    }
    request.where = "cells";
    request.sites = &world.sites;
    request.coefficient = [this](const std::string& name, bool shared) {
      return &world.real(name, {0}, nullptr, shared ? Indexing::shared : Indexing::row);
    };
  }

  void state(const std::string& name, double value) {
    variables[name] = &world.real(name, {value});
  }
  void parameter(const std::string& name, double value, Indexing indexing = Indexing::row) {
    world.real(name, {value}, nullptr, indexing);
  }
  // d`name`/dt = `rhs`; the state must be there.
  void equation(const std::string& name, std::string_view rhs, bool frozen = false) {
    request.system.push_back({variables.at(name), world.expression(rhs), frozen});
  }
  void active(bool value) { request.active = &world.boolean("active", {value}); }

  Expected<Integration> integrate(const std::string& method) {
    request.method = method;
    return myelin::integrate(request);
  }
  std::string refusal(const std::string& method) {
    const auto made = integrate(method);
    EXPECT_FALSE(made) << method;
    return made ? "" : made.error().message;
  }

  // One step with a method ("": the default), whose name is the answer.
  std::string step(const std::string& method) {
    const auto made = integrate(method);
    EXPECT_TRUE(made) << describe(made.error());
    if (!made) return "";
    for (const MatrixExponential& matrix : made->exponentials) compute(matrix);
    world.execute(made->block);
    return made->method;
  }
  double operator[](const std::string& name) { return world.reals.at(name)[0]; }

  // The normal number times sqrt(h) of a call site.
  double w(uint32_t site) const {
    double out[kPadding];
    find_kernels("scalar")->normal(out, {world.call.key, site, uint64_t(world.call.step)}, 0, 1);
    return std::sqrt(kH) * out[0];
  }

  Scene world;
  IntegrationRequest request;
  std::map<std::string, const Variable*> variables;

 private:
  void compute(const MatrixExponential& matrix) {
    const size_t n = matrix.n;
    std::vector<double> a(n * n), p(n * n), q(n * n), work(4 * n * n);
    for (size_t k = 0; k < n * n; ++k) {
      if (matrix.entries[k]) a[k] = world.evaluate(matrix.entries[k], 1)[0];
    }
    equations::matrix_exponential(a.data(), kH, n, p.data(), q.data(), work.data());
    for (size_t k = 0; k < n * n; ++k) {
      if (matrix.propagator[k]) world.reals[matrix.propagator[k]->name][0] = p[k];
      if (matrix.integral[k]) world.reals[matrix.integral[k]->name][0] = q[k];
      EXPECT_EQ(p[k] != 0, matrix.propagator[k] != nullptr);
    }
  }
};

}  // namespace myelin::scene
