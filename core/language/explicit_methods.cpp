// Explicit methods: euler, rk2, rk4, heun, milstein, exponential Euler.
#include "language/integrators.h"

namespace myelin::integrators {
namespace {

// x + h * drift
std::vector<Expr> drifted(const System& system) {
  std::vector<Expr> values = system.state();
  for (size_t k = 0; k < values.size(); ++k) {
    values[k] = expr::add(values[k], expr::multiply(system.h, system.drift[k]));
  }
  return values;
}

// x + factor * k for every variable, `k` null where the rate is zero.
std::vector<Expr> moved(const std::vector<Expr>& x, const std::vector<Expr>& k, double factor) {
  std::vector<Expr> values = x;
  for (size_t i = 0; i < x.size(); ++i) {
    values[i] = expr::add(x[i], expr::multiply(expr::number(factor), k[i]));
  }
  return values;
}

// h * f at a state, each kept under a name.
std::vector<Expr> slopes(const System& system, Integration& out, const std::string& prefix,
                         const std::vector<Expr>& state, const Expr& delay) {
  std::vector<Expr> k(state.size());
  for (size_t i = 0; i < state.size(); ++i) {
    const Expr rate = system.at(system.equations[i].rhs, state, delay);
    k[i] = system.keep(out, prefix + "_" + system.equations[i].variable->name,
                       expr::multiply(system.h, rate));
  }
  return k;
}

// Each equation has at most one noise of its own, and its strength depends on no other variable.
Status require_diagonal(const System& system, const char* method) {
  std::vector<int> owner(system.noises.size(), -1);
  for (size_t i = 0; i < system.equations.size(); ++i) {
    const std::string& name = system.equations[i].variable->name;
    int found = 0;
    for (size_t k = 0; k < system.noises.size(); ++k) {
      const Expr& g = system.diffusion[i][k];
      if (!g) continue;
      const bool foreign = contains(g, [&](const Node& node) {
        const int j = system.index_of(node);
        return j >= 0 && j != int(i);
      });
      if (++found > 1 || owner[k] >= 0 || foreign) {
        return system.refuse(std::string(method) + " needs diagonal noise: in d" + name +
                             "/dt one noise that no other equation has, with a strength that "
                             "depends on no other variable; use heun");
      }
      owner[k] = int(i);
    }
  }
  return {};
}

Status run_milstein(System& system, Integration& out, const char* name, bool corrected) {
  if (Status s = system.split_noise(); !s) return s;
  if (Status s = require_diagonal(system, name); !s) return s;
  const std::vector<Expr> x = system.state(), base = drifted(system);
  const Expr root = expr::unary(Unary::square_root, system.h);
  std::vector<Expr> values = base;
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t k = 0; k < system.noises.size(); ++k) {
      const Expr& g = system.diffusion[i][k];
      if (!g) continue;
      const Expr& w = system.increments[k];
      values[i] = expr::add(values[i], expr::multiply(g, w));
      if (!system.depends_on_state(g)) continue;
      std::vector<Expr> support = x;
      support[i] = expr::add(corrected ? x[i] : base[i], expr::multiply(root, g));
      const Expr slope = expr::subtract(system.at(g, support, nullptr), g);
      const Expr square = expr::multiply(w, w);
      const Expr twice = expr::multiply(expr::number(2), root);
      values[i] = expr::add(values[i], expr::divide(expr::multiply(slope, square), twice));
    }
  }
  system.store(out, values);
  return {};
}

}  // namespace

Status euler(System& system, Integration& out) {
  if (Status s = system.split_noise(); !s) return s;
  std::vector<Expr> values = drifted(system);
  for (size_t i = 0; i < values.size(); ++i) {
    for (size_t k = 0; k < system.noises.size(); ++k) {
      const Expr& g = system.diffusion[i][k];
      if (system.depends_on_state(g)) {
        return system.refuse(
            "euler needs noise whose strength does not depend on a variable of "
            "the equations, as it does in d" +
            system.equations[i].variable->name + "/dt; use heun or milstein");
      }
      values[i] = expr::add(values[i], expr::multiply(g, system.increments[k]));
    }
  }
  system.store(out, values);
  return {};
}

