// What a network answers, as plain data.

/** Spikes in the order of time, then of index. */
export interface Spikes {
  /** When, in seconds; one per spike. */
  t: Float64Array;
  /** Which element; one per spike. */
  i: Int32Array;
  /** Further recorded variables by name, one value per spike. */
  variables: Readonly<Record<string, Float64Array>>;
}

/** Variables over time. */
export interface Trace {
  /** When, in seconds; one per sample. */
  t: Float64Array;
  /** The recorded elements. */
  index: Int32Array;
  /** By variable: `t.length` rows of `index.length` values, SI. */
  variables: Readonly<Record<string, Float64Array>>;
}

/** The mean rate of a population. */
export interface Rate {
  /** When, in seconds; one per step. */
  t: Float64Array;
  /** Hz; one per step. */
  rate: Float64Array;
  /** The same smoothed over time, if the document says how ("smooth"). */
  smooth?: Float64Array;
}

/** What one monitor has recorded since the frame before. */
export interface MonitorFrame {
  name: string;
  kind: "spikes" | "states" | "rate";
  /** Seconds; one per spike or per sample. */
  t: Float64Array;
  /** spikes: which element, one per spike; states: the recorded elements. */
  i?: Int32Array;
  /** By variable; a rate is called "rate". Shapes as in {@link Trace}. */
  variables?: Record<string, Float64Array>;
}

/** The state of a network in a worker, and what it has recorded since the frame before. */
export interface Frame {
  /** Simulated time, s. */
  t: number;
  /** Steps done so far. */
  steps: number;
  /** Simulated seconds per real second, lately. */
  speed: number;
  /** Real seconds that a step takes, lately. */
  stepSeconds: number;
  /** Spikes of all groups so far. */
  spikes: number;
  monitors: MonitorFrame[];
  /** Why the network stands still, if something went wrong. */
  error?: { code: string; where: string; message: string };
}

/** One array of the running network. */
export interface SignalInfo {
  /** "cells.v" */
  name: string;
  /** Type of an element: "bool", "i32", "i64", "u64", "f64", "f32". */
  dtype: string;
  /** SI: "V", "s"; empty for a pure number. */
  unit: string;
  rows: number;
  columns: number;
}

/** What a network needs, told before it is built. */
export interface Estimate {
  /** For state, indices and queues; recordings come on top. */
  bytes: number;
  neurons: number;
  /** The expected number. */
  synapses: number;
  recordedBytesPerSecond: number;
}

export interface Statistics {
  buildSeconds: number;
  compileSeconds: number;
  /** Real seconds spent in steps. */
  runSeconds: number;
  /** Steps of the document's dt. */
  steps: number;
  /** Simulated time, s. */
  t: number;
  /** Of all groups. */
  spikes: number;
  signalBytes: number;
  recordedBytes: number;
  /** What runs the equations: "wasm" is generated code, else "interpreter". */
  backend: string;
  /** Why there is no generated code though it was wanted; empty if there is. */
  backendProblem: string;
}

/** A piece of mathematics: as written, and typeset for TeX. */
export interface Formula {
  text: string;
  tex: string;
}

export interface OutlineEquation extends Formula {
  name: string;
  kind: "differential" | "subexpression" | "parameter";
  unit: string;
  flags: string[];
}

export interface OutlineGroup {
  name: string;
  kind: "neurons" | "poisson" | "spikes";
  size: number;
  subgroups: { name: string; begin: number; end: number }[];
  method: string;
  equations: OutlineEquation[];
  threshold?: Formula;
  reset?: Formula;
  refractory?: Formula;
  /** Conditions besides the threshold. */
  events?: { name: string; condition: Formula }[];
}

export interface OutlineSynapses {
  name: string;
  from: string;
  to: string;
  count: number;
  delay: string;
  equations: OutlineEquation[];
  /** event: what they wait for, if not spikes. */
  pathways: ({ name: string; event?: string } & Formula)[];
}

export interface OutlineMonitor {
  name: string;
  kind: "spikes" | "states" | "rate";
  of: string;
  /** Of a monitor of spikes that records another event. */
  event?: string;
  variables: string[];
  units: string[];
  index: number[];
}

/** What a network is made of, for showing it. Times in seconds. */
export interface Outline {
  title: string;
  dt: number;
  duration: number;
  seed: string;
  constants: { name: string; value: number; unit: string; text: string }[];
  functions?: { name: string; arguments: string[]; value: Formula; unit: string }[];
  groups: OutlineGroup[];
  synapses: OutlineSynapses[];
  monitors: OutlineMonitor[];
}
