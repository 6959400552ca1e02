// The tables `kernels` and `stochastic`: our loops, one core, beside the limit programs and the goals.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtOf, execute, root, runJson } from "../program.mjs";
import { printMarkdown } from "./table.mjs";

// --- what is measured ----------------------------------------------------------------------------
//
// ours: [program, name without tier, arguments after the tier], or a model whose cells are stepped.
// value: from items a second, or from ns a call. limit: [program, name]. goal: native, wasm.

const giga = ({ items_per_second: items }) => items / 1e9;
const gigabits = ({ items_per_second: items }) => (items * 64) / 1e9; // one double from 64 bits
const gigabytes =
  (bytes) =>
  ({ cpu_time: ns }) =>
    bytes / ns;
const micros = ({ cpu_time: ns }) => ns / 1e3;
const millis = ({ cpu_time: ns }) => ns / 1e6;
const nanosEach = ({ items_per_second: items }) => 1e9 / items;
const inverse = (rate) => 1 / rate;

const kernel = (name) => ["kernel_bench", name, ""];
const bits = (name, args = "") => ["stochastic_bench", name, args];
const popcount = (words) => bits("popcount", `/${words}`);

const kernelRows = [
  { title: "memory read, 512 MB, GB/s", limit: ["memory", "read 512 MB"] },
  { title: "scatter-add 16 KB, u16 + constant, Gsyn/s", limit: ["memory", "scatter 16 KB, u16"] },
  { title: "scatter-add 16 KB, packed 4 B, Gsyn/s", limit: ["memory", "scatter 16 KB, packed"] },
  {
    title: "scatter-add 8-16 KB, index + weight, Gsyn/s",
    ours: kernel("scatter_add"),
    value: giga,
    limit: ["memory", "scatter 16 KB, u16 + f32"],
  },
  ...["1 MB", "64 MB"].map((size) => ({
    title: `scatter-add ${size}, Gsyn/s`,
    ours: kernel(`scatter_add ${size}`),
    value: giga,
    limit: ["memory", `scatter ${size}`],
  })),
  ...["f32", "f64"].flatMap((type) => [
    {
      title: `integrate-and-fire step ${type}, ns per cell`,
      cells: { model: "cuba", type },
      limit: ["cells", `lif ${type}`],
      limitValue: inverse,
    },
    {
      title: `Hodgkin-Huxley step ${type}, ns per cell`,
      cells: { model: "cobahh", type },
      limit: ["cells", `hh ${type}`],
      limitValue: inverse,
    },
    {
      title: `exp ${type}, G/s`,
      ours: kernel(type === "f64" ? "exp" : "exp_f32"),
      value: giga,
      limit: ["cells", `exp ${type}`],
    },
  ]),
  ...[
    ["8 KB", 1024],
    ["1 MB", 1 << 17],
    ["8 MB", 1 << 20],
  ].map(([size, words]) => ({
    title: `popcount ${size}, GB/s`,
    ours: popcount(words),
    value: gigabytes(words * 8),
    limit: ["bits", `popcount ${size}`],
  })),
  {
    title: "Bernoulli bits, 16-bit p, Gbit/s",
    ours: bits("encode", `/1/${1 << 20}`),
    value: giga,
    limit: ["bits", "bernoulli 16-bit"],
  },
  { title: "Bernoulli bits, 8-bit p, Gbit/s", limit: ["bits", "bernoulli 8-bit"] },
  {
    title: "Bernoulli bits per cycle, 16-bit p",
    ours: bits("encode", `/1/${1 << 20}`),
    value: ({ bits_per_cycle: value }) => value,
  },
  {
    title: "random bits, Philox4x32-10, Gbit/s",
    ours: kernel("uniform"),
    value: gigabits,
    limit: ["bits", "random philox"],
  },
  { title: "random bits, xoshiro256++, Gbit/s", limit: ["bits", "random xoshiro"] },
];

const stochasticRows = [
  { title: "pack 1,048,576 bits, us", ours: bits("pack 1 Mbit"), value: micros, goal: [20, 50] },
  {
    title: "popcount 1,048,576 words, ms",
    ours: popcount(1 << 20),
    value: millis,
    limit: ["bits", "popcount 8 MB"],
    limitValue: (rate) => 8.388608 / rate,
    goal: [0.28, 0.45],
  },
  {
    title: "popcount 16,384 words, us",
    ours: popcount(16384),
    value: micros,
    limit: ["bits", "popcount 16384 words"],
    limitValue: (rate) => 131.072 / rate,
    goal: [1.3, 6],
  },
  {
    title: "dense 64 to 32, L = 1024, prepacked, us",
    ours: bits("dense 64x32 packed", "/1024"),
    value: micros,
    limit: ["bits", "dense 64 to 32"],
    limitValue: inverse,
    goal: [3.5, 16],
  },
  { title: "the same with encoding, us", ours: bits("dense 64x32"), value: micros, goal: [8, 30] },
  ...[1, 10, 100, 1000].map((rows) => ({
    title: `batch of ${rows}, ms`,
    ours: bits("dense 64x32 batch", `/${rows}`),
    value: millis,
    goal: rows === 100 ? [0.8, 3] : undefined,
  })),
  ...[128, 256, 512, 1024, 2048, 4096].map((length) => ({
    title: `dense 32 to 16, L = ${length}, us`,
    ours: bits("dense 32x16 packed", `/${length}`),
    value: micros,
  })),
  {
    title: "fixed-point neuron, 100,000 steps, full trace, us",
    ours: bits("lif trace 100000"),
    value: micros,
    goal: [90, 140],
  },
  {
    title: "one of 1,024 fixed-point neurons, 1,000 steps, ns per step",
    ours: bits("lif 1024 x 1000"),
    value: nanosEach,
    goal: [0.09, 0.14],
  },
];

