// Times the workloads of tests/bench/workloads.mjs and checks their answers.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { builtOf } from "../program.mjs";
import { openChromium } from "./chromium.mjs";
import { openProgram } from "./program.mjs";
import { printRow, printTitle } from "./table.mjs";
import { checked, workloads } from "./workloads.mjs";

const usage = `usage: npm run bench -- [OPTION...]
  --native, --wasm, --chromium  where to run (the default is --native): as a native program, as
                                WebAssembly under Node, in a browser tab; may be combined
  --filter NAME                 only workloads whose name contains NAME
  --threads N                   threads of the run (1)
  --runs N                      runs of each workload, of which the median is shown (3)
  --quick                       shorter simulated times, one run: for tests
  --json FILE                   write the rows there`;

function options() {
  const { values } = parseArgs({
    options: {
      native: { type: "boolean" },
      wasm: { type: "boolean" },
      chromium: { type: "boolean" },
      filter: { type: "string", default: "" },
      threads: { type: "string", default: "1" },
      runs: { type: "string" },
      quick: { type: "boolean" },
      json: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const threads = wholeNumber("threads", values.threads);
  const runs = wholeNumber("runs", values.runs ?? (values.quick ? "1" : "3"));
  const places = ["native", "wasm", "chromium"].filter((place) => values[place]);
  return { ...values, threads, runs, places: places.length ? places : ["native"] };
}

function wholeNumber(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is '${text}'; it must be a whole number of at least 1`);
}

// A place to run: { build, run({ model, duration, threads }), close() }; `run` answers the object that
// `myelin run --json` prints.
function open(place, threads) {
  if (place === "chromium") return openChromium(threads);
  const [build] = builtOf([place === "native" ? "native" : threads > 1 ? "threads" : "simd"]);
  return openProgram(build);
}

const median = (sorted) =>
  (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;

const sortedBy = (results, seconds) => results.map(seconds).sort((a, b) => a - b);

async function measure(place, workload, { threads, runs, quick }) {
  const size = quick ? "quick" : "full";
  const { duration } = workload[size];
  const row = { workload: workload.name, build: place.build, precision: "f64", threads };
  try {
    const results = [];
    for (let k = 0; k < runs; ++k) {
      results.push(await place.run({ model: workload.model, duration, threads }));
    }
    const checks = results.map((result) => checked(workload, size, result));
    const building = (result) => result.build_seconds + result.compile_seconds;
    const times = sortedBy(results, (result) =>
      workload.wholeTime ? building(result) + result.run_seconds : result.run_seconds,
    );
    return {
      ...row,
      median_seconds: median(times),
      min_seconds: times[0],
      max_seconds: times.at(-1),
      build_seconds: median(sortedBy(results, building)),
      check: checks[0],
    };
  } catch (error) {
    return { ...row, error: error.message };
  }
}

async function main() {
  const chosen = options();
  const selected = workloads.filter(({ name }) => name.includes(chosen.filter));
  if (!selected.length) {
    throw new Error(
      `no workload has '${chosen.filter}' in its name: ${workloads.map((w) => w.name).join(", ")}`,
    );
  }
  const rows = [];
  printTitle();
  for (const name of chosen.places) {
    const place = await open(name, chosen.threads);
    try {
      for (const workload of selected) {
        rows.push(await measure(place, workload, chosen));
        printRow(rows.at(-1));
      }
    } finally {
      await place.close();
    }
  }
  if (chosen.json) writeFileSync(chosen.json, `${JSON.stringify(rows, null, 2)}\n`);
  process.exitCode = rows.some(({ error }) => error) ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
