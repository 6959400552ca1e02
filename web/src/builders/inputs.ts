// Sources of spikes and of values.

import type { PoissonGroup, PoissonInput, SpikeGenerator, TimedArray } from "../document.js";
import type { NetworkPart, Rest } from "./network.js";

/**
 * Sources that fire at random: `rates` in Hz is one for all, one for each, or an expression of t, i
 * and constants that is evaluated in every step.
 */
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

/**
 * A function of time for use in equations, `NAME(t)`; each value lasts for `dt`. Rows of values make
 * it `NAME(t, k)`: one row per time, one column per k. Values are in SI units; `unit` is 1 if absent.
 */
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