// --- how -----------------------------------------------------------------------------------------

// What Google Benchmark, or what stands for it in wasm, says: entries by name, the tier apart.
async function entriesOf(kind, from, program, runs) {
  const folder = kind === "native" ? from : "build/wasm";
  const file = `${root}${folder}/tests/bench/kernels/${program}${kind === "native" ? "" : ".cjs"}`;
  if (!existsSync(file)) {
    throw new Error(`${file} is not built; cmake --build ${folder} --target ${program}`);
  }
  const options = [
    ...["--benchmark_format=json", "--benchmark_min_time=0.05"],
    ...[`--benchmark_repetitions=${runs}`, "--benchmark_enable_random_interleaving=true"],
  ];
  const [command, words] = kind === "native" ? [file, options] : [process.execPath, [file]];
  const { code, stdout, stderr } = await execute(command, words, { timeout: 3600 });
  if (code !== 0) throw new Error(`${program}: ${stderr.slice(-300)}`);
  return JSON.parse(stdout).benchmarks.filter(
    ({ aggregate_name: name }) => !name || name === "median",
  );
}

// The fastest tier's entry: "popcount/avx2/16384" is asked for as "popcount" and "/16384".
function fastest(entries, name, args) {
  const found = entries.filter(({ run_name: run, name: full }) => {
    const text = run ?? full;
    return (
      text === `${name}${args}` || (text.startsWith(`${name}/`) && tierless(text) === name + args)
    );
  });
  const wrong = found.find(({ error_message: message }) => message);
  if (wrong) throw new Error(`${name}: ${wrong.error_message}`);
  const medians = found.filter(({ aggregate_name: aggregate }) => aggregate === "median");
  const times = (medians.length > 0 ? medians : found).toSorted((a, b) => a.cpu_time - b.cpu_time);
  return times[0];
}
const tierless = (text) => text.replace(/^([^/]*)\/[^/]*/, "$1");

// ns of one step of a cell, from its model without synapses and recordings.
async function nanosPerCell(kind, { model, type }, folder) {
  const document = JSON.parse(readFileSync(`${root}tests/models/${model}.json`, "utf8"));
  Object.assign(document, { synapses: [], record: [], precision: type });
  const file = join(folder, "cells.json");
  writeFileSync(file, JSON.stringify(document, null, 1));
  const [build] = builtOf([kind === "native" ? "native" : "simd"]);
  const result = await runJson(build, [file, "--duration", "0.5", "--warmup", "0.1"]);
  return (result.run_cpu_seconds * 1e9) / result.steps / document.neurons[0].size;
}

const number = (value) => (value === undefined ? "-" : String(Number(value.toPrecision(3))));

async function figuresOf(row, kind, { entries, limits, folder }) {
  const figures = { title: row.title, build: kind };
  try {
    if (row.cells) figures.ours = await nanosPerCell(kind, row.cells, folder);
    const entry = row.ours && fastest(await entries(row.ours[0]), row.ours[1], row.ours[2]);
    if (entry) figures.ours = row.value(entry);
    if (row.limit && limits) {
      const [program, name] = row.limit;
      const rate = (await limits.ratesOf(kind, program))[name];
      figures.limit = row.limitValue ? row.limitValue(rate) : rate;
    }
  } catch (error) {
    figures.error = error.message;
  }
  const goal = row.goal?.[kind === "native" ? 0 : 1];
  return { ...figures, goal };
}

async function tableOf(rows, kind, options, limits, folder) {
  const known = new Map();
  const entries = (program) => {
    if (!known.has(program)) {
      known.set(program, entriesOf(kind, options.from, program, options.runs));
    }
    return known.get(program);
  };
  const table = [];
  for (const row of rows) table.push(await figuresOf(row, kind, { entries, limits, folder }));
  return table;
}

/** Measures and prints one of the tables for native and wasm, if they are asked for. */
export async function runKernels(name, options, limits) {
  const rows = name === "kernels" ? kernelRows : stochasticRows;
  const folder = mkdtempSync(join(tmpdir(), "myelin-bench-"));
  const all = [];
  try {
    for (const kind of options.builds.filter((each) => each !== "chromium")) {
      const table = await tableOf(rows, kind, options, options.limits && limits, folder);
      console.log(`\n${name}, ${kind}`);
      printMarkdown(
        ["quantity", "ours", "limit", "goal"],
        table.map((row) => [row.title, number(row.ours), number(row.limit), number(row.goal)]),
      );
      for (const { title, error } of table.filter((row) => row.error)) {
        console.log(`${title}: ${error}`);
      }
      all.push(...table.map((row) => ({ ...row, group: name })));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return all;
}
