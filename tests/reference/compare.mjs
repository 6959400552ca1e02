// Comparisons of recorded numbers with reference numbers. Each answers `undefined` if all is well,
// else one sentence.

// Below this fraction of the largest magnitude of a row, differences count relative to that magnitude:
// a trace that passes through zero has no meaningful relative error there.
const small = 1e-3;

// Rows of numbers (booleans count as 0 and 1), relative to `tolerance`.
export function compareValues(what, actual, expected, tolerance) {
  if (actual?.length !== expected.length) {
    return `${what}: ${actual?.length ?? "no"} values, expected ${expected.length}`;
  }
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(Number(value))), 0);
  let worst = { error: 0 };
  for (const [k, value] of expected.entries()) {
    const wanted = Number(value);
    const found = actual[k] === null ? NaN : Number(actual[k]);
    if (found === wanted) continue;
    const scale = Math.max(Math.abs(wanted), small * largest);
    const error = Math.abs(found - wanted) / scale;
    if (Number.isNaN(error) || error > worst.error) worst = { error, k, found, wanted };
    if (Number.isNaN(error)) break;
  }
  if (worst.error <= tolerance) return undefined;
  const off = worst.error.toExponential(1);
  return `${what}[${worst.k}]: ${worst.found}, expected ${worst.wanted} (off by ${off})`;
}

// Spikes as (index, step) in order of recording; times are multiples of dt, so the step is exact.
export function compareSpikes(what, actual, expected, dt) {
  if (!actual) return `${what}: nothing was recorded`;
  const steps = (list) => list.t.map((t, k) => ({ i: list.i[k], step: Math.round(t / dt) }));
  const found = steps(actual);
  const wanted = steps(expected);
  const show = (spike) => (spike ? `cell ${spike.i} in step ${spike.step}` : "no more");
  const k = Array.from({ length: Math.max(found.length, wanted.length) }).findIndex(
    (_, n) => found[n]?.i !== wanted[n]?.i || found[n]?.step !== wanted[n]?.step,
  );
  if (k < 0) return undefined;
  return (
    `${what}: spike ${k} is ${show(found[k])}, expected ${show(wanted[k])}` +
    ` (${found.length} spikes, expected ${wanted.length})`
  );
}

export function compareIntegers(what, actual, expected) {
  if (actual?.length !== expected.length) {
    return `${what}: ${actual?.length ?? "no"} entries, expected ${expected.length}`;
  }
  const k = expected.findIndex((value, n) => Number(actual[n]) !== Number(value));
  return k < 0 ? undefined : `${what}[${k}]: ${actual[k]}, expected ${expected[k]}`;
}

// A figure of a random sample against its exact value: within `limit` standard errors.
export function compareStatistic(what, { value, error }, exact, limit = 4) {
  const off = Math.abs(value - exact) / error;
  if (off <= limit) return undefined;
  return `${what}: ${value}, expected ${exact} (off by ${off.toFixed(1)} standard errors)`;
}
