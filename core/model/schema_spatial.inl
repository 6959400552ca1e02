// A part of the tables of schema.cpp: neurons with a morphology, and its shapes.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field spatial_neurons_fields[] = {
    name_field("Name of the cell."),
    {.key = "morphology",
     .forms = kObject,
     .doc = "Its shape: the root of a tree of sections. Compartments are numbered depth first.",
     .required = true,
     .part = Part::morphology},
    {"equations", kCode,
     "Im, the membrane current (amp/meter**2, inward positive), and what it depends on. A current "
     "with the flag (point current) is in amp and added to Im. v, Ic, Cm, Ri, area, length, "
     "diameter, volume, distance, x, y and z are known.",
     true},
    {"Cm", kInitial, "Capacitance of the membrane (farad/meter**2); 0.9 uF/cm**2 if absent."},
    {"Ri", kInitial, "Resistivity of the inside (ohm*meter); 150 ohm*cm if absent."},
    {"threshold", kExpression, "Condition for a spike of a compartment."},
    {.key = "thresholdLocation",
     .forms = kInteger | kReference,
     .doc = "The one compartment where the threshold is looked at: its number, or a part of the "
            "cell such as axon[50*um]; all compartments if absent.",
     .minimum = 0,
     .maximum = kMaxSize},
    {"reset", kCode, "Statements that run for compartments that spiked."},
    {"refractory", kQuantity | kNumber | kExpression,
     "How long a compartment is refractory after a spike, or the condition for being so."},
    {"method", kText,
     "Name of the integrator of all but v; the first of exact, exponential_euler, rk2, heun that "
     "fits if absent."},
    dt_field(),
    order_field(),
    init_field(
        kPathMap,
        "Initial values by variable, or by part and variable (\"axon.gNa\"), set in this order: "
        "a number (SI), a quantity, an expression, true or false, or one value per "
        "compartment."),
    subgroups_field(),
    constants_field(),
    run_regularly_field(),
    linked_field(),
    events_field(),
    run_on_event_field("Statements that run for compartments to which an event happened."),
};

constexpr Field shape_kind(std::string_view kind) {
  return {.key = "kind",
          .forms = kText,
          .doc = "Which shape this is.",
          .required = true,
          .choices = kind};
}
constexpr Field direction_field() {
  return {"direction", kNumbers,
          "Where it goes, [x, y, z] of any length; straight on from its parent if absent."};
}
constexpr Field children_field() {
  return {.key = "children",
          .forms = kMap,
          .doc =
              "Sections that begin where this one ends, by name. NAME.CHILD refers to a child "
              "with all that hangs on it, NAME.main to a section alone.",
          .part = Part::morphology,
          .each = kObject};
}
constexpr Field soma_fields[] = {
    shape_kind("soma"),
    {"diameter", kAmount, "Diameter of the sphere.", true},
    {"at", kNumbers, "Where its centre is, [x, y, z] in metres."},
    children_field(),
};
constexpr Field cylinder_fields[] = {
    shape_kind("cylinder"),
    {.key = "n",
     .forms = kInteger,
     .doc = "Number of compartments of equal length; 1 if absent.",
     .minimum = 1,
     .maximum = kMaxSize},
    {"length", kAmount, "Length of the whole cylinder.", true},
    {"diameter", kAmount, "Its diameter.", true},
    direction_field(),
    children_field(),
};
constexpr Field section_fields[] = {
    shape_kind("section"),
    {"lengths", kNumbers | kQuantities, "Length of each compartment; numbers are metres."},
    {"points", kMatrix, "Instead of lengths: the ends of the compartments, [x, y, z] in metres."},
    {"diameters", kNumbers | kQuantities,
     "Diameter of each compartment, or of their ends, which are one more: truncated cones.", true},
    direction_field(),
    children_field(),
};
constexpr Field swc_fields[] = {
    shape_kind("swc"),
    {"swc", kCode,
     "A whole cell: the text of an SWC file, lines of number, type, x, y, z, radius (um) and "
     "parent. Children are called axon, dend, apic; then dend2, dend3 and so on.",
     true},
};

constexpr Part morphology_variants[] = {Part::soma, Part::cylinder, Part::section, Part::swc};

}  // namespace
}  // namespace myelin::model
