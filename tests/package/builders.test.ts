import {
  activeStep,
  bitStreams,
  check,
  connectAll,
  connectPairs,
  connectRandomly,
  connectFixedIndegree,
  connectFixedTotal,
  connectSources,
  connectStep,
  connectTargets,
  constants,
  convolutionLayer,
  correlation,
  customMethod,
  cylinder,
  denseLayer,
  differential,
  disconnectStep,
  documentSchema,
  dtStep,
  elements,
  encodedStreams,
  estimate,
  event,
  expressionFunction,
  fixedLif,
  floatLif,
  hostFunction,
  Hz,
  izhikevich,
  learningLayer,
  link,
  ModelError,
  ms,
  mV,
  nested,
  network,
  neuronGroup,
  npy,
  onEvent,
  parameter,
  poissonGroup,
  poissonInput,
  recordEvents,
  recordRate,
  recordSpikes,
  recordStates,
  recurrentLayer,
  regularly,
  restoreStep,
  runFor,
  runUntil,
  section,
  seedStep,
  setStep,
  Simulation,
  soma,
  some,
  spatialNeurons,
  spikeGenerator,
  storeStep,
  streamsFrom,
  stretch,
  subexpression,
  subgroupOf,
  summed,
  swc,
  synapses,
  timedArray,
} from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

const everything = network(
  { title: "everything", dt: ms(0.1), seed: 2n ** 63n, constants: { El: mV(-49) }, run: ms(5) },
  constants({ taum: ms(20) }),
  expressionFunction("pull", ["v : volt"], "El - v", "volt"),
  hostFunction("twice", ["x : 1"]),
  neuronGroup("cells", 10, {
    equations: [
      differential("v", "(pull(v) + wave(t) + I)/taum", "volt", "unless refractory"),
      subexpression("late", "t > 2*ms", "boolean"),
      parameter("I", "volt", "constant"),
      parameter("seen", "volt", "linked"),
      parameter("ups", "integer"),
    ],
    method: customMethod("k = dt*f(x, t)", "x_new = x + dt*f(x + k/2, t + dt/2)"),
    threshold: "v > -50*mV",
    reset: "v = -60*mV",
    refractory: ms(1),
    subgroups: { left: [0, 5], few: nested("left", [1, 3]) },
    linked: { seen: link("others.u", { index: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0] }) },
    events: { up: event("v > -55*mV and not late", { order: 1 }) },
    runOnEvent: [onEvent("up", "ups += 1")],
    runRegularly: [regularly("v += 0*mV", { dt: ms(1) })],
    init: { v: some({ where: "i > 5" }, mV(-60)) },
  }),
  neuronGroup("others", 3, { equations: ["u : volt", "total : 1"], init: { u: "i*mV" } }),
  spatialNeurons(
    "cell",
    soma("20 um", {
      children: {
        axon: cylinder({ n: 10, length: "100 um", diameter: "1 um" }),
        dend: section({ lengths: [1e-5, 2e-5], diameters: [2e-6, 1e-6, 1e-6] }),
      },
    }),
    { equations: "Im = 1*siemens/meter**2*(-70*mV - v) : amp/meter**2", init: { v: "-65*mV" } },
  ),
  poissonGroup("noise", 20, Hz(50)),
  spikeGenerator("given", 3, { indices: [0, 1, 2], times: npy(Float64Array.of(1e-3, 2e-3, 3e-3)) }),
  timedArray("wave", [0, 1e-3, 0], { unit: "volt", dt: ms(1) }),
  timedArray(
    "table",
    [
      [1, 2],
      [3, 4],
    ],
    { dt: ms(1) },
  ),
  poissonInput("drive", "cells", "v", { sources: 100, rate: Hz(5), weight: mV(0.1) }),
  synapses("in", "noise", "cells", {
    equations: parameter("w", "1"),
    onPre: "v += w*mV",
    connect: [
      connectAll("i == j"),
      connectRandomly(0.1, { n: 2 }),
      connectPairs([0, 1], 5),
      connectTargets("k for k in range(i, i + 2)", { skipIfInvalid: true }),
      connectSources("k for k in sample(N_pre, size=2)"),
      connectFixedIndegree(3),
      connectFixedTotal(7),
    ],
    init: { w: "twice(0.25)" },
  }),
  synapses("sums", "noise", "others", {
    equations: [parameter("w", "1"), summed("total_post", "w*table(t, 1)", "1")],
    connect: connectAll(),
    init: { w: 1 },
  }),
  synapses("out", "given", subgroupOf("cells", "left"), {
    onPre: "v += 1*mV",
    connect: { p: 0.5 },
  }),
  recordSpikes("cells"),
  recordStates("cells", ["v"], { index: [0] }),
  recordStates(stretch("cell.axon", "10*um", "50*um"), ["v"], { name: "axon" }),
  recordRate(elements("noise", 0, 5), { name: "rate" }),
  recordEvents("cells", "up"),
);
const functions = { twice: (x: number) => 2 * x };

