import {
  DisposedError,
  ModelError,
  RunError,
  Simulation,
  WorkerSimulation,
  type Frame,
} from "myelin";
import { expect, it, onTestFinished } from "vitest";
import { exploding, ring } from "./models.js";

async function create(...args: Parameters<typeof WorkerSimulation.create>) {
  const sim = await WorkerSimulation.create(...args);
  onTestFinished(() => sim.dispose());
  return sim;
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("gives the same digest as Simulation", async () => {
  using here = await Simulation.create(ring());
  const there = await create(ring());

  await here.run();
  const frame = await there.run();

  expect(await there.digest()).toBe(here.digest());
  expect(frame.t).toBeCloseTo(0.1, 12);
  expect(await there.spikes("cells")).toEqual(here.spikes("cells"));
  expect(await there.trace("cells")).toEqual(here.trace("cells"));
  expect(await there.rate("cells")).toEqual(here.rate("cells"));
  expect(await there.outline()).toEqual(here.outline());
  expect(await there.signals()).toEqual(here.signals());
  expect(await there.read("cells.v")).toEqual(here.signal("cells.v").snapshot());
});

it("sends each recording once, as arrays of its own", async () => {
  const sim = await create(ring());

  const frames = [await sim.run(0.03), await sim.step(100), await sim.run(0.01)];

  const all = await sim.spikes("cells");
  const sent = frames.flatMap((frame) => [...(frame.monitors[0]?.t ?? [])]);
  expect(sent).toEqual([...all.t]);
  expect(frames.map((frame) => frame.monitors[1]?.t.length)).toEqual([300, 100, 100]);
  expect(frames[1]?.monitors[1]?.variables?.["v"]).toHaveLength(300);
  expect(frames[1]?.monitors[2]?.variables?.["rate"]).toHaveLength(100);
});

it("plays, shows frames, and stands still after pause", async () => {
  const sim = await create(ring());
  const frames: Frame[] = [];

  sim.play({ speed: 0.5, frame: (frame) => frames.push(frame) });
  await later(500);
  await sim.pause();
  const { length } = frames;
  await later(50);

  expect(frames).toHaveLength(length);
  expect(length).toBeGreaterThan(5);
  const last = frames.at(-1);
  expect(last?.t).toBeGreaterThan(0.1);
  expect(last?.t).toBeLessThan(0.3);
  expect(last?.stepSeconds).toBeGreaterThan(0);
  expect(last?.spikes).toBe((await sim.spikes("cells")).t.length);
  expect(frames.reduce((sum, { monitors }) => sum + (monitors[0]?.t.length ?? 0), 0)).toBe(
    last?.spikes,
  );
});

it("plays as fast as possible, and another way when told", async () => {
  const sim = await create(ring());
  let last: Frame | undefined;

  sim.play({ speed: Infinity, frame: (frame) => (last = frame) });
  await later(300);
  expect(last?.speed).toBeGreaterThan(1);
  sim.setSpeed(0.01);
  await sim.reset(); // it plays on from the beginning
  await later(200);
  await sim.pause();

  expect((await sim.statistics()).t).toBeLessThan(0.5);
});

it("plays for ever in little memory, and shows each spike once", async () => {
  const sim = await create(ring());
  const keep = 2000;
  const seen: number[] = [];

  const show = ({ monitors }: Frame) => seen.push(...(monitors[0]?.t ?? []));
  sim.play({ speed: Infinity, keep, frame: show });
  await later(500);
  await sim.pause();

  const { spikes } = await sim.statistics();
  const kept = await sim.spikes("cells");
  expect(seen).toHaveLength(spikes);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(kept.t.length).toBeLessThan(spikes);
  expect([...kept.t]).toEqual(seen.slice(-kept.t.length));
});

it("pauses even when it was told to play twice just before", async () => {
  const sim = await create(ring());
  sim.play({ speed: Infinity, frame: () => undefined });
  sim.play({ speed: 1, frame: () => undefined });

  await sim.pause();

  const { t } = await sim.statistics();
  await later(100);
  expect((await sim.statistics()).t).toBe(t);
});

it("answers while it plays", async () => {
  const sim = await create(ring());
  sim.play({ speed: Infinity, frame: () => undefined });

  await sim.set("tau", "5 ms");
  await expect(sim.set("nothing", 1)).rejects.toThrowError(ModelError);
  expect(await sim.digest()).toMatch(/^[0-9a-f]{32}$/);

  await sim.pause();
});

it("stops a run that is aborted, and keeps what was recorded", async () => {
  const sim = await create(ring({ size: 2000 }));
  const controller = new AbortController();
  const progress: number[] = [];

  const run = sim.run(1000, { signal: controller.signal, onProgress: (f) => progress.push(f) });
  setTimeout(() => controller.abort(new Error("enough")), 200);

  await expect(run).rejects.toThrowError("enough");
  const { t, spikes } = await sim.statistics();
  expect(t).toBeGreaterThan(0);
  expect((await sim.spikes("cells")).t).toHaveLength(spikes);
  expect(progress.length).toBeGreaterThan(0);
  expect((await sim.step(1)).monitors[0]?.t.length).toBeGreaterThan(0); // what the run recorded
});

it("ends a run when it is reset", async () => {
  const sim = await create(ring());
  const run = sim.run(1000).catch((error: unknown) => error);

  await sim.reset();

  expect((await sim.statistics()).t).toBe(0);
  await run;
});

it("throws the same errors as Simulation", async () => {
  const error: unknown = await WorkerSimulation.create({ ...ring(), neuron: 1 }).catch(
    (reason: unknown) => reason,
  );

  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ code: "unknown-key" });
});

it("shows a failure of the network in its last frame, and lives on", async () => {
  const sim = await create(exploding());

  const frame = await new Promise<Frame>((resolve) => {
    sim.play({ speed: Infinity, frame: (made) => made.error && resolve(made) });
  });

  expect(frame.error?.code).toBe("numeric");
  expect(frame.t).toBeGreaterThan(0);
  expect((await sim.trace("cells")).t.length).toBeGreaterThan(0);
  await sim.reset();
  await expect(sim.run()).rejects.toThrowError(RunError);
});

it("goes back to a snapshot", async () => {
  const sim = await create(ring());
  await sim.run(0.01);
  const snapshot = await sim.snapshot();
  await sim.run(0.01);
  const v = await sim.read("cells.v");

  await sim.restore(snapshot);
  await sim.run(0.01);

  expect(await sim.read("cells.v")).toEqual(v);
});

it("has threads of its own", async () => {
  using here = await Simulation.create(ring());
  const there = await create(ring(), { threads: 2 });

  await here.run(0.02);
  await there.run(0.02);

  expect(there.info.variant).toBe("threads");
  expect(await there.digest()).toBe(here.digest());
});

it("may be disposed of twice, and is not used afterwards", async () => {
  const sim = await WorkerSimulation.create(ring());
  const run = sim.run(1000);

  await sim.dispose();
  await sim.dispose();

  await expect(run).rejects.toThrowError(DisposedError);
  await expect(sim.step()).rejects.toThrowError(DisposedError);
});
