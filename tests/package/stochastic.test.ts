import { readFileSync } from "node:fs";
import { load, Simulation } from "myelin";
import {
  bind,
  Bitstream,
  BitstreamSynapse,
  bundle,
  ConvLayer,
  currents,
  DenseLayer,
  DisposedError,
  dotProduct,
  encode,
  FixedLif,
  fixedNoise,
  FloatLif,
  hypervector,
  Izhikevich,
  LearningLayer,
  ModelError,
  muxAdd,
  permute,
  RecurrentLayer,
  similarity,
  systemVerilog,
  type DenseOptions,
  type Encoder,
} from "myelin/stochastic";
import { describe, expect, it } from "vitest";

const engine = await load();
const table = (name: string): string =>
  readFileSync(new URL(`../reference/stochastic/${name}`, import.meta.url), "utf8");
const json = <T>(name: string): T => JSON.parse(table(name)) as T;
const hex = (words: readonly string[]): bigint[] => words.map((word) => BigInt(`0x${word}`));

const lengths = [...Array.from({ length: 130 }, (_, k) => k + 1), 1024, 1025, 4095, 4096];
const bitsOf = (length: number, step = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, k) => Number((step * k + 3) % 5 < 2));

/** Where the error that this throws says it is. */
function placeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ModelError) return error.where;
  }
  return "";
}

describe("a stream", () => {
  it("is packed as the table says", () => {
    const rows =
      json<{ length: number; words_hex: string[]; popcount: number }[]>("pack_popcount.json");

    for (const { length, words_hex, popcount } of rows) {
      using stream = Bitstream.fromBits(engine, bitsOf(length));
      expect([...stream.view()]).toEqual(hex(words_hex));
      expect(stream.ones()).toBe(popcount);
    }
  });

  it("counts and combines bit by bit, at every length up to 4096 and at 2^20", () => {
    for (const length of [...lengths, 2 ** 20]) {
      const [x, y] = [bitsOf(length), bitsOf(length, 3)];
      using a = Bitstream.fromBits(engine, x);
      using b = Bitstream.fromBits(engine, y);
      using both = a.and(b);
      using inverse = a.not();
      using either = a.xor(b);
      const sum = (bit: (k: number) => number): number => x.reduce((all, _, k) => all + bit(k), 0);

      expect(both.ones()).toBe(sum((k) => (x[k] ?? 0) & (y[k] ?? 0)));
      expect(either.ones()).toBe(sum((k) => (x[k] ?? 0) ^ (y[k] ?? 0)));
      expect(inverse.ones()).toBe(length - a.ones()); // none in the tail
      expect(a.overlap(b).both).toBe(both.ones());
    }
  });

  it("turns, shifts, selects, and is read as text", () => {
    using a = Bitstream.fromText(engine, "10110011");
    using b = Bitstream.fromText(engine, "11100110");

    const made = [a.and(b), a.or(b), a.xnor(b), a.andNot(b), a.rotated(3), a.shifted(-2)];
    made.push(Bitstream.mux(a, b, a));

    const texts = ["10100010", "11110111", "10101010", "00010001", "01110110", "11001100"];
    expect(made.map((one) => one.text())).toEqual([...texts, "10100010"]);
    expect(made[0]?.ones()).toBe(3);
    expect(a.runs()).toEqual({ count: 5, longestOnes: 2, longestZeros: 2 });
    for (const one of made) one.dispose();
  });

  it("knows its value and how sure that is", () => {
    using p = encode(engine, 0.3, { length: 4096 });
    using bipolar = encode(engine, -0.4, { length: 4096, coding: "bipolar" });

    expect(Math.abs(p.value() - 0.3)).toBeLessThan(5 * p.standardError());
    expect(p.standardError()).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 4096), 3);
    expect(Math.abs(bipolar.value() + 0.4)).toBeLessThan(5 * bipolar.standardError());
  });

  it("is refused when it makes no sense, in words", () => {
    using a = Bitstream.fromText(engine, "101");
    using b = Bitstream.fromText(engine, "1010");

    expect(() => a.and(b)).toThrowError(/the lengths are 3 and 4; streams of one operation/);
    expect(() => Bitstream.fromText(engine, "10x")).toThrowError(/character 2 is 'x'/);
    expect(() => Bitstream.fromText(engine, "")).toThrowError(/the length is 0/);
    expect(() => Bitstream.fromWords(engine, [1n], 65)).toThrowError(/1 words were given/);
    expect(() => a.ones(1)).toThrowError(/there is no stream 1; there are 1/);
  });

  it("is gone after dispose, and its view follows the memory", () => {
    const a = Bitstream.fromText(engine, "1");
    const before = a.view();

    using large = new Bitstream(engine, 2 ** 30); // 128 MB: the memory moves
    expect(large.words).toBe(2 ** 24);
    expect(before).toHaveLength(0);
    expect(a.view()[0]).toBe(1n);
    a.dispose();
    a.dispose();

    expect(() => a.view()).toThrowError(DisposedError);
  });
});

