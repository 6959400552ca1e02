// Rates over windows of time, from the rate of each step.
import { MyelinError } from "./errors.js";
import type { Rate } from "./results.js";

export interface SmoothOptions {
  /**
   * flat: the mean over an odd number of steps, as near to the width as it gets from below;
   * gaussian: weights with the width as standard deviation, over two widths to each side.
   */
  window?: "flat" | "gaussian";
  /** Seconds. */
  width: number;
  /** Seconds between two values; the first two times tell it if absent. */
  dt?: number;
}

function weights({ window = "gaussian", width, dt }: Required<SmoothOptions>): Float64Array {
  const steps = width / dt;
  const reach = window === "flat" ? Math.floor(steps / 2 + 1e-6) : Math.round(2 * steps);
  const weightAt = (k: number) => (window === "flat" ? 1 : Math.exp(-(k * k) / (2 * steps ** 2)));
  const list = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => weightAt(k - reach));
  const sum = list.reduce((total, weight) => total + weight, 0);
  return list.map((weight) => weight / sum);
}

/**
 * The rate smoothed over time, as long as the rate itself. Before its first and after its last
 * value it counts as zero, so that both ends are too low.
 *
 * @throws {@link MyelinError} `invalid-argument`
 */
export function smoothRate(rate: Rate, options: SmoothOptions): Float64Array {
  const { window = "gaussian", width } = options;
  const values = rate.rate;
  if (values.length < 2 && options.dt === undefined) return values.slice();
  const dt = options.dt ?? rate.t[1]! - rate.t[0]!;
  if (!(width > 0 && dt > 0)) {
    throw new MyelinError({
      code: "invalid-argument",
      where: "smoothRate",
      message: `the width is ${width} s and dt is ${dt} s; both must be above zero`,
    });
  }
  const kernel = weights({ window, width, dt });
  const reach = (kernel.length - 1) / 2;
  const smooth = new Float64Array(values.length);
  for (let k = 0; k < values.length; ++k) {
    if (values[k] === 0) continue;
    const first = Math.max(0, k - reach);
    const last = Math.min(values.length - 1, k + reach);
    for (let at = first; at <= last; ++at) smooth[at]! += values[k]! * kernel[at - k + reach]!;
  }
  return smooth;
}
