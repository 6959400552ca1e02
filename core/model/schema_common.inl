// A part of the tables of schema.cpp: fields that several objects have.
#pragma once

#include "model/schema.h"

namespace myelin::model {
namespace {

constexpr std::string_view kSlots =
    "before_start|start|after_start|before_groups|groups|after_groups|before_thresholds|thresholds|"
    "after_thresholds|before_synapses|synapses|after_synapses|before_resets|resets|after_resets|"
    "before_end|end|after_end";
constexpr double kMaxSize = 2147483647;

constexpr Field name_field(std::string_view doc) { return {"name", kName, doc, true}; }
constexpr Field dt_field(
    std::string_view doc = "Length of its time step; the document's if absent.") {
  return {"dt", kAmount, doc};
}
constexpr Field order_field(std::string_view doc = "Order within its slot; lower runs first.") {
  return {.key = "order", .forms = kInteger, .doc = doc, .minimum = -kMaxSize, .maximum = kMaxSize};
}
constexpr Field size_field(std::string_view key, std::string_view doc) {
  return {.key = key,
          .forms = kInteger,
          .doc = doc,
          .required = true,
          .minimum = 1,
          .maximum = kMaxSize};
}
constexpr Field constants_field() {
  return {.key = "constants",
          .forms = kMap,
          .doc = "Constants of this object alone, by name.",
          .each = kAmount};
}
constexpr Field subgroups_field() {
  return {.key = "subgroups",
          .forms = kMap,
          .doc =
              "Named ranges [begin, end) of the indices, referred to as NAME.SUBGROUP. They may "
              "overlap, and be parts of those before them.",
          .part = Part::subgroup,
          .each = kRange | kObject};
}
constexpr Field linked_field() {
  return {.key = "linked",
          .forms = kMap,
          .doc = "What parameters with the flag linked are: OBJECT.VARIABLE by name.",
          .part = Part::link,
          .each = kText | kObject};
}
constexpr Field init_field(Form form, std::string_view doc) {
  return {
      .key = "init", .forms = form, .doc = doc, .part = Part::chosen, .each = kInitial | kObject};
}
constexpr Field run_regularly_field() {
  return {.key = "runRegularly",
          .forms = kList,
          .doc = "Statements that run on a clock of their own.",
          .part = Part::run_regularly};
}
constexpr Field events_field() {
  return {.key = "events",
          .forms = kMap,
          .doc = "Conditions looked at in every step besides the threshold, by name of the event.",
          .part = Part::event,
          .each = kExpression | kObject};
}
constexpr Field run_on_event_field(std::string_view doc) {
  return {.key = "runOnEvent", .forms = kList, .doc = doc, .part = Part::run_on_event};
}
constexpr Field when_field(std::string_view doc) {
  return {.key = "when", .forms = kText, .doc = doc, .choices = kSlots};
}

constexpr Field precision_field() {
  return {.key = "precision",
          .forms = kText,
          .doc =
              "Bits of float variables, and of what is computed of them alone; f32 takes half the "
              "memory and half the time.",
          .choices = "f64|f32"};
}
constexpr Field options_field() {
  return {.key = "methodOptions",
          .forms = kObject,
          .doc = "Of the methods rkf45, rkck, rk8pd, gsl_rk2 and gsl_rk4, whose steps adapt.",
          .part = Part::method_options};
}
constexpr Field method_options_fields[] = {
    {"absoluteError", kNumber, "Error of a variable within a step, in SI units; 1e-6 if absent."},
    {"relativeError", kNumber, "Error relative to the variable, which is added; 0 if absent."},
    {"adaptableTimestep", kBoolean,
     "Whether a step may be parted; if false, it is one step without regard to the error."},
    {.key = "maxSteps",
     .forms = kInteger,
     .doc = "Parts of one step, tried or done, at most; 1000 if absent.",
     .minimum = 1,
     .maximum = 1e9},
    {"useLastTimestep", kBoolean,
     "Whether to begin with the length of part that the last step ended with."}};

}  // namespace
}  // namespace myelin::model
