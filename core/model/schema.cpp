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
     .doc = "Type of the state; f32 is refused.",
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
    init_field(kMap,
               "Initial values by variable, set in this order: a number (SI), a quantity, an "
               "expression, true or false, or one value per neuron."),
    subgroups_field(),
    constants_field(),
    run_regularly_field(),
    linked_field(),
    events_field(),
    run_on_event_field("Statements that run for neurons to which an event happened."),
};

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

constexpr Field run_regularly_fields[] = {
    {"name", kName, "Its name; made from the group's if absent."},
    {"code", kCode, "Statements that run for every neuron.", true},
    dt_field("Time between two runs; the group's time step if absent."),
    when_field("Slot of the step; start if absent."),
    order_field(),
};

constexpr Field function_fields[] = {
    {"args", kLines, "Its arguments with their units, such as \"x : volt\".", true},
    {"value", kExpression, "An expression of the arguments and the document's constants."},
    {"unit", kText, "Unit of the value in base units, integer or boolean; 1 if absent."},
    {"host", kTrue,
     "Instead of value: the program that runs the network has it, and is called (slow)."},
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
    init_field(kPathMap,
               "Initial values by variable or PATHWAY.delay, set in this order: a number (SI), a "
               "quantity, an expression, true or false, or one value per synapse."),
    {"method", kCode, "Name or description of the integrator of clock-driven equations."},
    options_field(),
    dt_field(),
    order_field("Order of the state update within its slot; lower runs first."),
    constants_field(),
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
constexpr Field indegree_field = draws_field(
    "fixedIndegree",
    "Each target draws so many sources, uniformly and with replacement; goes alone.");
constexpr Field total_field = draws_field(
    "fixedTotal",
    "So many synapses draw a source and a target each, uniformly and with replacement; goes "
    "alone.");
constexpr Field connect_fields[] = {condition_field, p_field,    n_field,        sources_field,
                                    targets_field,   skip_field, indegree_field, total_field};

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
     "Rate in Hz: one for all, an expression evaluated in every step, or one per source.", true},
    dt_field(),
    order_field(),
    constants_field(),
    subgroups_field(),
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
constexpr Field record_events_fields[] = {
    {"events", kReference, "Group or subgroup whose events are recorded.", true},
    {"event", kName, "Which event.", true},
    {"variables", kNames, "Variables whose values at the event are recorded too."},
    monitor_name(),
    when_field("Slot of the step; that of the event if absent."),
    order_field("Order within its slot; that of the event + 1 if absent."),
};

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

