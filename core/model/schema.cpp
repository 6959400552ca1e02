// The tables of the document. Each file schema_TOPIC.inl holds a part of them.
#include "model/schema.h"

#include <array>

#include "model/schema_document.inl"
#include "model/schema_inputs.inl"
#include "model/schema_neurons.inl"
#include "model/schema_plan.inl"
#include "model/schema_records.inl"
#include "model/schema_spatial.inl"
#include "model/schema_stochastic.inl"
#include "model/schema_synapses.inl"

namespace myelin::model {
namespace {

// What pages download has the words that messages need, and no others: the schema is a file of the
// package.
#ifdef MYELIN_WITHOUT_DOCS
constexpr bool kWithDocs = false;
#else
constexpr bool kWithDocs = true;
#endif

constexpr bool is_needed(const Field& field) { return kWithDocs || field.required; }
constexpr bool is_needed(const Shape&) { return kWithDocs; }

template <class T, size_t N>
constexpr std::array<T, N> with_needed_docs(const T (&items)[N]) {
  std::array<T, N> made{};
  for (size_t k = 0; k < N; ++k) {
    made[k] = items[k];
    if (!is_needed(made[k])) made[k].doc = {};
  }
  return made;
}

template <const auto& items>
constexpr auto kept = with_needed_docs(items);

template <const auto& items>
constexpr Span<const Field> fields() {
  return {kept<items>.data(), kept<items>.size()};
}

template <size_t N>
constexpr Span<const Part> any_of(const Part (&variants)[N]) {
  return {variants, N};
}

// In the order of Part.
constexpr Shape all_shapes[] = {
    {"ModelDocument", "A network, what is recorded of it, and how long it runs.",
     fields<document_fields>()},
    {"Neurons", "A group of neurons with the same equations.", fields<neurons_fields>()},
    {"MethodOptions", "Options of a method whose steps adapt.", fields<method_options_fields>()},
    {"RunRegularly", "Statements that run for all elements of a group on a clock of their own.",
     fields<run_regularly_fields>()},
    {"Function", "A function given as an expression, or by the program that runs the network.",
     fields<function_fields>()},
    {"Subgroup", "A part of a subgroup.", fields<subgroup_fields>()},
    {"Link", "A variable that is another object's, seen live.", fields<link_fields>()},
    {"Event", "A condition that is looked at in every step.", fields<event_fields>()},
    {"RunOnEvent", "Statements that run on an event.", fields<run_on_event_fields>()},
    {"Synapses", "Connections from one group to another.", fields<synapses_fields>()},
    {"Connect", "One rule that makes connections; rules are carried out in order.",
     fields<connect_fields>()},
    {"Input", "A source of spikes or values.", {}, any_of(input_variants), "kind"},
    {"PoissonGroup", "Sources that fire at random with a given rate.", fields<poisson_fields>()},
    {"SpikeGenerator", "Sources that fire at given times.", fields<spikes_fields>()},
    {"TimedArray", "A function of time given by its values, for use in equations.",
     fields<timed_array_fields>()},
    {"PoissonInput", "Random spikes added to a variable, independently for every neuron.",
     fields<poisson_input_fields>()},
    {"Recording", "One monitor.", {}, any_of(record_variants)},
    {"RecordSpikes", "Records spikes.", fields<record_spikes_fields>()},
    {"RecordStates", "Records variables over time.", fields<record_states_fields>()},
    {"RecordRate", "Records the mean rate of a population.", fields<record_rate_fields>()},
    {"Smooth",
     "A window that smooths a rate. Beyond both ends of the recording the rate counts as 0.",
     fields<smooth_fields>()},
    {"RecordEvents", "Records events as spikes are recorded.", fields<record_events_fields>()},
    {"Chosen", "A value for some of the elements; the others keep theirs.",
     fields<chosen_fields>()},
    {"RunStep", "One step of a plan.", {}, any_of(step_variants)},
    {"RunDuration", "Runs for a time.", fields<step_duration_fields>()},
    {"RunSet", "Changes values.", fields<step_set_fields>()},
    {"RunStore", "Keeps the state.", fields<step_store_fields>()},
    {"RunRestore", "Goes back to a kept state.", fields<step_restore_fields>()},
    {"RunDt", "Changes the length of time steps.", fields<step_dt_fields>()},
    {"RunSeed", "Changes the seed.", fields<step_seed_fields>()},
    {"RunActive", "Switches objects off and on.", fields<step_active_fields>()},
    {"RunUntil", "Runs until a condition holds.", fields<step_until_fields>()},
    {"RunConnect", "Adds synapses.", fields<step_connect_fields>()},
    {"RunDisconnect", "Removes synapses.", fields<step_disconnect_fields>()},
    {"SpatialNeurons", "A neuron with a morphology, cut into compartments.",
     fields<spatial_neurons_fields>()},
    {"Morphology",
     "A part of a cell with what hangs on it.",
     {},
     any_of(morphology_variants),
     "kind"},
    {"Soma", "A sphere: one compartment.", fields<soma_fields>()},
    {"Cylinder", "Compartments of equal length and diameter.", fields<cylinder_fields>()},
    {"Section", "Compartments of any lengths and diameters.", fields<section_fields>()},
    {"Swc", "A cell from an SWC file.", fields<swc_fields>()},
    {"Stochastic", "Stochastic computing.", fields<stochastic_fields>()},
    {"Streams", "Streams of bits of one length.", fields<streams_fields>()},
    {"StochasticLayer", "A layer on streams.", fields<layer_fields>()},
    {"StochasticNeurons", "Neurons with a fixed rule.", fields<stochastic_neurons_fields>()},
    {"Correlation", "AND means and SCC of pairs of streams.", fields<correlation_fields>()},
};
constexpr auto shapes = with_needed_docs(all_shapes);
static_assert(shapes.size() == size_t(Part::none));

}  // namespace

const Shape& shape_of(Part part) { return shapes[size_t(part)]; }

}  // namespace myelin::model
