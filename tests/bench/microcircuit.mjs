// The document of the cortical microcircuit of Potjans and Diesmann (Cerebral Cortex 24:785, 2014),
// made from its tables: 77,169 cells below 1 mm2 of cortex and 298.9 million synapses.
//
//   node tests/bench/microcircuit.mjs [SCALE]     prints it; 1 is full scale
//
// SCALE leaves out cells and, of each cell that stays, inputs. Weights grow by 1 / sqrt(SCALE), which
// keeps the variance of the input, and a constant current makes up for its mean (van Albada, Helias
// and Diesmann, PLoS Comput Biol 11:e1004490, 2015), so that rates stay close to the published ones.
import { pathToFileURL } from "node:url";

// Rates in Hz of the full network in NEST, from `full_mean_rates` of its example Potjans_2014
// (nest/nest-simulator, pynest/examples/Potjans_2014/network_params.py); mean over all cells 3.18.
export const populations = [
  { name: "L23E", size: 20683, external: 1600, rate: 0.903 },
  { name: "L23I", size: 5834, external: 1500, rate: 2.965 },
  { name: "L4E", size: 21915, external: 2100, rate: 4.414 },
  { name: "L4I", size: 5479, external: 1900, rate: 5.876 },
  { name: "L5E", size: 4850, external: 2000, rate: 7.569 },
  { name: "L5I", size: 1065, external: 1900, rate: 8.633 },
  { name: "L6E", size: 14395, external: 2900, rate: 1.105 },
  { name: "L6I", size: 2948, external: 2100, rate: 7.829 },
];

// Probability that a pair is connected at all. Rows: targets, columns: sources, in the order above.
const probabilities = [
  [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
  [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
  [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0],
  [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
  [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
  [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0],
  [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
  [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
];

/** Synapses of a projection at full scale: both ends drawn at random, with replacement. */
export function synapsesOf(target, source) {
  const pairs = populations[target].size * populations[source].size;
  return Math.round(Math.log1p(-probabilities[target][source]) / Math.log1p(-1 / pairs));
}

const scaled = (count, scale) => Math.max(1, Math.round(count * scale));

const strength = 87.81; // pA
const excites = ({ name }) => name.endsWith("E");

function weightOf(target, source) {
  if (!excites(source)) return -4;
  return target.name === "L23E" && source.name === "L4E" ? 2 : 1; // times `strength`
}

/** Current in pA that stands for the inputs left out, which decay with 0.5 ms. */
function compensation(target, scale) {
  const to = populations[target];
  const inputs = populations.map(
    (from, source) => (synapsesOf(target, source) / to.size) * weightOf(to, from) * from.rate,
  );
  const total = inputs.reduce((sum, each) => sum + each, to.external * 8);
  return 0.5e-3 * strength * total * (1 - Math.sqrt(scale));
}

function neurons(scale) {
  return populations.map(({ name, size }, index) => ({
    name,
    size: scaled(size, scale),
    constants: { mean: `${compensation(index, scale).toPrecision(6)} pA` },
    equations: [
      "dv/dt = (El - v) / taum + (current + mean) / Cm : volt (unless refractory)",
      "dcurrent/dt = -current / taus : amp",
    ],
    threshold: "v >= Vt",
    reset: "v = Vr",
    refractory: "2 ms",
    method: "exact",
    init: { v: "-58*mV + randn()*10*mV" },
  }));
}

function projection(target, source, scale) {
  const [to, from] = [populations[target], populations[source]];
  return {
    name: `${from.name}_${to.name}`,
    from: from.name,
    to: to.name,
    equations: "weight : amp",
    precision: "f32", // of weights: with the numbering below a synapse takes six to seven bytes
    numbering: "delay",
    onPre: "current_post += weight",
    connect: { fixedTotal: Math.round(synapsesOf(target, source) * scale * scale) },
    init: {
      weight: `${weightOf(to, from)}*w*clip(1 + 0.1*randn(), 0, inf)`,
      "pre.delay": excites(from)
        ? "clip(1.5 + 0.75*randn(), 0.1, inf)*ms"
        : "clip(0.75 + 0.375*randn(), 0.1, inf)*ms",
    },
  };
}

export function microcircuit(scale = 1) {
  const targets = populations.map((_, index) => index);
  return {
    myelin: 1,
    title: `Cortical microcircuit (Potjans & Diesmann 2014), scale ${scale}`,
    dt: "0.1 ms",
    seed: 42,
    precision: "f64",
    constants: {
      taum: "10 ms",
      taus: "0.5 ms",
      Cm: "250 pF",
      El: "-65 mV",
      Vt: "-50 mV",
      Vr: "-65 mV",
      w: `${strength / Math.sqrt(scale)} pA`,
    },
    neurons: neurons(scale),
    synapses: targets
      .flatMap((target) => targets.map((source) => [target, source]))
      .filter(([target, source]) => probabilities[target][source] > 0)
      .map(([target, source]) => projection(target, source, scale)),
    inputs: populations.map(({ name, external }) => ({
      kind: "poisson-input",
      name: `to_${name}`,
      to: name,
      variable: "current",
      sources: scaled(external, scale),
      rate: "8 Hz",
      weight: "w",
    })),
    record: populations.map(({ name }) => ({ spikes: name })),
    run: "1 s",
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(microcircuit(Number(process.argv[2] ?? 1)), null, 2));
}
