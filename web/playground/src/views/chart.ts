// Two axes of numbers, and what is drawn on them: lines, dots, bars.
import { displayUnit, type DisplayUnit } from "../model/quantity";
import {
  drawValueAxis,
  geometryOf,
  ticks,
  valueAxis,
  type Geometry,
  type ValueAxis,
} from "./geometry";
import type { Palette } from "./palette";

type Context = CanvasRenderingContext2D;

export interface Span {
  low: number;
  high: number;
}

/** The numbers' span with some room, never empty. */
export function spanOf(values: Iterable<number>): Span {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high >= low)) return { low: 0, high: 1 };
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return { low: low - room, high: high + room };
}

export const unitOf = (unit: string, { low, high }: Span): DisplayUnit =>
  displayUnit(unit, Math.max(Math.abs(low), Math.abs(high)));

export interface Axes {
  plot: Geometry; // its `begin` and `end` are of the horizontal axis
  vertical: ValueAxis;
}

export function drawAxes(
  context: Context,
  size: { width: number; height: number },
  palette: Palette,
  x: Span & DisplayUnit,
  y: Span & DisplayUnit,
): Axes {
  const plot = geometryOf(size.width, size.height, x.low, x.high);
  const vertical = valueAxis(plot, y.low, y.high);
  const { values, step } = ticks(x.low / x.scale, x.high / x.scale, (plot.right - plot.left) / 64);
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  context.font = `11px ${palette.sans}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  values.forEach((value, k) => {
    const left = Math.round(plot.x(value * x.scale));
    context.fillStyle = palette.line;
    context.fillRect(left, plot.top, 1, plot.bottom - plot.top);
    const number = (Math.abs(value) < step / 2 ? 0 : value).toFixed(decimals).replace("-", "−");
    const last = k === values.length - 1 && x.symbol !== "";
    context.fillStyle = palette.soft;
    context.fillText(last ? `${number} ${x.symbol}` : number, left, plot.bottom + 16);
  });
  drawValueAxis(context, plot, vertical, palette, y.scale);
  return { plot, vertical };
}

/** Draws only inside the axes. */
export function within(context: Context, { plot }: Axes, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top + 1);
  context.clip();
  draw();
  context.restore();
}

const bars = 40;

/** How many values fall into each of `bars` equal parts of their span. */
export function histogram(values: ArrayLike<number>): {
  low: number;
  width: number;
  counts: number[];
} {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    const value = values[k] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const counts = new Array<number>(bars).fill(0);
  if (!(high >= low)) return { low: 0, width: 1 / bars, counts };
  const width = (high - low) / bars || Math.abs(high) / bars || 1;
  for (let k = 0; k < values.length; k++) {
    const bar = Math.min(bars - 1, Math.floor(((values[k] ?? 0) - low) / width));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return { low, width, counts };
}
