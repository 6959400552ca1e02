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
    // Integers and floats of 32 bits are rounded when they are stored.
    exact = exact && i.code == Code::store && &written == &read && read.indexing == Indexing::row &&
            read.type != Type::integer && !read.single && program.code[i.a].type == read.type;
    value = i.a;
    found = true;
  }
  return found;
}

bool follows(const Engine::Scheduled& update, const Engine::Scheduled& next) {
  return update.what->kind() == "StateUpdate" && next.what->kind() == "Threshold" &&
         update.owner == next.owner && !update.owner.empty() &&
         update.placement.clock == next.placement.clock;
}

}  // namespace

Program join(const Program& first, const Program& second) {
  Program joined = first;
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
  const auto& schedule = assembly.engine.schedule();
  for (size_t k = 0; k + 1 < schedule.size(); ++k) {
    if (!follows(schedule[k], schedule[k + 1])) continue;
    auto& update = static_cast<RunCode&>(*schedule[k].what);
    auto& threshold = static_cast<Threshold&>(*schedule[k + 1].what);
    Program joined =
        join(update.code().interpreter().program(), threshold.code().interpreter().program());
    if (joined.code.empty()) continue;
    update.fuse(assembly, std::move(joined), threshold);
    threshold.code().leave(assembly);
  }
}

void separate_updates(Assembly& assembly) {
  const auto& schedule = assembly.engine.schedule();
  for (size_t k = 0; k < schedule.size(); ++k) {
    if (schedule[k].what->kind() != "StateUpdate") continue;
    const bool together = k + 1 < schedule.size() && follows(schedule[k], schedule[k + 1]);
    if (!together) static_cast<RunCode&>(*schedule[k].what).separate();
  }
}

}  // namespace myelin::equations
