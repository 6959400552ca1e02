// Runs the examples (tests/models/examples) and holds them against what is known of the models:
// node tests/examples/run.mjs [NAME...] [--build native|simd]
//
// One line per example: `pass NAME seconds measured...`, or `FAIL NAME why`. Every example must have
// a row in behaviour.mjs, and every row an example; feature tags must be true (features.mjs).
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { builtOf, myelin, root } from "../program.mjs";
import { behaviour } from "./behaviour.mjs";
import { untrue } from "./features.mjs";
import { Result } from "./measure.mjs";

const folder = join(root, "tests/models/examples");
const written = (value) => String(Number(value.toPrecision(4)));

const within = (value, [low, high]) => value >= low && value <= high;

/** Runs one example; answers what was measured and what of it is not as expected. */
async function judge(build, name, scratch) {
  const { duration, signals = [], measure, expect } = behaviour[name];
  const file = join(folder, `${name}.json`);
  const document = JSON.parse(readFileSync(file, "utf8"));
  const out = join(scratch, `${name}.json`);
  const options = [
    ...(duration ? ["--duration", duration] : []),
    ...(signals.length > 0 ? ["--signals", signals.join(",")] : []),
  ];
  await myelin(build, ["run", file, "--quiet", "--out", out, ...options], { timeout: 120 });
  const result = new Result(document, JSON.parse(readFileSync(out, "utf8")));
  rmSync(out);
  const measured = measure(result);
  const wrong = Object.entries(expect).filter(([key, limits]) => !within(measured[key], limits));
  return {
    measured: Object.keys(expect).map((key) => `${key} ${written(measured[key])}`),
    wrong: [
      ...untrue(document).map((tag) => `it has no '${tag}'`),
      ...wrong.map(
        ([key, limits]) => `${key} is ${written(measured[key])}, not in [${limits.join(", ")}]`,
      ),
    ],
  };
}

function namesOf(words) {
  const there = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"));
  const odd = [
    ...there.filter((name) => !(name in behaviour)).map((name) => `${name} has no behaviour`),
    ...Object.keys(behaviour)
      .filter((name) => !there.includes(name))
      .map((name) => `there is no document ${name}`),
    ...words.filter((name) => !there.includes(name)).map((name) => `no example ${name}`),
  ];
  if (odd.length > 0) {
    console.error(odd.join("\n"));
    process.exit(2);
  }
  return words.length > 0 ? words : there;
}

const words = process.argv.slice(2);
const at = words.indexOf("--build");
const [build] = builtOf([at >= 0 ? words.splice(at, 2)[1] : "native"]);
const names = namesOf(words);
const scratch = mkdtempSync(join(tmpdir(), "myelin-examples-"));
let failed = 0;
for (const name of names) {
  const started = performance.now();
  let line;
  try {
    const { measured, wrong } = await judge(build, name, scratch);
    line =
      wrong.length > 0 ? `FAIL ${name} ${wrong.join("; ")}` : `pass ${name} ${measured.join(", ")}`;
  } catch (error) {
    line = `FAIL ${name} ${error.message}`;
  }
  if (line.startsWith("FAIL")) failed++;
  console.log(`${line} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
rmSync(scratch, { recursive: true });
console.log(`${names.length} examples, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
