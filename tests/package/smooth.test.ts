import { smoothRate } from "myelin";
import { expect, it } from "vitest";

// One spike's worth of rate in the middle of `size` steps of 1 ms.
function pulse(size: number) {
  const t = Float64Array.from({ length: size }, (_, k) => k * 1e-3);
  const rate = new Float64Array(size);
  rate[(size - 1) / 2] = 1000;
  return { t, rate };
}

it("spreads a flat window over an odd number of steps", () => {
  const smooth = smoothRate(pulse(11), { window: "flat", width: 5e-3 });

  const expected = [0, 0, 0, 200, 200, 200, 200, 200, 0, 0, 0];
  smooth.forEach((rate, k) => expect(rate).toBeCloseTo(expected[k]!, 9));
});

it("takes the next smaller odd number for a width in between", () => {
  const used = (width: number) =>
    smoothRate(pulse(21), { window: "flat", width }).filter((rate) => rate > 0).length;

  expect([1e-3, 1.9e-3, 2e-3, 4e-3, 6e-3].map(used)).toEqual([1, 1, 3, 5, 7]);
});

it("weighs a gaussian window by the width, over two widths to each side", () => {
  const smooth = smoothRate(pulse(21), { width: 2e-3 });

  const ratio = smooth[11]! / smooth[10]!;
  expect(ratio).toBeCloseTo(Math.exp(-1 / 8), 12);
  expect(smooth.filter((rate) => rate > 0)).toHaveLength(9);
  expect(smooth.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(1000, 9);
});

it("counts what lies outside of the run as zero", () => {
  const rate = { t: Float64Array.of(0, 1e-3, 2e-3), rate: Float64Array.of(30, 30, 30) };

  const smooth = smoothRate(rate, { window: "flat", width: 3e-3 });

  [20, 30, 20].forEach((value, k) => expect(smooth[k]).toBeCloseTo(value, 12));
});

it("needs a width", () => {
  expect(() => smoothRate(pulse(3), { width: 0 })).toThrow("the width is 0 s");
});
