// How far a slider reaches. Fixed by the value in the preset, so it does not move under the hand.
import type { Quantity } from "./quantity";

export interface Scale {
  min: number;
  max: number;
  step: number;
}

export function scaleFor(base: Quantity, current: number): Scale {
  const { value } = base;
  const potential = /^(mV|V)$/.test(base.unit) && Math.abs(value) >= 20;
  const time = /^(s|ms|us)$/.test(base.unit);
  let [min, max] = [0, value * 2.5];
  if (potential) [min, max] = [value - 25, value + 25];
  else if (value === 0) [min, max] = [-10, 10];
  else if (value < 0) [min, max] = [value * 2.5, 0];
  else if (time) min = value / 20;
  min = Math.min(min, current);
  max = Math.max(max, current);
  return { min, max, step: niceStep((max - min) / 200) };
}

/** The largest of 1, 2, 5 times a power of ten that is not above `size`. */
export function niceStep(size: number): number {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size) + 1e-9);
  const digit = size / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

/** On the grid of the step, without binary noise. */
export function snap(value: number, step: number): number {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Number((Math.round(value / step) * step).toFixed(Math.min(decimals, 12)));
}
