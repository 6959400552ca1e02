#include "equations/delays.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "engine/spike_queue.h"

namespace myelin::equations {
namespace {

constexpr double kMostDelaySteps = 1e8;
// Of each synapse with a delay of its own: what is sorted, and the rows or orders it becomes.
constexpr uint64_t kSortedBytes = 24;

// In place, or copied: nobody needs the address of what has no memory.
Span<const double> values_of(const Assembly& assembly, const SynapsesObject::Path& path,
                             std::vector<double>& copy) {
  if (!path.delay) return {};
  const SignalStore& store = assembly.engine.store;
  const SignalId signal = assembly.storage_of(*path.delay).signal;
  if (store.has_memory(signal)) return store.view<double>(signal);
  copy.resize(store.spec(signal).rows);
  store.read(signal, 0, copy.size(), copy.data());
  return {copy.data(), copy.size()};
}

double dt_of(const Assembly& assembly, const SynapsesObject::Path& path) {
  return assembly.engine.clocks()[path.spiking->clock].dt;
}

}  // namespace

int64_t steps_of_delay(double delay, double dt) {
  const double rounded = std::trunc(delay / dt + 0.5);
  return delay >= 0 && rounded <= kMostDelaySteps ? int64_t(rounded) : -1;
}

std::vector<uint32_t> delay_steps(const Assembly& assembly, const SynapsesObject::Path& path) {
  if (!path.delay) return {0};
  const double dt = dt_of(assembly, path);
  std::vector<uint32_t> steps;
  std::vector<double> copy;
  for (const double delay : values_of(assembly, path, copy)) {
    steps.push_back(uint32_t(steps_of_delay(delay, dt)));
  }
  return steps;
}

Status check_delays(const Assembly& assembly, const SynapsesObject::Path& path,
                    const std::string& where) {
  const double dt = dt_of(assembly, path);
  std::vector<double> copy;
  const Span<const double> delays = values_of(assembly, path, copy);
  int64_t longest = 0;
  for (size_t k = 0; k < delays.size; ++k) {
    const int64_t steps = steps_of_delay(delays[k], dt);
    longest = std::max(longest, steps);
    if (steps >= 0) continue;
    const bool shared = path.delay->indexing == Indexing::shared;
    return Error{ErrorCode::invalid_argument, where + (shared ? "" : "[" + std::to_string(k) + "]"),
                 "the delay is " + format_number(delays[k]) +
                     " s; it must not be negative and at most 1e8 steps"};
  }
  const double bytes = double(longest) * sizeof(std::vector<SpikeQueue::Run>);
  if (bytes <= double(assembly.memory_limit)) return {};
  return Error{ErrorCode::memory, where,
               "a delay of " + std::to_string(longest) +
                   " steps needs a longer queue than the memory limit of " +
                   format_bytes(assembly.memory_limit) + " allows"};
}

Status check_room_for_rows(const Assembly& assembly, const SynapsesObject::Path& path,
                           const std::string& where) {
  if (!path.delay || path.delay->indexing != Indexing::row) return {};
  const SignalStore& store = assembly.engine.store;
  const SignalId delays = assembly.storage_of(*path.delay).signal;
  if (!store.has_memory(delays)) return {};
  const uint64_t bytes = store.spec(delays).rows * kSortedBytes;
  if (store.bytes() + bytes <= assembly.memory_limit) return {};
  return Error{ErrorCode::memory, where,
               "sorting the synapses by their delays takes " + format_bytes(bytes) +
                   " more; the limit is " + format_bytes(assembly.memory_limit)};
}

DelayKind kind_of_delay(const Assembly& assembly, const Expr& delay) {
  DelayKind kind = DelayKind::once;
  contains(delay, [&](const Node& node) {
    const bool constant = node.op == Op::variable && assembly.constant_values.count(node.variable);
    const bool variable = node.op == Op::variable && !constant;
    const bool fixed = variable && node.variable->steady && !node.variable->writable;
    const bool moves = node.op == Op::time || node.op == Op::step || node.op == Op::lookup;
    if (moves || (variable && !fixed)) kind = DelayKind::each_spike;
    const bool varies = fixed || node.op == Op::row || is_random(node);
    if (varies && kind == DelayKind::once) kind = DelayKind::each_synapse;
    return kind == DelayKind::each_spike;
  });
  return kind;
}

}  // namespace myelin::equations
