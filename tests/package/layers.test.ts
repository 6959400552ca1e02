// myelin/stochastic: layers.
import {
  ConvLayer,
  DenseLayer,
  DisposedError,
  RecurrentLayer,
  useThreads,
  type DenseOptions,
} from "myelin/stochastic";
import { describe, expect, it } from "vitest";
import { load } from "myelin";
import { engine, json, hex, lengths } from "./stochastic.js";

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

  it("shares batches among threads, with the same results", async () => {
    const many = await load({ threads: 3 });
    expect(await useThreads(many)).toBe(3);
    expect(await useThreads(many, 2)).toBe(3); // the first call decides
    expect(await useThreads(engine)).toBe(1);
    const options = { inputs: 40, neurons: 8, weights: ramp(320), length: 1025, seed: 4 };
    using alone = DenseLayer.make(engine, options);
    using shared = DenseLayer.make(many, options);
    const rows = ramp(40 * 60);

    expect(shared.forwardBatch(rows)).toEqual(alone.forwardBatch(rows));
    expect(shared.forward(rows.subarray(40, 80))).toEqual(alone.forward(rows.subarray(40, 80)));
    many.dispose();
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
    expect(() => dense(64, { encoder: "lfsr", inputRegister: 0 })).toThrowError(/register is 0/);
    expect(() => dense(64, { weightRegister: 65536 })).toThrowError(/register is 65536/);
    const normalise = "all" as "none";
    expect(() => dense(64, { normalise })).toThrowError(/it is 'all'; there are none, inputs/);
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
    expect([...layer.state()]).toEqual([0]);
  });

  it("take and give memory of the engine without a copy, with the same results", () => {
    const weights = ramp(18);
    const image = { input: [2, 4, 3] as const, kernel: [1, 3, 3] as const, weights, padding: 1 };
    using conv = new ConvLayer(engine, { ...image, length: 130, arithmetic: "bipolar", seed: 3 });
    using loop = new RecurrentLayer(engine, { inputs: 4, neurons: 2, weights: ramp(12), seed: 3 });
    for (const layer of [conv, loop]) {
      const values = ramp(layer.inputs);
      const wanted = layer.forward(values);
      if (layer === loop) loop.reset();
      layer.input().set(values);

      layer.forwardInto(layer.input(), layer.output());

      expect(layer.output()).toEqual(wanted);
      expect(layer.outputs).toBe(layer === conv ? 12 : 2);
    }
  });

  it("convolve with the bits of a dense layer of each patch", () => {
    const weights = ramp(8);
    for (const encoder of ["bernoulli", "lfsr", "sobol", "rate"] as const) {
      const options = { length: 1025, weights, encoder, seed: 5, name: "both" };
      using conv = new ConvLayer(engine, { input: [1, 1, 4], kernel: [2, 1, 4], ...options });
      using dense = DenseLayer.make(engine, { inputs: 4, neurons: 2, ...options });
      const values = [0.1, 0.6, 0.35, 0.9];

      expect(conv.forward(values, { sample: 2 })).toEqual(dense.forward(values, { sample: 2 }));
    }
  });

  it("pad with a stream of the value 0 that is the same in every sample", () => {
    // Two pixels of padding left and right of one that is not read: the weights' own bits decide.
    const layer = { input: [1, 1, 1], kernel: [1, 1, 1], padding: 1, stride: 2 } as const;
    for (const weight of [-1, 1]) {
      using conv = new ConvLayer(engine, {
        ...layer,
        weights: [weight],
        length: 101,
        arithmetic: "bipolar",
      });
      for (const sample of [0, 1]) {
        const out = conv.forward([0.4], { sample });
        // 101 bits 1010...1: one more 1 than 0.
        expect([...out]).toEqual([1, 1, 1, 1].map(() => weight / 101));
      }
    }
    using plain = new ConvLayer(engine, { ...layer, weights: [1], length: 101 });
    expect([...plain.forward([0.4])]).toEqual([0, 0, 0, 0]);
  });

  it("refuse what does not fit", () => {
    const layer = { input: [1, 2, 2], kernel: [1, 3, 3], weights: ramp(9) } as const;
    expect(() => new ConvLayer(engine, layer)).toThrowError(/kernel is larger than the padded/);
    const still = { ...layer, stride: 0 };
    expect(() => new ConvLayer(engine, still)).toThrowError(/one of its sizes is 0/);
    expect(() => new ConvLayer(engine, { ...layer, padding: -1 })).toThrowError(
      /one of its sizes is 0/,
    );
    const half = { ...layer, stride: 1.5 };
    expect(() => new ConvLayer(engine, half)).toThrowError(/it is 1.5; it must be a whole number/);
    using conv = new ConvLayer(engine, { ...layer, padding: 1, name: "see" });
    expect(() => conv.forward([0, 0, 0])).toThrowError(/3 values were given; it needs 4/);
    const value = expect.objectContaining({ where: "see.values[2]" }) as Error;
    expect(() => conv.forward([0, 0, NaN, 0])).toThrowError(value);
    expect(() => conv.forwardInto([0, 0, 0, 0], new Float64Array(2))).toThrowError(
      /2 places for results were given; it needs 4/,
    );
    const none = { inputs: 0, neurons: 1, weights: [1] };
    expect(() => new RecurrentLayer(engine, none)).toThrowError(/there are no inputs/);
    conv.dispose();
    expect(() => conv.forward([0, 0, 0, 0])).toThrowError(DisposedError);
  });
});
