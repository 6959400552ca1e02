// Streams, layers and neurons as signals and operators of an engine.
//
// All of them run in the slot `after_thresholds`, when the spikes of the step are known, in an
// order in which every object comes after what it reads; an object of a loop reads what was there a
// step before. Signals, by example:
//
//   x.values f64[n]  x.bits u64[n][W]  x.value f64[n]  x.error f64[n]  x.registers i32[n]
//   d.weights u64[rows][W]  d.count i64[neurons]  d.value f64[neurons]
//   n.v  n.refractory  n.input f64[n]  n.spikes u64[W]  n.spike_total  n.spike_hash
//   c.and_mean  c.scc f64[pairs]
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "kernels/table.h"
#include "stochastic/spec.h"

namespace myelin::stochastic {

// What became of the objects, for whoever lists or changes them. Nothing here is owned by the
// engine or points into it.
struct Network {
  struct Object {
    std::string name, kind, text;        // text: one line for people
    int64_t size = 0, length = 0;        // streams, outputs or neurons; bits
    std::vector<std::string> variables;  // that can be recorded
    SignalId spikes, total;              // of neurons
  };
  // Arrays that may be set while the network stands, and what they accept.
  struct Input {
    std::string name;
    SignalId signal;
    Range range;
    bool clip = false;
  };
  std::vector<Object> objects;
  std::vector<Input> inputs;

  const Object* find(std::string_view name) const;
};

struct BuildSettings {
  uint64_t seed = 0;
  const KernelTable* kernels = nullptr;
};

// Adds to an engine whose equations are built; the caller prepares it afterwards.
Expected<Network> build(const Spec& spec, Engine& engine, const BuildSettings& settings);
Status add_record(const RecordSpec& spec, const Network& network, Engine& engine);

// One number for all elements, or one for each.
Status set_input(const Network& network, Engine& engine, const std::string& name,
                 Span<const double> values, const std::string& where);

// Bytes that the signals will take.
uint64_t estimate(const Spec& spec);
uint64_t neuron_count(const Spec& spec);

std::string explain(const Network& network);

}  // namespace myelin::stochastic
