// The networks of `npm run bench`: a document, a duration, and the figure that proves the answer.
//
// Expected figures come from plain programs written apart from Myelin (same equations, other random
// numbers, five or six seeds each), and agree with Brian2's where it was run; those of the scaling
// network and of Brunel's with 12,500 cells from tests/bench/limits; those of the microcircuit from
// NEST. The ranges cover the spread over seeds and random connectivity with room on both sides.
import { readFileSync } from "node:fs";
import { root } from "../program.mjs";
import { microcircuit, populations } from "./microcircuit.mjs";

const model = (name) => () => JSON.parse(readFileSync(`${root}tests/models/${name}.json`, "utf8"));

function monitorOf(result, of) {
  const found = Object.values(result.monitors).find((monitor) => monitor.of === of);
  if (!found) throw new Error(`nothing recorded the spikes of '${of}'`);
  return found;
}

const rateOf = (name) => (result) => monitorOf(result, name).rate;
const overallRate = (result) => result.spikes / result.duration / result.cells;

/** The scaling network with so many cells; its connections are stated by rule. */
function scaling(cells) {
  const document = model("scaling")();
  const [group] = document.neurons;
  group.size = cells;
  group.subgroups = { E: [0, (cells * 4) / 5], I: [(cells * 4) / 5, cells] };
  return document;
}

// Each population must be near its published rate: within 40 % and 0.6 Hz.
function checkPopulations(result) {
  for (const { name, rate } of populations) {
    const measured = monitorOf(result, name).rate;
    if (Math.abs(measured - rate) <= 0.4 * rate + 0.6) continue;
    throw new Error(`wrong answer: ${name} fires at ${measured.toFixed(2)} Hz, not near ${rate}`);
  }
}

// document(options): what is run. figure(result): from what `run --json` prints. duration and warmup:
// s of simulated time. expected: lowest and highest figure. target: s for each build and precision.
// limit: program of tests/bench/limits with its arguments, or a kernel of it and the cells that it
// updates. peer: name in tests/bench/brian2. large: run only when it is named.
export const workloads = [
  {
    name: "cuba",
    document: model("cuba"),
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 10, expected: [4.8, 6.1] },
    quick: { duration: 1, expected: [4.7, 6.2] },
    target: { native: { f64: 0.4, f32: 0.22 }, wasm: { f64: 0.85, f32: 0.45 } },
    limit: { network: "cuba" },
    peer: "cuba",
  },
  {
    name: "cobahh",
    document: model("cobahh"),
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, expected: [30, 43] },
    quick: { duration: 0.1, expected: [28, 40] },
    target: { native: { f64: 0.6, f32: 0.3 }, wasm: { f64: 2.4, f32: 1.0 } },
    limit: { kernel: "hh", cells: 4000 },
    peer: "cobahh",
  },
  {
    name: "brunel10k",
    document: model("brunel10k"),
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, expected: [34, 49] },
    quick: { duration: 0.1, expected: [34, 49] },
    target: { native: { f64: 1.0, f32: 0.8 }, wasm: { f64: 1.6, f32: 1.2 } },
    peer: "brunel10k",
  },
  {
    name: "brunel12k5",
    document: model("brunel12k5"),
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, warmup: 0.1, expected: [31.4, 32.8] },
    quick: { duration: 0.1, warmup: 0.1, expected: [30, 34.5] },
    target: { native: { f64: 1.0, f32: 0.7 }, wasm: { f64: 1.5, f32: 1.0 } },
    limit: { network: "brunel" },
  },
  {
    name: "stdp",
    document: model("stdp"),
    figure: rateOf("cell"),
    unit: "Hz",
    full: { duration: 100, expected: [21, 32] },
    quick: { duration: 10, expected: [32, 50] },
    target: { native: { f64: 0.8 }, wasm: { f64: 1.5 } },
    peer: "stdp",
  },
  {
    name: "lif100k",
    document: model("lif100k"),
    figure: (result) => result.spikes,
    unit: "spikes",
    // Nothing is random here: 3,238,405, but for cells whose threshold crossing depends on rounding.
    full: { duration: 1, expected: [3_238_350, 3_238_450] },
    quick: { duration: 0.1, expected: [316_140, 316_166] },
    // In f32 that is true of more cells.
    tolerance: { f32: 2e-3 },
    target: { native: { f64: 0.6, f32: 0.35 }, wasm: { f64: 1.4, f32: 0.8 } },
    peer: "lif100k",
  },
  ...[
    { name: "scaling1e4", cells: 1e4, native: 0.07, wasm: 0.13 },
    { name: "scaling1e5", cells: 1e5, native: 0.9, wasm: 1.3, large: true },
    { name: "scaling1e6", cells: 1e6, native: 10, wasm: 15, large: true },
  ].map(({ name, cells, native, wasm, large }) => ({
    name,
    large,
    document: () => scaling(cells),
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, warmup: 0.1, expected: [3.45, 3.72] },
    quick: { duration: 0.1, warmup: 0.1, expected: [3.2, 4] },
    target: { native: { f32: native }, wasm: { f32: wasm } },
    limit: { network: "scaling", cells },
  })),
  {
    name: "microcircuit",
    large: true,
    document: ({ scale }) => microcircuit(scale),
    figure: overallRate,
    unit: "Hz",
    also: checkPopulations,
    full: { duration: 1, warmup: 0.1, expected: [2.4, 3.6] },
    quick: { duration: 0.2, warmup: 0.1, expected: [2.2, 4] },
    // At full scale only.
    target: { native: { f32: 7 }, wasm: { f32: 12 } },
    hasTarget: ({ scale }) => scale === 1,
  },
  {
    // Seconds from the document's text to the end of the first step.
    name: "first-step",
    document: model("cuba"),
    figure: (result) => result.steps,
    unit: "step",
    wholeTime: true,
    full: { duration: 1e-4, expected: [1, 1] },
    quick: { duration: 1e-4, expected: [1, 1] },
    target: { native: { f64: 0.1, f32: 0.1 }, wasm: { f64: 0.3, f32: 0.3 } },
  },
];

/** -> the figure as text; throws if it is not what it must be. */
export function checked(workload, { size, precision }, result) {
  workload.also?.(result);
  const value = workload.figure(result);
  const text = `${Number.isInteger(value) ? value : value.toFixed(3)} ${workload.unit}`;
  const room = workload.tolerance?.[precision] ?? 0;
  const [low, high] = workload[size].expected;
  if (value >= low * (1 - room) && value <= high * (1 + room)) return text;
  throw new Error(`wrong answer: ${text}, expected ${low} to ${high}`);
}
