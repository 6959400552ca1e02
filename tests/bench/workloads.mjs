// The workloads of `npm run bench`: documents of tests/models, and the figure that proves the answer.
//
// Expected figures come from plain programs written apart from Myelin (same equations, other random
// numbers, five or six seeds each), and agree with Brian2's where it was run; the ranges cover the
// spread over seeds and random connectivity with room on both sides.

const rateOf = (monitor) => (result) => monitorOf(result, monitor).rate;

function monitorOf(result, of) {
  const found = Object.values(result.monitors).find((monitor) => monitor.of === of);
  if (!found) throw new Error(`nothing recorded the spikes of '${of}'`);
  return found;
}

// `figure(result)`: from what `run --json` prints. `expected`: lowest and highest, for the full
// duration and for the quick one (both in s of simulated time).
export const workloads = [
  {
    name: "cuba",
    model: "cuba",
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 10, expected: [4.8, 6.1] },
    quick: { duration: 1, expected: [4.7, 6.2] },
  },
  {
    name: "cobahh",
    model: "cobahh",
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, expected: [30, 43] },
    quick: { duration: 0.1, expected: [28, 40] },
  },
  {
    name: "brunel10k",
    model: "brunel10k",
    figure: rateOf("cells"),
    unit: "Hz",
    full: { duration: 1, expected: [34, 49] },
    quick: { duration: 0.1, expected: [34, 49] },
  },
  {
    name: "stdp",
    model: "stdp",
    figure: rateOf("cell"),
    unit: "Hz",
    full: { duration: 100, expected: [21, 32] },
    quick: { duration: 10, expected: [32, 50] },
  },
  {
    name: "lif100k",
    model: "lif100k",
    figure: (result) => result.spikes,
    unit: "spikes",
    // Nothing is random here: 3,238,405, but for cells whose threshold crossing depends on rounding.
    full: { duration: 1, expected: [3_238_350, 3_238_450] },
    quick: { duration: 0.1, expected: [316_140, 316_166] },
  },
  {
    // Seconds from the document's text to the end of the first step.
    name: "first-step",
    model: "cuba",
    figure: (result) => result.steps,
    unit: "step",
    wholeTime: true,
    full: { duration: 1e-4, expected: [1, 1] },
    quick: { duration: 1e-4, expected: [1, 1] },
  },
];

// -> the figure as text; throws if it is not what it must be.
export function checked(workload, size, result) {
  const value = workload.figure(result);
  const text = `${Number.isInteger(value) ? value : value.toFixed(3)} ${workload.unit}`;
  const [low, high] = workload[size].expected;
  if (value >= low && value <= high) return text;
  throw new Error(`wrong answer: ${text}, expected ${low} to ${high}`);
}
