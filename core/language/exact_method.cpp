// Exact integration of linear equations: x(t + h) = exp(A h) x + (integral of exp(A s)) b.
//
// Equations that do not influence each other are solved apart. A single equation needs only exp and
// exprel, written into the statements; several need a matrix exponential, computed beside them.
#include <cmath>
#include <string>

#include "base/text.h"
#include "language/integrators.h"

namespace myelin::integrators {
namespace {

struct LinearSystem {
  size_t n = 0;
  std::vector<Expr> a;  // n x n; null is zero
  std::vector<Expr> b;  // n
  const Expr& at(size_t i, size_t j) const { return a[i * n + j]; }
};

Status make_linear(const System& system, LinearSystem& out) {
  const size_t n = out.n = system.equations.size();
  for (const Differential& equation : system.equations) {
    // A frozen equation is linear with its rate as written; standing still is a second case.
    const Expr rhs = equation.rhs;
    const auto split = linear_in(rhs, n, [&](const Node& node) { return system.index_of(node); });
    if (!split) {
      return system.refuse("exact integration needs linear equations, and d" +
                           equation.variable->name + "/dt is not");
    }
    for (const Expr& entry : split->coefficients) {
      if (entry && !system.only_in_timed_arrays(entry)) {
        return system.refuse(
            "exact integration needs coefficients that are constant over a step, "
            "and those of d" +
            equation.variable->name + "/dt depend on t");
      }
    }
    if (split->rest && !system.only_in_timed_arrays(split->rest)) {
      return system.refuse("exact integration needs an input that is constant over a step, and d" +
                           equation.variable->name + "/dt depends on t");
    }
    out.a.insert(out.a.end(), split->coefficients.begin(), split->coefficients.end());
    out.b.push_back(split->rest);
  }
  return {};
}

// Sets of equations that influence each other, directly or not.
std::vector<std::vector<size_t>> components(const LinearSystem& linear) {
  std::vector<size_t> label(linear.n);
  for (size_t i = 0; i < linear.n; ++i) label[i] = i;
  for (size_t i = 0; i < linear.n; ++i) {
    for (size_t j = 0; j < linear.n; ++j) {
      if (!linear.at(i, j) || label[i] == label[j]) continue;
      const size_t from = std::max(label[i], label[j]), to = std::min(label[i], label[j]);
      for (size_t& l : label) {
        if (l == from) l = to;
      }
    }
  }
  std::vector<std::vector<size_t>> sets;
  for (size_t l = 0; l < linear.n; ++l) {
    std::vector<size_t> members;
    for (size_t i = 0; i < linear.n; ++i) {
      if (label[i] == l) members.push_back(i);
    }
    if (!members.empty()) sets.push_back(std::move(members));
  }
  return sets;
}

bool varies_by_row(const Expr& e) {
  return contains(e, [](const Node& node) {
    if (node.op == Op::row || node.op == Op::lookup) return true;
    return node.op == Op::variable && node.variable->indexing != Indexing::shared;
  });
}

// exp(a h) x + h exprel(a h) b
Expr advance_one(const Expr& x, const Expr& a, const Expr& b, const Expr& h) {
  if (!a) return expr::add(x, expr::multiply(h, b));
  const Expr exponent = expr::multiply(a, h);
  const Expr decayed = expr::multiply(expr::unary(Unary::exp, exponent), x);
  if (!b) return decayed;
  const Expr weight = expr::multiply(h, expr::unary(Unary::exprel, exponent));
  return expr::add(decayed, expr::multiply(weight, b));
}

// Which entries of a function of A can differ from zero: paths in A's graph.
std::vector<bool> reachable(const std::vector<Expr>& a, size_t n) {
  std::vector<bool> path(n * n);
  for (size_t k = 0; k < n * n; ++k) path[k] = bool(a[k]) || k / n == k % n;
  for (size_t via = 0; via < n; ++via) {
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = 0; j < n; ++j) {
        if (path[i * n + via] && path[via * n + j]) path[i * n + j] = true;
      }
    }
  }
  return path;
}

class Component {
 public:
  Component(const System& system, const LinearSystem& linear, std::vector<size_t> members)
      : system_(system), linear_(linear), members_(std::move(members)), n_(members_.size()) {}

  void advance(Integration& out, std::vector<Expr>& values) {
    for (const bool standing : {false, true}) {
      if (standing && !any_frozen()) break;
      make_case(standing);
      solve(out, standing, values);
    }
  }

 private:
  bool frozen(size_t k) const { return system_.equations[members_[k]].frozen; }
  bool any_frozen() const {
    for (size_t k = 0; k < n_; ++k) {
      if (frozen(k)) return true;
    }
    return false;
  }

  // A and b of this component; in the standing case the frozen rows are zero.
  void make_case(bool standing) {
    a_.assign(n_ * n_, nullptr);
    b_.assign(n_, nullptr);
    for (size_t i = 0; i < n_; ++i) {
      if (standing && frozen(i)) continue;
      b_[i] = linear_.b[members_[i]];
      for (size_t j = 0; j < n_; ++j) a_[i * n_ + j] = linear_.at(members_[i], members_[j]);
    }
    path_ = reachable(a_, n_);
  }

  // Standing changes row i only if i is frozen or depends on something that is.
  bool standing_matters(size_t i) const {
    if (frozen(i)) return true;
    for (size_t j = 0; j < n_; ++j) {
      if (path_[i * n_ + j] && frozen(j)) return true;
    }
    return false;
  }

