// The tables `kernels` and `stochastic`: our loops, one core, beside the limit programs and the goals.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtOf, execute, root, runJson } from "../program.mjs";
import { printMarkdown } from "./table.mjs";

// --- what is measured ----------------------------------------------------------------------------
//
// ours: [program, name without tier, arguments after the tier], or a model whose cells are stepped.
// value: from items a second, or from ns a call. limit: [program, names of rates]. goal: native, wasm.

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

// The limit programs of section "Stochastic" add up: what encodes, then what counts. `reference`:
// what these programs took, native and wasm, on the machine for which the goals were set.
const encodeMicros = (streams) => (rate) => (streams * 1024) / rate / 1e3;
const forwardMicros = (dense, bernoulli) => 1 / dense + encodeMicros(64)(bernoulli);

const stochasticRows = [
  {
    title: "pack 1,048,576 bits, us",
    ours: bits("pack 1 Mbit"),
    value: micros,
    limit: ["bits", "pack 1 Mbit"],
    limitValue: inverse,
    goal: [20, 50],
    reference: [32, 64],
  },
  {
    title: "popcount 1,048,576 words, ms",
    ours: popcount(1 << 20),
    value: millis,
    limit: ["bits", "popcount 8 MB"],
    limitValue: (rate) => 8.388608 / rate,
    goal: [0.28, 0.45],
    reference: [0.27, 0.38],
  },
  {
    title: "popcount 16,384 words, us",
    ours: popcount(16384),
    value: micros,
    limit: ["bits", "popcount 16384 words"],
    limitValue: (rate) => 131.072 / rate,
    goal: [1.3, 6],
    reference: [0.9, 5],
  },
  {
    title: "encode 64 streams of 1,024 bits, us",
    ours: bits("encode", "/64/1024"),
    value: micros,
    limit: ["bits", "bernoulli 16-bit"],
    limitValue: encodeMicros(64),
  },
  {
    title: "the same, bits per cycle",
    ours: bits("encode", "/64/1024"),
    value: ({ bits_per_cycle: value }) => value,
  },
  {
    title: "dense 64 to 32, L = 1024, prepacked, us",
    ours: bits("dense 64x32 packed", "/1024"),
    value: micros,
    limit: ["bits", "dense 64 to 32"],
    limitValue: inverse,
    goal: [3.5, 16],
    reference: [2.6, 13.1],
  },
  {
    title: "the same with encoding, us",
    ours: bits("dense 64x32"),
    value: micros,
    limit: ["bits", "dense 64 to 32", "bernoulli 16-bit"],
    limitValue: forwardMicros,
    goal: [8, 30],
    reference: [5.7, 25],
  },
  ...[1, 10, 100, 1000].map((rows) => ({
    title: `batch of ${rows}, ms`,
    ours: bits("dense 64x32 batch", `/${rows}`),
    value: millis,
    limit: ["bits", "dense 64 to 32", "bernoulli 16-bit"],
    limitValue: (...rates) => (rows * forwardMicros(...rates)) / 1e3,
    ...(rows === 100 && { goal: [0.8, 3], reference: [0.55, 2.4] }),
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
    limit: ["bits", "fixed neuron"],
    limitValue: (rate) => 100 / rate,
    goal: [90, 140],
    reference: [84, 132],
  },
  {
    title: "one of 1,024 fixed-point neurons, 1,000 steps, ns per step",
    ours: bits("lif 1024 x 1000"),
    value: nanosEach,
    limit: ["bits", "fixed neurons"],
    limitValue: inverse,
    goal: [0.09, 0.14],
  },
  {
    title: "how many times faster that is than one neuron",
    from: (ours) => ours("fixed-point neuron,") / 100 / ours("one of 1,024"),
    goal: [10, 10],
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
  return JSON.parse(stdout).benchmarks.filter(({ aggregate_name: name }) => !name);
}

// The least of all runs and tiers: "popcount/avx2/16384" is asked for as "popcount" and "/16384".
function fastest(entries, name, args) {
  const found = entries.filter(({ run_name: run, name: full }) => {
    const text = run ?? full;
    return (
      text === `${name}${args}` || (text.startsWith(`${name}/`) && tierless(text) === name + args)
    );
  });
  const wrong = found.find(({ error_message: message }) => message);
  if (wrong) throw new Error(`${name}: ${wrong.error_message}`);
  return found.toSorted((a, b) => a.cpu_time - b.cpu_time)[0];
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

const number = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "-");

async function figuresOf(row, kind, { entries, limits, folder }) {
  const figures = { title: row.title, build: kind };
  try {
    if (row.cells) figures.ours = await nanosPerCell(kind, row.cells, folder);
    const entry = row.ours && fastest(await entries(row.ours[0]), row.ours[1], row.ours[2]);
    if (entry) figures.ours = row.value(entry);
    if (row.limit && limits) {
      const [program, ...names] = row.limit;
      const all = await limits.ratesOf(kind, program);
      const rates = names.map((name) => all[name]);
      figures.limit = row.limitValue ? row.limitValue(...rates) : rates[0];
    }
  } catch (error) {
    figures.error = error.message;
  }
  const place = kind === "native" ? 0 : 1;
  const goal = row.goal?.[place];
  const asked = row.reference && goal / row.reference[place];
  return { ...figures, goal, ratio: figures.ours / figures.limit, asked };
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
  const oursOf = (start) => table.find(({ title }) => title.startsWith(start)).ours;
  rows.forEach((row, k) => {
    if (row.from) table[k].ours = row.from(oursOf);
  });
  return table;
}

// ratio: of ours to the limit; asked: of the goal to it on the machine of the goals.
function printTable(name, kind, table, native) {
  const head = ["quantity", "ours", "limit", "ratio", "asked", "goal"];
  const lines = table.map((row) => [
    row.title,
    ...[row.ours, row.limit, row.ratio, row.asked, row.goal].map(number),
  ]);
  if (native) {
    head.push("ours / native");
    table.forEach(({ ours }, k) => lines[k].push(number(ours / native[k].ours)));
  }
  console.log(`\n${name}, ${kind}`);
  printMarkdown(head, lines);
  for (const { title, error } of table.filter((row) => row.error)) {
    console.log(`${title}: ${error}`);
  }
}

/** Measures and prints one of the tables for native and wasm, if they are asked for. */
export async function runKernels(name, options, limits) {
  const rows = name === "kernels" ? kernelRows : stochasticRows;
  const folder = mkdtempSync(join(tmpdir(), "myelin-bench-"));
  const all = [];
  let native;
  try {
    for (const kind of options.builds.filter((each) => each !== "chromium")) {
      // The ratios of "stochastic" are what is asked for.
      const asked = (options.limits || name === "stochastic") && limits;
      const table = await tableOf(rows, kind, options, asked, folder);
      printTable(name, kind, table, kind === "native" ? undefined : native);
      if (kind === "native") native = table;
      all.push(...table.map((row) => ({ ...row, group: name })));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return all;
}
