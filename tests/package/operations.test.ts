// Operations of a network in a worker, and what else it can do like a Simulation.
import { Simulation, WorkerSimulation, type Frame } from "myelin";
import { expect, it, onTestFinished, vi } from "vitest";
import { ring } from "./models.js";

async function create(...args: Parameters<typeof WorkerSimulation.create>) {
  const sim = await WorkerSimulation.create(...args);
  onTestFinished(() => sim.dispose());
  return sim;
}

it("calls an operation at its own clock, and waits for it", async () => {
  const sim = await create(ring());
  const times: number[] = [];
  await sim.addOperation({ dt: 0.002 }, async (t) => {
    times.push(t);
    expect((await sim.statistics()).t).toBeCloseTo(t, 12);
    if (times.length === 3) await sim.set("cells.drive", 0);
  });

  await sim.run(0.01);
  await sim.step(20);

  expect(times.map((t) => Math.round(1e4 * t))).toEqual([0, 20, 40, 60, 80, 100]);
});

it("gives the same digest with operations as Simulation", async () => {
  using here = await Simulation.create(ring());
  const there = await create(ring());
  here.addOperation({ dt: 0.005 }, (t) => here.set("cells.drive", 1 + 10 * t));
  await there.addOperation({ dt: 0.005 }, (t) => there.set("cells.drive", 1 + 10 * t));

  await here.run();
  await there.run();

  expect(await there.digest()).toBe(here.digest());
});

it("throws what an operation threw, and can go on", async () => {
  const sim = await create(ring());
  let angry = true;
  await sim.addOperation({ dt: 0.001 }, (t) => {
    if (angry && t > 0.0015) throw new RangeError("enough");
  });

  await expect(sim.run(0.01)).rejects.toThrowError(RangeError);
  expect((await sim.statistics()).t).toBeCloseTo(0.002, 12);
  angry = false;
  await sim.run(0.01);

  expect((await sim.statistics()).t).toBeCloseTo(0.012, 12);
});

it("ends a run where an operation says stop", async () => {
  const sim = await create(ring());
  await sim.addOperation({ dt: 0.001 }, (t) => t > 0.0045 && sim.stop());

  const frame = await sim.run();

  expect(frame.t).toBeLessThan(0.0061);
  expect(frame.t).toBeGreaterThan(0.0045);
});

it("calls operations while it plays, and again after reset", async () => {
  const sim = await create(ring());
  const times: number[] = [];
  const frames: Frame[] = [];
  await sim.addOperation({ dt: 0.01 }, (t) => times.push(t));

  sim.play({ speed: Infinity, frame: (frame) => frames.push(frame) });
  await vi.waitFor(() => expect(times.length).toBeGreaterThan(2), { timeout: 10_000 });
  await sim.pause();
  const before = times.length;
  await sim.reset();
  await sim.step(1);

  expect(frames.at(-1)?.error).toBeUndefined();
  expect(times.slice(0, 3).map((t) => Math.round(100 * t))).toEqual([0, 1, 2]);
  expect(times.slice(before)).toEqual([0]);
});

it("changes synapses, dt, seed and activity, and reads states, in the worker", async () => {
  const sim = await create(ring());

  await sim.connect("ring", { i: [0], j: [1] });
  await sim.disconnect("ring", "i == 5");
  await sim.setDt(2e-4);
  await sim.setSeed(2n ** 63n);
  await sim.setActive("ring", false);
  await sim.setStates({ "cells.v": new Array<number>(100).fill(0.5) });
  await sim.setProfiled(true);
  await sim.inject("cells", 7);
  await sim.step(1);

  expect((await sim.states())["cells.v"]).toHaveLength(100);
  expect((await sim.profile()).some(({ calls }) => calls > 0)).toBe(true);
  expect(await sim.why("cells", 0)).toEqual([]);
  expect([...(await sim.spikes("cells")).i]).toContain(7);
});

it("takes functions from a module", async () => {
  const source = "export const f = (x) => 3 * x; export const other = 1;";
  const document = {
    myelin: 1,
    functions: { f: { args: ["x : 1"], host: true } },
    neurons: [{ name: "g", size: 3, equations: "x : 1", init: { x: "f(i)" } }],
  };

  const sim = await create(document, {
    functions: `data:text/javascript,${encodeURIComponent(source)}`,
  });

  expect([...(await sim.read("g.x"))]).toEqual([0, 3, 6]);
  await expect(create(document, { functions: "data:text/javascript,nonsense(" })).rejects.toThrow();
});
