import {
  check,
  documentSchema,
  estimate,
  Hz,
  ModelError,
  ms,
  mV,
  network,
  neuronGroup,
  npy,
  poissonGroup,
  poissonInput,
  recordRate,
  recordSpikes,
  recordStates,
  Simulation,
  spikeGenerator,
  synapses,
  timedArray,
} from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

const everything = network(
  { title: "everything", dt: ms(0.1), seed: 2n ** 63n, constants: { El: mV(-49) }, run: ms(5) },
  neuronGroup("cells", 10, {
    equations: "dv/dt = (El - v + wave(t)) / (20*ms) : volt",
    threshold: "v > -50*mV",
    reset: "v = -60*mV",
    subgroups: { left: [0, 5] },
  }),
  poissonGroup("noise", 20, Hz(50)),
  spikeGenerator("given", 3, { indices: [0, 1, 2], times: npy(Float64Array.of(1e-3, 2e-3, 3e-3)) }),
  timedArray("wave", [0, 1e-3, 0], { unit: "volt", dt: ms(1) }),
  poissonInput("drive", "cells", "v", { sources: 100, rate: Hz(5), weight: mV(0.1) }),
  synapses("in", "noise", "cells", { onPre: "v += 0.5*mV", connect: true }),
  synapses("out", "given", "cells.left", { onPre: "v += 1*mV", connect: { p: 0.5 } }),
  recordSpikes("cells"),
  recordStates("cells", ["v"], { index: [0] }),
  recordRate("noise"),
);

it("writes documents that the engine accepts", async () => {
  await expect(check(everything)).resolves.toBeUndefined();

  using sim = await Simulation.create(everything);
  await sim.run();

  expect(sim.statistics.steps).toBe(50);
  expect(sim.trace("cells").t).toHaveLength(50);
});

it("joins parts in the order in which they are given", () => {
  expect(everything.myelin).toBe(1);
  expect(everything.seed).toBe("9223372036854775808");
  expect(everything.inputs?.map(({ name }) => name)).toEqual(["noise", "given", "wave", "drive"]);
  expect(everything.record).toHaveLength(3);
  expect(JSON.parse(JSON.stringify(everything))).toEqual(everything);
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
