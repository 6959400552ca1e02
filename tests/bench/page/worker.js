// Builds and runs one network with the package, as an application does in its own worker.
import { Simulation, load } from "/dist/index.js";

let engine;

const seconds = () => performance.now() / 1e3;

const recorded = (simulation, document) =>
  Object.fromEntries(
    document.record
      .flatMap((record) => record.spikes ?? [])
      .map((of) => [of, simulation.spikes(`spikes_${of}`).t.length]),
  );

// Counts and rates of what was recorded since `before`, as `myelin run --json` gives them.
function monitorsOf(simulation, document, before, duration) {
  const groups = [...document.neurons, ...(document.inputs ?? [])];
  const sizes = Object.fromEntries(groups.map(({ name, size }) => [name, size]));
  return Object.fromEntries(
    Object.entries(recorded(simulation, document)).map(([of, all]) => {
      const count = all - before[of];
      const rate = count / duration / sizes[of];
      return [`spikes_${of}`, { kind: "spikes", of, count, rate }];
    }),
  );
}

async function run({ text, duration, warmup, threads, backend }) {
  engine ??= await load({ threads }); // its own start is no part of building a network

  const begin = seconds();
  const simulation = await Simulation.create(text, { engine, threads, backend });
  const built = seconds();
  if (warmup > 0) await simulation.run(warmup);
  const before = simulation.statistics;
  const document = JSON.parse(text);
  const counts = recorded(simulation, document);
  const warm = seconds();
  await simulation.run(duration);
  const done = seconds();

  const after = simulation.statistics;
  const monitors = monitorsOf(simulation, document, counts, duration);
  const digest = simulation.digest();
  simulation.dispose();
  const [steps, spikes] = [after.steps - before.steps, after.spikes - before.spikes];
  const times = {
    build_seconds: built - begin - after.compileSeconds,
    compile_seconds: after.compileSeconds, // all code is made while the network is built
    run_seconds: done - warm,
  };
  return { digest, steps, spikes, duration, monitors, ...times };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await run(data));
  } catch (error) {
    self.postMessage({ error: `${error.name}: ${error.message}` });
  }
};
