// Changes of clocks, seed and activity while a network stands between two steps.
#include "base/text.h"
#include "equations/build.h"
#include "equations/values.h"
#include "random/key.h"

namespace myelin::equations {
namespace {

std::vector<std::string> owners(const Assembly& assembly) {
  std::vector<std::string> names;
  for (const Engine::Scheduled& entry : assembly.engine.schedule()) {
    if (!entry.owner.empty() && (names.empty() || names.back() != entry.owner)) {
      names.push_back(entry.owner);
    }
  }
  return names;
}

Object* find_object(Assembly& assembly, const std::string& name) {
  if (Group* group = assembly.find_group(name)) return group;
  return assembly.find_synapses(name);
}

Expected<uint32_t> clock_of(Assembly& assembly, const std::string& of, const std::string& where) {
  if (of.empty()) return 0u;
  uint32_t clock = 0;
  bool found = false;
  if (const Object* object = find_object(assembly, of)) {
    clock = object->clock;
    found = true;
  }
  for (const Engine::Scheduled& entry : assembly.engine.schedule()) {
    if (found || entry.placement.name != of) continue;
    clock = entry.placement.clock;
    found = true;
  }
  if (!found) {
    return Error{ErrorCode::unknown_name, where,
                 "nothing is called '" + of + "'" + suggestion(of, owners(assembly))};
  }
  if (clock != 0) return clock;
  return Error{ErrorCode::invalid_argument, where,
               "'" + of +
                   "' runs on the default clock; give it a dt of its own in the document, "
                   "or leave \"of\" out"};
}

}  // namespace

Status set_dt(Assembly& assembly, const std::string& of, const Value& value) {
  auto dt = read_dt(assembly, value, 0);
  if (!dt) return dt.error();
  auto clock = clock_of(assembly, of, value.where);
  if (!clock) return clock.error();
  Engine& engine = assembly.engine;
  const Clock before = engine.clocks()[*clock];
  if (before.dt == *dt) return {};
  Status done = engine.set_dt(*clock, *dt);
  if (done) done = assembly.derive();
  if (!done) {
    engine.set_clock(*clock, before);
    if (done.error().where == "dt") done.error().where = value.where;
    return done;
  }
  tell_scopes(assembly);
  return {};
}

void tell_scopes(Assembly& assembly) {
  const std::vector<Clock>& clocks = assembly.engine.clocks();
  assembly.root.dt = clocks[0].dt;
  const auto tell = [&](Object& object) {
    if (object.scope) object.scope->dt = object.constants->dt = clocks[object.clock].dt;
  };
  for (Group& group : assembly.groups) tell(group);
  for (SynapsesObject& synapses : assembly.synapses) tell(synapses);
}

Status set_active(Assembly& assembly, const std::string& name, bool active,
                  const std::string& where) {
  if (assembly.engine.set_active(name, active) || find_object(assembly, name)) return {};
  return Error{ErrorCode::unknown_name, where,
               "nothing is called '" + name + "'" + suggestion(name, owners(assembly))};
}

void set_seed(Assembly& assembly, uint64_t seed) {
  assembly.seed = seed;
  for (auto& [built, key] : assembly.keys) {
    if (!key.name.empty()) key.now = random_key(seed, key.name);
  }
}

}  // namespace myelin::equations