describe("encoders", () => {
  it("compare a shift register with a threshold, as the table says", () => {
    const { cases } = json<{
      cases: { seed: number; x: number; packed16words_hex: string[] }[];
    }>("encoder_lfsr.json");

    for (const { seed, x, packed16words_hex } of cases) {
      using stream = encode(engine, x / 65536, { encoder: "lfsr", seeds: [seed] });
      expect([...stream.view()]).toEqual(hex(packed16words_hex));
    }
  });

  it("correlate as the table says", () => {
    const rows = table("lfsr_pair_correlation.csv").trim().split("\n").slice(1);

    for (const row of rows.filter((_, k) => k % 7 === 0)) {
      const [length = 0, a = 0, b = 0, first = 0, second = 0, both = 0, , , scc = 0] = row
        .split(",")
        .map(Number);
      const seeds = [first, second];
      using pair = encode(engine, [a, b], { encoder: "lfsr", length, seeds });
      using x = pair.stream(0);
      using y = pair.stream(1);
      expect(x.overlap(y).both / length).toBeCloseTo(both, 5);
      expect(x.scc(y)).toBeCloseTo(scc, 3);
    }
  });

  it("give the bits of a document's streams", async () => {
    const values = [0, 0.2, 0.5, 0.9, 1];
    for (const encoder of ["bernoulli", "lfsr", "sobol", "rate"] as Encoder[]) {
      const x = { name: "x", values, length: 1025, encoder };
      using network = await Simulation.create({ myelin: 1, seed: 5, stochastic: { streams: [x] } });
      network.step(1);

      using stream = encode(engine, values, { name: "x", seed: 5, length: 1025, encoder });

      expect(stream.view()).toEqual(network.signal("x.bits").snapshot());
    }
  });

  it("are exact at the ends and nested for equal random numbers", () => {
    for (const length of lengths.filter((one) => one > 60)) {
      using ends = encode(engine, [0, 1], { length });
      using low = encode(engine, 0.2, { length });
      using high = encode(engine, 0.7, { length });
      using outside = low.andNot(high);

      expect([ends.ones(0), ends.ones(1)]).toEqual([0, length]);
      expect(outside.ones()).toBe(0);
    }
  });

  it("name the index and the value they refuse", () => {
    const wrong = (): unknown => encode(engine, [0.5, 1.5]);

    expect(wrong).toThrowError(ModelError);
    expect(wrong).toThrowError("the value is 1.5; it must be from 0 to 1");
    expect(placeOf(wrong)).toContain("[1]");
    expect(() => encode(engine, NaN)).toThrowError(/NaN|nan/);
    expect(() => encode(engine, 0.5, { length: 0 })).toThrowError(/the length is 0/);
    expect(() => encode(engine, 0.5, { length: 2.5 })).toThrowError(/whole number/);
    expect(() => encode(engine, 0.5, { seed: 1.5 })).toThrowError(/it is 1.5; it must be a whole/);
    expect(() => encode(engine, 0.5, { encoder: "sobal" as "sobol" })).toThrowError(
      /it is 'sobal'/,
    );
    expect(() => encode(engine, new Float64Array(64), { length: 2 ** 31 })).toThrowError(
      /more than there are/,
    );
    expect(() => encode(engine, 0.5, { encoder: "lfsr", seeds: [0] })).toThrowError(
      /is 0; it must/,
    );
    expect(() => encode(engine, 0.5, { range: [1, 1] })).toThrowError(/range is \[1, 1\]/);
  });
});

// --- layers

const ramp = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => ((k * 37) % 101) / 100);

function dense(length: number, options: Partial<DenseOptions> = {}): DenseLayer {
  const weights = ramp(4 * 3);
  return DenseLayer.make(engine, { inputs: 4, neurons: 3, length, weights, seed: 9, ...options });
}