Status rk2(System& system, Integration& out) {
  if (Status s = system.require_no_noise("rk2"); !s) return s;
  const std::vector<Expr> x = system.state();
  const Expr half = expr::multiply(expr::number(0.5), system.h);
  const std::vector<Expr> k1 = slopes(system, out, "k", x, nullptr);
  const std::vector<Expr> k2 = slopes(system, out, "m", moved(x, k1, 0.5), half);
  system.store(out, moved(x, k2, 1));
  return {};
}

Status rk4(System& system, Integration& out) {
  if (Status s = system.require_no_noise("rk4"); !s) return s;
  const std::vector<Expr> x = system.state();
  const Expr half = expr::multiply(expr::number(0.5), system.h);
  const std::vector<Expr> k1 = slopes(system, out, "k1", x, nullptr);
  const std::vector<Expr> k2 = slopes(system, out, "k2", moved(x, k1, 0.5), half);
  const std::vector<Expr> k3 = slopes(system, out, "k3", moved(x, k2, 0.5), half);
  const std::vector<Expr> k4 = slopes(system, out, "k4", moved(x, k3, 1), system.h);
  std::vector<Expr> values = x;
  for (size_t i = 0; i < x.size(); ++i) {
    const Expr middle = expr::multiply(expr::number(2), expr::add(k2[i], k3[i]));
    const Expr sum = expr::add(expr::add(k1[i], middle), k4[i]);
    values[i] = expr::add(x[i], expr::divide(sum, expr::number(6)));
  }
  system.store(out, values);
  return {};
}

// x + h f + W/2 (g(x, t) + g(x + g W, t + h)): Stratonovich; the drift is a plain Euler step.
Status heun(System& system, Integration& out) {
  if (Status s = system.split_noise(); !s) return s;
  const std::vector<Expr> x = system.state();
  std::vector<Expr> values = drifted(system);
  for (size_t k = 0; k < system.noises.size(); ++k) {
    const Expr& w = system.increments[k];
    std::vector<Expr> support = x;
    for (size_t i = 0; i < x.size(); ++i) {
      support[i] = expr::add(x[i], expr::multiply(system.diffusion[i][k], w));
    }
    for (size_t i = 0; i < x.size(); ++i) {
      const Expr& g = system.diffusion[i][k];
      if (!g) continue;
      const Expr sum = expr::add(g, system.at(g, support, system.h));
      const Expr half = expr::multiply(expr::number(0.5), w);
      values[i] = expr::add(values[i], expr::multiply(half, sum));
    }
  }
  system.store(out, values);
  return {};
}

Status milstein(System& system, Integration& out) {
  return run_milstein(system, out, "milstein", false);
}

// With the support point x + sqrt(h) g, which removes a bias of order sqrt(h).
Status milstein_corrected(System& system, Integration& out) {
  return run_milstein(system, out, "milstein_corrected", true);
}

// f = a x + b: x + h f exprel(a h), which has no 0/0 where a is 0. Where x stands inside a
// function, as in a gate that follows v at once, a and b take its old value.
Status exponential_euler(System& system, Integration& out) {
  if (Status s = system.require_no_noise("exponential_euler"); !s) return s;
  std::vector<Expr> values = system.state();
  for (size_t i = 0; i < values.size(); ++i) {
    const Differential& equation = system.equations[i];
    const auto itself = [&](const Node& node) { return system.index_of(node) == int(i) ? 0 : -1; };
    const auto split = linear_in(equation.rhs, 1, itself, Nested::kept);
    if (!split) {
      return system.refuse("exponential_euler needs d" + equation.variable->name +
                           "/dt to be linear in " + equation.variable->name + " itself");
    }
    const Expr& x = values[i];
    const Expr a = split->coefficients[0];
    const Expr exponent = expr::multiply(a, system.h);
    if (!a) {
      values[i] = expr::add(x, expr::multiply(system.h, split->rest));
    } else if (!split->rest) {
      values[i] = expr::multiply(x, expr::unary(Unary::exp, exponent));
    } else {
      const Expr rate = expr::add(expr::multiply(a, x), split->rest);
      const Expr growth = expr::unary(Unary::exprel, exponent);
      values[i] = expr::add(x, expr::multiply(expr::multiply(system.h, rate), growth));
    }
  }
  system.store(out, values);
  return {};
}

}  // namespace myelin::integrators
