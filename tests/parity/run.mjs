// Same model, same bits: digests of tests/models over builds, SIMD tiers and thread counts.
//
//   npm run parity -- [--full] [--filter NAME] [--partial] [--update] [--aarch64]
//
// tests/parity/golden.json holds what every cell of the grid must give: for each model a duration
// (null: the document's own "run") and the digest. `--update` writes the digests of the native build
// with one thread on the widest tier; the other cells are compared with those all the same. A build
// that is missing is a failure, unless `--partial` says that what is there will do. `--aarch64` is for
// the build of that name alone, which runs under qemu.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { builtOf, inParallel, root, runJson, tiersOf } from "../program.mjs";

const goldenFile = new URL("golden.json", import.meta.url);
const threadCounts = [1, 2, 3, 4];
// Compiled code is looked at on the widest tier for every model, on the others for those whose code
// has the most kinds of statements. What was compiled is kept in build/code.
const compiledEverywhere = ["types", "synapses", "integrators", "noise", "pathways", "singles"];
// Building ten million synapses takes a second or more, so the short grid has fewer cells of these.
const large = ["brunel10k", "izhikevich", "lif100k"];

const { values: options } = parseArgs({
  options: {
    full: { type: "boolean" },
    filter: { type: "string", default: "" },
    partial: { type: "boolean" },
    update: { type: "boolean" },
    aarch64: { type: "boolean" },
  },
});
process.env.MYELIN_CACHE ??= `${root}build/code`;
if (options.aarch64) process.env.CXX = "aarch64-linux-gnu-g++";
const timeout = options.aarch64 ? 900 : 90; // seconds

// [{ build, tier, threads, backend }]; the first is the reference.
async function gridOf(built) {
  const cells = [];
  for (const build of ["native", "aarch64"]) {
    if (!built.includes(build)) continue;
    const tiers = (await tiersOf(build)).reverse();
    for (const tier of tiers) {
      for (const threads of threadCounts) cells.push({ build, tier, threads });
    }
    for (const tier of tiers) {
      for (const threads of options.full ? threadCounts : [1]) {
        cells.push({ build, tier, threads, backend: "native" });
      }
    }
  }
  for (const build of ["scalar", "simd"]) {
    if (built.includes(build)) cells.push({ build, tier: "", threads: 1 });
  }
  if (built.includes("threads")) {
    for (const threads of threadCounts) cells.push({ build: "threads", tier: "", threads });
  }
  // Generated WebAssembly: on one thread, and where every worker has to load it.
  for (const [build, threads] of [
    ["simd", 1],
    ["threads", 4],
  ]) {
    if (built.includes(build)) cells.push({ build, tier: "", threads, backend: "native" });
  }
  return cells;
}

// Every build and every tier once, every thread count once.
function shorter(cells) {
  const widest = cells[0];
  return cells.filter(
    ({ build, tier, threads }) =>
      threads === 1 ||
      (build === widest.build && tier === widest.tier && threads === 3) ||
      (build === "threads" && threads === 4),
  );
}

// Compiling takes a second or two.
const withoutMostCompiled = (model, cells) =>
  cells.filter(
    ({ tier, backend }) =>
      !backend ||
      !tier ||
      tier === cells[0].tier ||
      compiledEverywhere.includes(model) ||
      options.full,
  );

const label = ({ build, tier, threads, backend }) =>
  `${tier ? `${build} ${tier}` : `wasm ${build}`} x${threads}${backend ? " code" : ""}`;

// -> { digest } or { error }
async function runCell(model, duration, { build, tier, threads, backend = "interpreter" }) {
  const args = [`${root}tests/models/${model}.json`, "--threads", String(threads)];
  if (tier) args.push("--simd", tier);
  args.push("--backend", backend);
  if (duration !== null) args.push("--duration", String(duration));
  try {
    const ran = await runJson(build, args, { timeout });
    if (ran.backend_problem) return { error: ran.backend_problem };
    return { digest: ran.digest };
  } catch (error) {
    return { error: error.message };
  }
}

async function checkModel(model, golden, grid) {
  const all = large.includes(model) && !options.full ? shorter(grid) : grid;
  const cells = withoutMostCompiled(model, all);
  const results = await inParallel(cells, availableParallelism(), (cell) =>
    runCell(model, golden.duration, cell),
  );
  const expected = (options.update && results[0].digest) || golden.digest;
  const different = results.flatMap(({ digest, error }, k) =>
    digest && digest === expected ? [] : [`${label(cells[k])}: ${digest ?? error}`],
  );
  const runs = String(cells.length).padStart(3);
  const verdict = different.length ? `${different.length} differ` : "equal";
  console.log(`${model.padEnd(12)} ${expected.padEnd(32)} ${runs} runs  ${verdict}`);
  return { model, digest: expected, different };
}

const golden = JSON.parse(readFileSync(goldenFile, "utf8"));
const models = Object.keys(golden).filter((model) => model.includes(options.filter));
if (!models.length) {
  console.error(`parity: no model of golden.json has '${options.filter}' in its name`);
  process.exit(2);
}
const wanted = options.aarch64 ? ["aarch64"] : ["native", "scalar", "simd", "threads"];
const built = builtOf(wanted);
if (built.length < wanted.length && !options.partial) {
  console.error("parity: not all builds are there; build them, or say --partial");
  process.exit(1);
}
const grid = await gridOf(built);
console.log(`over ${grid.map(label).join(", ")}\n`);

const results = [];
for (const model of models) results.push(await checkModel(model, golden[model], grid));

if (options.update) {
  if (!built.includes("native")) throw new Error("--update needs the native build");
  for (const { model, digest } of results) golden[model].digest = digest;
  const lines = Object.entries(golden).map(
    ([model, { duration, digest }]) =>
      `  "${model}": { "duration": ${duration}, "digest": "${digest}" }`,
  );
  writeFileSync(goldenFile, `{\n${lines.join(",\n")}\n}\n`);
}
console.log("");
const wrong = results.flatMap(({ model, different }) =>
  different.map((cell) => `${model}, ${cell}`),
);
for (const cell of wrong) console.log(`different: ${cell}`);
if (!wrong.length) console.log(`${models.length} models equal`);
process.exitCode = wrong.length ? 1 : 0;