describe("a dense layer", () => {
  it("gives the counts and outputs of the table", () => {
    interface Case {
      n_in: number;
      n_out: number;
      length: number;
      seed: number;
      input_probs: number[];
      weights_packed_hex: string[][][];
      output: number[];
    }
    for (const one of json<{ cases: Case[] }>("sc_forward_lfsr.json").cases) {
      using layer = DenseLayer.fromPacked(engine, {
        inputs: one.n_in,
        neurons: one.n_out,
        length: one.length,
        weights: BigUint64Array.from(hex(one.weights_packed_hex.flat(2))),
        encoder: "lfsr",
        inputRegister: one.seed,
        inputStep: 1,
      });
      expect([...layer.forward(one.input_probs)]).toEqual(one.output);
    }
  });

  it("answers the same however it is called, at every length", () => {
    const rows = ramp(8);
    for (const length of lengths) {
      using layer = dense(length);
      const alone = layer.forward(rows.subarray(4), { sample: 6 });
      const streams = layer.inputStreams().slice();
      const batch = layer.forwardBatch(rows, undefined, { sample: 5 });
      const out = new Float64Array(3);
      layer.forwardInto(rows.subarray(4), out, { sample: 6 });
      layer.input().set(rows.subarray(4));
      layer.forwardInto(layer.input(), layer.output(), { sample: 6 });

      expect(batch.subarray(3)).toEqual(alone);
      expect(out).toEqual(alone);
      expect(layer.output()).toEqual(alone);
      expect(layer.forwardPacked(streams)).toEqual(alone);
      expect(layer.forwardPacked(layer.inputStreams())).toEqual(alone);
    }
  });

  it("counts what its streams have in common", () => {
    using layer = dense(1025);
    const out = layer.forward(ramp(4));
    const [x, w] = [layer.inputStreams(), layer.weightStreams()];
    const ones = (word: bigint): number => word.toString(2).replaceAll("0", "").length;

    const counted = [0, 1, 2].map((j) => {
      let count = 0;
      for (let k = 0; k < x.length; ++k) count += ones((x[k] ?? 0n) & (w[j * x.length + k] ?? 0n));
      return count / 1025;
    });

    expect([...out]).toEqual(counted);
  });

  it("writes in place, also in memory of another block of the engine", () => {
    using layer = dense(256);
    using other = dense(256);
    const target = other.output();
    target.set = () => expect.fail("it was copied");

    layer.forwardInto(ramp(4), target);

    expect(other.output()).toEqual(layer.forward(ramp(4)));
    const small = new Float32Array(3);
    layer.forwardInto([0.1, 0.2, 0.3, 0.4], small);
    expect(small[0]).toBeGreaterThan(0);
  });

  it("estimates products, with signs if asked, within its standard errors", () => {
    const values = [0.9, 0.2, 0.5, 0.7];
    for (const arithmetic of ["unipolar", "bipolar", "sign-magnitude"] as const) {
      const weights = arithmetic === "unipolar" ? ramp(12) : ramp(12).map((w) => 2 * w - 1);
      using layer = dense(4096, { arithmetic, weights });
      const errors = layer.standardErrors(values);

      layer.forward(values).forEach((found, j) => {
        const sum = values.reduce((all, x, i) => all + x * (weights[j * 4 + i] ?? 0), 0);
        expect(Math.abs(found - sum)).toBeLessThan(5 * (errors[j] ?? 0));
      });
    }
  });

  it("refuses what does not fit, and leaves the results alone", () => {
    using layer = dense(64);
    const out = new Float64Array(3).fill(7);

    expect(() => layer.forward([0.1, 0.2])).toThrowError(/2 values were given; it needs 4/);
    expect(() => layer.forwardInto([0, 0, 2, 0], out)).toThrowError(
      "the value is 2; it must be from 0 to 1",
    );
    expect(() => layer.forwardInto([0, 0, 0, 0], new Float64Array(2))).toThrowError(
      /2 places for results were given; it needs 3/,
    );
    expect(() => layer.forwardPacked(new BigUint64Array(3))).toThrowError(/3 words were given/);
    expect(() => layer.forward([0, 0, 0, 0], { sample: -1 })).toThrowError(/it is -1/);
    expect([...out]).toEqual([7, 7, 7]);
    expect(() => dense(0)).toThrowError(/the length is 0/);
    expect(() => dense(64, { weights: [1] })).toThrowError(/1 weights were given; it needs 12/);
    const place = (): unknown => dense(64, { weights: ramp(12).fill(3, 5), name: "top" });
    expect(place).toThrowError(expect.objectContaining({ where: "top.weights[5]" }));
    layer.dispose();
    expect(() => layer.forward([0, 0, 0, 0])).toThrowError(DisposedError);
  });
});

