// Timed arrays: functions of time given by values, each with a dt of its own.
//
// At any dt of a clock the value at time t is that of the array's row for t. How finely t is
// rounded for that depends on the clock's dt, so it is kept in a variable for each array and clock,
// which follows when a dt changes.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

Status add_timed_array(Assembly& assembly, const TimedArray& spec);
// To be called once there is another clock.
void add_grids(Assembly& assembly);

}  // namespace myelin::equations
