#include "language/integrate.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "language/integrators.h"

namespace myelin {
namespace {

struct Method {
  const char* name;
  Status (*run)(integrators::System& system, Integration& out);
};

constexpr Method kMethods[] = {
    {"exact", integrators::exact},       {"euler", integrators::euler},
    {"heun", integrators::heun},         {"exponential_euler", integrators::exponential_euler},
    {"rk2", integrators::rk2},           {"rk4", integrators::rk4},
    {"milstein", integrators::milstein}, {"milstein_corrected", integrators::milstein_corrected},
};

}  // namespace

std::vector<std::string> integration_methods() {
  std::vector<std::string> names;
  for (const Method& method : kMethods) names.push_back(method.name);
  return names;
}

Expected<Integration> integrate(const IntegrationRequest& request) {
  std::string refused;
  std::string wanted = request.method == "linear" ? "exact" : request.method;
  std::vector<std::string> tried = {wanted};
  if (wanted.empty()) tried = request.defaults;
  if (tried.empty()) tried = {"exact", "euler", "heun"};
  for (const std::string& name : tried) {
    for (const Method& method : kMethods) {
      if (name != method.name) continue;
      Integration out;
      out.method = name;
      integrators::System system(request);
      Status done = method.run(system, out);
      if (done) return out;
      if (!wanted.empty()) return done.error();
      refused += "\n  " + out.method + ": " + done.error().message;
    }
  }
  if (!wanted.empty()) {
    return Error{ErrorCode::unknown_name, request.where,
                 "there is no method '" + wanted + "'" + suggestion(wanted, integration_methods()) +
                     "; methods are " + join(integration_methods(), ", ")};
  }
  return Error{
      ErrorCode::unsupported, request.where,
      "no default method can integrate these equations; name one with \"method\"." + refused};
}

namespace integrators {
namespace {

// A sum's terms as written, those that are added before those that are subtracted. The followed
// system orders rates like this too; near a spike, where rounding errors grow a millionfold, models
// give its traces only in its order.
Expr added_first(const Expr& sum) {
  std::vector<Expr> added, subtracted;
  Expr left = sum;
  const auto is = [&](Binary kernel) {
    return left->op == Op::binary && Binary(left->kernel) == kernel;
  };
  while (is(Binary::add) || is(Binary::subtract)) {
    (is(Binary::add) ? added : subtracted).push_back(left->args[1]);
    left = left->args[0];
  }
  if (subtracted.empty()) return sum;
  Expr result = left;
  for (size_t k = added.size(); k-- > 0;) result = expr::add(result, added[k]);
  for (size_t k = subtracted.size(); k-- > 0;) result = expr::subtract(result, subtracted[k]);
  return result;
}

}  // namespace

System::System(const IntegrationRequest& request) : request_(request) {
  for (const Differential& equation : request.system) {
    Expr rhs = added_first(equation.rhs);
    // An equation that stands still has its rate multiplied by 0 or 1.
    if (equation.frozen) {
      const Expr running =
          expr::select(expr::variable(*request.active), expr::number(1, {}, Type::integer),
                       expr::number(0, {}, Type::integer));
      rhs = expr::multiply(running, rhs);
    }
    equations.push_back({equation.variable, rhs, equation.frozen});
  }
  Dimension second;
  second.exponents[2] = 1;
  h = expr::leaf(Op::time_step, Type::real, second);
}

Error System::refuse(const std::string& message) const {
  return {ErrorCode::unsupported, request_.where, message};
}

int System::index_of(const Node& node) const {
  if (node.op != Op::variable) return -1;
  for (size_t k = 0; k < equations.size(); ++k) {
    if (node.variable == equations[k].variable) return int(k);
  }
  return -1;
}

bool System::depends_on_state(const Expr& e) const {
  return contains(e, [&](const Node& node) { return index_of(node) >= 0; });
}

bool System::only_in_timed_arrays(const Expr& e) const {
  bool only = true;
  replace(e, [&](const Node& node) -> Expr {
    if (node.op == Op::time || is_random(node)) only = false;
    return node.op == Op::lookup ? expr::number(0, node.dimension) : nullptr;
  });
  return only;
}

Status System::split_noise() {
  std::map<std::string, int> names;
  for (const Differential& equation : equations) {
    contains(equation.rhs, [&](const Node& node) {
      if (node.op == Op::noise) names.emplace(node.name, 0);
      return false;
    });
  }
  for (auto& [name, index] : names) {
    index = int(noises.size());
    noises.push_back(name);
    auto normal = std::make_shared<Node>();
    normal->op = Op::normal;
    normal->site = (*request_.sites)++;
    increments.push_back(expr::multiply(expr::unary(Unary::square_root, h), normal));
  }
  for (const Differential& equation : equations) {
    auto split = linear_in(equation.rhs, noises.size(), [&](const Node& node) {
      return node.op == Op::noise ? names.at(node.name) : -1;
    });
    if (!split) {
      return refuse("the noise in d" + equation.variable->name +
                    "/dt must be a sum of terms such as sigma*xi");
    }
    drift.push_back(split->rest);
    diffusion.push_back(split->coefficients);
  }
  return {};
}

Status System::require_no_noise(const char* method) {
  for (const Differential& equation : equations) {
    if (contains(equation.rhs, [](const Node& node) { return node.op == Op::noise; })) {
      return refuse(std::string(method) + " cannot integrate noise, and d" +
                    equation.variable->name + "/dt has some; use euler or heun");
    }
  }
  return {};
}

Expr System::at(const Expr& e, const std::vector<Expr>& state, const Expr& delay) const {
  if (!e) return e;
  return replace(e, [&](const Node& node) -> Expr {
    if (const int k = index_of(node); k >= 0) return state[k];
    if (node.op == Op::time && delay) {
      return expr::add(expr::leaf(Op::time, Type::real, node.dimension), delay);
    }
    return nullptr;
  });
}

std::vector<Expr> System::state() const {
  std::vector<Expr> values;
  for (const Differential& equation : equations) {
    values.push_back(expr::variable(*equation.variable));
  }
  return values;
}

Expr System::keep(Integration& out, const std::string& name, const Expr& value) const {
  Statement statement;
  statement.local = "_" + name;
  statement.value = value;
  out.block.push_back(statement);
  return expr::local(statement.local, value->type, value->dimension);
}

void System::store(Integration& out, const std::vector<Expr>& values) const {
  std::vector<Expr> kept;
  for (size_t k = 0; k < equations.size(); ++k) {
    kept.push_back(keep(out, equations[k].variable->name, values[k]));
  }
  for (size_t k = 0; k < equations.size(); ++k) {
    Statement statement;
    statement.target = equations[k].variable;
    statement.value = kept[k];
    out.block.push_back(statement);
  }
}

}  // namespace integrators
}  // namespace myelin
