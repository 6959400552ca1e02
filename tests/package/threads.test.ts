import { load, Simulation } from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

async function digest(options: Parameters<typeof Simulation.create>[1]): Promise<string> {
  using sim = await Simulation.create(ring({ size: 3000 }), options);
  await sim.run(0.02);
  return sim.digest();
}

it("gives the same digest in every variant and with any number of threads", async () => {
  const expected = await digest({ variant: "simd" });

  expect(await digest({ variant: "scalar" })).toBe(expected);
  expect(await digest({ variant: "threads", threads: 1 })).toBe(expected);
  expect(await digest({ threads: 2 })).toBe(expected);
  expect(await digest({ threads: 3 })).toBe(expected);
  expect(await digest({ threads: 4 })).toBe(expected);
});

it("takes the build with threads only when they are wanted", async () => {
  using one = await Simulation.create(ring());
  using two = await Simulation.create(ring(), { threads: 2 });

  expect(one.info).toMatchObject({ variant: "simd", threads: 1, why: "" });
  expect(two.info).toMatchObject({ variant: "threads", why: "" });
});

it("finds workers for networks that are built at once, and for the next", async () => {
  const create = () => Simulation.create(ring(), { threads: 3 });

  for (let k = 0; k < 3; ++k) {
    const made = await Promise.all([create(), create(), create()]);
    for (const sim of made) sim.step(10);
    for (const sim of made) sim.dispose();
  }
});

it("shows the memory that threads share", async () => {
  using sim = await Simulation.create(ring(), { threads: 2 });
  const v = sim.signal("cells.v");
  const view = v.view();

  expect(view.buffer).toBeInstanceOf(SharedArrayBuffer);
  using large = await Simulation.create(ring({ size: 8000 }), { threads: 2 });

  expect(large.info.variant).toBe("threads");
  expect(v.view()).toEqual(view);
  expect(v.snapshot().buffer).toBeInstanceOf(ArrayBuffer);
});

it("starts again after reset", async () => {
  using sim = await Simulation.create(ring({ size: 3000 }), { threads: 3 });
  await sim.run(0.02);
  const before = sim.digest();

  for (let k = 0; k < 3; ++k) {
    sim.reset();
    await sim.run(0.02);
    expect(sim.digest()).toBe(before);
  }
});

it("ends them with the engine", async () => {
  const engine = await load({ variant: "threads", threads: 2 });
  const sim = await Simulation.create(ring(), { engine });
  sim.step();

  engine.dispose();

  expect(engine.dead).toBe(true);
  expect(() => sim.step()).toThrowError(/engine is gone/);
  sim.dispose();
});
