// A part of the tables of schema.cpp: monitors.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field monitor_name() {
  return {
      "name", kName,
      "Name of the monitor; spikes_OBJECT, states_OBJECT, rate_OBJECT or events_OBJECT_EVENT if "
      "absent."};
}
constexpr Field record_spikes_fields[] = {
    {"spikes", kReference, "Group or subgroup whose spikes are recorded.", true},
    {"variables", kNames, "Variables whose values at the spike are recorded too."},
    monitor_name(),
    when_field("Slot of the step; thresholds if absent."),
    order_field(),
};
constexpr Field record_states_fields[] = {
    {"states", kReference, "Group, subgroup or synapses whose variables are recorded.", true},
    {"variables", kNames, "Which variables.", true},
    {.key = "index",
     .forms = kTrue | kIntegers | kNpy,
     .doc = "Which elements; true, or absent, for all.",
     .minimum = 0,
     .maximum = kMaxSize},
    dt_field("Time between two samples; the time step of what is recorded if absent."),
    {"at", kNumbers | kQuantities | kNpy, "Takes samples at these times only."},
    {"final", kBoolean, "Whether the state after each run is recorded too."},
    when_field("Slot of the step; start if absent."),
    order_field(),
    monitor_name(),
};
constexpr Field smooth_fields[] = {
    {"width", kAmount, "Width of a flat window, or standard deviation of a gaussian one.", true},
    {.key = "window",
     .forms = kText,
     .doc = "flat: the mean over an odd number of steps, at most the width; gaussian, or absent: "
            "over two widths to each side.",
     .choices = "flat|gaussian"},
};
constexpr Field record_rate_fields[] = {
    {"rate", kReference, "Group or subgroup whose mean rate is recorded in every step.", true},
    {.key = "smooth",
     .forms = kObject,
     .doc = "Also records the rate smoothed over time, as the column smooth.",
     .part = Part::smooth},
    monitor_name(),
    when_field("Slot of the step; end if absent."),
    order_field(),
};

constexpr Field record_events_fields[] = {
    {"events", kReference, "Group or subgroup whose events are recorded.", true},
    {"event", kName, "Which event.", true},
    {"variables", kNames, "Variables whose values at the event are recorded too."},
    monitor_name(),
    when_field("Slot of the step; that of the event if absent."),
    order_field("Order within its slot; that of the event + 1 if absent."),
};

constexpr Part record_variants[] = {Part::record_spikes, Part::record_states, Part::record_rate,
                                    Part::record_events};

}  // namespace
}  // namespace myelin::model
