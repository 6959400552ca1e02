// TimedArray: a function of time given by values.
#include "equations/timed_array.h"

#include "equations/values.h"
#include "language/parser.h"

namespace myelin::equations {
namespace {

double parts_of(const Assembly& assembly, const myelin::TimedArray& array, size_t clock) {
  return timed_parts(array.dt, assembly.engine.clocks()[clock].dt);
}

void follow_clocks(const Assembly& assembly) {
  for (const myelin::TimedArray& array : assembly.timed_arrays) {
    for (size_t k = 0; k < array.grids.size(); ++k) {
      const SignalId grid = assembly.storage_of(*array.grids[k]).signal;
      *assembly.engine.store.data<double>(grid) = parts_of(assembly, array, k);
    }
  }
}

}  // namespace

void add_grids(Assembly& assembly) {
  for (myelin::TimedArray& array : assembly.timed_arrays) {
    for (size_t k = array.grids.size(); k < assembly.engine.clocks().size(); ++k) {
      Variable variable;
      variable.name = array.values->name + "_parts";
      variable.indexing = Indexing::shared;
      variable.steady = true;
      const std::string name = array.values->name + ".parts" + std::to_string(k);
      array.grids.push_back(assembly.add_variable(variable, name, DType::float64, 1, true));
      assembly.values.push_back(
          {assembly.storage_of(*array.grids[k]).signal, {parts_of(assembly, array, k)}});
    }
  }
}

Status add_timed_array(Assembly& assembly, const TimedArray& spec) {
  if (spec.values.empty()) {
    return Error{ErrorCode::invalid_argument, spec.where + ".values", "there are no values"};
  }
  if (spec.dt.empty()) {
    return Error{ErrorCode::invalid_argument, spec.where, "a timed array needs a \"dt\""};
  }
  auto dt = read_dt(assembly, spec.dt, 0);
  if (!dt) return dt.error();
  const std::string name_where = spec.where + ".name";
  const Source name{spec.name, name_where};
  if (Status s = check_new_name(spec.name, name, {0, uint32_t(spec.name.size())}); !s) return s;
  if (assembly.root.has_own(spec.name)) {
    return Error{ErrorCode::duplicate_name, name_where,
                 "there is a constant '" + spec.name + "' already"};
  }
  Variable variable;
  variable.name = spec.name;
  double scale = 1;
  if (!spec.unit.empty()) {
    const std::string where = spec.where + ".unit";
    auto ast = parse_quantity(spec.unit, where);
    if (!ast) return ast.error();
    auto unit = check_expression(**ast, {spec.unit, where}, quantity_scope(Scope()));
    if (!unit) return unit.error();
    variable.dimension = (*unit)->dimension;
    auto number = evaluate(assembly, *unit, where);
    if (!number) return number.error();
    scale = *number;
  }
  if (assembly.timed_arrays.empty()) {
    assembly.derived.push_back([&assembly](bool commit) {
      if (commit) follow_clocks(assembly);
      return Status{};
    });
  }
  myelin::TimedArray& array = assembly.timed_arrays.emplace_back();
  array.values = assembly.add_variable(variable, spec.name, DType::float64, spec.values.size());
  array.rows = spec.rows;
  array.columns = spec.columns;
  array.dt = *dt;
  array.two_dimensional = spec.two_dimensional;
  std::vector<double> values = spec.values;
  for (double& value : values) value *= scale;
  assembly.values.push_back({assembly.storage_of(*array.values).signal, std::move(values)});
  Symbol symbol;
  symbol.kind = Symbol::Kind::timed_array;
  symbol.timed_array = &array;
  symbol.read_only = "is a timed array";
  assembly.root.add(spec.name, symbol);
  add_grids(assembly);
  return {};
}

}  // namespace myelin::equations
