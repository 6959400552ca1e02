// Delays of pathways: from times to steps.
#pragma once

#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// truncate(delay / dt + 0.5), decided by the floating-point quotient; -1 if that is no delay.
int64_t steps_of_delay(double delay, double dt);

// The delays of a pathway's synapses in steps: one for each, or one for all. All are sound.
std::vector<uint32_t> delay_steps(const Assembly& assembly, const SynapsesObject::Path& path);

// Refuses delays that are negative, no number or longer than a queue can be.
Status check_delays(const Assembly& assembly, const SynapsesObject::Path& path,
                    const std::string& where);

// Refuses to sort synapses by delays of their own beyond the memory limit. Delays that have no
// memory are sorted already.
Status check_room_for_rows(const Assembly& assembly, const SynapsesObject::Path& path,
                           const std::string& where);

// How often a text that gives a delay must be evaluated.
enum class DelayKind : uint8_t {
  once,          // numbers and constants
  each_synapse,  // once for each synapse, when it is made
  each_spike,    // it depends on t, or on something that changes
};
DelayKind kind_of_delay(const Assembly& assembly, const Expr& delay);

}  // namespace myelin::equations