describe("other layers", () => {
  it("convolve real bits", () => {
    using layer = new ConvLayer(engine, {
      input: [1, 3, 3],
      kernel: [2, 2, 2],
      weights: [1, 0, 0, 0, 0, 0, 0, 1],
      length: 65,
    });
    const image = [1, 0, 1, 0, 1, 0, 1, 1, 0];

    const out = layer.forward(image);

    expect([layer.rows, layer.columns, layer.outputs]).toEqual([2, 2, 8]);
    expect([...out]).toEqual([1, 0, 0, 1, 1, 0, 1, 0]); // the upper left, and the lower right
  });

  it("feed their output back", () => {
    using layer = new RecurrentLayer(engine, {
      inputs: 1,
      neurons: 1,
      weights: [0, 1],
      length: 1025,
    });

    layer.state()[0] = 1;

    expect(layer.forward([0.3])[0]).toBe(1);
    layer.reset();
    expect(layer.forward([0.3])[0]).toBe(0);
  });
});

// --- neurons, synapses, learning, hyperdimensional computing

interface Row {
  case: string;
  spike: number;
  v: number;
  [key: string]: string | number;
}
function rowsOf(name: string, keys: number): Map<string, Row[]> {
  const [head = "", ...lines] = table(name).trim().split("\n");
  const columns = head.split(",");
  const cases = new Map<string, Row[]>();
  for (const line of lines) {
    const cells = line.split(",");
    const row = Object.fromEntries(columns.map((key, k) => [key, Number(cells[k])])) as Row;
    const id = cells.slice(0, keys).join(",");
    cases.set(id, [...(cases.get(id) ?? []), { ...row, kind: cells[0] ?? "" }]);
  }
  return cases;
}
const packed = (bits: readonly number[]): bigint =>
  bits.reduce((word, bit, k) => word | (BigInt(bit) << BigInt(k)), 0n);

describe("neurons", () => {
  it("of fixed point follow the table", () => {
    for (const rows of rowsOf("lif_q8_8_traces.csv", 9).values()) {
      const [first] = rows;
      const n = (key: string): number => Number(first?.[key]);
      using lif = new FixedLif(engine, {
        leak: n("leak_k"),
        gain: n("gain_k"),
        vRest: n("v_rest"),
        vReset: n("v_reset"),
        vTh: n("v_threshold"),
        refractory: n("refractory"),
      });

      const { spikes, trace } = lif.run([n("i_t")], { steps: rows.length, trace: true });

      expect([...trace]).toEqual(rows.map(({ v }) => v));
      expect(spikes[0]).toBe(packed(rows.map(({ spike }) => spike)));
    }
  });

  it("of floating point follow the table", () => {
    for (const rows of rowsOf("float_lif_noiseless.csv", 5).values()) {
      const [first] = rows;
      const n = (key: string): number => Number(first?.[key]);
      using lif = new FloatLif(engine, {
        tau: n("tau"),
        dt: n("dt"),
        refractory: n("refractory"),
        homeostatic: first?.["kind"] === "homeostatic",
      });

      const { trace } = lif.run([n("current")], { steps: rows.length, trace: true });

      expect([...trace]).toEqual(rows.map(({ v }) => v));
      expect(lif.state(1)[0]).toBe(rows.at(-1)?.["threshold"]);
    }
  });

  it("give the same one by one, together and tick by tick", () => {
    const inputs = [0, 1, 2].flatMap(() => Array.from({ length: 70 }, (_, k) => 3 * k));
    using many = new FixedLif(engine, { size: 70 });
    const noise = [0, 1, 2].flatMap((step) => [...fixedNoise(engine, 70, 5, { seed: 1, step })]);

    const together = many.run(inputs, { noise, trace: true });

    for (let k = 0; k < 70; ++k) {
      using one = new FixedLif(engine);
      for (let t = 0; t < 3; ++t) {
        one.tick(inputs[t * 70 + k] ?? 0, noise[t * 70 + k] ?? 0);
        expect(one.v()[0]).toBe(together.trace[t * 70 + k]);
      }
    }
    expect(Math.max(...noise.map(Math.abs))).toBe(5);
  });

  it("go on after a pause with the noise of the next tick", () => {
    using whole = new FloatLif(engine, { size: 3, sigma: 0.3, seed: 4 });
    using parts = new FloatLif(engine, { size: 3, sigma: 0.3, seed: 4 });

    const all = whole.run([0.04, 0.05, 0.06], { steps: 20, trace: true }).trace;
    parts.run([0.04, 0.05, 0.06], { steps: 9 });
    const rest = parts.run([0.04, 0.05, 0.06], { steps: 11, trace: true }).trace;

    expect(rest).toEqual(all.slice(27));
  });

  it("of Izhikevich spike regularly", () => {
    using neuron = new Izhikevich(engine);

    const { count, spikes } = neuron.run([10], { steps: 2000 });

    expect(count).toBeGreaterThan(10);
    expect([...spikes].filter(Boolean)).toHaveLength(count);
    expect(neuron.state(0)[0]).toBeLessThan(30);
  });

  it("refuse bad parameters and sizes", () => {
    expect(() => new FixedLif(engine, { width: 40 })).toThrowError(/the width is 40/);
    expect(() => new FloatLif(engine, { tau: 0 })).toThrowError(/tau is 0; it must be positive/);
    using two = new FixedLif(engine, { size: 2 });
    expect(() => two.run([1, 2, 3], { steps: 2 })).toThrowError(/3 elements were given/);
  });
});

