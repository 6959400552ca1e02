// A part of the tables of schema.cpp: sources of spikes and of values.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field kind_field(std::string_view kind) {
  return {.key = "kind",
          .forms = kText,
          .doc = "Which input this is.",
          .required = true,
          .choices = kind};
}
constexpr Field poisson_fields[] = {
    kind_field("poisson"),
    name_field("Name of the group."),
    size_field("size", "Number of sources."),
    {"rates", kQuantity | kNumber | kExpression | kNumbers | kNpy,
     "Rate in Hz: one for all, an expression evaluated in every step, or one per source. Where "
     "runRegularly may change them, what they begin with.",
     true},
    dt_field(),
    order_field(),
    constants_field(),
    subgroups_field(),
    run_regularly_field(),
};
constexpr Field spikes_fields[] = {
    kind_field("spikes"),
    name_field("Name of the group."),
    size_field("size", "Number of sources."),
    {.key = "indices",
     .forms = kIntegers | kNpy,
     .doc = "Which source fires, one per spike.",
     .required = true,
     .minimum = 0,
     .maximum = kMaxSize},
    {"times", kNumbers | kQuantities | kNpy, "When it fires, one per spike; numbers are seconds.",
     true},
    {"period", kAmount, "Repeats all spikes after this time; never if absent."},
    dt_field(),
    order_field(),
};
constexpr Field timed_array_fields[] = {
    kind_field("timed-array"),
    name_field("Name of the function: NAME(t), or NAME(t, k) for two dimensions."),
    {"values", kNumbers | kMatrix | kNpy,
     "SI values, one per time step, or one row per time step with one column per k.", true},
    {"unit", kText, "Unit of the values, such as volt; 1 if absent."},
    {"dt", kAmount, "How long each value lasts.", true},
};
constexpr Field poisson_input_fields[] = {
    kind_field("poisson-input"),
    name_field("Name of the input."),
    {"to", kReference, "Group or subgroup that receives it.", true},
    {"variable", kName, "Variable that each arriving spike changes.", true},
    size_field("sources", "Number of independent sources per neuron."),
    {"rate", kAmount, "Rate of each source.", true},
    {"weight", kQuantity | kNumber | kExpression, "What one spike adds to the variable.", true},
    when_field("Slot of the step; synapses if absent."),
    order_field(),
};

constexpr Part input_variants[] = {Part::poisson, Part::spikes, Part::timed_array,
                                   Part::poisson_input};

}  // namespace
}  // namespace myelin::model
