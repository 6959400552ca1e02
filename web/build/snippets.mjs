// A short model for each object of the document, by the object's name: the reference page shows it,
// and tests/docs runs it. schema.mjs fails if an object has none.
const model = (parts) => ({ myelin: 1, ...parts });

// Groups to attach other things to.
const leak = { name: "cells", size: 4, equations: "dv/dt = -v/(10*ms) : 1" };
const spiking = {
  ...{ name: "cells", size: 4, equations: "dv/dt = (1.2 - v)/(10*ms) : 1" },
  ...{ threshold: "v > 1", reset: "v = 0" },
};
const passive = "Im = gL*(-70*mV - v) : amp/meter**2\ngL : siemens/meter**2".split("\n");
const cell = (morphology) =>
  model({
    spatialNeurons: [
      { name: "cell", morphology, equations: passive, init: { v: "-65 mV", gL: 1 } },
    ],
    run: "1 ms",
  });
const steps = (...run) => model({ neurons: [leak], run });
const wired = (parts, ...run) =>
  model({
    neurons: [spiking],
    synapses: [{ name: "s", from: "cells", to: "cells", equations: "w : 1", ...parts }],
    run: run.length > 0 ? run : "5 ms",
  });
const stochastic = (parts, record) =>
  model({
    dt: "1 ms",
    stochastic: { streams: [{ name: "inputs", values: [0.2, 0.8], length: 256 }], ...parts },
    ...(record ? { record: [record] } : {}),
    run: "5 ms",
  });
const dense = { name: "dense", from: "inputs", weights: [[0.5, 1]] };

