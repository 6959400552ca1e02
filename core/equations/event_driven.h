// Event-driven variables that depend on each other: advanced from the last event to this one.
#pragma once

#include "equations/code.h"

namespace myelin::equations {

// What is needed to make one; every pathway of the synapses has its own.
struct EventAdvanceSpec {
  std::vector<EventSystem> systems;
  Expr elapsed;  // since the synapse's last event, s
};

// Event-driven equations may not use what changes between events, and what is needed in every step
// may not use them.
Status check_event_driven(const SynapsesObject& synapses, const std::string& where);

// Writes the new values of chosen synapses to the scratch arrays `advanced`:
//   x -> exp(A h) x + (integral of exp(A s) ds from 0 to h) b,   h = t - lastupdate
// by scaling and squaring, so that A may be singular, oscillate or have equal time constants.
class EventAdvance {
 public:
  EventAdvance(const Assembly& assembly, const SynapsesObject& synapses,
               const EventAdvanceSpec& spec);

  std::vector<Use> uses() const;
  void bind(const SignalStore& store);
  void begin(const StepContext& context);
  void run(const Rows& rows);
  // Whether what it reads is among what `block` writes for other synapses too.
  bool reads_what_is_written(const Block& block) const;
  bool calls_host() const { return code_.calls_host(); }

 private:
  // Where the values of one system stand among the outputs; -1: zero.
  struct System {
    size_t n = 0;
    std::vector<int> entries, inputs, states;
    std::vector<SignalId> signals;
    std::vector<double*> targets;
    std::vector<double> a, p, q, work;
    double h = -1;  // that p and q belong to, together with a
  };
  void advance(System& system, size_t at, size_t row);

  std::vector<System> systems_;
  CodeRunner code_;
  std::vector<std::vector<double>> columns_;
  std::vector<double*> outputs_;
};

}  // namespace myelin::equations
