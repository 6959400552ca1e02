// The tables of the document. Each file schema_TOPIC.inl holds a part of them.
#include "model/schema.h"

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

template <class T, size_t N>
constexpr Span<const T> all(const T (&items)[N]) {
  return {items, N};
}

// In the order of Part.
constexpr Shape shapes[] = {
    {"ModelDocument", "A network, what is recorded of it, and how long it runs.",
     all(document_fields)},
    {"Neurons", "A group of neurons with the same equations.", all(neurons_fields)},
    {"MethodOptions", "Options of a method whose steps adapt.", all(method_options_fields)},
    {"RunRegularly", "Statements that run for all neurons of a group on a clock of their own.",
     all(run_regularly_fields)},
    {"Function", "A function given as an expression, or by the program that runs the network.",
     all(function_fields)},
    {"Subgroup", "A part of a subgroup.", all(subgroup_fields)},
    {"Link", "A variable that is another object's, seen live.", all(link_fields)},
    {"Event", "A condition that is looked at in every step.", all(event_fields)},
    {"RunOnEvent", "Statements that run on an event.", all(run_on_event_fields)},
    {"Synapses", "Connections from one group to another.", all(synapses_fields)},
    {"Connect", "One rule that makes connections; rules are carried out in order.",
     all(connect_fields)},
    {"Input", "A source of spikes or values.", {}, all(input_variants), "kind"},
    {"PoissonGroup", "Sources that fire at random with a given rate.", all(poisson_fields)},
    {"SpikeGenerator", "Sources that fire at given times.", all(spikes_fields)},
    {"TimedArray", "A function of time given by its values, for use in equations.",
     all(timed_array_fields)},
    {"PoissonInput", "Random spikes added to a variable, independently for every neuron.",
     all(poisson_input_fields)},
    {"Recording", "One monitor.", {}, all(record_variants)},
    {"RecordSpikes", "Records spikes.", all(record_spikes_fields)},
    {"RecordStates", "Records variables over time.", all(record_states_fields)},
    {"RecordRate", "Records the mean rate of a population.", all(record_rate_fields)},
    {"Smooth",
     "A window that smooths a rate. Beyond both ends of the recording the rate counts as 0.",
     all(smooth_fields)},
    {"RecordEvents", "Records events as spikes are recorded.", all(record_events_fields)},
    {"Chosen", "A value for some of the elements; the others keep theirs.", all(chosen_fields)},
    {"RunStep", "One step of a plan.", {}, all(step_variants)},
    {"RunDuration", "Runs for a time.", all(step_duration_fields)},
    {"RunSet", "Changes values.", all(step_set_fields)},
    {"RunStore", "Keeps the state.", all(step_store_fields)},
    {"RunRestore", "Goes back to a kept state.", all(step_restore_fields)},
    {"RunDt", "Changes the length of time steps.", all(step_dt_fields)},
    {"RunSeed", "Changes the seed.", all(step_seed_fields)},
    {"RunActive", "Switches objects off and on.", all(step_active_fields)},
    {"RunUntil", "Runs until a condition holds.", all(step_until_fields)},
    {"RunConnect", "Adds synapses.", all(step_connect_fields)},
    {"RunDisconnect", "Removes synapses.", all(step_disconnect_fields)},
    {"SpatialNeurons", "A neuron with a morphology, cut into compartments.",
     all(spatial_neurons_fields)},
    {"Morphology", "A part of a cell with what hangs on it.", {}, all(morphology_variants), "kind"},
    {"Soma", "A sphere: one compartment.", all(soma_fields)},
    {"Cylinder", "Compartments of equal length and diameter.", all(cylinder_fields)},
    {"Section", "Compartments of any lengths and diameters.", all(section_fields)},
    {"Swc", "A cell from an SWC file.", all(swc_fields)},
    {"Stochastic", "Stochastic computing.", all(stochastic_fields)},
    {"Streams", "Streams of bits of one length.", all(streams_fields)},
    {"StochasticLayer", "A layer on streams.", all(layer_fields)},
    {"StochasticNeurons", "Neurons with a fixed rule.", all(stochastic_neurons_fields)},
    {"Correlation", "AND means and SCC of pairs of streams.", all(correlation_fields)},
};
static_assert(sizeof shapes / sizeof *shapes == size_t(Part::none));

}  // namespace

const Shape& shape_of(Part part) { return shapes[size_t(part)]; }

}  // namespace myelin::model