export const snippets = {
  ModelDocument: model({
    title: "Four cells that fire",
    dt: "0.1 ms",
    seed: 1,
    constants: { tau: "10 ms" },
    neurons: [{ ...spiking, equations: "dv/dt = (1.2 - v)/tau : 1", init: { v: "rand()" } }],
    record: [{ spikes: "cells" }],
    run: "100 ms",
  }),
  Neurons: model({
    neurons: [
      {
        ...{ name: "cells", size: 10, equations: ["dv/dt = (I - v)/tau : volt", "I : volt"] },
        ...{ threshold: "v > -50*mV", reset: "v = -60*mV", refractory: "2 ms", method: "exact" },
        ...{ constants: { tau: "20 ms" }, init: { v: "-60 mV", I: "-49*mV + i*mV" } },
        subgroups: { weak: [0, 5], strong: [5, 10] },
      },
    ],
    run: "50 ms",
  }),
  MethodOptions: model({
    neurons: [
      {
        ...{ name: "cell", size: 1, equations: "dx/dt = -x**3/ms : 1", method: "rkf45" },
        ...{ methodOptions: { absoluteError: 1e-8, maxSteps: 200 }, init: { x: 5 } },
      },
    ],
    run: "5 ms",
  }),
  RunRegularly: model({
    neurons: [{ ...leak, runRegularly: [{ code: "v += 0.1*rand()", dt: "1 ms", when: "start" }] }],
    run: "5 ms",
  }),
  Function: model({
    constants: { El: "-70 mV" },
    functions: {
      pull: { args: ["v : volt", "share : 1"], value: "share*(El - v)", unit: "volt" },
      drive: { args: ["now : second"], unit: "volt", host: true },
    },
    neurons: [{ ...leak, equations: "dv/dt = (pull(v, 0.5) + drive(t))/(10*ms) : volt" }],
  }),
  Subgroup: model({
    neurons: [
      { ...leak, size: 100, subgroups: { E: [0, 80], first: { of: "E", range: [0, 10] } } },
    ],
    record: [{ states: "cells.first", variables: ["v"] }],
    run: "1 ms",
  }),
  Link: model({
    neurons: [
      { ...leak, init: { v: "i" } },
      {
        ...{ name: "watchers", size: 2, equations: ["x : 1 (linked)", "dy/dt = x/second : 1"] },
        linked: { x: { to: "cells.v", index: [3, 0] } },
      },
    ],
    run: "1 ms",
  }),
  Event: model({
    neurons: [
      { ...leak, init: { v: "i" }, events: { low: { condition: "v < 0.5", when: "end" } } },
    ],
    record: [{ events: "cells", event: "low" }],
    run: "10 ms",
  }),
  RunOnEvent: model({
    neurons: [
      {
        ...{ ...leak, init: { v: 1 }, events: { low: "v < 0.5" } },
        runOnEvent: [{ event: "low", code: "v = 1" }],
      },
    ],
    run: "20 ms",
  }),
  Synapses: model({
    neurons: [spiking],
    synapses: [
      {
        ...{ name: "plastic", from: "cells", to: "cells" },
        equations: ["w : 1", "dtrace/dt = -trace/(20*ms) : 1 (event-driven)"],
        onPre: { act: "v_post += w", learn: "trace += 1" },
        onPost: "w = clip(w + 0.01*trace, 0, 1)",
        delay: { act: "1 ms" },
        pathwayOrder: { learn: -2 },
        multisynapticIndex: "k",
        connect: { condition: "i != j", n: 2 },
        init: { w: "0.1*(1 + k)" },
      },
    ],
    run: "20 ms",
  }),
  Connect: wired({
    connect: [
      { condition: "i < j", p: 0.5 },
      { i: [0, 1], j: [2, 3], n: 2 },
      { j: "k for k in range(i - 1, i + 2) if k != i", skipIfInvalid: true },
      { i: "k for k in sample(N_pre, size=2)" },
    ],
  }),
  PoissonGroup: model({
    inputs: [{ kind: "poisson", name: "noise", size: 10, rates: "20*Hz*(1 + sin(10*t/second))" }],
    record: [{ spikes: "noise" }],
    run: "100 ms",
  }),
  SpikeGenerator: model({
    inputs: [
      {
        ...{ kind: "spikes", name: "given", size: 2 },
        ...{ indices: [0, 1, 1], times: ["1 ms", "1 ms", "3.5 ms"], period: "10 ms" },
      },
    ],
    record: [{ spikes: "given" }],
    run: "20 ms",
  }),
  TimedArray: model({
    inputs: [
      {
        ...{ kind: "timed-array", name: "current", dt: "5 ms", unit: "1" },
        ...{
          values: [
            [0, 1],
            [2, 3],
          ],
        },
      },
    ],
    neurons: [{ ...leak, size: 2, equations: "dv/dt = (current(t, i) - v)/(10*ms) : 1" }],
    run: "10 ms",
  }),
  PoissonInput: model({
    neurons: [leak],
    inputs: [
      {
        ...{ kind: "poisson-input", name: "drive", to: "cells", variable: "v" },
        ...{ sources: 100, rate: "5 Hz", weight: 0.1 },
      },
    ],
    run: "10 ms",
  }),
  RecordSpikes: model({
    neurons: [spiking],
    record: [{ spikes: "cells", variables: ["v"], name: "fired" }],
    run: "50 ms",
  }),
  RecordStates: model({
    neurons: [leak],
    record: [
      { states: "cells", variables: ["v"], index: [0, 2], dt: "1 ms", when: "end", final: true },
      { states: "cells", variables: ["v"], at: ["2 ms", "5 ms"], name: "moments" },
    ],
    run: "10 ms",
  }),
  RecordRate: model({ neurons: [spiking], record: [{ rate: "cells" }], run: "50 ms" }),
  Smooth: model({
    neurons: [spiking],
    record: [{ rate: "cells", smooth: { window: "gaussian", width: "5 ms" } }],
    run: "50 ms",
  }),
  RecordEvents: model({
    neurons: [{ ...leak, init: { v: 1 }, events: { low: "v < 0.5" } }],
    record: [{ events: "cells", event: "low", variables: ["v"] }],
    run: "10 ms",
  }),
  Chosen: wired({
    connect: true,
    init: { w: { where: "i != j", value: "rand()" } },
  }),
  RunDuration: steps({ duration: "10 ms" }, { duration: "5 ms" }),
  RunSet: steps(
    { duration: "5 ms" },
    { set: { "cells.v": { index: [0, 3], value: [1, 2] } } },
    { duration: "5 ms" },
  ),
  RunStore: steps({ duration: "5 ms" }, { store: "start" }, { duration: "5 ms" }),
  RunRestore: steps({ store: "start" }, { duration: "5 ms" }, { restore: "start" }),
  RunDt: steps({ duration: "5 ms" }, { dt: "0.5 ms" }, { duration: "5 ms" }),
  RunSeed: steps({ seed: 7 }, { duration: "5 ms" }),
  RunActive: model({
    ...{ neurons: [leak], inputs: [{ kind: "poisson", name: "noise", size: 4, rates: "50 Hz" }] },
    synapses: [{ name: "s", from: "noise", to: "cells", onPre: "v += 0.1", connect: true }],
    run: [{ duration: "10 ms" }, { active: { noise: false } }, { duration: "10 ms" }],
  }),
  RunUntil: model({
    neurons: [{ ...leak, init: { v: 1 } }],
    run: [{ until: "v < 0.5", of: "cells", for: "all", atMost: "50 ms", check: "1 ms" }],
  }),
  RunConnect: wired(
    { connect: { p: 0.1 } },
    { duration: "1 ms" },
    { connect: "s", i: [0], j: [1, 2], init: { w: 0.5 } },
    { duration: "1 ms" },
  ),
  RunDisconnect: wired(
    { connect: true, init: { w: "i" } },
    { disconnect: "s", where: "w < 2" },
    { duration: "1 ms" },
  ),
  SpatialNeurons: model({
    spatialNeurons: [
      {
        name: "cell",
        morphology: {
          ...{ kind: "soma", diameter: "30 um" },
          children: { axon: { kind: "cylinder", n: 20, length: "200 um", diameter: "1 um" } },
        },
        equations: [...passive, "I : amp (point current)"],
        ...{ threshold: "v > -60*mV", thresholdLocation: "axon[100*um]", refractory: "2 ms" },
        init: { v: "-70 mV", gL: 1, "axon.gL": 2, I: { index: 0, value: "0.5 nA" } },
      },
    ],
    record: [{ states: "cell.axon[50*um:150*um]", variables: ["v"] }],
    run: "5 ms",
  }),
  Soma: cell({ kind: "soma", diameter: "20 um" }),
  Cylinder: cell({ kind: "cylinder", n: 10, length: "100 um", diameter: "1 um" }),
  Section: cell({ kind: "section", lengths: ["20 um", "30 um"], diameters: [2e-6, 1.5e-6, 1e-6] }),
  Swc: cell({
    kind: "swc",
    swc: ["1 1 0 0 0 5 -1", "2 2 20 0 0 1 1", "3 2 40 0 0 1 2", "4 3 0 20 0 1 1"],
  }),
  Stochastic: stochastic({ layers: [dense], neurons: [{ name: "fixed", from: "dense" }] }),
  Streams: model({
    dt: "1 ms",
    stochastic: {
      streams: [
        { name: "inputs", values: [0.2, 0.8], length: 256, encoder: "lfsr", seeds: [1, 77] },
        { name: "signed", values: [-0.5], coding: "bipolar" },
        { name: "given", bits: ["0101"], length: 4 },
      ],
    },
    run: "5 ms",
  }),
  StochasticLayer: stochastic({
    layers: [
      { ...dense, normalise: "inputs" },
      { name: "learning", kind: "learning", from: "inputs", size: 2, rate: 0.05 },
    ],
    neurons: [{ name: "fixed", from: "learning" }],
  }),
  StochasticNeurons: stochastic(
    { layers: [dense], neurons: [{ name: "fixed", from: "dense", leak: 20, vTh: 128 }] },
    { spikes: "fixed" },
  ),
  Correlation: stochastic({
    correlations: [{ name: "overlap", of: "inputs", pairs: [[0, 1]] }],
  }),
  // 0, 0.25, 0.5 and 1 as numpy.save writes them.
  Npy: model({
    neurons: [
      {
        ...leak,
        init: {
          v: {
            npy: "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPgAAAD8AAIA/",
          },
        },
      },
    ],
    run: "1 ms",
  }),
};
