// Functions of the host, adding and removing synapses, and asking why.
import { hostFunction, ModelError, ms, network, neuronGroup, Simulation, synapses } from "myelin";
import { expect, it } from "vitest";

const squares = network(
  { dt: ms(0.1) },
  hostFunction("f", ["x : 1", "on : boolean"]),
  neuronGroup("cells", 1000, {
    equations: "dx/dt = f(x, i > 1) / second : 1",
    method: "euler",
    init: { x: "i" },
  }),
);

it("calls a function for each row", async () => {
  const asked: unknown[] = [];
  const f = (x: number, on: number) => {
    if (asked.length < 3) asked.push([x, on]);
    return on ? x * x : 0;
  };
  using sim = await Simulation.create(squares, { functions: { f } });

  sim.step();

  const x = sim.signal("cells.x").snapshot();
  expect(asked).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
  ]);
  expect(x[1]).toBe(1);
  expect(x[10]).toBeCloseTo(10 + 100e-4, 12);
});

it("calls a function for many rows at once, to the same bits", async () => {
  let calls = 0;
  const f = {
    rows(results: Float64Array, x: Float64Array, on: Float64Array) {
      ++calls;
      for (let k = 0; k < results.length; ++k) results[k] = on[k] ? (x[k] ?? 0) ** 2 : 0;
    },
  };
  using each = await Simulation.create(squares, {
    functions: { f: (x: number, on: number) => (on ? x ** 2 : 0) },
  });
  using all = await Simulation.create(squares, { functions: { f } });

  each.step(10);
  all.step(10);

  expect(all.digest()).toBe(each.digest());
  expect(calls).toBe(10 * 2); // two blocks of rows
});

it("hands on what a function throws, and goes on afterwards", async () => {
  let broken = true;
  const f = () => {
    if (broken) throw new RangeError("not today");
    return 1;
  };
  using sim = await Simulation.create(squares, { functions: { f } });

  expect(() => sim.step(10)).toThrowError(RangeError);
  broken = false;
  sim.set("cells.x", 0);
  sim.step(10);

  expect(sim.signal("cells.x").snapshot()[0]).toBeCloseTo(1e-3, 12);
});

it("hands on what a function throws while the network is built", async () => {
  const document = network(
    {},
    hostFunction("f", []),
    neuronGroup("cells", 2, { equations: "x : 1", init: { x: "f()" } }),
  );
  const f = () => {
    throw new TypeError("never");
  };

  await expect(Simulation.create(document, { functions: { f } })).rejects.toThrowError(TypeError);
});

it("refuses a document whose functions are not given", async () => {
  await expect(Simulation.create(squares)).rejects.toThrowError(ModelError);
  await expect(Simulation.create(squares)).rejects.toThrowError(/functions: \{ f \}/);
});

const pair = network(
  { dt: ms(0.1) },
  neuronGroup("cells", 4, { equations: "v : 1", threshold: "v > 1", reset: "v = 0" }),
  synapses("s", "cells", "cells", {
    equations: "w : 1",
    onPre: "v_post += w",
    connect: { i: [0, 0], j: [1, 2] },
    init: { w: "0.1*(1 + i + j)" },
  }),
);

it("adds and removes synapses", async () => {
  using sim = await Simulation.create(pair);

  sim.connect("s", { i: Int32Array.of(3, 3) as unknown as number[], j: [0, 1], init: { w: 0.7 } });
  expect([...sim.signal("s.w").snapshot()]).toEqual([0.2, 0.30000000000000004, 0.7, 0.7]);
  sim.disconnect("s", "w < 0.25");
  sim.disconnect("s", { i: 3, j: 1 });
  expect([...sim.signal("s.w").snapshot()]).toEqual([0.30000000000000004, 0.7]);
  sim.connect("s", true);

  expect(sim.signal("s.w").snapshot()).toHaveLength(18);
  expect(() => sim.connect("nobody", true)).toThrowError(ModelError);
  expect(() => sim.disconnect("s", "w <")).toThrowError(ModelError);
});

it("says which synapses reached a neuron in the last step", async () => {
  using sim = await Simulation.create(pair);

  sim.inject("cells", 0);
  sim.step();
  const [one, ...more] = sim.why("cells", 2);

  expect(more).toEqual([]);
  expect(one).toMatchObject({ synapses: "s", pathway: "pre", synapse: 1, spiked: 0 });
  expect(one?.variables).toEqual([{ name: "w", unit: "", value: 0.30000000000000004 }]);
  sim.step();
  expect(sim.why("cells", 2)).toEqual([]);
  expect(() => sim.why("cells", 4)).toThrowError(/4 elements/);
});
