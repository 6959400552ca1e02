#include "equations/spatial.h"

#include <algorithm>

#include "base/text.h"
#include "equations/assign.h"
#include "equations/cable.h"
#include "equations/values.h"
#include "language/derivative.h"
#include "language/linear.h"

namespace myelin::equations {
namespace {

constexpr const char* kGeometryNames[] = {"length", "diameter", "area", "volume",     "distance",
                                          "x",      "y",        "z",    "r_length_1", "r_length_2"};
static_assert(std::size(kGeometryNames) == size_t(Geometry::kCount));

Dimension dimension(double m, double kg, double s, double a) {
  Dimension made;
  made.exponents = {m, kg, s, a};
  return made;
}
Dimension metres(double power) { return dimension(power, 0, 0, 0); }
Dimension ampere_per_area() { return dimension(-2, 0, 0, 1); }

Expected<const Variable*> add(Assembly& assembly, Group& group, const Neurons& spec,
                              const char* name, const Dimension& dimension, const char* read_only) {
  if (group.constants->has_own(name)) {
    return Error{ErrorCode::duplicate_name, spec.where + ".constants." + name,
                 std::string("'") + name + "' is a variable of every cell already"};
  }
  Variable variable;
  variable.name = name;
  variable.dimension = dimension;
  variable.writable = !read_only;
  variable.steady = read_only != nullptr;
  const Variable* made = assembly.add_variable(variable, group.name + "." + name, DType::float64,
                                               uint64_t(group.size));
  Symbol symbol;
  symbol.variable = made;
  if (read_only) symbol.read_only = read_only;
  group.scope->add(name, symbol);
  return group.variables[name] = made;
}

// Im with all point currents.
Expected<Expr> membrane_current(Group& group, const Neurons& spec) {
  const Expr area = expr::variable(*group.variables.at("area"));
  Equation* im = nullptr;
  for (Equation& equation : group.equations) {
    if (equation.name == "Im" && equation.kind == EquationKind::subexpression) im = &equation;
  }
  if (!im || !(im->dimension == ampere_per_area())) {
    return Error{im ? ErrorCode::unit : ErrorCode::invalid_argument, spec.equations.where,
                 std::string(im ? "Im is in " + to_string(im->dimension) : "there is no Im") +
                     "; a cell needs its membrane current, inward positive, such as "
                     "'Im = gL*(EL - v) : amp/meter**2'"};
  }
  Expr total = im->value;
  for (const Equation& equation : group.equations) {
    if (!equation.has("point current")) continue;
    if (!(equation.dimension == dimension(0, 0, 0, 1))) {
      return Error{ErrorCode::unit, equation.where,
                   "'" + equation.name + "' is in " + to_string(equation.dimension) +
                       "; a point current is in amp"};
    }
    const Expr current = equation.variable ? expr::variable(*equation.variable) : equation.value;
    total = expr::add(total, expr::divide(current, area));
  }
  im->value = total;
  if (!im->variable) group.scope->add("Im", total, "is a subexpression");
  return total;
}

// Im = current - conductance * v, at the present v if it is not linear.
struct Membrane {
  Expr conductance, current;
};

Expected<Membrane> split_membrane(const Expr& im, const Variable& v, const std::string& where) {
  Membrane made;
  const auto linear = linear_in(im, 1, [&](const Node& node) {
    return node.op == Op::variable && node.variable == &v ? 0 : -1;
  });
  if (linear) {
    made = {expr::negate(linear->coefficients[0]), linear->rest};
  } else {
    auto slope = derivative(im, v, where);
    if (!slope) return slope.error();
    made.conductance = expr::negate(*slope);
    made.current = expr::add(im, expr::multiply(made.conductance, expr::variable(v)));
  }
  if (!made.conductance) made.conductance = expr::number(0);
  if (!made.current) made.current = expr::number(0);
  return made;
}

Status check_positive(const Assembly& assembly, const Group& group, const char* name,
                      const Value& value) {
  const SignalId id = assembly.storage_of(*group.variables.at(name)).signal;
  const double* values = assembly.engine.store.data<double>(id);
  for (int64_t k = 0; k < group.size; ++k) {
    if (values[k] > 0 && values[k] - values[k] == 0) continue;
    return Error{ErrorCode::invalid_argument, value.where,
                 std::string(name) + " of compartment " + std::to_string(k) + " is " +
                     format_number(values[k]) + "; it must be above zero"};
  }
  return {};
}

}  // namespace

Status add_compartments(Assembly& assembly, Group& group, const Neurons& spec) {
  auto cell = make_morphology(assembly, *group.constants, spec.cell->sections);
  if (!cell) return cell.error();
  group.cell = std::make_shared<const Morphology>(std::move(*cell));
  constexpr double kPowers[] = {1, 1, 2, 3, 1, 1, 1, 1, 1, 1};
  for (size_t k = 0; k < size_t(Geometry::kCount); ++k) {
    auto made = add(assembly, group, spec, kGeometryNames[k], metres(kPowers[k]), kOfMorphology);
    if (!made) return made.error();
    assembly.values.push_back({assembly.storage_of(**made).signal, group.cell->columns[k]});
  }
  struct Own {
    const char* name;
    Dimension dimension;
    const char* read_only;
  };
  const Own own[] = {
      {"v", dimension(2, 1, -3, -1), nullptr},
      {"Ic", ampere_per_area(), "is computed by the cable"},
      {"Cm", dimension(-4, -1, 4, 2), "is constant"},
      {"Ri", dimension(3, 1, -3, -2), "is constant"},
  };
  for (const Own& one : own) {
    auto made = add(assembly, group, spec, one.name, one.dimension, one.read_only);
    if (!made) return made.error();
  }
  return {};
}

Status add_cable(Assembly& assembly, Group& group, const Neurons& spec) {
  auto im = membrane_current(group, spec);
  if (!im) return im.error();
  const Variable& v = *group.variables.at("v");
  auto membrane = split_membrane(*im, v, spec.equations.where);
  if (!membrane) return membrane.error();
  group.statements += "cable (backward Euler):\nconductance = " + print(membrane->conductance) +
                      "\ncurrent = " + print(membrane->current) + "\n";
  const std::string name = group.name + "_cable";
  assembly.engine.add(
      {name, Slot::groups, group.order + 1, group.clock},
      std::make_unique<Cable>(assembly, group,
                              lower(name, {}, {membrane->conductance, membrane->current})));
  return {};
}

Status initialize_cell(Assembly& assembly, Group& group, const Spatial& spec) {
  struct Property {
    const char* name;
    Value value;
  };
  const Property properties[] = {
      {"Cm", spec.cm.empty() ? Value{0.009, group.where} : spec.cm},  // 0.9 uF/cm**2
      {"Ri", spec.ri.empty() ? Value{1.5, group.where} : spec.ri},    // 150 ohm*cm
  };
  for (const Property& property : properties) {
    // "Cm": "Cm" means a constant of that name.
    Scope scope(group.scope.get());
    scope.sites = &group.sites;
    if (const Symbol* outer = group.constants->find(property.name)) {
      scope.add(property.name, *outer);
    }
    const Variable& variable = *group.variables.at(property.name);
    Status done = assign(assembly, group, variable, property.value,
                         Rows{0, size_t(group.size), nullptr, 0}, &scope);
    if (done) done = check_positive(assembly, group, property.name, property.value);
    if (!done) return done;
  }
  return {};
}

Expected<Expr> at_threshold_location(Assembly& assembly, Group& group, const Spatial& spec,
                                     const Expr& condition) {
  if (spec.location.empty()) return condition;
  const std::string path = spec.location.number()
                               ? "[" + format_number(*spec.location.number()) + "]"
                               : "." + *spec.location.text();
  auto range = find_compartments(assembly, group, path, spec.location.where);
  if (!range) return range.error();
  if (range->size() != 1) {
    return Error{ErrorCode::invalid_argument, spec.location.where,
                 "these are " + std::to_string(range->size()) +
                     " compartments; the threshold is looked at in one"};
  }
  const Expr here = expr::binary(Binary::equal, expr::leaf(Op::row, Type::integer, {}),
                                 expr::number(double(range->begin), {}, Type::integer));
  return expr::binary(Binary::logical_and, here, condition);
}

}  // namespace myelin::equations
