// Two passes over a group's rows made one: the state update and the threshold that follows it.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// The instructions of both, where `second` has its values from what `first` has just computed; no
// instructions if they cannot be joined. Both take consecutive rows, in any order.
Program join(const Program& first, const Program& second);

// Lets every state update that a threshold of the same group follows, with nothing in between that
// touches the same signals, find the spikes as well, once there is generated code for both in one.
// To be called before code is generated, when the schedule is complete.
void fuse_updates(Assembly& assembly);
// Where something stands in between by now: the two are on their own again; interpreted, if code
// has been generated already.
void separate_updates(Assembly& assembly);

}  // namespace myelin::equations
