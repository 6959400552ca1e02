// Stochastic computing: streams of bits, layers on them, neurons, and how streams correlate.

import type { Correlation, Npy, StochasticLayer, StochasticNeurons, Streams } from "../document.js";
import type { NetworkPart, Rest } from "./network.js";

const streams = (made: Streams): NetworkPart => ({ stochastic: { streams: [made] } });
const layer = (made: StochasticLayer): NetworkPart => ({ stochastic: { layers: [made] } });
const neurons = (made: StochasticNeurons): NetworkPart => ({ stochastic: { neurons: [made] } });

/** How numbers become bits; `length` is 1024 bits, `encoder` bernoulli, `coding` unipolar if absent. */
export type Encoding = Pick<
  Streams,
  "length" | "encoder" | "coding" | "range" | "clip" | "seeds" | "restart"
>;

/** Streams of numbers, encoded anew in every step; "NAME.values" can be set while running. */
export function encodedStreams(
  name: string,
  values: number[] | Npy,
  options: Encoding = {},
): NetworkPart {
  return streams({ name, values, ...options });
}

/** Given streams: texts of 0 and 1, all of one length, the first bit first. */
export function bitStreams(
  name: string,
  bits: string[],
  options: Pick<Streams, "coding"> = {},
): NetworkPart {
  return streams({ name, bits, ...(bits[0] ? { length: bits[0].length } : {}), ...options });
}

/**
 * Streams from something else: of a group of neurons, or of neurons here, the spikes of the last
 * steps; of a layer, its values, encoded.
 */
export function streamsFrom(name: string, from: string, options: Encoding = {}): NetworkPart {
  return streams({ name, from, ...options });
}

type Weights = NonNullable<StochasticLayer["weights"]>;
type Common =
  | "arithmetic"
  | "normalise"
  | "encoder"
  | "seeds"
  | "clip"
  | "refresh"
  | "bits"
  | "to"
  | "scale"
  | "offset";

/** What all layers have; `to` sets a variable, "GROUP.NAME", to scale * value + offset. */
export type LayerOptions = Pick<StochasticLayer, Common>;

/** Every neuron sums all streams, weighted: a row of weights for each neuron. */
export function denseLayer(
  name: string,
  from: string,
  weights: Weights,
  options: LayerOptions = {},
): NetworkPart {
  return layer({ name, kind: "dense", from, weights, ...options });
}

/**
 * Kernels that move over an input [channels, height, width]; `kernel` is [kernels, height, width],
 * weights go kernel by kernel, channel by channel, row by row. `stride` is 1, `padding` 0 if absent.
 */
export function convolutionLayer(
  name: string,
  from: string,
  weights: Weights,
  options: LayerOptions &
    Required<Pick<StochasticLayer, "input" | "kernel">> &
    Pick<StochasticLayer, "stride" | "padding">,
): NetworkPart {
  return layer({ name, kind: "convolution", from, weights, ...options });
}

/** As a dense layer, but each neuron also sees the values of the step before: inputs, then neurons. */
export function recurrentLayer(
  name: string,
  from: string,
  weights: Weights,
  options: LayerOptions = {},
): NetworkPart {
  return layer({ name, kind: "recurrent", from, weights, ...options });
}

/**
 * A dense layer of `size` neurons whose weights learn from the order of spikes; by reward
 * ("NAME.reward") and eligibility if `rewarded`. `weight` is 0.5, `weightRange` [0, 1], `rate` 0.01,
 * `window` 5 steps if absent.
 */
export function learningLayer(
  name: string,
  from: string,
  size: number,
  options: LayerOptions &
    Pick<StochasticLayer, "weight" | "weightRange" | "rate" | "window" | "rewarded"> = {},
): NetworkPart {
  return layer({ name, kind: "learning", from, size, ...options });
}

/** What drives neurons here: a layer, or a given input for `size` neurons. */
export type Drive = Pick<StochasticNeurons, "size" | "from" | "input" | "range">;

/** Integer neurons as in hardware: `width` 16 bits with a `fraction` of 8 if absent. */
export function fixedLif(
  name: string,
  options: Drive &
    Pick<
      StochasticNeurons,
      | "width"
      | "fraction"
      | "overflow"
      | "leak"
      | "gain"
      | "noise"
      | "vRest"
      | "vReset"
      | "vTh"
      | "refractory"
    >,
): NetworkPart {
  return neurons({ name, kind: "fixed-lif", ...options });
}

/** Leaky neurons in floating point, with noise and homeostasis if wanted. */
export function floatLif(
  name: string,
  options: Drive &
    Pick<
      StochasticNeurons,
      | "tau"
      | "step"
      | "resistance"
      | "sigma"
      | "homeostatic"
      | "target"
      | "vRest"
      | "vReset"
      | "vTh"
      | "refractory"
    >,
): NetworkPart {
  return neurons({ name, kind: "float-lif", ...options });
}

/** Izhikevich's neurons; a 0.02, b 0.2, c -65 and d 8 if absent, `step` 0.5 ms. */
export function izhikevich(
  name: string,
  options: Drive & Pick<StochasticNeurons, "a" | "b" | "c" | "d" | "step" | "sigma">,
): NetworkPart {
  return neurons({ name, kind: "izhikevich", ...options });
}

/** Measures how pairs of streams overlap: the mean of their AND, and the SCC. */
export function correlation(
  name: string,
  of: string,
  pairs: Correlation["pairs"],
  options: Rest<Correlation, "of" | "pairs"> = {},
): NetworkPart {
  return { stochastic: { correlations: [{ name, of, pairs, ...options }] } };
}
