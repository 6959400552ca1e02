// Where a panel's drawing lies, and the time axis that all panels share.
import { niceStep } from "../model/scale";
import type { Palette } from "./palette";

export interface Geometry {
  width: number; // CSS px
  height: number;
  left: number; // the box of the data
  right: number;
  top: number;
  bottom: number;
  begin: number; // s
  end: number;
  x(t: number): number;
}

export function geometryOf(width: number, height: number, begin: number, end: number): Geometry {
  const [left, right, top, bottom] = [44, width - 14, 6, height - 24];
  const perSecond = (right - left) / (end - begin);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    begin,
    end,
    x: (t) => left + (t - begin) * perSecond,
  };
}

export const timeAt = (plot: Geometry, x: number): number =>
  plot.begin + ((x - plot.left) / (plot.right - plot.left)) * (plot.end - plot.begin);

export function ticks(
  begin: number,
  end: number,
  most: number,
): { values: number[]; step: number } {
  const rough = (end - begin) / Math.max(1, most);
  let step = niceStep(rough);
  while ((end - begin) / step > most) step = niceStep(step * 2.5);
  const values: number[] = [];
  for (let k = Math.ceil(begin / step - 1e-9); k * step <= end + step * 1e-9; k++)
    values.push(k * step);
  return { values, step };
}

export function formatTime(t: number, step: number): string {
  if (step < 5e-4) return `${(t * 1e3).toFixed(step < 5e-5 ? 2 : 1)} ms`;
  return `${t.toFixed(Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9))))} s`;
}

type Context = CanvasRenderingContext2D;

export function drawTimeAxis(context: Context, plot: Geometry, palette: Palette): void {
  const { left, right, top, bottom } = plot;
  const { values, step } = ticks(plot.begin, plot.end, (right - left) / 92);
  context.font = `11px ${palette.sans}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const value of values) {
    const x = Math.round(plot.x(value)) + 0.5;
    context.fillStyle = palette.line;
    context.fillRect(x - 0.5, top, 1, bottom - top);
    const label = formatTime(Math.abs(value) < step / 2 ? 0 : value, step);
    const half = context.measureText(label).width / 2;
    context.fillStyle = palette.soft;
    context.fillText(
      label,
      Math.min(Math.max(x, left - 6 + half), plot.width - 4 - half),
      bottom + 16,
    );
  }
}

export interface ValueAxis {
  low: number;
  high: number;
  y(value: number): number;
}

export function valueAxis(plot: Geometry, low: number, high: number): ValueAxis {
  const scale = (plot.bottom - plot.top) / (high - low);
  return { low, high, y: (value) => plot.bottom - (value - low) * scale };
}

export function drawValueAxis(
  context: Context,
  plot: Geometry,
  axis: ValueAxis,
  palette: Palette,
  scale = 1,
): void {
  const [low, high] = [axis.low / scale, axis.high / scale];
  const { values, step } = ticks(low, high, Math.max(2, (plot.bottom - plot.top) / 52));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  context.font = `11px ${palette.sans}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = palette.soft;
  for (const value of values) {
    const y = axis.y(value * scale);
    if (y < plot.top + 2 || y > plot.bottom + 2) continue;
    const text = (Math.abs(value) < step / 2 ? 0 : value)
      .toFixed(Math.min(decimals, 6))
      .replace("-", "−");
    context.fillText(text, plot.left - 8, Math.min(y, plot.bottom - 4));
  }
}

export function drawCursor(
  context: Context,
  plot: Geometry,
  cursor: number | null,
  palette: Palette,
): void {
  if (cursor === null || cursor < plot.begin || cursor > plot.end) return;
  const x = Math.round(plot.x(cursor));
  context.fillStyle = palette.accent;
  context.fillRect(x - 0.5, plot.top, 1, plot.bottom - plot.top);
  const label = `${cursor.toFixed(4)} s`;
  context.font = `500 11px ${palette.sans}`;
  const width = context.measureText(label).width + 10;
  const left = Math.min(Math.max(x - width / 2, plot.left), plot.width - width - 2);
  context.fillStyle = palette.surface;
  context.fillRect(left, plot.bottom + 4, width, 16);
  context.fillStyle = palette.accent;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillText(label, left + 5, plot.bottom + 16);
}

/** A range that grows at once and shrinks only when most of it is unused, so the axis is calm. */
export class CalmRange {
  low = 0;
  high = 0;

  fit(low: number, high: number): void {
    if (!(high >= low)) return;
    const size = Math.max(high - low, Math.abs(high) * 1e-3, 1e-12);
    const [wantLow, wantHigh] = [low - size * 0.06, high + size * 0.06];
    const have = this.high - this.low;
    if (have === 0 || have > size * 2.2) [this.low, this.high] = [wantLow, wantHigh];
    if (low < this.low) this.low = wantLow;
    if (high > this.high) this.high = wantHigh;
  }
}
