// A part of the tables of schema.cpp: steps of a plan.
#pragma once

#include "model/schema_synapses.inl"

namespace myelin::model {
namespace {

constexpr Field step_duration_fields[] = {{"duration", kAmount, "Runs for this time.", true}};
constexpr Field step_set_fields[] = {
    {.key = "set",
     .forms = kPathMap,
     .doc = "Changes constants (\"taum\") and variables (\"cells.I\") before running on.",
     .required = true,
     .part = Part::chosen,
     .each = kInitial | kObject}};
constexpr Field step_store_fields[] = {
    {"store", kName, "Keeps the state of the network under this name.", true}};
constexpr Field step_restore_fields[] = {
    {"restore", kName, "Goes back to the state kept under this name.", true}};
constexpr Field step_connect_fields[] = {
    {"connect", kName, "Adds synapses to these; the pairs are given as in \"connect\" of synapses.",
     true},
    condition_field,
    p_field,
    n_field,
    sources_field,
    targets_field,
    skip_field,
    indegree_field,
    total_field,
    {.key = "init",
     .forms = kPathMap,
     .doc = "Values of the new synapses, instead of those that the synapses' own init gives.",
     .each = kInitial}};
constexpr Field step_disconnect_fields[] = {
    {"disconnect", kName, "Removes some of these synapses; the others are numbered anew.", true},
    where_field,
    index_field,
    i_field,
    j_field,
    k_field};

constexpr Field step_dt_fields[] = {
    {"dt", kAmount, "Length of a time step from now on.", true},
    {"of", kName,
     "Object with a dt of its own, or the name of a monitor; the document's dt if absent."}};
constexpr Field step_seed_fields[] = {{.key = "seed",
                                       .forms = kInteger | kText,
                                       .doc = "Random numbers are from now on those of this seed.",
                                       .required = true,
                                       .minimum = 0}};
constexpr Field step_active_fields[] = {
    {.key = "active",
     .forms = kMap,
     .doc = "Objects by name: false lets one do nothing and forgets its spikes; true lets it work "
            "again.",
     .required = true,
     .each = kBoolean}};
constexpr Field step_until_fields[] = {
    {"until", kExpression, "Runs until this condition holds.", true},
    {"of", kReference, "Whose variables the condition uses; if absent, constants and t alone."},
    {.key = "for",
     .forms = kText,
     .doc = "Whether it must hold for any element or for all; any if absent.",
     .choices = "any|all"},
    {"atMost", kAmount, "Runs no longer than this.", true},
    {"check", kAmount,
     "Looks at the condition after this time, again and again; after every step "
     "if absent."}};

constexpr Part step_variants[] = {Part::step_duration,  Part::step_set,   Part::step_store,
                                  Part::step_restore,   Part::step_dt,    Part::step_seed,
                                  Part::step_active,    Part::step_until, Part::step_connect,
                                  Part::step_disconnect};

}  // namespace
}  // namespace myelin::model
