// myelin/stochastic: streams, encoders, synapses, learning, hypervectors, SystemVerilog.
import { Simulation } from "myelin";
import {
  bind,
  Bitstream,
  BitstreamSynapse,
  bundle,
  currents,
  DisposedError,
  dotProduct,
  encode,
  hypervector,
  LearningLayer,
  ModelError,
  muxAdd,
  permute,
  similarity,
  systemVerilog,
  type Encoder,
} from "myelin/stochastic";
import { describe, expect, it, vi } from "vitest";
import { engine, table, json, hex, lengths, bitsOf } from "./stochastic.js";

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

  it("is decoded in the range that it was encoded with", () => {
    const options = { range: [-70, 30] as const, encoder: "rate" as const, length: 100 };
    using x = encode(engine, -45, options);

    expect(x.value(0, options.range)).toBe(-45);
    expect(x.value()).toBe(0.25);
    expect(x.standardError(0, options.range)).toBeCloseTo(100 * x.standardError(), 12);
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

describe("synapses", () => {
  it("multiply independent streams and say when they are not", () => {
    using input = encode(engine, 0.6, { length: 2 ** 16, name: "input" });
    using synapse = new BitstreamSynapse(engine, 0.5, { length: 2 ** 16, name: "weight" });
    using same = new BitstreamSynapse(engine, 0.5, { length: 2 ** 16, name: "input" });
    using product = synapse.apply(input);

    expect(Math.abs(product.value() - 0.3)).toBeLessThan(5 * product.standardError());
    expect([synapse.correlated(input), same.correlated(input)]).toEqual([false, true]);
  });

  it("warn once of equal shift registers, whose AND is the smaller value", () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    using input = encode(engine, 0.6, { encoder: "lfsr", seeds: [4321] });
    using weight = encode(engine, 0.5, { encoder: "lfsr", seeds: [4321] });
    using other = encode(engine, 0.5, { encoder: "lfsr", seeds: [1234] });

    input.and(other).dispose();
    expect(said).not.toHaveBeenCalled();
    using product = input.and(weight);
    input.and(weight).dispose();

    expect(product.value()).toBe(weight.value());
    expect(said).toHaveBeenCalledOnce();
    expect(said).toHaveBeenCalledWith(expect.stringContaining("register 4321"));
    said.mockRestore();
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
