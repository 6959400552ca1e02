// myelin/stochastic: neurons.
import { FixedLif, fixedNoise, FloatLif, Izhikevich, LearningLayer } from "myelin/stochastic";
import { describe, expect, it } from "vitest";
import { engine, table } from "./stochastic.js";

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

  it("of fixed point take parameters that change from tick to tick", () => {
    const leak = [0, 20, 40, 60, 80, 100];
    const gain = [256, 300, 200, 256, 128, 512];
    const vTh = [256, 200, 150, 100, 80, 60];
    using whole = new FixedLif(engine, { size: 3 });
    using single = new FixedLif(engine);

    const all = whole.run([40, 60, 80], { steps: 6, leak, gain, vTh, trace: true });
    const one = single.run([60], { steps: 6, leak, gain, vTh, trace: true });

    expect([...one.trace]).toEqual([...all.trace].filter((_, k) => k % 3 === 1));
    let [v, left] = [0, 0];
    const wanted = leak.map((k, t) => {
      if (left > 0) return ((left -= 1), (v = 0));
      v += (((0 - v) * k) >> 8) + ((60 * (gain[t] ?? 0)) >> 8);
      if (v >= (vTh[t] ?? 0)) [v, left] = [0, 2];
      return v;
    });
    expect([...one.trace]).toEqual(wanted);
    expect(one.count).toBeGreaterThan(0);
    expect(() => whole.run([1, 2, 3], { steps: 6, leak: [1, 2] })).toThrowError(/it needs 6/);
    const place = expect.objectContaining({ where: "lif[1]" }) as Error;
    expect(() => whole.run([1, 2, 3], { steps: 2, vTh: [1, 40_000] })).toThrowError(place);
    expect(() => whole.run([1, 2, 3], { steps: 1, gain: [NaN] })).toThrowError(/it is NaN/);
  });

  it("of floating point refuse inputs that are no numbers, and stay as they are", () => {
    using plain = new FloatLif(engine, { size: 2 });
    using steady = new FloatLif(engine, { size: 2, homeostatic: true });
    using quick = new Izhikevich(engine, { size: 2 });
    for (const neurons of [plain, steady, quick]) {
      neurons.tick([0.5, 0.7]);
      const before = [...neurons.state(0), ...neurons.state(1)];
      for (const bad of [NaN, Infinity, -Infinity]) {
        const place = expect.objectContaining({
          code: "out-of-range",
          where: "inputs[3]",
        }) as Error;
        expect(() => neurons.run([0, 0, 0, bad], { steps: 2 })).toThrowError(place);
      }
      const hole = new Array<number>(2).fill(1).concat([undefined as unknown as number, 1]);
      expect(() => neurons.run(hole, { steps: 2 })).toThrowError(/the value is nan/);
      expect([...neurons.state(0), ...neurons.state(1)]).toEqual(before);
    }
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
    const overflow = "grow" as "wrap";
    expect(() => new FixedLif(engine, { overflow })).toThrowError(/there are wrap, saturate/);
    expect(() => new FloatLif(engine, { tau: 0 })).toThrowError(/tau is 0; it must be positive/);
    expect(() => new FloatLif(engine, { vTh: NaN })).toThrowError(/a number is NaN/);
    const learning = { inputs: 1, neurons: 1, rewarded: true };
    expect(() => new LearningLayer(engine, { ...learning, decay: NaN })).toThrowError(/is NaN/);
    using layer = new LearningLayer(engine, learning);
    expect(() => {
      layer.reward(NaN);
    }).toThrowError(/a number is NaN/);
    using two = new FixedLif(engine, { size: 2 });
    expect(() => two.run([1, 2, 3], { steps: 2 })).toThrowError(/3 elements were given/);
  });
});
