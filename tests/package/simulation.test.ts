import { readFileSync } from "node:fs";
import { ModelError, Simulation } from "myelin";
import { describe, expect, it } from "vitest";
import { ring } from "./models.js";

describe("Simulation", () => {
  it("gives the same digest every time", async () => {
    using first = await Simulation.create(ring());
    using second = await Simulation.create(JSON.stringify(ring()));

    await first.run();
    await second.run();

    expect(first.digest()).toMatch(/^[0-9a-f]{32}$/);
    expect(second.digest()).toBe(first.digest());
  });

  it("takes another seed than the document's", async () => {
    using first = await Simulation.create(ring());
    using second = await Simulation.create(ring(), { seed: 8 });
    using third = await Simulation.create({ ...ring(), seed: 8 });

    for (const sim of [first, second, third]) await sim.run(0.02);

    expect(second.digest()).not.toBe(first.digest());
    expect(third.digest()).toBe(second.digest());
  });

  it("does what the document's run says, and no more", async () => {
    using sim = await Simulation.create(ring({ run: "25 ms" }));

    await sim.run();

    expect(sim.duration).toBeCloseTo(0.025, 12);
    expect(sim.t).toBeCloseTo(0.025, 12);
    expect(sim.statistics.steps).toBe(250);
  });

  it("carries out a plan of several steps like the program does", async () => {
    const text = readFileSync("tests/models/plan.json", "utf8");
    using whole = await Simulation.create(text);
    using again = await Simulation.create(text);

    await whole.run();
    await again.run();

    expect(whole.statistics.steps).toBeGreaterThan(0);
    expect(again.digest()).toBe(whole.digest());
  });

  it("takes steps, and many small runs are one long run", async () => {
    using stepped = await Simulation.create(ring());
    using parts = await Simulation.create(ring());
    using whole = await Simulation.create(ring());

    for (let k = 0; k < 10; ++k) stepped.step(20);
    for (let k = 0; k < 4; ++k) await parts.run(0.005);
    await whole.run(0.02);

    expect(stepped.digest()).toBe(whole.digest());
    expect(parts.digest()).toBe(whole.digest());
  });

  it("starts again after reset", async () => {
    using sim = await Simulation.create(ring());
    await sim.run(0.02);
    const digest = sim.digest();

    sim.reset();
    expect(sim.t).toBe(0);
    expect(sim.spikes("cells").t).toHaveLength(0);
    await sim.run(0.02);

    expect(sim.digest()).toBe(digest);
  });

  it("goes back to a snapshot", async () => {
    using sim = await Simulation.create(ring());
    await sim.run(0.01);
    const snapshot = sim.snapshot();
    await sim.run(0.01);
    const { t } = sim;
    const v = sim.signal("cells.v").snapshot();

    sim.restore(snapshot);
    expect(sim.t).toBeCloseTo(0.01, 12);
    await sim.run(0.01);

    expect(sim.t).toBeCloseTo(t, 12);
    expect(sim.signal("cells.v").snapshot()).toEqual(v);
  });

  it("reads what monitors recorded, by their names or the group's", async () => {
    using sim = await Simulation.create(ring());
    await sim.run(0.05);

    const spikes = sim.spikes("spikes_cells");
    const trace = sim.trace("cells");
    const rate = sim.rate("cells");

    expect(spikes.t.length).toBe(sim.statistics.spikes);
    expect(spikes.i.length).toBe(spikes.t.length);
    expect([...trace.index]).toEqual([0, 1, 2]);
    expect(trace.t).toHaveLength(500);
    expect(trace.variables["v"]).toHaveLength(1500);
    const mean = rate.rate.reduce((sum, value) => sum + value, 0) / rate.rate.length;
    expect(mean).toBeCloseTo(spikes.t.length / 100 / 0.05, 6);
    expect(sim.spikes("cells").t).toEqual(spikes.t);
  });

  it("names the monitors there are when one is not there", async () => {
    using sim = await Simulation.create(ring());

    expect(() => sim.spikes("nobody")).toThrowError(ModelError);
    expect(() => sim.spikes("nobody")).toThrowError(/'spikes_cells'/);
  });

  it("changes constants and variables, by number, text and array", async () => {
    using sim = await Simulation.create(ring());

    sim.set("tau", "5 ms");
    sim.set("cells.drive", 0.5);
    sim.set(
      "cells.v",
      Float64Array.from({ length: 100 }, (_, k) => k / 200),
    );

    expect(sim.signal("cells.v").snapshot()[50]).toBe(0.25);
    await sim.run(0.02);
    expect(sim.statistics.spikes).toBe(0); // the drive stays below the threshold
    const trace = sim.trace("cells").variables["v"] ?? [];
    expect(trace[3 * 50]).toBeCloseTo(0.5 * (1 - Math.exp(-1)), 9); // cell 0 after 5 ms
  });

  it("makes a cell fire", async () => {
    using sim = await Simulation.create(ring());
    sim.set("cells.drive", 0.5);
    sim.set("cells.v", 0);

    sim.inject("cells", 42);
    sim.step(2);

    expect([...sim.spikes("cells").i]).toEqual([42]);
  });

  it("says what it is made of", async () => {
    using sim = await Simulation.create(ring());

    const outline = sim.outline();

    expect(outline.groups.map(({ name, size }) => [name, size])).toEqual([["cells", 100]]);
    expect(outline.synapses.map(({ name }) => name)).toEqual(["ring"]);
    expect(outline.monitors.map(({ kind }) => kind).sort()).toEqual(["rate", "spikes", "states"]);
    expect(sim.explain()).toContain("cells");
  });

  it("takes typed arrays and bigints in the document", async () => {
    const document = ring();
    const drive = new Float64Array(100).fill(1.5);
    const neurons = [{ ...document.neurons?.[0], init: { drive } }];

    using sim = await Simulation.create({ ...document, neurons, seed: 7n });

    expect(sim.signal("cells.drive").snapshot()[99]).toBe(1.5);
  });
});
