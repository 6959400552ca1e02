// A part of the tables of schema.cpp: groups of neurons given by equations.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field neurons_fields[] = {
    name_field("Name of the group."),
    size_field("size", "Number of neurons."),
    {"equations", kCode,
     "Differential equations, subexpressions and parameters; a list is one text, line by line."},
    {"threshold", kExpression, "Condition for a spike."},
    {"reset", kCode, "Statements that run for neurons that spiked."},
    {"refractory", kQuantity | kNumber | kExpression,
     "How long a neuron is refractory after a spike, or the condition for being so."},
    {"method", kCode,
     "Name of the integrator, or its description such as \"x_new = x + dt*f(x, t)\"; the first of "
     "exact, euler, heun that fits if absent."},
    options_field(),
    dt_field(),
    order_field(),
    init_field(kPathMap,
               "Initial values by variable, or by subgroup and variable (\"E.v\"), set in this "
               "order: a number (SI), a quantity, an expression, true or false, or one value per "
               "neuron."),
    precision_field(),
    subgroups_field(),
    constants_field(),
    run_regularly_field(),
    linked_field(),
    events_field(),
    run_on_event_field("Statements that run for neurons to which an event happened."),
};

constexpr Field run_regularly_fields[] = {
    {"name", kName, "Its name; made from the object's if absent."},
    {"code", kCode, "Statements that run for every neuron or synapse.", true},
    dt_field("Time between two runs; the object's time step if absent."),
    {"at", kNumbers | kQuantities | kNpy, "Runs at these times only."},
    when_field("Slot of the step; start if absent."),
    order_field(),
};

constexpr Field subgroup_fields[] = {
    {"of", kName, "The subgroup, named before, that this is a part of.", true},
    {"range", kRange, "[begin, end), counted from its begin.", true},
};
constexpr Field link_fields[] = {
    {"to", kText, "The variable: OBJECT.VARIABLE, GROUP.SUBGROUP.VARIABLE or GROUP[3].VARIABLE.",
     true},
    {.key = "index",
     .forms = kIntegers | kNpy,
     .doc = "Which element of it each own element sees; needed if they are not as many.",
     .minimum = 0,
     .maximum = kMaxSize},
    {"indexVariable", kName, "The same as an own integer variable, which may change."},
};
constexpr Field event_fields[] = {
    {"condition", kExpression, "Condition for the event; for spike, that is the threshold."},
    when_field("Slot of the step; after_thresholds if absent, thresholds for spike."),
    order_field(),
};
constexpr Field run_on_event_fields[] = {
    {"event", kName, "Name of the event; spike is the threshold's.", true},
    {"code", kCode, "Statements that run for these neurons.", true},
    when_field("Slot of the step; after_resets if absent."),
    order_field(),
};

}  // namespace
}  // namespace myelin::model