constexpr Field stochastic_fields[] = {
    {.key = "streams", .forms = kList, .doc = "Streams of bits.", .part = Part::streams},
    {.key = "layers", .forms = kList, .doc = "Layers on streams.", .part = Part::layer},
    {.key = "neurons",
     .forms = kList,
     .doc = "Neurons with fixed rules, driven by layers.",
     .part = Part::stochastic_neurons},
    {.key = "correlations",
     .forms = kList,
     .doc = "How pairs of streams overlap.",
     .part = Part::correlation},
};
constexpr std::string_view kEncoders = "bernoulli|lfsr|sobol|rate";
constexpr Field encoder_field(std::string_view doc) {
  return {.key = "encoder", .forms = kText, .doc = doc, .choices = kEncoders};
}
constexpr Field seeds_field() {
  return {.key = "seeds",
          .forms = kIntegers | kNpy,
          .doc = "Registers that encoder lfsr begins with, one for each stream; never 0.",
          .minimum = 0,
          .maximum = 65535};
}
constexpr Field clip_field() {
  return {"clip", kBoolean, "Cuts values to their range; false, or absent, refuses them."};
}
constexpr Field count_field(std::string_view key, std::string_view doc, double minimum = 0) {
  return {.key = key, .forms = kInteger, .doc = doc, .minimum = minimum, .maximum = kMaxSize};
}
constexpr Field signed_field(std::string_view key, std::string_view doc) {
  return count_field(key, doc, -kMaxSize);
}
constexpr Field sizes_field(std::string_view key, std::string_view doc) {
  return {.key = key, .forms = kIntegers, .doc = doc, .minimum = 1, .maximum = 1048576};
}
constexpr Field streams_fields[] = {
    name_field("Name of the streams."),
    {.key = "length",
     .forms = kInteger,
     .doc = "Bits of each in a step; 1024 if absent.",
     .minimum = 1,
     .maximum = 2147483648.0},
    {"values", kNumbers | kNpy, "Numbers that are encoded anew in every step."},
    {"bits", kLines, "Given streams: texts of 0 and 1, the first bit first."},
    {"from", kName,
     "A group, or neurons here: their spikes of the last steps. A layer: its values are encoded."},
    encoder_field("How numbers become bits; bernoulli if absent."),
    {.key = "coding",
     .forms = kText,
     .doc = "What a density p stands for: p, or 2 p - 1; unipolar if absent.",
     .choices = "unipolar|bipolar"},
    {"range", kNumbers, "[low, high] of the values; that of the coding if absent."},
    clip_field(),
    seeds_field(),
    {"restart", kBoolean, "Whether lfsr and sobol begin anew in each step instead of going on."},
};
constexpr Field layer_fields[] = {
    name_field("Name of the layer."),
    {.key = "kind",
     .forms = kText,
     .doc = "What it does; dense if absent.",
     .choices = "dense|convolution|recurrent|learning"},
    {"from", kName, "Streams that it reads.", true},
    {"weights", kNumbers | kMatrix | kNpy,
     "Row by row: neurons by inputs (recurrent: inputs, then neurons), or kernels by channels by y "
     "by x."},
    {"bits", kLines, "Given weight streams instead: texts of 0 and 1."},
    {.key = "arithmetic",
     .forms = kText,
     .doc = "AND, XNOR, or AND with two banks of weights; unipolar if absent.",
     .choices = "unipolar|bipolar|sign-magnitude"},
    {.key = "normalise",
     .forms = kText,
     .doc = "What the value is divided by, beside the length; none if absent.",
     .choices = "none|inputs"},
    encoder_field("How weights become bits; bernoulli if absent."),
    seeds_field(),
    clip_field(),
    {"refresh", kBoolean, "Whether weights are encoded anew in every step."},
    sizes_field("input", "Of a convolution: [channels, height, width]."),
    sizes_field("kernel", "Of a convolution: [kernels, height, width]."),
    count_field("stride", "Of a convolution; 1 if absent.", 1),
    count_field("padding", "Of a convolution; 0 if absent."),
    count_field("size", "Number of neurons of a learning layer.", 1),
    {"weight", kNumber, "First weight of a learning layer; 0.5 if absent."},
    {"weightRange", kNumbers, "[low, high] of learnt weights; [0, 1] if absent."},
    {"rate", kNumber, "Learning rate; 0.01 if absent."},
    count_field("window", "Steps that a spike is remembered, of learning; 5 if absent.", 1),
    {"rewarded", kBoolean, "Whether weights change by reward (NAME.reward) and eligibility."},
    {"to", kReference, "A variable, GROUP.NAME, that is set to scale * value + offset."},
    {"scale", kNumber, "Of the link; 1 if absent."},
    {"offset", kNumber, "Of the link; 0 if absent."},
};
constexpr Field stochastic_neurons_fields[] = {
    name_field("Name of the neurons."),
    {.key = "kind",
     .forms = kText,
     .doc = "Their rule; fixed-lif if absent.",
     .choices = "fixed-lif|float-lif|izhikevich"},
    count_field("size", "Number of neurons; that of the layer if absent.", 1),
    {"from", kName, "A layer that drives them."},
    {"input", kNumber | kNumbers | kNpy, "Input without a layer: one for all, or one for each."},
    {"range", kNumbers,
     "[low, high]: the current of no ones and of ones only; [0, 256] or [0, 1]."},
    count_field("width", "Bits of fixed-lif; 16 if absent.", 2),
    count_field("fraction", "Binary digits behind the point; 8 if absent."),
    {.key = "overflow",
     .forms = kText,
     .doc = "What fixed-lif does beyond its width; wrap if absent.",
     .choices = "wrap|saturate"},
    signed_field("leak", "Factor of fixed-lif; 20 if absent."),
    signed_field("gain", "Factor of fixed-lif; 256 if absent."),
    count_field("noise", "Fixed-lif adds an integer of [-noise, noise]; 0 if absent."),
    {"vRest", kNumber, "Resting potential; 0 if absent."},
    {"vReset", kNumber, "Potential after a spike; 0 if absent."},
    {"vTh", kNumber, "Threshold; 256 or 1 if absent."},
    count_field("refractory", "Silent steps after a spike; 2 or 0 if absent."),
    {"tau", kNumber, "Time constant of float-lif, in steps of step; 20 if absent."},
    {"step", kNumber, "Step of float-lif and izhikevich, in their unit; 1 or 0.5 if absent."},
    {"resistance", kNumber, "Of float-lif; 1 if absent."},
    {"sigma", kNumber, "Noise of float-lif and izhikevich; 0 if absent."},
    {"homeostatic", kBoolean, "Whether the threshold of float-lif follows the rate."},
    {"target", kNumber, "The rate that homeostasis holds, per step; 0.1 if absent."},
    {"a", kNumber, "Of izhikevich; 0.02 if absent."},
    {"b", kNumber, "Of izhikevich; 0.2 if absent."},
    {"c", kNumber, "Of izhikevich; -65 if absent."},
    {"d", kNumber, "Of izhikevich; 8 if absent."},
};
constexpr Field correlation_fields[] = {
    name_field("Name of the measure."),
    {"of", kName, "Streams.", true},
    {"pairs", kMatrix, "Pairs of streams: [[0, 1], [0, 2]].", true},
};

constexpr Part input_variants[] = {Part::poisson, Part::spikes, Part::timed_array,
                                   Part::poisson_input};
constexpr Part morphology_variants[] = {Part::soma, Part::cylinder, Part::section, Part::swc};
constexpr Part record_variants[] = {Part::record_spikes, Part::record_states, Part::record_rate,
                                    Part::record_events};
constexpr Part step_variants[] = {Part::step_duration,  Part::step_set,   Part::step_store,
                                  Part::step_restore,   Part::step_dt,    Part::step_seed,
                                  Part::step_active,    Part::step_until, Part::step_connect,
                                  Part::step_disconnect};

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
