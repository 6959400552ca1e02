// The model document; made by web/build/schema.mjs from the core's schema (core/model/schema.cpp).

/** A network, what is recorded of it, and how long it runs. */
export interface ModelDocument {
  /** Version of the document; this is version 1. */
  myelin: 1;
  /** Address of this schema, for editors; not looked at. */
  $schema?: string;
  /** One line for people. */
  title?: string;
  /** Length of a time step; 0.1 ms if absent. */
  dt?: Amount;
  /** Where all random numbers come from: an integer, or a text of decimal digits for the whole 64 bits; 0 if absent. */
  seed?: number | string;
  /** Slots of a step in an order of your own; each takes before_ and after_ along, and what nothing runs in may be left out. */
  schedule?: Name[];
  /** Precision of groups and synapses that name none. */
  precision?: "f64" | "f32";
  /** Constants that every object may use, by name: quantities or plain SI numbers. */
  constants?: Record<string, Amount>;
  /** Functions for use in all equations and statements, by name. */
  functions?: Record<string, Function>;
  /** Groups of neurons given by equations. */
  neurons?: Neurons[];
  /** Neurons with a morphology, cut into compartments. */
  spatialNeurons?: SpatialNeurons[];
  /** Connections between groups. */
  synapses?: Synapses[];
  /** Sources of spikes and of values. */
  inputs?: Input[];
  /** Stochastic computing: streams of bits, layers and neurons. */
  stochastic?: Stochastic;
  /** What is recorded. */
  record?: Recording[];
  /** How long to run, or steps that are done one after the other. */
  run?: Amount | RunStep[];
  /** What the playground shows; the engine does not look at it. */
  view?: unknown;
}

/** A group of neurons with the same equations. */
export interface Neurons {
  /** Name of the group. */
  name: Name;
  /** Number of neurons. */
  size: number;
  /** Differential equations, subexpressions and parameters; a list is one text, line by line. */
  equations?: Code;
  /** Condition for a spike. */
  threshold?: Expression;
  /** Statements that run for neurons that spiked. */
  reset?: Code;
  /** How long a neuron is refractory after a spike, or the condition for being so. */
  refractory?: Amount | Expression;
  /** Name of the integrator, or its description such as "x_new = x + dt*f(x, t)"; the first of exact, euler, heun that fits if absent. */
  method?: Code;
  /** Of the methods rkf45, rkck, rk8pd, gsl_rk2 and gsl_rk4, whose steps adapt. */
  methodOptions?: MethodOptions;
  /** Length of its time step; the document's if absent. */
  dt?: Amount;
  /** Order within its slot; lower runs first. */
  order?: number;
  /** Initial values by variable, or by subgroup and variable ("E.v"), set in this order: a number (SI), a quantity, an expression, true or false, or one value per neuron. */
  init?: Record<string, Initial | Chosen>;
  /** Bits of float variables, and of what is computed of them alone; f32 takes half the memory and half the time. */
  precision?: "f64" | "f32";
  /** Named ranges [begin, end) of the indices, referred to as NAME.SUBGROUP. They may overlap, and be parts of those before them. */
  subgroups?: Record<string, Range | Subgroup>;
  /** Constants of this object alone, by name. */
  constants?: Record<string, Amount>;
  /** Statements that run on a clock of their own. */
  runRegularly?: RunRegularly[];
  /** What parameters with the flag linked are: OBJECT.VARIABLE by name. */
  linked?: Record<string, string | Link>;
  /** Conditions looked at in every step besides the threshold, by name of the event. */
  events?: Record<string, Expression | Event>;
  /** Statements that run for neurons to which an event happened. */
  runOnEvent?: RunOnEvent[];
}

/** Options of a method whose steps adapt. */
export interface MethodOptions {
  /** Error of a variable within a step, in SI units; 1e-6 if absent. */
  absoluteError?: number;
  /** Error relative to the variable, which is added; 0 if absent. */
  relativeError?: number;
  /** Whether a step may be parted; if false, it is one step without regard to the error. */
  adaptableTimestep?: boolean;
  /** Parts of one step, tried or done, at most; 1000 if absent. */
  maxSteps?: number;
  /** Whether to begin with the length of part that the last step ended with. */
  useLastTimestep?: boolean;
}

