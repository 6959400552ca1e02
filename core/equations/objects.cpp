#include "equations/objects.h"

#include <algorithm>

#include "base/text.h"
#include "equations/morphology.h"
#include "equations/reference.h"
#include "random/key.h"

namespace myelin::equations {

bool Equation::has(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

Expected<const GroupEvent*> Group::find_event(const std::string& event,
                                              const std::string& where) const {
  if (event == "spike") {
    if (spikes) return &spike;
    return Error{ErrorCode::invalid_argument, where,
                 "'" + name + "' never spikes: it has no threshold"};
  }
  std::vector<std::string> names{"spike"};
  for (const GroupEvent& one : events) {
    if (one.name == event) return &one;
    names.push_back(one.name);
  }
  return Error{ErrorCode::unknown_name, where,
               "'" + name + "' has no event '" + event + "'" + suggestion(event, names) +
                   "; it has " + join(names, ", ")};
}

Group* Assembly::find_group(std::string_view name) {
  for (Group& group : groups) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

SynapsesObject* Assembly::find_synapses(std::string_view name) {
  for (SynapsesObject& object : synapses) {
    if (object.name == name) return &object;
  }
  return nullptr;
}

Expected<GroupRange> Assembly::find_range(const std::string& reference, const std::string& where) {
  const std::string name = reference.substr(0, reference.find_first_of(".["));
  Group* group = find_group(name);
  if (!group) {
    std::vector<std::string> names;
    for (const Group& one : groups) names.push_back(one.name);
    return Error{ErrorCode::unknown_name, where,
                 "there is no group '" + name + "'" + suggestion(name, names)};
  }
  const auto parsed = parse_reference(reference);
  if (group->cell && name.size() < reference.size()) {
    const auto known = [&](const Subgroup& one) { return one.name == parsed->part; };
    const auto& parts = group->subgroups;
    const bool plain =
        parsed && (parsed->part.empty() || std::any_of(parts.begin(), parts.end(), known));
    if (!plain) {
      return find_compartments(*this, *group, std::string_view(reference).substr(name.size()),
                               where);
    }
  }
  if (!parsed) return not_a_reference(reference, where);
  auto range = narrow(*parsed, group->size, group->subgroups, where);
  if (!range) return range.error();
  return GroupRange{group, range->begin, range->end};
}

Expected<Object*> Assembly::find_end(const std::string& reference, const std::string& where,
                                     Subgroup& range) {
  if (SynapsesObject* object = find_synapses(reference)) {
    range.begin = 0;
    range.end = object->size;
    return object;
  }
  auto found = find_range(reference, where);
  if (!found) return found.error();
  range.begin = found->begin;
  range.end = found->end;
  return static_cast<Object*>(found->group);
}

const Variable* Assembly::add_variable(Variable variable, const std::string& signal, DType dtype,
                                       uint64_t rows, bool scratch) {
  SignalSpec spec;
  spec.name = signal;
  spec.dtype = dtype;
  spec.rows = rows;
  spec.unit = symbol(variable.dimension);
  spec.scratch = scratch;
  spec.growable = growing && variable.indexing == Indexing::row;
  const SignalId id = engine.store.add(std::move(spec));
  variable.array = id.index;
  return add_alias(std::move(variable), {id, 0, {}});
}

const Variable* Assembly::add_alias(Variable variable, Storage where) {
  variables.push_back(std::move(variable));
  storage.emplace(&variables.back(), where);
  return &variables.back();
}

Status Assembly::settle() {
  if (Status s = engine.store.freeze(); !s) return s;
  const SignalStore& store = engine.store;
  for (const auto& [signal, numbers] : values) {
    for (size_t k = 0; k < numbers.size(); ++k) {
      if (store.spec(signal).dtype == DType::boolean) {
        store.data<uint8_t>(signal)[k] = numbers[k] != 0;
      } else if (store.spec(signal).dtype == DType::int32) {
        store.data<int32_t>(signal)[k] = int32_t(numbers[k]);
      } else {
        store.data<double>(signal)[k] = numbers[k];
      }
    }
  }
  values.clear();
  return {};
}

uint64_t Assembly::add_key(const std::string& name) {
  const uint64_t key = random_key(seed, name);
  keys[key] = {name, key};
  return key;
}

const uint64_t* Assembly::key_of(uint64_t built) const {
  return &keys.try_emplace(built, Key{{}, built}).first->second.now;
}

Status Assembly::derive() {
  for (const bool commit : {false, true}) {
    for (const auto& each : derived) {
      if (Status s = each(commit); !s) return s;
    }
  }
  return {};
}

std::vector<Storage> Assembly::storages(const Program& program) const {
  std::vector<Storage> list;
  for (const Variable* variable : program.variables) list.push_back(storage_of(*variable));
  return list;
}

std::map<std::string, const Variable*> visible_variables(const Object& object) {
  std::map<std::string, const Variable*> visible = object.variables;
  if (!object.row_signal.valid()) return visible;
  for (auto at = visible.begin(); at != visible.end();) {
    const bool delay = at->first == "delay" || at->first.find('.') != std::string::npos;
    at = delay ? visible.erase(at) : std::next(at);
  }
  for (const char* name : {"i", "j"}) visible[name] = object.scope->find(name)->variable;
  return visible;
}

bool looks_through_an_index(const Expr& e) {
  return !e || contains(e, [](const Node& node) {
    return node.op == Op::variable &&
           (node.variable->indexing == Indexing::pre || node.variable->indexing == Indexing::post);
  });
}

DType dtype_of(Type type) {
  return type == Type::boolean   ? DType::boolean
         : type == Type::integer ? DType::int32
                                 : DType::float64;
}

Dimension seconds() {
  Dimension dimension;
  dimension.exponents[2] = 1;
  return dimension;
}

Dimension hertz() { return seconds().power(-1); }

}  // namespace myelin::equations
