import { DisposedError, ModelError, MyelinError, RunError, Simulation, check } from "myelin";
import { describe, expect, it } from "vitest";
import { exploding, ring } from "./models.js";
import { run } from "./process.js";

async function errorOf(document: string | object): Promise<ModelError> {
  const error: unknown = await Simulation.create(document).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}

describe("a broken document", () => {
  it("is named with the place in the equation", async () => {
    const document = ring();
    const equations = ["dv/dt = (drive - v) / tau : 1", "drive : 1", "dw/dt = -wrong / tau : 1"];
    const neurons = [{ ...document.neurons?.[0], equations }];

    const error = await errorOf({ ...document, neurons });

    expect(error.code).toBe("unknown-name");
    expect(error.where).toMatch(/^neurons\[0\] 'cells'\.equations:3:/);
    expect(error.message).toContain("wrong");
    expect(error.excerpt).toContain("^");
    expect(error.span?.end).toBeGreaterThan(error.span?.begin ?? Infinity);
    expect(String(error)).toContain(error.where);
  });

  it("is named with a suggestion for an unknown key", async () => {
    const error = await errorOf({ ...ring(), neuron: [] });

    expect(error.code).toBe("unknown-key");
    expect(error.message).toContain("neurons");
  });

  it("may be no JSON at all", async () => {
    expect((await errorOf("{ nonsense")).code).toBe("parse");
    expect((await errorOf("")).code).toBe("parse");
  });

  it("may be an object that is no document", async () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;

    expect((await errorOf(cycle)).code).toBe("type");
    expect((await errorOf([])).code).toBe("type");
  });

  it("is refused by check as well", async () => {
    await expect(check(ring())).resolves.toBeUndefined();
    await expect(check({ ...ring(), dt: "1 mV" })).rejects.toThrowError(MyelinError);
  });

  it("may want more memory than there is", async () => {
    const huge = ring({ size: 1_000_000_000 });

    const error: unknown = await Simulation.create(huge).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: "OutOfMemoryError", code: "memory" });
    using sim = await Simulation.create(ring());
    sim.step();
  });
});

describe("a run", () => {
  it("that blows up says where, and keeps what was recorded", async () => {
    using sim = await Simulation.create(exploding());

    const error: unknown = await sim.run().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({ code: "numeric" });
    expect((error as RunError).where).toContain("cells");
    expect((error as RunError).message).toContain("step");
    expect(sim.trace("cells").t.length).toBeGreaterThan(0);
  });

  it("refuses names and values that do not fit", async () => {
    using sim = await Simulation.create(ring());

    expect(() => sim.set("nothing", 1)).toThrowError(ModelError);
    expect(() => sim.set("tau", "1 mV")).toThrowError(ModelError);
    expect(() => sim.inject("cells", 100)).toThrowError(ModelError);
    expect(() => sim.restore(new Uint8Array(3))).toThrowError(RunError);
  });

  it("is the only one at a time", async () => {
    using sim = await Simulation.create(ring());
    const controller = new AbortController();
    const run = sim.run(1000, { signal: controller.signal });

    await expect(sim.run(0.1)).rejects.toMatchObject({ code: "busy" });
    expect(() => sim.reset()).toThrowError(RunError);
    controller.abort();
    await expect(run).rejects.toThrowError(/abort/i);
  });
});

describe("dispose", () => {
  it("may be called twice", async () => {
    const sim = await Simulation.create(ring());

    sim.dispose();

    expect(() => sim.dispose()).not.toThrow();
    expect(sim.document).toContain("cells");
  });

  it("makes everything else throw DisposedError", async () => {
    const sim = await Simulation.create(ring());
    const v = sim.signal("cells.v");
    sim.dispose();

    for (const use of [
      () => sim.step(),
      () => sim.digest(),
      () => sim.spikes("cells"),
      () => sim.set("tau", 1),
      () => v.view(),
      () => sim.t,
    ]) {
      expect(use).toThrowError(DisposedError);
    }
    await expect(sim.run(1)).rejects.toThrowError(DisposedError);
  });

  it("ends a run that is going on", async () => {
    const sim = await Simulation.create(ring());
    const run = sim.run(1000);

    sim.dispose();

    await expect(run).rejects.toThrowError(DisposedError);
  });

  it("is asked for, in development, when a network is dropped without", () => {
    const program = `
      import { Simulation } from "myelin";
      const model = { myelin: 1, neurons: [{ name: "a", size: 2 }] };
      await Simulation.create(model);
      for (let k = 0; k < 10; ++k) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        gc();
      }
      console.log("done");
    `;

    expect(run(program, "--expose-gc")).toMatch(/done[^]*dropped without dispose/);
    expect(run(`process.env.NODE_ENV = "production"; ${program}`, "--expose-gc")).toBe("done");
  });
});
