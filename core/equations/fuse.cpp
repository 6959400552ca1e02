#include "equations/fuse.h"

#include "equations/spikes.h"

namespace myelin::equations {
namespace {

uint32_t place_of(Program& program, const Variable* variable) {
  for (uint32_t k = 0; k < program.variables.size(); ++k) {
    if (program.variables[k] == variable) return k;
  }
  program.variables.push_back(variable);
  return uint32_t(program.variables.size() - 1);
}

// The value that the program stores to where a load reads; false: none. `exact` turns false where
// what is read is not what was stored.
bool find_stored(const Program& program, const Variable& read, uint32_t& value, bool& exact) {
  bool found = false;
  for (const Instruction& i : program.code) {
    if (i.code != Code::store && i.code != Code::accumulate) continue;
    const Variable& written = *program.variables[i.variable];
    if (written.array != read.array) continue;
    // Integers are rounded when they are stored, floats of 32 bits before.
    exact = exact && i.code == Code::store && &written == &read && read.indexing == Indexing::row &&
            read.type != Type::integer && program.code[i.a].type == read.type &&
            (!read.single || program.code[i.a].single);
    value = i.a;
    found = true;
  }
  return found;
}

using Schedule = std::vector<Engine::Scheduled>;

// Whether one operator may change what the other one touches.
bool disturbs(const Operator& between, const Operator& other) {
  const std::vector<Use> uses = other.uses();
  for (const Use& a : between.uses()) {
    for (const Use& b : uses) {
      const bool changes = a.access != Access::read || b.access != Access::read;
      if (changes && a.signal.index == b.signal.index) return true;
    }
  }
  return false;
}

// Where the threshold is that the state update at `k` can look after as well; 0: nowhere.
size_t threshold_of(const Schedule& schedule, size_t k) {
  const Engine::Scheduled& update = schedule[k];
  if (update.what->kind() != "StateUpdate" || update.owner.empty()) return 0;
  for (size_t found = k + 1; found < schedule.size(); ++found) {
    const Engine::Scheduled& next = schedule[found];
    if (next.owner != update.owner || next.what->kind() != "Threshold") continue;
    bool clear = next.placement.clock == update.placement.clock;
    for (size_t between = k + 1; clear && between < found; ++between) {
      clear = !schedule[between].host && !disturbs(*schedule[between].what, *next.what);
    }
    return clear ? found : 0;
  }
  return 0;
}

}  // namespace

Program join(const Program& first, const Program& second) {
  Program joined;  // without functions of the host: those are refused
  joined.name = first.name;
  joined.variables = first.variables;
  joined.code = first.code;
  bool possible = first.order == Order::any && second.order == Order::any && !first.outputs;
  std::vector<uint32_t> renamed;
  for (const Instruction& old : second.code) {
    uint32_t stored = 0;
    const bool reads = old.code == Code::load || old.code == Code::lookup;
    if (reads && find_stored(first, *second.variables[old.variable], stored, possible)) {
      possible = possible && old.code == Code::load;
      renamed.push_back(stored);
      continue;
    }
    Instruction i = old;
    for (uint32_t* operand : {&i.a, &i.b, &i.c}) {
      if (*operand < renamed.size()) *operand = renamed[*operand];
    }
    if (reads) i.variable = place_of(joined, second.variables[i.variable]);
    renamed.push_back(uint32_t(joined.code.size()));
    joined.code.push_back(i);
  }
  // Always interpreted.
  possible = possible && first.hosts.empty() && second.hosts.empty();
  for (const Instruction& i : joined.code) possible = possible && i.code != Code::poisson;
  joined.outputs = second.outputs;
  if (!possible) joined.code.clear();
  return joined;
}

void fuse_updates(Assembly& assembly) {
  const Schedule& schedule = assembly.engine.schedule();
  for (size_t k = 0; k < schedule.size(); ++k) {
    const size_t found = threshold_of(schedule, k);
    if (!found) continue;
    auto& update = static_cast<RunCode&>(*schedule[k].what);
    auto& threshold = static_cast<Threshold&>(*schedule[found].what);
    Program joined =
        join(update.code().interpreter().program(), threshold.code().interpreter().program());
    if (joined.code.empty()) continue;
    update.fuse(assembly, std::move(joined), threshold);
    threshold.code().leave(assembly);
  }
}

void separate_updates(Assembly& assembly) {
  const Schedule& schedule = assembly.engine.schedule();
  for (size_t k = 0; k < schedule.size(); ++k) {
    if (schedule[k].what->kind() != "StateUpdate") continue;
    auto& update = static_cast<RunCode&>(*schedule[k].what);
    if (!update.fused() || threshold_of(schedule, k)) continue;
    update.separate(assembly);
    for (size_t other = k + 1; other < schedule.size(); ++other) {
      const Engine::Scheduled& next = schedule[other];
      if (next.owner != schedule[k].owner || next.what->kind() != "Threshold") continue;
      static_cast<Threshold&>(*next.what).code().want(assembly);
      break;
    }
  }
}

}  // namespace myelin::equations
