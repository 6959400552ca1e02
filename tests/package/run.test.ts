import { Simulation } from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

it("keeps what was recorded when it is aborted, and can go on", async () => {
  using sim = await Simulation.create(ring({ size: 2000 }));
  const controller = new AbortController();

  const run = sim.run(1000, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 100);

  await expect(run).rejects.toThrowError("enough");
  const { t } = sim;
  expect(t).toBeGreaterThan(0);
  expect(t).toBeLessThan(1000);
  expect(sim.spikes("cells").t.length).toBe(sim.statistics.spikes);
  sim.step();
  expect(sim.t).toBeGreaterThan(t);
});

it("gives the same digest by generated code and by the interpreter", async () => {
  const run = async (options: Parameters<typeof Simulation.create>[1]) => {
    using sim = await Simulation.create(ring({ size: 2000 }), options);
    await sim.run(0.05);
    return { digest: sim.digest(), backend: sim.statistics.backend };
  };
  const { digest, backend } = await run({ backend: "interpreter" });

  expect(backend).toBe("interpreter");
  expect(await run({})).toEqual({ digest, backend: "wasm" });
  expect(await run({ backend: "native" })).toEqual({ digest, backend: "wasm" });
  expect(await run({ threads: 3 })).toEqual({ digest, backend: "wasm" });
  expect(await run({ variant: "scalar" })).toEqual({ digest, backend: "interpreter" });
});

it("does not begin if it is aborted already", async () => {
  using sim = await Simulation.create(ring());

  await expect(sim.run(1, { signal: AbortSignal.abort() })).rejects.toThrowError(/abort/i);

  expect(sim.t).toBe(0);
});

it("tells how far it is", async () => {
  using sim = await Simulation.create(ring({ size: 2000 }));
  const seen: number[] = [];

  await sim.run(0.2, { onProgress: (done) => seen.push(done) });

  expect(seen.length).toBeGreaterThan(1);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  expect(seen.at(-1)).toBe(1);
});

it("lets the event loop go on", async () => {
  using sim = await Simulation.create(ring({ size: 2000 }));
  await sim.run(0.05); // the engine's code is compiled better now
  // In CPU time of this process: what other programs take of the machine does not count.
  const now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000; // ms
  };
  const gaps: number[] = [];
  let last = now();
  const timer = setInterval(() => {
    gaps.push(now() - last);
    last = now();
  }, 1);

  await sim.run(1);
  clearInterval(timer);

  // Slices end after 9 ms; the compiler and the garbage collector may be at work beside them.
  gaps.sort((a, b) => a - b);
  expect(gaps.length).toBeGreaterThan(5);
  expect(gaps[Math.floor(gaps.length * 0.9)]).toBeLessThan(30);
});
