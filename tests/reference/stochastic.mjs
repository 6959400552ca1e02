// Stochastic computing: the tables of `tests/reference/stochastic`, bit for bit.
//
// A table is known by its columns or keys; each becomes documents whose streams, layers and neurons
// have the same names as the columns where that helps.
import { compareIntegers, compareValues } from "./compare.mjs";

const dt = 1e-3;
const document = (stochastic, record, steps) => ({
  myelin: 1,
  dt,
  stochastic,
  record,
  run: steps * dt,
});

const traces = (output, monitor, variable) => output.monitors[monitor]?.variables[variable];
const words = (output, signal) => output.signals[signal]?.values.map((word) => BigInt(word));
const fromHex = (list) => list.flat(3).map((word) => BigInt(`0x${word}`));

function compareWords(what, actual, expected) {
  const k = expected.findIndex((word, n) => actual?.[n] !== word);
  if (k < 0 && actual?.length === expected.length) return undefined;
  return `${what}: word ${k} is ${actual?.[k]}, expected ${expected[k]}`;
}

// Rows of a table by case, in order.
function casesOf(rows, keys) {
  const cases = new Map();
  for (const row of rows) {
    const name = keys.map((key) => row[key]).join(" ");
    if (!cases.has(name)) cases.set(name, []);
    cases.get(name).push(row);
  }
  return [...cases].map(([name, list]) => ({ name, rows: list, ...list[0] }));
}

const column = (rows, key) => rows.map((row) => Number(row[key]));
// Whether a recorded row of spikes equals 0 and 1 in steps.
function compareSpikeSteps(what, output, monitor, expected) {
  const steps = output.monitors[monitor].t.map((t) => Math.round(t / dt));
  const wanted = expected.flatMap((spike, step) => (spike ? [step] : []));
  return compareIntegers(what, steps, wanted);
}

// The neuron of a table is called n: its variables as monitor v, its spikes as monitor s.
const recordNeuron = (...variables) => [
  { states: "n", variables, name: "v" },
  { spikes: "n", name: "s" },
];
const compareNeuron = ({ name, rows }, output) => [
  compareIntegers(`v of ${name}`, traces(output, "v", "v")[0], column(rows, "v")),
  compareSpikeSteps(`spikes of ${name}`, output, "s", column(rows, "spike")),
];

