// Times the workloads that are named, and checks their answers: see --help.
import { writeFileSync } from "node:fs";
import { builds } from "../program.mjs";
import { openBrian2 } from "./brian2.mjs";
import { openChromium } from "./chromium.mjs";
import { runKernels } from "./kernels.mjs";
import { openLimits } from "./limits.mjs";
import { machine, sentence } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { readOptions, usage } from "./options.mjs";
import { openProgram } from "./program.mjs";
import { printProfile, printResults, printRow, printTitle } from "./table.mjs";
import { workloads } from "./workloads.mjs";

const tables = ["kernels", "stochastic"];

function selected({ names, filter }) {
  const named = names
    .filter((name) => !tables.includes(name))
    .flatMap((name) => {
      const found =
        name === "networks"
          ? workloads.filter(({ large }) => !large)
          : workloads.filter((workload) => workload.name.startsWith(name));
      if (found.length > 0) return found;
      const known = ["networks", ...tables, ...workloads.map((workload) => workload.name)];
      throw new Error(`there is no workload '${name}'; there are ${known.join(", ")}`);
    });
  const chosen = [...new Set(named)].filter(({ name }) => name.includes(filter));
  if (named.length > 0 && chosen.length === 0) {
    throw new Error(`no workload has '${filter}' in its name`);
  }
  return chosen;
}

/** A row as --json writes it: a figure is its median, the run's also with the least and the most. */
function flat({ seconds, ...row }) {
  const figures = Object.entries(row).map(([key, value]) => [key, value?.median ?? value]);
  const run = seconds && {
    median_seconds: seconds.median,
    min_seconds: seconds.low,
    max_seconds: seconds.high,
  };
  return { ...Object.fromEntries(figures), ...run };
}

const open = (kind, threads) =>
  kind === "chromium" ? openChromium(threads) : openProgram(kind, threads);

async function measureIn(kind, chosen, setting, rows) {
  const place = await open(kind, setting.threads);
  try {
    for (const workload of chosen) {
      for (const precision of setting.precisions) {
        for (const backend of setting.backends) {
          const row = await measure(place, workload, { ...setting, precision, backend });
          printRow(row);
          if (row.profile) printProfile(row.profile);
          rows.push(row);
        }
      }
    }
  } finally {
    await place.close();
  }
}

async function measureNetworks(options, limits) {
  const chosen = selected(options);
  const rows = [];
  if (chosen.length === 0) return rows;
  const peer = options.peer && (await openBrian2());
  const size = options.quick ? "quick" : "full";
  const setting = { ...options, size, limits: options.limits ? limits : undefined, peer };
  printTitle();
  try {
    for (const kind of options.builds) await measureIn(kind, chosen, setting, rows);
  } finally {
    peer?.close();
  }
  if (options.markdown) printResults(rows);
  return rows;
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  if (options.list) {
    return workloads.forEach(({ name, document, large }) =>
      console.log(
        `${name.padEnd(14)}${document(options).title}${large ? " (only when named)" : ""}`,
      ),
    );
  }
  builds.native.file = `${options.from}/myelin`;
  const described = machine();
  console.log(sentence(described));
  const limits = openLimits(options.from);
  const rows = await measureNetworks(options, limits);
  for (const name of tables.filter((table) => options.names.includes(table))) {
    rows.push(...(await runKernels(name, options, limits)));
  }
  if (options.json) {
    const list = rows.map((row) => ({ ...flat(row), machine: described }));
    writeFileSync(options.json, `${JSON.stringify(list, null, 2)}\n`);
  }
  process.exitCode = rows.some(({ error }) => error) ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
