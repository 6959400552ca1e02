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