describe("synapses", () => {
  it("multiply independent streams and say when they are not", () => {
    using input = encode(engine, 0.6, { length: 2 ** 16, name: "input" });
    using synapse = new BitstreamSynapse(engine, 0.5, { length: 2 ** 16, name: "weight" });
    using same = new BitstreamSynapse(engine, 0.5, { length: 2 ** 16, name: "input" });
    using product = synapse.apply(input);

    expect(Math.abs(product.value() - 0.3)).toBeLessThan(5 * product.standardError());
    expect([synapse.correlated(input), same.correlated(input)]).toEqual([false, true]);
  });

  it("add up: dot product, currents, multiplexer", () => {
    using x = Bitstream.fromText(engine, ["1100", "1010"]);
    using w = Bitstream.fromText(engine, ["1111", "0110"]);
    using mean = muxAdd(x, 3);

    expect(dotProduct(x, w)).toBe(3);
    expect([...currents(x, w, [-1, 1])]).toEqual([0, 0, 0, -1]);
    expect([mean.bits()[0], mean.bits()[3]]).toEqual([1, 0]);
  });
});

describe("learning", () => {
  const pre = [1, 1, 0];

  it("is a function of its seed", () => {
    const train = (seed: number): Float64Array => {
      using layer = new LearningLayer(engine, { inputs: 3, neurons: 2, rate: 0.5, seed });
      for (let tick = 0; tick < 40; ++tick) layer.learn(pre, [tick % 3 ? 1 : 0, tick % 2]);
      return layer.weights().slice();
    };

    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
    expect(train(1)[2]).toBe(0.5); // its input was silent
  });

  it("passes spikes with the probability of the weight, and follows rewards", () => {
    using layer = new LearningLayer(engine, {
      ...{ inputs: 3, neurons: 2, weight: 1, rate: 0.1, rewarded: true },
    });

    expect([...layer.currents(pre)]).toEqual([2, 2]);
    layer.learn(pre, [1, 0]);
    expect([...layer.eligibility()]).toEqual([0.9, 0.9, 0, -0.45, -0.45, 0]);
    layer.reward(1);

    const weights = [1, 1, 1, 0.955, 0.955, 1];
    layer.weights().forEach((w, k) => expect(w).toBeCloseTo(weights[k] ?? 0, 12));
    expect(() => layer.learn([1], [1, 0])).toThrowError(/1 inputs and 2 neurons were given/);
    expect(() => new LearningLayer(engine, { inputs: 1, neurons: 1, weight: 2 })).toThrowError(
      /the weight is 2/,
    );
  });
});

it("computes with hypervectors", () => {
  const [a, b, c] = [0, 1, 2].map((index) => hypervector(engine, index, { seed: 3 }));
  if (!a || !b || !c) throw new Error("three were made");
  using bound = bind(a, b);
  using back = bind(bound, b);
  using sum = bundle([a, b, c]);
  using turned = permute(a, 10_000);

  expect(similarity(back, a)).toBe(1);
  expect(similarity(turned, a)).toBe(1);
  expect(Math.abs(similarity(a, b) - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 10_000));
  expect(Math.abs(similarity(sum, a) - 0.75)).toBeLessThan(5 * Math.sqrt(0.1875 / 10_000));
  for (const one of [a, b, c]) one.dispose();
});

it("writes a network as SystemVerilog", () => {
  const document = {
    myelin: 1,
    stochastic: {
      streams: [{ name: "x", length: 1, encoder: "lfsr", values: [0.5, 0.25] }],
      layers: [{ name: "d", from: "x", encoder: "lfsr", refresh: true, weights: [[0.5, 1]] }],
      neurons: [{ name: "n", from: "d" }],
    },
  } as const;

  expect(systemVerilog(engine, JSON.stringify(document))).toMatch(/^module n \(/m);
  expect(systemVerilog(engine, JSON.stringify(document), { ticks: 5 })).toMatch(/n_bench;/);
  expect(() => systemVerilog(engine, '{"myelin": 1}')).toThrowError(ModelError);
});
