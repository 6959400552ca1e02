import { ModelError, Simulation } from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

it("lists name, type, unit and shape", async () => {
  using sim = await Simulation.create(ring());

  const v = sim.signals().find(({ name }) => name === "cells.v");

  expect(v).toMatchObject({ dtype: "f64", unit: "", rows: 100, columns: 1 });
});

it("shows the latest step without a copy", async () => {
  using sim = await Simulation.create(ring());
  const v = sim.signal("cells.v");
  const view = v.view();
  const before = v.snapshot();

  sim.step(10);

  expect(v.view()).toBe(view);
  expect(view).not.toEqual(before);
  expect(view).toHaveLength(100);
});

it("lets what is written reach the network", async () => {
  using sim = await Simulation.create(ring());
  const drive = sim.signal("cells.drive").view();

  drive.fill(0.5 as never);
  sim
    .signal("cells.v")
    .view()
    .fill(0 as never);
  await sim.run(0.02);

  expect(sim.statistics.spikes).toBe(0);
});

it("is made anew when the memory has moved", async () => {
  using sim = await Simulation.create(ring(), { variant: "simd" });
  const v = sim.signal("cells.v");
  const old = v.view();
  const values = v.snapshot();

  using large = await Simulation.create(ring({ size: 16000 })); // 26 million synapses
  const now = v.view();

  expect(large.t).toBe(0);

  expect(old).toHaveLength(0); // detached
  expect(now === old).toBe(false);
  expect(now).toEqual(values);
});

it("copies into an array of the caller", async () => {
  using sim = await Simulation.create(ring());
  const v = sim.signal("cells.v");
  const out = new Float64Array(120);

  v.copyTo(out as never);

  expect(out.subarray(0, 100)).toEqual(v.snapshot());
  expect(() => v.copyTo(new Float64Array(3) as never)).toThrowError(/100 are needed/);
});

it("refuses a name that is not there", async () => {
  using sim = await Simulation.create(ring());

  expect(() => sim.signal("cells.w")).toThrowError(ModelError);
});
