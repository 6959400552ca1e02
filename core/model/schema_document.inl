// A part of the tables of schema.cpp: the document itself, and its functions.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field document_fields[] = {
    {.key = "myelin",
     .forms = kInteger,
     .doc = "Version of the document; this is version 1.",
     .required = true,
     .minimum = 1,
     .maximum = 1},
    {"$schema", kText, "Address of this schema, for editors; not looked at."},
    {"title", kText, "One line for people."},
    {"dt", kAmount, "Length of a time step; 0.1 ms if absent."},
    {.key = "seed",
     .forms = kInteger | kText,
     .doc = "Where all random numbers come from: an integer, or a text of decimal digits for the "
            "whole 64 bits; 0 if absent.",
     .minimum = 0},
    {"schedule", kNames,
     "Slots of a step in an order of your own; each takes before_ and after_ along, and what "
     "nothing runs in may be left out."},
    {.key = "precision",
     .forms = kText,
     .doc = "Precision of groups and synapses that name none.",
     .choices = "f64|f32"},
    {.key = "constants",
     .forms = kMap,
     .doc = "Constants that every object may use, by name: quantities or plain SI numbers.",
     .each = kAmount},
    {.key = "functions",
     .forms = kMap,
     .doc = "Functions for use in all equations and statements, by name.",
     .part = Part::function,
     .each = kObject},
    {.key = "neurons",
     .forms = kList,
     .doc = "Groups of neurons given by equations.",
     .part = Part::neurons},
    {.key = "spatialNeurons",
     .forms = kList,
     .doc = "Neurons with a morphology, cut into compartments.",
     .part = Part::spatial_neurons},
    {.key = "synapses",
     .forms = kList,
     .doc = "Connections between groups.",
     .part = Part::synapses},
    {.key = "inputs",
     .forms = kList,
     .doc = "Sources of spikes and of values.",
     .part = Part::input},
    {.key = "stochastic",
     .forms = kObject,
     .doc = "Stochastic computing: streams of bits, layers and neurons.",
     .part = Part::stochastic},
    {.key = "record", .forms = kList, .doc = "What is recorded.", .part = Part::record},
    {.key = "run",
     .forms = kQuantity | kNumber | kList,
     .doc = "How long to run, or steps that are done one after the other.",
     .part = Part::step},
    {"view", kAny, "What the playground shows; the engine does not look at it."},
};

constexpr Field function_fields[] = {
    {"args", kLines, "Its arguments with their units, such as \"x : volt\".", true},
    {"value", kExpression, "An expression of the arguments and the document's constants."},
    {"unit", kText, "Unit of the value in base units, integer or boolean; 1 if absent."},
    {"host", kTrue,
     "Instead of value: the program that runs the network has it, and is called (slow)."},
};

}  // namespace
}  // namespace myelin::model
