// Values that are set while a network stands between two steps: constants, variables, delays.
#include "base/text.h"
#include "equations/assign.h"
#include "equations/build.h"
#include "equations/delays.h"
#include "equations/pathway.h"
#include "equations/reference.h"
#include "equations/selection.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

Status set_constant(Assembly& assembly, const ConstantObject& constant, const Value& value) {
  const Variable& variable = *constant.variable;
  auto number = read_scalar(assembly, value, assembly.root, variable.dimension);
  if (!number) return number.error();
  if (*number != *number) {
    return Error{ErrorCode::numeric, value.where, "the value is not a number"};
  }
  for (const auto& [fixed, where] : assembly.fixed) {
    if (fixed != &variable) continue;
    return Error{ErrorCode::unsupported, value.where,
                 "'" + constant.name + "' was used for " + where +
                     " when the network was built, which stays as it is"};
  }
  const double before = std::exchange(assembly.constant_values[&variable], *number);
  if (Status s = assembly.derive(); !s) {
    assembly.constant_values[&variable] = before;
    return s;
  }
  assembly.values.push_back({assembly.storage_of(variable).signal, {*number}});
  return assembly.settle();
}

bool is_delay(const SynapsesObject& synapses, const Variable& variable) {
  return std::any_of(synapses.paths.begin(), synapses.paths.end(),
                     [&](const SynapsesObject::Path& path) { return path.delay == &variable; });
}

// Spikes that are under way keep their time; those of the next step have the new delay.
Status set_delay(Assembly& assembly, SynapsesObject& synapses, const Variable& variable,
                 const Assignment& assignment) {
  const Value& value = assignment.value;
  if (Status s = assembly.engine.store.provide(assembly.storage_of(variable).signal); !s) return s;
  const auto delays = assembly.engine.store.view<double>(assembly.storage_of(variable).signal);
  const std::vector<double> before(delays.begin(), delays.end());
  Status done = assign(assembly, synapses, variable, assignment, 0, synapses.size);
  for (const SynapsesObject::Path& path : synapses.paths) {
    if (done && path.delay == &variable) done = check_delays(assembly, path, value.where);
    if (done && path.delay == &variable) done = check_room_for_rows(assembly, path, value.where);
  }
  if (!done) std::copy(before.begin(), before.end(), delays.begin());
  for (SynapsesObject::Path& path : synapses.paths) {
    if (path.delay == &variable) path.pathway->bind(assembly.engine.store);
  }
  return done;
}

Error no_such_name(const Assembly& assembly, const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  for (const ConstantObject& constant : assembly.constants) names.push_back(constant.name);
  const auto add = [&](const Object& object) {
    for (const auto& [variable, unused] : object.variables) {
      names.push_back(object.name + "." + variable);
    }
  };
  for (const Group& group : assembly.groups) add(group);
  for (const SynapsesObject& synapses : assembly.synapses) add(synapses);
  return {ErrorCode::unknown_name, where,
          "there is no constant or variable '" + name + "'" + suggestion(name, names)};
}

// The bracket after a variable, as in "exc.w[i != j]"; one after an object ("cells[3].v") is part
// of the reference.
size_t selection_bracket(const std::string& name) {
  if (name.empty() || name.back() != ']') return name.npos;
  size_t bracket = name.find('[');
  while (bracket != name.npos) {
    const size_t close = name.find(']', bracket);
    if (close + 1 >= name.size() || name[close + 1] != '.') return bracket;
    bracket = name.find('[', close);
  }
  return bracket;
}

}  // namespace

Status set_value(Assembly& assembly, const Assignment& assignment) {
  assembly.expansions = 0;
  const std::string& name = assignment.name;
  const Value& value = assignment.value;
  const size_t bracket = selection_bracket(name);
  if (bracket != name.npos) {
    Assignment some{name.substr(0, bracket), value};
    const std::string_view inside = std::string_view(name).substr(bracket + 1);
    auto only = parse_selection(inside.substr(0, inside.size() - 1), value.where,
                                assembly.find_synapses(name.substr(0, name.find_first_of(".["))));
    if (!only) return only.error();
    some.only = std::move(*only);
    return set_value(assembly, some);
  }
  for (const ConstantObject& constant : assembly.constants) {
    if (constant.name != name) continue;
    if (!assignment.only) return set_constant(assembly, constant, value);
    return Error{ErrorCode::invalid_argument, assignment.only->where,
                 "'" + name + "' is a constant; it has no elements"};
  }
  const size_t dot = name.find_first_of(".["), last = name.rfind('.');
  if (last == std::string::npos) return no_such_name(assembly, name, value.where);
  const std::string object_name = name.substr(0, dot);
  std::string variable = name.substr(dot + 1);
  Object* object = assembly.find_synapses(object_name);
  int64_t begin = 0, end = object ? object->size : 0;
  if (!object) {
    if (!assembly.find_group(object_name)) return no_such_name(assembly, name, value.where);
    auto range = assembly.find_range(name.substr(0, last), value.where);
    if (!range) return range.error();
    object = range->group;
    begin = range->begin;
    end = range->end;
    variable = name.substr(last + 1);
  }
  const auto found = object->variables.find(variable);
  if (found == object->variables.end()) {
    const Group* group = assembly.find_group(object_name);
    if (!group || group->kind != GroupKind::poisson || variable != "rates") {
      return no_such_name(assembly, name, value.where);
    }
    return Error{ErrorCode::invalid_argument, value.where,
                 "the rates of '" + object_name +
                     "' are an expression; change a constant in it, or give them as numbers"};
  }
  if (Status s = check_assignable(*object, variable, value); !s) return s;
  // Random numbers of a change depend on the variable and the step, not on changes before it.
  const uint32_t sites = object->sites;
  object->sites += kSitesOfChange * (1 + found->second->array);
  SynapsesObject* synapses = assembly.find_synapses(object_name);
  Status done;
  if (synapses && is_delay(*synapses, *found->second)) {
    done = set_delay(assembly, *synapses, *found->second, assignment);
  } else {
    done = assign(assembly, *object, *found->second, assignment, begin, end);
  }
  object->sites = sites;
  return done;
}

void constants_from_arrays(Assembly& assembly) {
  for (const ConstantObject& constant : assembly.constants) {
    const SignalId signal = assembly.storage_of(*constant.variable).signal;
    const SignalStore& store = assembly.engine.store;
    assembly.constant_values[constant.variable] = store.spec(signal).dtype == DType::boolean
                                                      ? double(*store.data<uint8_t>(signal))
                                                      : *store.data<double>(signal);
  }
  tell_scopes(assembly);
  (void)assembly.derive();  // what these constants gave once, they give again
}

}  // namespace myelin::equations
