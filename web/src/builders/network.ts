// Plain functions that write the document. Each part is a small document of its own; `network`
// joins them. Nothing is built and nothing is checked here: the engine does that, in one place.
//
//   network(
//     { title: "A ring", dt: ms(0.1), run: "1 s" },
//     neuronGroup("cells", 100, { equations: "dv/dt = -v / (20*ms) : 1", threshold: "v > 1" }),
//     synapses("ring", "cells", "cells", { onPre: "v += 0.1", connect: { p: 0.1 } }),
//     recordSpikes("cells"),
//   )

import type { Amount, Expression, Function, ModelDocument, Stochastic } from "../document.js";

/** A part of a network, for {@link network}. */
export type NetworkPart = Pick<
  ModelDocument,
  | "constants"
  | "functions"
  | "neurons"
  | "spatialNeurons"
  | "synapses"
  | "inputs"
  | "stochastic"
  | "record"
>;

/** The six slots of a step; each takes its `before_` and `after_` along. */
export type SlotName = "start" | "groups" | "thresholds" | "synapses" | "resets" | "end";

/** What a network has besides its parts. */
export type NetworkOptions = Omit<
  ModelDocument,
  "myelin" | "seed" | "schedule" | Exclude<keyof NetworkPart, "constants">
> & {
  /** Where all random numbers come from; 64 bits; 0 if absent. */
  seed?: number | bigint | string;
  /** Slots of a step in another order than the usual; those in which nothing runs may be left out. */
  schedule?: readonly SlotName[];
};

/** All that `T` has but its name and kind, which are arguments of their own. */
export type Rest<T, Key extends keyof T> = Omit<T, "name" | "kind" | Key>;

/** A whole document, in the order in which its parts are given. */
export function network(options: NetworkOptions, ...parts: NetworkPart[]): ModelDocument {
  const { seed, schedule, ...rest } = options;
  const joined: ModelDocument = { myelin: 1, ...rest };
  if (seed !== undefined) joined.seed = typeof seed === "bigint" ? seed.toString() : seed;
  if (schedule) joined.schedule = [...schedule];
  for (const part of parts) {
    if (part.constants) joined.constants = { ...joined.constants, ...part.constants };
    if (part.functions) joined.functions = { ...joined.functions, ...part.functions };
    if (part.stochastic) joined.stochastic = joinLists(joined.stochastic, part.stochastic);
    const { neurons, spatialNeurons, synapses, inputs, record } = part;
    Object.assign(joined, joinLists(joined, { neurons, spatialNeurons, synapses, inputs, record }));
  }
  return joined;
}

type Lists = Partial<Record<keyof NetworkPart | keyof Stochastic, unknown>>;

/** Lists of both, one behind the other. */
function joinLists<T extends object>(before: T | undefined, more: Lists): T {
  const joined = { ...before } as Record<string, unknown[]>;
  for (const [key, list] of Object.entries(more) as [string, unknown[] | undefined][]) {
    if (list) joined[key] = [...(joined[key] ?? []), ...list];
  }
  return joined as T;
}

/** Constants for all equations, by name: quantities such as `ms(20)`, or pure numbers. */
export function constants(values: Record<string, Amount>): NetworkPart {
  return { constants: values };
}

/**
 * A function for all equations and statements, compiled with them: `value` is an expression of its
 * arguments ("x : volt"), the constants, timed arrays and other functions. `unit` is that of the
 * value in base units, `integer` or `boolean`; 1 if absent.
 */
export function expressionFunction(
  name: string,
  args: string[],
  value: Expression,
  unit?: string,
): NetworkPart {
  return functionPart(name, { args, value, ...(unit === undefined ? {} : { unit }) });
}

/**
 * A function that the program gives when it creates the network:
 * `Simulation.create(document, { functions: { NAME: (x) => ... } })`. Slow; its result must depend
 * on the arguments alone. Arguments ("x : volt") and result are in SI units.
 */
export function hostFunction(name: string, args: string[], unit?: string): NetworkPart {
  return functionPart(name, { args, host: true, ...(unit === undefined ? {} : { unit }) });
}

function functionPart(name: string, made: Function): NetworkPart {
  return { functions: { [name]: made } };
}
