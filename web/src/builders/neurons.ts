// Groups of neurons, and cells with a morphology.

import type {
  Amount,
  Code,
  Cylinder,
  Event,
  Expression,
  Morphology,
  Neurons,
  RunOnEvent,
  RunRegularly,
  Section,
  Soma,
  SpatialNeurons,
  Swc,
} from "../document.js";
import type { NetworkPart, Rest } from "./network.js";

/**
 * A group of neurons with the same equations. Without `method` the first of exact, euler and heun
 * that fits is taken; without `dt` the document's.
 */
export function neuronGroup(
  name: string,
  size: number,
  options: Rest<Neurons, "size">,
): NetworkPart {
  return { neurons: [{ name, size, ...options }] };
}

/**
 * For "events": a condition tested in every step; in slot after_thresholds unless `when` says
 * otherwise. `{ spike: event(undefined, { when: "end" }) }` moves the test of the threshold.
 */
export function event(
  condition: Expression | undefined,
  options: Omit<Event, "condition"> = {},
): Event {
  return { ...(condition === undefined ? {} : { condition }), ...options };
}

/** For "runOnEvent": statements for elements to which an event happened; slot after_resets. */
export function onEvent(
  name: string,
  code: Code,
  options: Omit<RunOnEvent, "event" | "code"> = {},
): RunOnEvent {
  return { event: name, code, ...options };
}

/** For "runRegularly": statements for all elements, on a clock of their own; slot start. */
export function regularly(code: Code, options: Omit<RunRegularly, "code"> = {}): RunRegularly {
  return { code, ...options };
}

/**
 * A cell whose elements are its compartments. `equations` give Im (amp/meter**2, inward positive).
 * Cm is 0.9 uF/cm**2 and Ri 150 ohm*cm if absent.
 */
export function spatialNeurons(
  name: string,
  morphology: Morphology,
  options: Rest<SpatialNeurons, "morphology">,
): NetworkPart {
  return { spatialNeurons: [{ name, morphology, ...options }] };
}

/** A sphere, one compartment; `children` begin where it ends. */
export function soma(diameter: Amount, options: Omit<Soma, "kind" | "diameter"> = {}): Soma {
  return { kind: "soma", diameter, ...options };
}

/** Compartments of equal length and diameter; `n` is 1 if absent, `length` that of all together. */
export function cylinder(options: Omit<Cylinder, "kind">): Cylinder {
  return { kind: "cylinder", ...options };
}

/** Compartments of any shape: `lengths` or `points`, and `diameters` of them or of their ends. */
export function section(options: Omit<Section, "kind">): Section {
  return { kind: "section", ...options };
}

/** A whole cell: the text of an SWC file. Its children are called axon, dend, apic, then dend2. */
export function swc(text: Code): Swc {
  return { kind: "swc", swc: text };
}