it("writes documents that the engine accepts", async () => {
  await expect(check(everything)).resolves.toBeUndefined();

  using sim = await Simulation.create(everything, { functions });
  await sim.run();

  expect(sim.statistics.steps).toBe(50);
  expect(sim.trace("cells").t).toHaveLength(50);
  expect(sim.signal("in.w").snapshot()[0]).toBe(0.5);
  expect(sim.spikes("events_cells_up").t.length).toBeGreaterThan(0);
  expect(sim.signal("others.total").snapshot()[0]).toBe(20 * 4);
});

it("joins parts in the order in which they are given", () => {
  expect(everything.myelin).toBe(1);
  expect(everything.seed).toBe("9223372036854775808");
  expect(everything.constants).toEqual({ El: "-49 mV", taum: "20 ms" });
  expect(everything.inputs?.map(({ name }) => name)).toEqual([
    ...["noise", "given", "wave", "table", "drive"],
  ]);
  expect(everything.record).toHaveLength(5);
  expect(JSON.parse(JSON.stringify(everything))).toEqual(everything);
});

it("writes plans", async () => {
  const plan = network(
    {
      dt: ms(0.1),
      schedule: ["start", "groups", "synapses", "thresholds", "resets", "end"],
      run: [
        storeStep("begin"),
        runFor(ms(10)),
        restoreStep("begin"),
        seedStep(2n ** 40n),
        setStep({ "cells.I": some({ index: [3] }, 2), rate: Hz(20) }),
        connectStep("more", connectPairs([0], [1]), { w: 0.5 }),
        runUntil("v > 0.9", { of: "cells", atMost: ms(100), check: ms(1) }),
        disconnectStep("more", { where: "w > 0" }),
        activeStep({ cells: false }),
        dtStep(ms(0.2)),
        runFor(ms(4)),
      ],
    },
    constants({ rate: Hz(10) }),
    neuronGroup("cells", 4, { equations: ["dv/dt = (I - v)*rate : 1", "I : 1"] }),
    synapses("more", "cells", "cells", { equations: "w : 1", connect: connectPairs([], []) }),
  );

  using sim = await Simulation.create(plan);
  await sim.run();

  expect(sim.signal("cells.v").snapshot()[3]).toBeGreaterThan(0.9);
  expect(sim.signal("more.w").snapshot()).toHaveLength(0);
  expect(sim.dt).toBeCloseTo(2e-4, 12);
});

it("writes stochastic networks", async () => {
  const document = network(
    { dt: ms(1), run: ms(5) },
    encodedStreams("pixels", [0, 0.5, 1, 0.25], { length: 256, encoder: "sobol" }),
    bitStreams("given", ["0101", "0011"]),
    denseLayer("dense", "pixels", [
      [1, 0, 0, 1],
      [0, 1, 1, 0],
    ]),
    convolutionLayer("image", "pixels", [1, 0, 0, 1], { input: [1, 2, 2], kernel: [1, 2, 2] }),
    recurrentLayer("loop", "given", [[0.5, 0.5, 0.1]]),
    learningLayer("learning", "given", 2, { rate: 0.1 }),
    fixedLif("fixed", { from: "dense", noise: 0 }),
    fixedLif("learners", { from: "learning" }),
    floatLif("floating", { from: "dense", tau: 10 }),
    izhikevich("bursting", { size: 2, input: 10 }),
    streamsFrom("fired", "fixed", { length: 32 }),
    correlation("overlap", "given", [[0, 1]]),
  );

  using sim = await Simulation.create(document);
  await sim.run();

  expect(sim.statistics.steps).toBe(5);
  expect(sim.signal("dense.value").snapshot()).toHaveLength(2);
});

it("reads cells from SWC texts", async () => {
  const text = ["1 1 0 0 0 5 -1", "2 2 10 0 0 1 1", "3 2 20 0 0 1 2"];
  const cell = network(
    {},
    spatialNeurons("cell", swc(text), { equations: "Im = 0*amp/meter**2 : amp/meter**2" }),
  );

  using sim = await Simulation.create(cell);

  expect(sim.outline().groups[0]?.size).toBeGreaterThan(1);
});

it("writes quantities", () => {
  expect(ms(20)).toBe("20 ms");
  expect(mV(-49.5)).toBe("-49.5 mV");
  expect(() => ms(NaN)).toThrowError(ModelError);
});

it("packs arrays so that they arrive unchanged", async () => {
  const values = Float64Array.from({ length: 100 }, (_, k) => Math.sqrt(k) / 11);
  const document = ring();
  const neurons = [{ ...document.neurons?.[0], init: { v: npy(values) } }];

  using sim = await Simulation.create({ ...document, neurons });

  expect(sim.signal("cells.v").snapshot()).toEqual(values);
  expect(() => npy(values, [3, 4])).toThrowError(/3 x 4/);
});

it("estimates what a network will need", async () => {
  const { bytes, neurons, synapses } = await estimate(ring());

  expect(neurons).toBe(100);
  expect(synapses).toBeCloseTo(1000, 0);
  expect(bytes).toBeGreaterThan(100 * 16);
  await expect(estimate("nonsense")).rejects.toThrowError(ModelError);
});

it("gives the schema of documents", async () => {
  expect(await documentSchema()).toHaveProperty("$defs.Neurons");
});
