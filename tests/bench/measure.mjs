// Times one workload in one place, beside its limit program and its peer.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checked } from "./workloads.mjs";

/** { median, low, high } of some numbers; undefined if one of them is missing. */
export function spread(numbers) {
  if (numbers.length === 0 || numbers.some((value) => value === undefined)) return undefined;
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, low: sorted[0], high: sorted.at(-1) };
}

const building = (result) => result.build_seconds + result.compile_seconds;
const cellsOf = (document) => document.neurons.reduce((sum, { size }) => sum + size, 0);

// Processor time of the run loop; what passes on the wall where that is what counts (with several
// threads, from text to first step) or all that can be measured (in a page).
function secondsOf(workload, result, threads) {
  if (workload.wholeTime) return building(result) + result.run_seconds;
  return threads > 1 ? result.run_seconds : (result.run_cpu_seconds ?? result.run_seconds);
}

/** What a place is given: the document as text and as a file, and how to run it. */
function jobOf(workload, setting, folder) {
  const { size, precision, threads, backend } = setting;
  const document = { ...workload.document(setting), precision };
  const file = join(folder, `${workload.name}.json`);
  const text = JSON.stringify(document, null, 1);
  writeFileSync(file, text);
  const { duration, warmup = 0 } = workload[size];
  return { text, file, duration, warmup, threads, backend, cells: cellsOf(document) };
}

// Without the other program our own figures are still worth something.
async function beside(notes, run) {
  try {
    return await run();
  } catch (error) {
    notes.add(error.message);
    return undefined;
  }
}

// `auto` takes compiled code from the first step on if an earlier run has left it, as somebody finds
// who runs a model for the second time; a short run is over before the first one has it.
async function leaveCode(place, workload, job) {
  if (place.kind !== "native" || job.backend !== "auto" || workload.wholeTime) return;
  const step = { duration: 1e-4, warmup: 0 };
  await beside(new Set(), () => place.run({ ...job, ...step, backend: "native" }));
}

async function timed(place, workload, setting, job) {
  const [results, limits, peers] = [[], [], []];
  const notes = new Set();
  const { limits: limit, peer, precision } = setting;
  await leaveCode(place, workload, job);
  for (let k = 0; k < setting.runs; ++k) {
    const result = { ...(await place.run(job)), cells: job.cells };
    result.check = checked(workload, setting, result);
    results.push(result);
    limits.push(await beside(notes, () => limit?.seconds(place.kind, workload, job, precision)));
    peers.push(await beside(notes, () => peer?.seconds(workload.peer, job.duration)));
  }
  return {
    seconds: spread(results.map((result) => secondsOf(workload, result, setting.threads))),
    wall_seconds: spread(results.map((result) => result.run_seconds)),
    build_seconds: spread(results.map(building)),
    code_seconds: spread(results.map((result) => result.compile_seconds)),
    peak_memory_bytes: results[0].peak_memory_bytes,
    limit_seconds: spread(limits),
    peer_seconds: spread(peers),
    digest: results[0].digest,
    check: results[0].check,
    notes: [...notes],
  };
}

function targetOf(workload, place, setting) {
  if (setting.size === "quick" || workload.hasTarget?.(setting) === false) return undefined;
  return workload.target[place.kind === "native" ? "native" : "wasm"][setting.precision];
}

/**
 * `setting`: size ("full" or "quick"), precision, threads, backend, runs, scale, profile; limits and
 * peer if they are wanted. -> a row: what was run and its figures, or `error`.
 */
export async function measure(place, workload, setting) {
  const { precision, threads, backend, profile } = setting;
  const row = { workload: workload.name, build: place.name, backend, precision, threads };
  const folder = mkdtempSync(join(tmpdir(), "myelin-bench-"));
  try {
    const job = jobOf(workload, setting, folder);
    const figures = await timed(place, workload, setting, job);
    const target = targetOf(workload, place, setting);
    if (profile) row.profile = (await place.run({ ...job, profile: true })).profile;
    return { ...row, ...figures, target_seconds: target };
  } catch (error) {
    return { ...row, error: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