/** Statements that run for all elements of a group on a clock of their own. */
export interface RunRegularly {
  /** Its name; made from the object's if absent. */
  name?: Name;
  /** Statements that run for every neuron or synapse. */
  code: Code;
  /** Time between two runs; the object's time step if absent. */
  dt?: Amount;
  /** Runs at these times only. */
  at?: Quantity[] | number[] | Npy;
  /** Slot of the step; start if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** A function given as an expression, or by the program that runs the network. */
export interface Function {
  /** Its arguments with their units, such as "x : volt". */
  args: string[];
  /** An expression of the arguments and the document's constants. */
  value?: Expression;
  /** Unit of the value in base units, integer or boolean; 1 if absent. */
  unit?: string;
  /** Instead of value: the program that runs the network has it, and is called (slow). */
  host?: true;
}

/** A part of a subgroup. */
export interface Subgroup {
  /** The subgroup, named before, that this is a part of. */
  of: Name;
  /** [begin, end), counted from its begin. */
  range: Range;
}

/** A variable that is another object's, seen live. */
export interface Link {
  /** The variable: OBJECT.VARIABLE, GROUP.SUBGROUP.VARIABLE or GROUP[3].VARIABLE. */
  to: string;
  /** Which element of it each own element sees; needed if they are not as many. */
  index?: number[] | Npy;
  /** The same as an own integer variable, which may change. */
  indexVariable?: Name;
}

/** A condition that is looked at in every step. */
export interface Event {
  /** Condition for the event; for spike, that is the threshold. */
  condition?: Expression;
  /** Slot of the step; after_thresholds if absent, thresholds for spike. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** Statements that run on an event. */
export interface RunOnEvent {
  /** Name of the event; spike is the threshold's. */
  event: Name;
  /** Statements that run for these neurons. */
  code: Code;
  /** Slot of the step; after_resets if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** Connections from one group to another. */
export interface Synapses {
  /** Name of the connections. */
  name: Name;
  /** Group or subgroup where spikes come from. */
  from: Reference;
  /** Group or subgroup where they go. */
  to: Reference;
  /** Variables and parameters of each synapse. */
  equations?: Code;
  /** Statements for a spike of the source, or several by name of pathway; the single one is called pre. */
  onPre?: Code | Record<string, Code>;
  /** Statements for a spike of the target, or several by name of pathway; the single one is called post. */
  onPost?: Code | Record<string, Code>;
  /** Delay of pathway pre, or of pathways by name: one for all synapses, an expression that gives each its own (as the init of NAME.delay does), or one of t or of variables that change, which is evaluated for each spike. */
  delay?: Amount | Record<string, Amount>;
  /** The event that pathways wait for instead of spikes: one for all, or by pathway. */
  onEvent?: Name | Record<string, Name>;
  /** Which pairs are connected: true for all, { "p": 0.1 }, { "condition": "i != j" }, { "i": [..], "j": [..] }, or a list of such objects. */
  connect: true | Connect | Connect[];
  /** Order of pathways within slot synapses, by name; -1 for those of onPre and 1 for those of onPost if absent. Lower runs first, equal ones in the order of NAME_PATHWAY. */
  pathwayOrder?: Record<string, number>;
  /** Name of an integer that numbers the synapses of each pair in the order of creation. */
  multisynapticIndex?: Name;
  /** How synapses are numbered after "init": as connected, or by source, delay and target; then delays are whole steps and take no memory. */
  numbering?: "connected" | "delay";
  /** Whether synapses are stored, or drawn again from the same random numbers for each spike; then they take no memory, and have neither values nor delays of their own. */
  storage?: "stored" | "procedural";
  /** Bits of float variables, and of what is computed of them alone; f32 takes half the memory and half the time. */
  precision?: "f64" | "f32";
  /** Initial values by variable or PATHWAY.delay, set in this order: a number (SI), a quantity, an expression, true or false, or one value per synapse. */
  init?: Record<string, Initial | Chosen>;
  /** Name or description of the integrator of clock-driven equations. */
  method?: Code;
  /** Of the methods rkf45, rkck, rk8pd, gsl_rk2 and gsl_rk4, whose steps adapt. */
  methodOptions?: MethodOptions;
  /** Length of its time step; the document's if absent. */
  dt?: Amount;
  /** Order of the state update within its slot; lower runs first. */
  order?: number;
  /** Constants of this object alone, by name. */
  constants?: Record<string, Amount>;
  /** Statements that run on a clock of their own. */
  runRegularly?: RunRegularly[];
  /** What parameters with the flag linked are: OBJECT.VARIABLE by name. */
  linked?: Record<string, string | Link>;
}

/** One rule that makes connections; rules are carried out in order. */
export interface Connect {
  /** Connects pairs for which it holds; may use i, j and variables. */
  condition?: Expression;
  /** Probability of each pair. */
  p?: number | Expression;
  /** Number of synapses per pair; 1 if absent. */
  n?: number | Expression;
  /** Sources of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'. */
  i?: number | Expression | number[] | Npy;
  /** Targets of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'. */
  j?: number | Expression | number[] | Npy;
  /** Whether a generator may leave its range silently. */
  skipIfInvalid?: boolean;
  /** Each target draws so many sources, uniformly and with replacement; goes alone. */
  fixedIndegree?: number;
  /** So many synapses draw a source and a target each, uniformly and with replacement; goes alone. */
  fixedTotal?: number;
}

/** A source of spikes or values. */
export type Input = PoissonGroup | SpikeGenerator | TimedArray | PoissonInput;

/** Sources that fire at random with a given rate. */
export interface PoissonGroup {
  /** Which input this is. */
  kind: "poisson";
  /** Name of the group. */
  name: Name;
  /** Number of sources. */
  size: number;
  /** Rate in Hz: one for all, an expression evaluated in every step, or one per source. Where runRegularly may change them, what they begin with. */
  rates: Amount | Expression | number[] | Npy;
  /** Length of its time step; the document's if absent. */
  dt?: Amount;
  /** Order within its slot; lower runs first. */
  order?: number;
  /** Constants of this object alone, by name. */
  constants?: Record<string, Amount>;
  /** Named ranges [begin, end) of the indices, referred to as NAME.SUBGROUP. They may overlap, and be parts of those before them. */
  subgroups?: Record<string, Range | Subgroup>;
  /** Statements that run on a clock of their own. */
  runRegularly?: RunRegularly[];
}

/** Sources that fire at given times. */
export interface SpikeGenerator {
  /** Which input this is. */
  kind: "spikes";
  /** Name of the group. */
  name: Name;
  /** Number of sources. */
  size: number;
  /** Which source fires, one per spike. */
  indices: number[] | Npy;
  /** When it fires, one per spike; numbers are seconds. */
  times: Quantity[] | number[] | Npy;
  /** Repeats all spikes after this time; never if absent. */
  period?: Amount;
  /** Length of its time step; the document's if absent. */
  dt?: Amount;
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** A function of time given by its values, for use in equations. */
export interface TimedArray {
  /** Which input this is. */
  kind: "timed-array";
  /** Name of the function: NAME(t), or NAME(t, k) for two dimensions. */
  name: Name;
  /** SI values, one per time step, or one row per time step with one column per k. */
  values: number[] | number[][] | Npy;
  /** Unit of the values, such as volt; 1 if absent. */
  unit?: string;
  /** How long each value lasts. */
  dt: Amount;
}

/** Random spikes added to a variable, independently for every neuron. */
export interface PoissonInput {
  /** Which input this is. */
  kind: "poisson-input";
  /** Name of the input. */
  name: Name;
  /** Group or subgroup that receives it. */
  to: Reference;
  /** Variable that each arriving spike changes. */
  variable: Name;
  /** Number of independent sources per neuron. */
  sources: number;
  /** Rate of each source. */
  rate: Amount;
  /** What one spike adds to the variable. */
  weight: Amount | Expression;
  /** Slot of the step; synapses if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** One monitor. */
export type Recording = RecordSpikes | RecordStates | RecordRate | RecordEvents;

/** Records spikes. */
export interface RecordSpikes {
  /** Group or subgroup whose spikes are recorded. */
  spikes: Reference;
  /** Variables whose values at the spike are recorded too. */
  variables?: Name[];
  /** Name of the monitor; spikes_OBJECT, states_OBJECT, rate_OBJECT or events_OBJECT_EVENT if absent. */
  name?: Name;
  /** Slot of the step; thresholds if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** Records variables over time. */
export interface RecordStates {
  /** Group, subgroup or synapses whose variables are recorded. */
  states: Reference;
  /** Which variables. */
  variables: Name[];
  /** Which elements; true, or absent, for all. */
  index?: true | number[] | Npy;
  /** Time between two samples; the time step of what is recorded if absent. */
  dt?: Amount;
  /** Takes samples at these times only. */
  at?: Quantity[] | number[] | Npy;
  /** Whether the state after each run is recorded too. */
  final?: boolean;
  /** Slot of the step; start if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
  /** Name of the monitor; spikes_OBJECT, states_OBJECT, rate_OBJECT or events_OBJECT_EVENT if absent. */
  name?: Name;
}

/** Records the mean rate of a population. */
export interface RecordRate {
  /** Group or subgroup whose mean rate is recorded in every step. */
  rate: Reference;
  /** Also records the rate smoothed over time, as the column smooth. */
  smooth?: Smooth;
  /** Name of the monitor; spikes_OBJECT, states_OBJECT, rate_OBJECT or events_OBJECT_EVENT if absent. */
  name?: Name;
  /** Slot of the step; end if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; lower runs first. */
  order?: number;
}

/** A window that smooths a rate. Beyond both ends of the recording the rate counts as 0. */
export interface Smooth {
  /** Width of a flat window, or standard deviation of a gaussian one. */
  width: Amount;
  /** flat: the mean over an odd number of steps, at most the width; gaussian, or absent: over two widths to each side. */
  window?: "flat" | "gaussian";
}

/** Records events as spikes are recorded. */
export interface RecordEvents {
  /** Group or subgroup whose events are recorded. */
  events: Reference;
  /** Which event. */
  event: Name;
  /** Variables whose values at the event are recorded too. */
  variables?: Name[];
  /** Name of the monitor; spikes_OBJECT, states_OBJECT, rate_OBJECT or events_OBJECT_EVENT if absent. */
  name?: Name;
  /** Slot of the step; that of the event if absent. */
  when?:
    | "before_start"
    | "start"
    | "after_start"
    | "before_groups"
    | "groups"
    | "after_groups"
    | "before_thresholds"
    | "thresholds"
    | "after_thresholds"
    | "before_synapses"
    | "synapses"
    | "after_synapses"
    | "before_resets"
    | "resets"
    | "after_resets"
    | "before_end"
    | "end"
    | "after_end";
  /** Order within its slot; that of the event + 1 if absent. */
  order?: number;
}

/** A value for some of the elements; the others keep theirs. */
export interface Chosen {
  /** What they are set to: one value for all, an expression, or one each. */
  value: Initial;
  /** Elements for which this condition holds. */
  where?: Expression;
  /** Elements with these numbers. */
  index?: number | number[] | Npy;
  /** Synapses with these sources. */
  i?: number | number[] | Npy;
  /** Synapses with these targets. */
  j?: number | number[] | Npy;
  /** Synapses with these numbers within their pair. */
  k?: number | number[] | Npy;
}

/** One step of a plan. */
export type RunStep =
  | RunDuration
  | RunSet
  | RunStore
  | RunRestore
  | RunDt
  | RunSeed
  | RunActive
  | RunUntil
  | RunConnect
  | RunDisconnect;

/** Runs for a time. */
export interface RunDuration {
  /** Runs for this time. */
  duration: Amount;
}

/** Changes values. */
export interface RunSet {
  /** Changes constants ("taum") and variables ("cells.I") before running on. */
  set: Record<string, Initial | Chosen>;
}

/** Keeps the state. */
export interface RunStore {
  /** Keeps the state of the network under this name. */
  store: Name;
}

/** Goes back to a kept state. */
export interface RunRestore {
  /** Goes back to the state kept under this name. */
  restore: Name;
}

/** Changes the length of time steps. */
export interface RunDt {
  /** Length of a time step from now on. */
  dt: Amount;
  /** Object with a dt of its own, or the name of a monitor; the document's dt if absent. */
  of?: Name;
}

/** Changes the seed. */
export interface RunSeed {
  /** Random numbers are from now on those of this seed. */
  seed: number | string;
}

/** Switches objects off and on. */
export interface RunActive {
  /** Objects by name: false lets one do nothing and forgets its spikes; true lets it work again. */
  active: Record<string, boolean>;
}

/** Runs until a condition holds. */
export interface RunUntil {
  /** Runs until this condition holds. */
  until: Expression;
  /** Whose variables the condition uses; if absent, constants and t alone. */
  of?: Reference;
  /** Whether it must hold for any element or for all; any if absent. */
  for?: "any" | "all";
  /** Runs no longer than this. */
  atMost: Amount;
  /** Looks at the condition after this time, again and again; after every step if absent. */
  check?: Amount;
}

/** Adds synapses. */
export interface RunConnect {
  /** Adds synapses to these; the pairs are given as in "connect" of synapses. */
  connect: Name;
  /** Connects pairs for which it holds; may use i, j and variables. */
  condition?: Expression;
  /** Probability of each pair. */
  p?: number | Expression;
  /** Number of synapses per pair; 1 if absent. */
  n?: number | Expression;
  /** Sources of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'. */
  i?: number | Expression | number[] | Npy;
  /** Targets of explicit pairs, or a generator 'EXPR for k in RANGE if CONDITION'. */
  j?: number | Expression | number[] | Npy;
  /** Whether a generator may leave its range silently. */
  skipIfInvalid?: boolean;
  /** Each target draws so many sources, uniformly and with replacement; goes alone. */
  fixedIndegree?: number;
  /** So many synapses draw a source and a target each, uniformly and with replacement; goes alone. */
  fixedTotal?: number;
  /** Values of the new synapses, instead of those that the synapses' own init gives. */
  init?: Record<string, Initial>;
}

/** Removes synapses. */
export interface RunDisconnect {
  /** Removes some of these synapses; the others are numbered anew. */
  disconnect: Name;
  /** Elements for which this condition holds. */
  where?: Expression;
  /** Elements with these numbers. */
  index?: number | number[] | Npy;
  /** Synapses with these sources. */
  i?: number | number[] | Npy;
  /** Synapses with these targets. */
  j?: number | number[] | Npy;
  /** Synapses with these numbers within their pair. */
  k?: number | number[] | Npy;
}

/** A neuron with a morphology, cut into compartments. */
export interface SpatialNeurons {
  /** Name of the cell. */
  name: Name;
  /** Its shape: the root of a tree of sections. Compartments are numbered depth first. */
  morphology: Morphology;
  /** Im, the membrane current (amp/meter**2, inward positive), and what it depends on. A current with the flag (point current) is in amp and added to Im. v, Ic, Cm, Ri, area, length, diameter, volume, distance, x, y and z are known. */
  equations: Code;
  /** Capacitance of the membrane (farad/meter**2); 0.9 uF/cm**2 if absent. */
  Cm?: Initial;
  /** Resistivity of the inside (ohm*meter); 150 ohm*cm if absent. */
  Ri?: Initial;
  /** Condition for a spike of a compartment. */
  threshold?: Expression;
  /** The one compartment where the threshold is looked at: its number, or a part of the cell such as axon[50*um]; all compartments if absent. */
  thresholdLocation?: number | Reference;
  /** Statements that run for compartments that spiked. */
  reset?: Code;
  /** How long a compartment is refractory after a spike, or the condition for being so. */
  refractory?: Amount | Expression;
  /** Name of the integrator of all but v; the first of exact, exponential_euler, rk2, heun that fits if absent. */
  method?: string;
  /** Length of its time step; the document's if absent. */
  dt?: Amount;
  /** Order within its slot; lower runs first. */
  order?: number;
  /** Initial values by variable, or by part and variable ("axon.gNa"), set in this order: a number (SI), a quantity, an expression, true or false, or one value per compartment. */
  init?: Record<string, Initial | Chosen>;
  /** Named ranges [begin, end) of the indices, referred to as NAME.SUBGROUP. They may overlap, and be parts of those before them. */
  subgroups?: Record<string, Range | Subgroup>;
  /** Constants of this object alone, by name. */
  constants?: Record<string, Amount>;
  /** Statements that run on a clock of their own. */
  runRegularly?: RunRegularly[];
  /** What parameters with the flag linked are: OBJECT.VARIABLE by name. */
  linked?: Record<string, string | Link>;
  /** Conditions looked at in every step besides the threshold, by name of the event. */
  events?: Record<string, Expression | Event>;
  /** Statements that run for compartments to which an event happened. */
  runOnEvent?: RunOnEvent[];
}

/** A part of a cell with what hangs on it. */
export type Morphology = Soma | Cylinder | Section | Swc;

/** A sphere: one compartment. */
export interface Soma {
  /** Which shape this is. */
  kind: "soma";
  /** Diameter of the sphere. */
  diameter: Amount;
  /** Where its centre is, [x, y, z] in metres. */
  at?: number[];
  /** Sections that begin where this one ends, by name. NAME.CHILD refers to a child with all that hangs on it, NAME.main to a section alone. */
  children?: Record<string, Morphology>;
}

/** Compartments of equal length and diameter. */
export interface Cylinder {
  /** Which shape this is. */
  kind: "cylinder";
  /** Number of compartments of equal length; 1 if absent. */
  n?: number;
  /** Length of the whole cylinder. */
  length: Amount;
  /** Its diameter. */
  diameter: Amount;
  /** Where it goes, [x, y, z] of any length; straight on from its parent if absent. */
  direction?: number[];
  /** Sections that begin where this one ends, by name. NAME.CHILD refers to a child with all that hangs on it, NAME.main to a section alone. */
  children?: Record<string, Morphology>;
}

/** Compartments of any lengths and diameters. */
export interface Section {
  /** Which shape this is. */
  kind: "section";
  /** Length of each compartment; numbers are metres. */
  lengths?: Quantity[] | number[];
  /** Instead of lengths: the ends of the compartments, [x, y, z] in metres. */
  points?: number[][];
  /** Diameter of each compartment, or of their ends, which are one more: truncated cones. */
  diameters: Quantity[] | number[];
  /** Where it goes, [x, y, z] of any length; straight on from its parent if absent. */
  direction?: number[];
  /** Sections that begin where this one ends, by name. NAME.CHILD refers to a child with all that hangs on it, NAME.main to a section alone. */
  children?: Record<string, Morphology>;
}

/** A cell from an SWC file. */
export interface Swc {
  /** Which shape this is. */
  kind: "swc";
  /** A whole cell: the text of an SWC file, lines of number, type, x, y, z, radius (um) and parent. Children are called axon, dend, apic; then dend2, dend3 and so on. */
  swc: Code;
}

/** Stochastic computing. */
export interface Stochastic {
  /** Streams of bits. */
  streams?: Streams[];
  /** Layers on streams. */
  layers?: StochasticLayer[];
  /** Neurons with fixed rules, driven by layers. */
  neurons?: StochasticNeurons[];
  /** How pairs of streams overlap. */
  correlations?: Correlation[];
}

/** Streams of bits of one length. */
export interface Streams {
  /** Name of the streams. */
  name: Name;
  /** Bits of each in a step; 1024 if absent. */
  length?: number;
  /** Numbers that are encoded anew in every step. */
  values?: number[] | Npy;
  /** Given streams: texts of 0 and 1, the first bit first. */
  bits?: string[];
  /** A group, or neurons here: their spikes of the last steps. A layer: its values are encoded. */
  from?: Name;
  /** How numbers become bits; bernoulli if absent. */
  encoder?: "bernoulli" | "lfsr" | "sobol" | "rate";
  /** What a density p stands for: p, or 2 p - 1; unipolar if absent. */
  coding?: "unipolar" | "bipolar";
  /** [low, high] of the values; that of the coding if absent. */
  range?: number[];
  /** Cuts values to their range; false, or absent, refuses them. */
  clip?: boolean;
  /** Registers that encoder lfsr begins with, one for each stream; never 0. */
  seeds?: number[] | Npy;
  /** Whether lfsr and sobol begin anew in each step instead of going on. */
  restart?: boolean;
}

/** A layer on streams. */
export interface StochasticLayer {
  /** Name of the layer. */
  name: Name;
  /** What it does; dense if absent. */
  kind?: "dense" | "convolution" | "recurrent" | "learning";
  /** Streams that it reads. */
  from: Name;
  /** Row by row: neurons by inputs (recurrent: inputs, then neurons), or kernels by channels by y by x. */
  weights?: number[] | number[][] | Npy;
  /** Given weight streams instead: texts of 0 and 1. */
  bits?: string[];
  /** AND, XNOR, or AND with two banks of weights; unipolar if absent. */
  arithmetic?: "unipolar" | "bipolar" | "sign-magnitude";
  /** What the value is divided by, beside the length; none if absent. */
  normalise?: "none" | "inputs";
  /** How weights become bits; bernoulli if absent. */
  encoder?: "bernoulli" | "lfsr" | "sobol" | "rate";
  /** Registers that encoder lfsr begins with, one for each stream; never 0. */
  seeds?: number[] | Npy;
  /** Cuts values to their range; false, or absent, refuses them. */
  clip?: boolean;
  /** Whether weights are encoded anew in every step. */
  refresh?: boolean;
  /** Of a convolution: [channels, height, width]. */
  input?: number[];
  /** Of a convolution: [kernels, height, width]. */
  kernel?: number[];
  /** Of a convolution; 1 if absent. */
  stride?: number;
  /** Of a convolution; 0 if absent. */
  padding?: number;
  /** Number of neurons of a learning layer. */
  size?: number;
  /** First weight of a learning layer; 0.5 if absent. */
  weight?: number;
  /** [low, high] of learnt weights; [0, 1] if absent. */
  weightRange?: number[];
  /** Learning rate; 0.01 if absent. */
  rate?: number;
  /** Steps that a spike is remembered, of learning; 5 if absent. */
  window?: number;
  /** Whether weights change by reward (NAME.reward) and eligibility. */
  rewarded?: boolean;
  /** A variable, GROUP.NAME, that is set to scale * value + offset. */
  to?: Reference;
  /** Of the link; 1 if absent. */
  scale?: number;
  /** Of the link; 0 if absent. */
  offset?: number;
}

/** Neurons with a fixed rule. */
export interface StochasticNeurons {
  /** Name of the neurons. */
  name: Name;
  /** Their rule; fixed-lif if absent. */
  kind?: "fixed-lif" | "float-lif" | "izhikevich";
  /** Number of neurons; that of the layer if absent. */
  size?: number;
  /** A layer that drives them. */
  from?: Name;
  /** Input without a layer: one for all, or one for each. */
  input?: number | number[] | Npy;
  /** [low, high]: the current of no ones and of ones only; [0, 256] or [0, 1]. */
  range?: number[];
  /** Bits of fixed-lif; 16 if absent. */
  width?: number;
  /** Binary digits behind the point; 8 if absent. */
  fraction?: number;
  /** What fixed-lif does beyond its width; wrap if absent. */
  overflow?: "wrap" | "saturate";
  /** Factor of fixed-lif; 20 if absent. */
  leak?: number;
  /** Factor of fixed-lif; 256 if absent. */
  gain?: number;
  /** Fixed-lif adds an integer of [-noise, noise]; 0 if absent. */
  noise?: number;
  /** Resting potential; 0 if absent. */
  vRest?: number;
  /** Potential after a spike; 0 if absent. */
  vReset?: number;
  /** Threshold; 256 or 1 if absent. */
  vTh?: number;
  /** Silent steps after a spike; 2 or 0 if absent. */
  refractory?: number;
  /** Time constant of float-lif, in steps of step; 20 if absent. */
  tau?: number;
  /** Step of float-lif and izhikevich, in their unit; 1 or 0.5 if absent. */
  step?: number;
  /** Of float-lif; 1 if absent. */
  resistance?: number;
  /** Noise of float-lif and izhikevich; 0 if absent. */
  sigma?: number;
  /** Whether the threshold of float-lif follows the rate. */
  homeostatic?: boolean;
  /** The rate that homeostasis holds, per step; 0.1 if absent. */
  target?: number;
  /** Of izhikevich; 0.02 if absent. */
  a?: number;
  /** Of izhikevich; 0.2 if absent. */
  b?: number;
  /** Of izhikevich; -65 if absent. */
  c?: number;
  /** Of izhikevich; 8 if absent. */
  d?: number;
}

/** AND means and SCC of pairs of streams. */
export interface Correlation {
  /** Name of the measure. */
  name: Name;
  /** Streams. */
  of: Name;
  /** Pairs of streams: [[0, 1], [0, 2]]. */
  pairs: number[][];
}

/** A number with a unit, such as "5 ms" or "-60 mV". */
export type Quantity = string;

/** An expression of the equation language, such as "v > Vt". */
export type Expression = string;

/** A letter, then letters, digits and _. */
export type Name = string;

/** The name of an object, NAME.SUBGROUP, or some of their elements: NAME[3], NAME[10:20]; or a part of a cell: NAME.CHILD.CHILD, NAME.CHILD[3], NAME.CHILD[10*um:50*um]. */
export type Reference = string;

/** A number in SI units, a quantity, an expression, true or false, or one value per element. */
export type Initial = number | boolean | Quantity | Expression | number[] | boolean[] | Npy;

/** Equations or statements: one text, or a list of lines. */
export type Code = string | string[];

/** A quantity with its unit, or a plain number in SI units. */
export type Amount = number | Quantity;

/** The indices begin to end - 1, as [begin, end]. */
export type Range = [number, number];

/** A NumPy array: the bytes that numpy.save writes, as base64. Little-endian int32, int64, uint32, uint8, float32, float64 or boolean, in C order. */
export interface Npy {
  npy: string;
}