const tables = [
  {
    // The register of one bit per step, before and after each tick.
    matches: (data) => Array.isArray(data.sequences),
    jobs: ({ sequences }) => {
      const seeds = sequences.map(({ seed }) => seed);
      const streams = {
        name: "x",
        encoder: "lfsr",
        length: 1,
        seeds,
        values: seeds.map(() => 0.5),
      };
      const record = [{ states: "x", variables: ["registers"], name: "r" }];
      return [document({ streams: [streams] }, record, 65535)];
    },
    problems: ({ sequences }, [output]) =>
      sequences.flatMap(({ seed, states_first64_including_seed: states }, k) => {
        const found = traces(output, "r", "registers")[k];
        return [
          compareIntegers(`seed ${seed}`, [seed, ...found.slice(0, 63)], states),
          compareIntegers(`seed ${seed} after a period`, [found[65534]], [seed]),
        ];
      }),
  },
  {
    // Streams of 1024 bits, and of a whole period.
    matches: (data) => data.cases?.[0]?.packed16words_hex,
    signals: ["x.bits", "period.value"],
    jobs: ({ cases }) => {
      const streams = (name, length) => ({
        name,
        length,
        encoder: "lfsr",
        seeds: cases.map(({ seed }) => seed),
        values: cases.map(({ x }) => x / 65536),
      });
      return [document({ streams: [streams("x", 1024), streams("period", 65535)] }, [], 1)];
    },
    problems: ({ cases }, [output]) => [
      compareWords(
        "words",
        words(output, "x.bits"),
        fromHex(cases.map((one) => one.packed16words_hex)),
      ),
      compareIntegers(
        "ones of a period",
        output.signals["period.value"].values.map((value) => Math.round(value * 65535)),
        cases.map((one) => one.ones_in_full_period_65535),
      ),
    ],
  },
  {
    // Given bits, one length after the other.
    matches: (data) => Array.isArray(data) && data[0]?.rule?.includes("mod 5"),
    signals: ["x.bits", "x.value"],
    jobs: (data) =>
      data.map(({ length }) => {
        const bits = Array.from({ length }, (_, i) => ((7 * i + 3) % 5 < 2 ? "1" : "0")).join("");
        return document({ streams: [{ name: "x", length, bits: [bits] }] }, [], 1);
      }),
    problems: (data, outputs) =>
      data.flatMap(({ length, words_hex, popcount }, k) => [
        compareWords(`length ${length}`, words(outputs[k], "x.bits"), fromHex(words_hex)),
        compareIntegers(
          `ones of length ${length}`,
          [Math.round(outputs[k].signals["x.value"].values[0] * length)],
          [popcount],
        ),
      ]),
  },
  {
    // Dense layers: inputs are encoded, weights are given streams.
    matches: (data) => data.cases?.[0]?.weights_packed_hex,
    signals: ["x.bits", "d.count", "d.value"],
    jobs: ({ cases }) =>
      cases.map(({ n_in, n_out, length, seed, input_probs, weights_packed_hex }) => {
        const bitsOf = (hex) => {
          const word = (k) => BigInt(`0x${hex[k]}`).toString(2).padStart(64, "0");
          const all = hex.map((_, k) => [...word(k)].reverse().join("")).join("");
          return all.slice(0, length);
        };
        const seeds = Array.from({ length: n_in }, (_, i) => (seed + i) & 0xffff || 1);
        const x = { name: "x", length, encoder: "lfsr", seeds, values: input_probs };
        const weights = Array.from({ length: n_out }, (_, j) => weights_packed_hex[j].map(bitsOf));
        return document(
          { streams: [x], layers: [{ name: "d", from: "x", bits: weights.flat() }] },
          [],
          1,
        );
      }),
    problems: ({ cases }, outputs) =>
      cases.flatMap(({ seed, inputs_packed_hex, counts, output }, k) => [
        compareWords(
          `inputs of seed ${seed}`,
          words(outputs[k], "x.bits"),
          fromHex(inputs_packed_hex),
        ),
        compareIntegers(`counts of seed ${seed}`, outputs[k].signals["d.count"].values, counts),
        compareValues(`output of seed ${seed}`, outputs[k].signals["d.value"].values, output, 0),
      ]),
  },
  {
    matches: (data) => data.columns?.includes("gain_k"),
    cases: (data) => casesOf(data.rows, ["case"]),
    jobs: (data) =>
      tables[4].cases(data).map((one) =>
        document(
          {
            neurons: [
              {
                name: "n",
                size: 1,
                input: Number(one.i_t),
                leak: Number(one.leak_k),
                gain: Number(one.gain_k),
                vRest: Number(one.v_rest),
                vReset: Number(one.v_reset),
                vTh: Number(one.v_threshold),
                refractory: Number(one.refractory),
              },
            ],
          },
          recordNeuron("v"),
          one.rows.length,
        ),
      ),
    problems: (data, outputs) =>
      tables[4].cases(data).flatMap((one, k) => compareNeuron(one, outputs[k])),
  },
  {
    matches: (data) => data.columns?.includes("rate_trace"),
    cases: (data) => casesOf(data.rows, ["kind", "current", "tau", "dt", "refractory"]),
    jobs: (data) =>
      tables[5].cases(data).map((one) =>
        document(
          {
            neurons: [
              {
                name: "n",
                kind: "float-lif",
                size: 1,
                input: Number(one.current),
                tau: Number(one.tau),
                step: Number(one.dt),
                refractory: Number(one.refractory),
                homeostatic: one.kind === "homeostatic",
              },
            ],
          },
          recordNeuron("v", "threshold", "trace"),
          one.rows.length,
        ),
      ),
    problems: (data, outputs) =>
      tables[5].cases(data).flatMap(({ name, kind, rows }, k) => {
        const found = (variable) => traces(outputs[k], "v", variable)[0];
        const more = kind === "homeostatic" ? ["trace", "threshold"] : ["threshold"];
        const keys = { trace: "rate_trace", threshold: "threshold" };
        return [
          compareValues(`v of ${name}`, found("v"), column(rows, "v"), 0),
          compareSpikeSteps(`spikes of ${name}`, outputs[k], "s", column(rows, "spike")),
          ...more.map((variable) =>
            compareValues(
              `${variable} of ${name}`,
              found(variable),
              column(rows, keys[variable]),
              0,
            ),
          ),
        ];
      }),
  },
  {
    // Bits of inputs and weights from shift registers, one for each tick.
    matches: (data) => data.columns?.includes("n_inputs"),
    cases: (data) => casesOf(data.rows, ["case"]),
    jobs: (data) =>
      tables[6].cases(data).map((one) => {
        const values = (text) => text.split(" ").map((x) => Number(x) / 65536);
        return document(
          {
            streams: [{ name: "x", length: 1, encoder: "lfsr", values: values(one.x) }],
            layers: [
              { name: "d", from: "x", encoder: "lfsr", refresh: true, weights: [values(one.w)] },
            ],
            neurons: [{ name: "n", from: "d", leak: 10, refractory: 0 }],
          },
          [{ states: "d", variables: ["count"], name: "c" }, ...recordNeuron("v")],
          one.rows.length,
        );
      }),
    problems: (data, outputs) =>
      tables[6]
        .cases(data)
        .flatMap((one, k) => [
          compareIntegers(
            `count of ${one.name}`,
            traces(outputs[k], "c", "count")[0],
            column(one.rows, "count"),
          ),
          ...compareNeuron(one, outputs[k]),
        ]),
  },
  {
    // One pair of streams for each row; rows are rounded to six and four digits.
    matches: (data) => data.columns?.includes("scc"),
    signals: ["c.and_mean", "c.scc"],
    cases: (data) => casesOf(data.rows, ["length"]),
    jobs: (data) =>
      tables[7].cases(data).map(({ length, rows }) => {
        const both = (a, b) => rows.flatMap((row) => [Number(row[a]), Number(row[b])]);
        const x = {
          name: "x",
          length: Number(length),
          encoder: "lfsr",
          seeds: both("seed_a", "seed_b"),
          values: both("p_a", "p_b"),
        };
        const pairs = rows.map((_, k) => [2 * k, 2 * k + 1]);
        return document({ streams: [x], correlations: [{ name: "c", of: "x", pairs }] }, [], 1);
      }),
    problems: (data, outputs) =>
      tables[7].cases(data).flatMap(({ length, rows }, k) => {
        const same = (signal, key, digits) => {
          const found = outputs[k].signals[signal].values;
          const off = rows.findIndex(
            (row, n) => Math.abs(found[n] - Number(row[key])) > 0.5000001 * 10 ** -digits,
          );
          return off < 0 ? undefined : `${key} of length ${length}, pair ${off}: ${found[off]}`;
        };
        return [same("c.and_mean", "and_mean", 6), same("c.scc", "scc", 4)];
      }),
  },
];

const tableOf = (data) => tables.find(({ matches }) => matches(data));

export const matches = (data) => tableOf(data) !== undefined;

export function plan(data) {
  const table = tableOf(data);
  return {
    jobs: table.jobs(data).map((one) => ({ document: one, signals: table.signals ?? [] })),
    problems: (outputs) => table.problems(data, outputs).filter(Boolean),
  };
}
