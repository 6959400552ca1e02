// A part of the tables of schema.cpp: synapses, the rules that connect them, and how some elements
// are chosen.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field synapses_fields[] = {
    name_field("Name of the connections."),
    {"from", kReference, "Group or subgroup where spikes come from.", true},
    {"to", kReference, "Group or subgroup where they go.", true},
    {"equations", kCode, "Variables and parameters of each synapse."},
    {.key = "onPre",
     .forms = kCode | kMap,
     .doc = "Statements for a spike of the source, or several by name of pathway; the single one "
            "is called pre.",
     .each = kCode},
    {.key = "onPost",
     .forms = kCode | kMap,
     .doc = "Statements for a spike of the target, or several by name of pathway; the single one "
            "is called post.",
     .each = kCode},
    {.key = "delay",
     .forms = kAmount | kMap,
     .doc = "Delay of pathway pre, or of pathways by name: one for all synapses, an expression "
            "that gives each its own (as the init of NAME.delay does), or one of t or of variables "
            "that change, which is evaluated for each spike.",
     .each = kAmount},
    {.key = "onEvent",
     .forms = kName | kMap,
     .doc = "The event that pathways wait for instead of spikes: one for all, or by pathway.",
     .each = kName},
    {.key = "connect",
     .forms = kTrue | kObject | kList,
     .doc =
         "Which pairs are connected: true for all, { \"p\": 0.1 }, { \"condition\": \"i != j\" }, "
         "{ \"i\": [..], \"j\": [..] }, or a list of such objects.",
     .required = true,
     .part = Part::connect},
    {.key = "pathwayOrder",
     .forms = kMap,
     .doc =
         "Order of pathways within slot synapses, by name; -1 for those of onPre and 1 for those "
         "of onPost if absent. Lower runs first, equal ones in the order of NAME_PATHWAY.",
     .each = kInteger},
    {"multisynapticIndex", kName,
     "Name of an integer that numbers the synapses of each pair in the order of creation."},
    {.key = "numbering",
     .forms = kText,
     .doc =
         "How synapses are numbered after \"init\": as connected, or by source, delay and target; "
         "then delays are whole steps and take no memory.",
     .choices = "connected|delay"},
    {.key = "storage",
     .forms = kText,
     .doc = "Whether synapses are stored, or drawn again from the same random numbers for each "
            "spike; then they take no memory, and have neither values nor delays of their own.",
     .choices = "stored|procedural"},
    precision_field(),
    init_field(kPathMap,
               "Initial values by variable or PATHWAY.delay, set in this order: a number (SI), a "
               "quantity, an expression, true or false, or one value per synapse."),
    {"method", kCode, "Name or description of the integrator of clock-driven equations."},
    options_field(),
    dt_field(),
    order_field("Order of the state update within its slot; lower runs first."),
    constants_field(),
    run_regularly_field(),
    linked_field(),
};

constexpr uint32_t kIndices = kInteger | kIntegers | kNpy | kExpression;
constexpr Field condition_field{"condition", kExpression,
                                "Connects pairs for which it holds; may use i, j and variables."};
constexpr Field p_field{"p", kNumber | kExpression, "Probability of each pair."};
constexpr Field n_field{"n", kInteger | kExpression, "Number of synapses per pair; 1 if absent."};
constexpr Field ends_field(std::string_view key, std::string_view doc) {
  return {.key = key, .forms = kIndices, .doc = doc, .minimum = 0, .maximum = kMaxSize};
}
constexpr Field sources_field = ends_field(
    "i", "Sources of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'.");
constexpr Field targets_field = ends_field(
    "j", "Targets of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'.");
constexpr Field skip_field{"skipIfInvalid", kBoolean,
                           "Whether a generator may leave its range silently."};
constexpr Field draws_field(std::string_view key, std::string_view doc) {
  return {.key = key, .forms = kInteger, .doc = doc, .minimum = 0, .maximum = kMaxSize};
}
constexpr Field indegree_field =
    draws_field("fixedIndegree",
                "Each target draws so many sources, uniformly and with replacement; goes alone.");
constexpr Field total_field = draws_field(
    "fixedTotal",
    "So many synapses draw a source and a target each, uniformly and with replacement; goes "
    "alone.");
constexpr Field connect_fields[] = {condition_field, p_field,    n_field,        sources_field,
                                    targets_field,   skip_field, indegree_field, total_field};

constexpr uint32_t kElements = kInteger | kIntegers | kNpy;
constexpr Field elements_field(std::string_view key, std::string_view doc) {
  return {.key = key, .forms = kElements, .doc = doc, .minimum = 0, .maximum = kMaxSize};
}
constexpr Field where_field{"where", kExpression, "Elements for which this condition holds."};
constexpr Field index_field = elements_field("index", "Elements with these numbers.");
constexpr Field i_field = elements_field("i", "Synapses with these sources.");
constexpr Field j_field = elements_field("j", "Synapses with these targets.");
constexpr Field k_field = elements_field("k", "Synapses with these numbers within their pair.");
constexpr Field chosen_fields[] = {
    {"value", kInitial, "What they are set to: one value for all, an expression, or one each.",
     true},
    where_field,
    index_field,
    i_field,
    j_field,
    k_field};

}  // namespace
}  // namespace myelin::model
