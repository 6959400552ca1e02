// That the bench command works and its documents are sound; no statement about time.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { execute, myelin, root } from "../program.mjs";
import { microcircuit, populations, synapsesOf } from "./microcircuit.mjs";
import { spread } from "./measure.mjs";
import { workloads } from "./workloads.mjs";

const folder = mkdtempSync(join(tmpdir(), "myelin-bench-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...words) => execute(process.execPath, [`${root}tests/bench/run.mjs`, ...words]);

test("times a network and checks its answer", async () => {
  const file = join(folder, "rows.json");

  const { code, stdout, stderr } = await bench(
    "scaling1e4",
    "--quick",
    "--profile",
    "--json",
    file,
  );

  assert.equal(code, 0, stdout + stderr);
  const rows = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(rows.length, 1);
  assert.ok(rows[0].machine.processors > 0);
  assert.match(rows[0].check, /Hz$/);
  assert.ok(rows[0].min_seconds <= rows[0].median_seconds);
  assert.ok(rows[0].build_seconds > 0);
  assert.ok(rows[0].profile.some(({ kind }) => kind === "StateUpdate"));
  assert.match(stdout, /scaling1e4 +native/);
});

test("times single precision beside double", async () => {
  const { code, stdout, stderr } = await bench(
    ...["scaling1e4", "--quick", "--precision", "f64,f32", "--backend", "interpreter"],
  );

  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /scaling1e4 .* f64/);
  assert.match(stdout, /scaling1e4 .* f32/);
});

test("says which workloads there are when it is asked for another", async () => {
  const { code, stderr } = await bench("cubba");

  assert.equal(code, 2);
  assert.match(stderr, /no workload 'cubba'; there are networks, kernels, stochastic, cuba/);
});

for (const { name, document } of workloads.filter(({ large }) => !large)) {
  test(`the document of ${name} is sound`, async () => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(document({})));

    await myelin("native", ["check", file]);
  });
}

test("the document of the microcircuit is sound", async () => {
  const file = join(folder, "microcircuit.json");
  writeFileSync(file, JSON.stringify(microcircuit(0.02)));

  await myelin("native", ["check", file]);
});

// Potjans and Diesmann 2014: 77,169 neurons, 0.3 billion synapses.
test("the microcircuit has the published size", () => {
  const indices = populations.map((_, index) => index);

  const synapses = indices.flatMap((target) => indices.map((source) => synapsesOf(target, source)));
  const cells = microcircuit().neurons.reduce((sum, { size }) => sum + size, 0);

  assert.equal(cells, 77169);
  assert.equal(synapses.reduce((sum, count) => sum + count).toPrecision(4), "2.989e+8");
});

test("the median of an even number of runs lies between the middle two", () => {
  assert.deepEqual(spread([4, 1, 3, 2]), { median: 2.5, low: 1, high: 4 });
  assert.equal(spread([1, undefined]), undefined);
});
