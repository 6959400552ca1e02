// The command line of `npm run bench`.
import { parseArgs } from "node:util";

export const usage = `usage: npm run bench -- [WORKLOAD...] [OPTION...]

WORKLOAD is the name of a network, the beginning of one, or of a group of timings:
  networks    all networks but the large ones, which are run only when named (the default)
  kernels     single loops beside what the hardware allows
  stochastic  streams of bits

  --native, --wasm, --chromium
                    where to run: as a native program (if none is said), as WebAssembly under Node,
                    in a browser tab; may be combined
  --filter NAME     of these, only the networks whose name contains NAME
  --backend LIST    what runs a step, such as interpreter or auto (auto)
  --precision LIST  f64 or f32, or both: of neurons and synapses that name none (f64)
  --threads N       threads of each run (1)
  --runs N          runs of each workload, of which the median is shown (3)
  --scale S         scale of the microcircuit (0.1)
  --limits          beside each run, the program that shows what the hardware allows
  --peer brian2     beside each run, the same network in Brian2, compiled
  --profile         after the runs of a workload, the seconds of each operator
  --from FOLDER     build folder of the native programs (build/release)
  --quick           shorter simulated times, one run: for tests
  --markdown        the table as it stands in RESULTS.md
  --json FILE       write the rows there, as a list
  --list            say which workloads there are`;

const known = {
  precision: ["f64", "f32"],
  peer: ["brian2"],
};

function positive(name, text, isRight) {
  const value = Number(text);
  if (isRight(value) && value > 0) return value;
  throw new Error(`--${name} is '${text}'; it must be a number above 0`);
}

function list(name, text) {
  const words = text.split(",");
  const wrong = words.find((word) => known[name] && !known[name].includes(word));
  if (wrong === undefined) return words;
  throw new Error(`--${name} names '${wrong}'; there are ${known[name].join(", ")}`);
}

/** Reads the words after the command; throws a sentence about what is wrong. */
export function readOptions(words) {
  const text = (value) => ({ type: "string", default: value });
  const flag = { type: "boolean", default: false };
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      native: flag,
      wasm: flag,
      chromium: flag,
      filter: text(""),
      backend: text("auto"),
      precision: text("f64"),
      threads: text("1"),
      runs: { type: "string" },
      scale: text("0.1"),
      peer: { type: "string" },
      from: text("build/release"),
      json: { type: "string" },
      limits: flag,
      profile: flag,
      quick: flag,
      markdown: flag,
      list: flag,
      help: { ...flag, short: "h" },
    },
  });
  const builds = ["native", "wasm", "chromium"].filter((place) => values[place]);
  return {
    ...values,
    names: positionals.length > 0 ? positionals : ["networks"],
    builds: builds.length > 0 ? builds : ["native"],
    backends: list("backend", values.backend),
    precisions: list("precision", values.precision),
    peer: values.peer && list("peer", values.peer)[0],
    threads: positive("threads", values.threads, Number.isInteger),
    runs: positive("runs", values.runs ?? (values.quick ? "1" : "3"), Number.isInteger),
    scale: positive("scale", values.scale, (value) => value <= 1),
  };
}
