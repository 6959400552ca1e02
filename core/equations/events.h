// Events of a group besides its spikes: conditions of the user's, and statements that run on them.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// Where in the step spikes are detected, if "events" moves that.
Status place_spike_event(Group& group, const Neurons& spec);
// The arrays of a user's event, for those that listen before it is detected.
Status declare_event(Assembly& assembly, Group& group, const Event& spec);
// The detectors of the user's events, and the statements that "runOnEvent" asks for.
Status add_events(Assembly& assembly, Group& group, const Neurons& spec);

}  // namespace myelin::equations
