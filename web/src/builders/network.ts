// Plain functions that write the document. Each part is a small document of its own; `network`
// joins them. Nothing is built and nothing is checked here: the engine does that, in one place.
//
//   network(
//     { title: "A ring", dt: ms(0.1), run: "1 s" },
//     neuronGroup("cells", 100, { equations: "dv/dt = -v / (20*ms) : 1", threshold: "v > 1" }),
//     synapses("ring", "cells", "cells", { onPre: "v += 0.1", connect: { p: 0.1 } }),
//     recordSpikes("cells"),
//   )

import type {
  ModelDocument,
  Neurons,
  Npy,
  PoissonGroup,
  PoissonInput,
  RecordRate,
  RecordSpikes,
  RecordStates,
  SpikeGenerator,
  Synapses,
  TimedArray,
} from "./document.js";
import { ModelError } from "./errors.js";

/** A part of a network, for {@link network}. */
export type NetworkPart = Pick<ModelDocument, "neurons" | "synapses" | "inputs" | "record">;

/** What a network has besides its parts. */
export type NetworkOptions = Omit<ModelDocument, "myelin" | keyof NetworkPart | "seed"> & {
  /** Where all random numbers come from; 64 bits. */
  seed?: number | bigint | string;
};

/** All that `T` has but its name and kind, which are arguments of their own. */
type Rest<T, Key extends keyof T> = Omit<T, "name" | "kind" | Key>;

/** A whole document, in the order in which its parts are given. */
export function network(options: NetworkOptions, ...parts: NetworkPart[]): ModelDocument {
  const { seed, ...rest } = options;
  const joined: ModelDocument = { myelin: 1, ...rest };
  if (seed !== undefined) joined.seed = typeof seed === "bigint" ? seed.toString() : seed;
  for (const { neurons, synapses, inputs, record } of parts) {
    if (neurons) joined.neurons = [...(joined.neurons ?? []), ...neurons];
    if (synapses) joined.synapses = [...(joined.synapses ?? []), ...synapses];
    if (inputs) joined.inputs = [...(joined.inputs ?? []), ...inputs];
    if (record) joined.record = [...(joined.record ?? []), ...record];
  }
  return joined;
}

/** A group of neurons with the same equations. */
export function neuronGroup(
  name: string,
  size: number,
  options: Rest<Neurons, "size">,
): NetworkPart {
  return { neurons: [{ name, size, ...options }] };
}

/** Connections between two groups; `from` and `to` are names such as "cells" or "cells.E". */
export function synapses(
  name: string,
  from: string,
  to: string,
  options: Rest<Synapses, "from" | "to">,
): NetworkPart {
  return { synapses: [{ name, from, to, ...options }] };
}

/** Sources that fire at random with a given rate: one for all, or one for each. */
export function poissonGroup(
  name: string,
  size: number,
  rates: PoissonGroup["rates"],
  options: Rest<PoissonGroup, "size" | "rates"> = {},
): NetworkPart {
  return { inputs: [{ kind: "poisson", name, size, rates, ...options }] };
}

/** Sources that fire at given times: `indices[k]` at `times[k]`. Plain numbers are seconds. */
export function spikeGenerator(
  name: string,
  size: number,
  spikes: Pick<SpikeGenerator, "indices" | "times">,
  options: Rest<SpikeGenerator, "size" | "indices" | "times"> = {},
): NetworkPart {
  return { inputs: [{ kind: "spikes", name, size, ...spikes, ...options }] };
}

/** A function of time for use in equations, `NAME(t)`; each value lasts for `dt`. */
export function timedArray(
  name: string,
  values: TimedArray["values"],
  options: Rest<TimedArray, "values">,
): NetworkPart {
  return { inputs: [{ kind: "timed-array", name, values, ...options }] };
}

/** Random spikes added to a variable of `to`, independently for every neuron. */
export function poissonInput(
  name: string,
  to: string,
  variable: string,
  options: Rest<PoissonInput, "to" | "variable">,
): NetworkPart {
  return { inputs: [{ kind: "poisson-input", name, to, variable, ...options }] };
}

/** Records the spikes of a group; the monitor is called "spikes_GROUP" unless named otherwise. */
export function recordSpikes(
  group: string,
  options: Omit<RecordSpikes, "spikes"> = {},
): NetworkPart {
  return { record: [{ spikes: group, ...options }] };
}

/** Records variables over time; the monitor is called "states_OBJECT" unless named otherwise. */
export function recordStates(
  object: string,
  variables: string[],
  options: Omit<RecordStates, "states" | "variables"> = {},
): NetworkPart {
  return { record: [{ states: object, variables, ...options }] };
}

/** Records the mean rate of a group; the monitor is called "rate_GROUP" unless named otherwise. */
export function recordRate(group: string, options: Omit<RecordRate, "rate"> = {}): NetworkPart {
  return { record: [{ rate: group, ...options }] };
}

/**
 * A large array in the compact form that documents know, for initial values, indices and times.
 * `shape` is that of a vector unless given; rows first.
 */
export function npy(
  array: Float64Array | Float32Array | Int32Array | Uint8Array,
  shape: readonly number[] = [array.length],
): Npy {
  if (shape.reduce((product, n) => product * n, 1) !== array.length) {
    const message = `the shape ${shape.join(" x ")} does not fit ${array.length} elements`;
    throw new ModelError({ code: "invalid-argument", where: "npy()", message });
  }
  // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const about = `{'descr': '${dtypeOf(array)}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = about.padEnd(Math.ceil((about.length + 11) / 64) * 64 - 11) + "\n";
  const header = `\x93NUMPY\x01\x00${String.fromCharCode(padded.length & 255, padded.length >> 8)}`;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return { npy: btoa(header + padded + binary(bytes)) };
}

function dtypeOf(array: ArrayBufferView): string {
  if (array instanceof Float64Array) return "<f8";
  if (array instanceof Float32Array) return "<f4";
  return array instanceof Int32Array ? "<i4" : "|u1";
}

function binary(bytes: Uint8Array): string {
  let text = "";
  for (let begin = 0; begin < bytes.length; begin += 8192) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + 8192));
  }
  return text;
}
