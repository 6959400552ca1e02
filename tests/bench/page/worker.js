// Builds and runs one network with the package, as an application does in its own worker.
import { Simulation, load } from "/dist/index.js";

let engine;

const seconds = () => performance.now() / 1e3;

const fetchText = async (address) => (await fetch(address)).text();

// Counts and rates of what was recorded, as `myelin run --json` gives them.
function monitorsOf(simulation, document, duration) {
  const sizes = [...document.neurons, ...(document.inputs ?? [])].map(({ name, size }) => [
    name,
    size,
  ]);
  const spikes = document.record.flatMap((record) => record.spikes ?? []);
  return Object.fromEntries(
    spikes.map((of) => {
      const name = `spikes_${of}`;
      const count = simulation.spikes(name).t.length;
      const rate = count / duration / Object.fromEntries(sizes)[of];
      return [name, { kind: "spikes", of, count, rate }];
    }),
  );
}

async function run({ model, duration, threads }) {
  const text = await fetchText(`/tests/models/${model}.json`);
  engine ??= await load({ threads }); // its own start is no part of building a network

  const begin = seconds();
  const simulation = await Simulation.create(text, { engine, threads });
  const built = seconds();
  await simulation.run(duration);
  const done = seconds();

  const { steps, spikes } = simulation.statistics;
  const monitors = monitorsOf(simulation, JSON.parse(text), duration);
  const digest = simulation.digest();
  simulation.dispose();
  const times = { build_seconds: built - begin, compile_seconds: 0, run_seconds: done - built };
  return { digest, steps, spikes, monitors, ...times };
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(await run(data));
  } catch (error) {
    self.postMessage({ error: `${error.name}: ${error.message}` });
  }
};
