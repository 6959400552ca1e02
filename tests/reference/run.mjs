// Runs reference cases and compares: `npm run reference -- [--wasm] FOLDER`.
//
// Prints `pass NAME`, `FAIL NAME why` or `unsupported NAME feature` for every *.json and *.csv file of the folder,
// then the counts. Exit status 0 if all pass; with --expect-unsupported FILE, if none fails and exactly
// the cases listed there (one `NAME reason` per line) are unsupported.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { ProgramError, builtOf, myelin } from "../program.mjs";
import { planOf } from "./formats.mjs";

const usage = `usage: npm run reference -- [OPTION...] FOLDER
  --wasm                      the WebAssembly program (SIMD) instead of the native one
  --build NAME                native, scalar, simd or threads
  --filter TEXT               only cases whose name contains TEXT
  --expect-unsupported FILE   exactly these cases may be unsupported: lines of NAME and reason
  --documents FOLDER          write the model documents there and run nothing`;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      wasm: { type: "boolean" },
      build: { type: "string" },
      filter: { type: "string", default: "" },
      documents: { type: "string" },
      "expect-unsupported": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  if (positionals.length !== 1) throw new Error("name one folder");
  return {
    ...values,
    folder: positionals[0],
    build: values.build ?? (values.wasm ? "simd" : "native"),
  };
}

const isTable = (folder, name) => existsSync(join(folder, `${name}.csv`));

const namesIn = (folder, filter) =>
  readdirSync(folder)
    .filter((file) => [".json", ".csv"].includes(extname(file)))
    .map((file) => basename(file, extname(file)))
    .filter((name) => name.includes(filter))
    .sort();

// A table: { columns, rows: [{ column: text }] }.
function readTable(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const columns = head.split(",");
  const row = (line) => Object.fromEntries(line.split(",").map((text, k) => [columns[k], text]));
  return { columns, rows: lines.map(row) };
}

function readCase(folder, name) {
  if (isTable(folder, name)) return readTable(join(folder, `${name}.csv`));
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}

// Packed words have more digits than a number holds: they become texts.
const readOutput = (file) =>
  JSON.parse(readFileSync(file, "utf8").replace(/(?<=[[,])\d{16,}(?=[,\]])/g, '"$&"'));

async function runJob({ document, signals }, build, scratch) {
  const [model, out] = [join(scratch, "model.json"), join(scratch, "out.json")];
  writeFileSync(model, JSON.stringify(document));
  const wanted = signals.length ? ["--signals", signals.join(",")] : [];
  await myelin(build, ["run", model, "--quiet", "--out", out, ...wanted]);
  return readOutput(out);
}

const isRefusal = (error) =>
  error instanceof ProgramError &&
  error.code === 2 &&
  /unsupported|not (yet )?(supported|offered|available)/i.test(error.message);

// -> { verdict: "pass" | "FAIL" | "unsupported", why }
async function judge(data, build, scratch) {
  const plan = planOf(data);
  if (plan.unsupported) return { verdict: "unsupported", why: plan.unsupported };
  try {
    const outputs = [];
    for (const job of plan.jobs) outputs.push(await runJob(job, build, scratch));
    const problems = plan.problems(outputs);
    if (!problems.length) return { verdict: "pass", why: "" };
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return { verdict: "FAIL", why: problems[0] + more };
  } catch (error) {
    if (isRefusal(error)) {
      return { verdict: "unsupported", why: plan.mayRefuse?.join(", ") || error.message };
    }
    return { verdict: "FAIL", why: error.message };
  }
}

function writeDocuments(folder, names, target) {
  for (const name of names) {
    const plan = planOf(readCase(folder, name));
    for (const [k, { document }] of (plan.jobs ?? []).entries()) {
      const file = join(target, plan.jobs.length > 1 ? `${name}.${k}.json` : `${name}.json`);
      writeFileSync(file, JSON.stringify(document, null, 1));
      console.log(file);
    }
  }
}

// What is against the list of expected unsupported cases.
function surprises(file, results, filter) {
  const listed = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/)[0])
    .filter((name) => name && !name.startsWith("#") && name.includes(filter));
  const unsupported = results.filter(({ verdict }) => verdict === "unsupported");
  return [
    ...results.filter(({ verdict }) => verdict === "FAIL").map(({ name }) => `${name} fails`),
    ...unsupported
      .filter(({ name }) => !listed.includes(name))
      .map(({ name }) => `${name} is unsupported, but not listed in ${file}`),
    ...listed
      .filter((name) => !unsupported.some((result) => result.name === name))
      .map((name) => `${name} is listed in ${file}, but not unsupported: remove it there`),
  ];
}

async function main() {
  const { folder, build, filter, documents, "expect-unsupported": expected } = options();
  const names = namesIn(folder, filter);
  if (!names.length) throw new Error(`no *.json or *.csv file in ${folder}`);
  if (documents) return writeDocuments(folder, names, documents);
  builtOf([build]);

  const scratch = mkdtempSync(join(tmpdir(), "myelin-reference-"));
  const results = [];
  try {
    for (const name of names) {
      const result = await judge(readCase(folder, name), build, scratch);
      console.log([result.verdict, name, result.why].filter(Boolean).join(" "));
      results.push({ name, ...result });
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }

  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  const [passed, failed] = [count("pass"), count("FAIL")];
  const unsupported = count("unsupported");
  console.log(`${passed} passed, ${failed} failed, ${unsupported} unsupported`);
  const wrong = expected ? surprises(expected, results, filter) : [];
  for (const sentence of wrong) console.error(sentence);
  process.exitCode = (expected ? wrong.length : failed + unsupported) ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(`reference: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