  void solve(Integration& out, bool standing, std::vector<Expr>& values) {
    const MatrixExponential* matrix = nullptr;
    for (size_t i = 0; i < n_; ++i) {
      if (standing && !standing_matters(i)) continue;
      const Expr x = expr::variable(*system_.equations[members_[i]].variable);
      Expr next = x;
      if (n_ == 1) {
        next = standing ? x : advance_one(x, a_[0], b_[0], system_.h);
      } else if (!standing || !frozen(i)) {
        if (!matrix) matrix = exponential(out, standing);
        next = row(*matrix, i);
      }
      Expr& value = values[members_[i]];
      value =
          standing ? expr::select(expr::variable(*system_.request().active), value, next) : next;
    }
  }

  Expr row(const MatrixExponential& matrix, size_t i) const {
    Expr sum;
    for (size_t j = 0; j < n_; ++j) {
      if (!path_[i * n_ + j]) continue;
      const Expr x = expr::variable(*system_.equations[members_[j]].variable);
      sum = expr::add(sum, expr::multiply(expr::variable(*matrix.propagator[i * n_ + j]), x));
    }
    for (size_t j = 0; j < n_; ++j) {
      if (!path_[i * n_ + j] || !b_[j]) continue;
      sum = expr::add(sum, expr::multiply(expr::variable(*matrix.integral[i * n_ + j]), b_[j]));
    }
    return sum;
  }

  const MatrixExponential* exponential(Integration& out, bool standing) {
    MatrixExponential made;
    made.n = n_;
    made.entries = a_;
    made.shared = true;
    for (const Expr& entry : a_) made.shared = made.shared && !varies_by_row(entry);
    const auto& name = [&](size_t k) { return system_.equations[members_[k]].variable->name; };
    for (size_t k = 0; k < n_ * n_; ++k) {
      const std::string pair = name(k / n_) + "_" + name(k % n_) + (standing ? "_standing" : "");
      const auto coefficient = [&](const char* kind) {
        return path_[k] ? system_.request().coefficient(kind + pair, made.shared) : nullptr;
      };
      made.propagator.push_back(coefficient("propagator_"));
      made.integral.push_back(coefficient("integral_"));
    }
    out.exponentials.push_back(std::move(made));
    return &out.exponentials.back();
  }

  const System& system_;
  const LinearSystem& linear_;
  std::vector<size_t> members_;
  size_t n_;
  std::vector<Expr> a_, b_;
  std::vector<bool> path_;
};

}  // namespace

Status exact(System& system, Integration& out) {
  if (Status s = system.require_no_noise("exact"); !s) return s;
  for (size_t k = 0; k < system.equations.size(); ++k) {
    system.equations[k].rhs = system.request().system[k].rhs;
  }
  if (Status s = check_steady_inputs(system.equations, system.request().dt, system.request().where);
      !s) {
    return s;
  }
  LinearSystem linear;
  if (Status s = make_linear(system, linear); !s) return s;
  std::vector<Expr> values = system.state();
  for (std::vector<size_t>& members : components(linear)) {
    Component(system, linear, std::move(members)).advance(out, values);
  }
  system.store(out, values);
  return {};
}

}  // namespace myelin::integrators

namespace myelin {

Status check_steady_inputs(const std::vector<Differential>& system, double dt,
                           const std::string& where) {
  if (dt == 0) return {};
  for (const Differential& equation : system) {
    const Node* uneven = nullptr;
    contains(equation.rhs, [&](const Node& node) {
      if (node.op != Op::lookup || !(node.number > 0)) return false;
      const double steps = std::floor(node.number / dt + 0.5);
      const bool even = steps >= 1 && std::fabs(steps * dt - node.number) <= 1e-4 * dt;
      if (!even) uneven = &node;
      return false;
    });
    if (!uneven) continue;
    return Error{
        ErrorCode::unsupported, where,
        "exact integration needs inputs that are constant over a step, and the timed array '" +
            uneven->variable->name + "' changes every " + format_number(uneven->number) +
            " s, no multiple of the step of " + format_number(dt) + " s"};
  }
  return {};
}

Expected<Block> integrate_over(const std::vector<Differential>& system, const Expr& h,
                               const std::string& where,
                               const std::function<void(EventSystem&)>& coupled) {
  for (const Differential& equation : system) {
    const bool timed = contains(
        equation.rhs, [](const Node& node) { return node.op == Op::lookup && node.number > 0; });
    if (!timed) continue;
    return Error{ErrorCode::unsupported, where,
                 "the event-driven '" + equation.variable->name +
                     "' uses a timed array, which changes between events; make it clock-driven"};
  }
  IntegrationRequest request;
  request.system = system;
  request.where = where;
  integrators::System equations(request);
  for (const Differential& one : system) {
    if (!contains(one.rhs, [](const Node& node) { return node.op == Op::noise; })) continue;
    return equations.refuse("the event-driven '" + one.variable->name +
                            "' has noise; only clock-driven equations can");
  }
  integrators::LinearSystem linear;
  if (Status s = integrators::make_linear(equations, linear); !s) return s.error();
  std::vector<Expr> values = equations.state();
  for (const std::vector<size_t>& members : integrators::components(linear)) {
    if (members.size() == 1) {
      const size_t k = members[0];
      values[k] = integrators::advance_one(values[k], linear.at(k, k), linear.b[k], h);
      continue;
    }
    EventSystem made;
    for (const size_t k : members) {
      made.variables.push_back(system[k].variable);
      made.inputs.push_back(linear.b[k]);
      for (const size_t l : members) made.entries.push_back(linear.at(k, l));
    }
    coupled(made);
    for (size_t k = 0; k < members.size(); ++k) {
      values[members[k]] = expr::variable(*made.advanced[k]);
    }
  }
  Integration out;
  equations.store(out, values);
  return out.block;
}

}  // namespace myelin
