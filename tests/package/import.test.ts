import { expect, it } from "vitest";
import { run } from "./process.js";

it("touches nothing of the page, also where there is none", () => {
  const output = run(`
    const touched = [];
    for (const name of ["window", "document", "navigator", "location", "Worker", "fetch",
                        "WebAssembly", "SharedArrayBuffer", "setTimeout", "MessageChannel"]) {
      Object.defineProperty(globalThis, name, {
        get() { touched.push(name); return undefined; }, configurable: true,
      });
    }
    const before = Reflect.ownKeys(globalThis).length;
    const { Simulation } = await import("myelin");
    const added = Reflect.ownKeys(globalThis).length - before;
    console.log(typeof Simulation.create, touched.join(), added);
  `);

  expect(output).toBe("function  0");
});

it("exports what the README names, and nothing by default", () => {
  const output = run(`console.log(Object.keys(await import("myelin")).join(" "))`);

  const names = output.split(" ");
  expect(names).toEqual(expect.arrayContaining(["load", "Simulation", "WorkerSimulation", "ms"]));
  expect(names).not.toContain("default");
});

it("lets the process end when nothing runs, with threads as well", () => {
  const output = run(`
    const { Simulation } = await import("myelin");
    const model = { myelin: 1, neurons: [{ name: "a", size: 2 }] };
    const sim = await Simulation.create(model, { threads: 3 });
    sim.step(3);
    console.log(sim.statistics.steps);
  `);

  expect(output).toBe("3");
});
