// Lines of recorded variables, and the strokes that mark spikes of cells that are reset.
import type { Outline } from "../engine";
import { parametersOf } from "../model/parameters";
import { parseQuantity, scaleOf } from "../model/quantity";
import { roleOf, type Role } from "../model/roles";
import type { Json } from "../model/json";
import type { Recordings, TraceStore } from "../run/recordings";
import { valueAxis, type CalmRange, type Geometry, type ValueAxis } from "./geometry";
import type { Palette } from "./palette";

export interface Line {
  label: string;
  color: string;
  dash: number[];
}

/** Colour says the population, dashes tell cells of one population apart. */
export function linesOf(store: TraceStore, outline: Outline | null, palette: Palette): Line[] {
  const seen = new Map<Role, number>();
  return store.index.map((cell) => {
    const role = roleOfCell(outline, store.of, cell);
    const nth = seen.get(role) ?? 0;
    seen.set(role, nth + 1);
    const color = role === "exc" && nth === 1 ? palette.accent : palette.roles[role];
    return { label: String(cell), color, dash: [[], [], [5, 3], [2, 2]][Math.min(nth, 3)] ?? [] };
  });
}

function roleOfCell(outline: Outline | null, of: string, cell: number): Role {
  const [name, part] = of.split(".");
  const group = outline?.groups.find((one) => one.name === name);
  const begin = group?.subgroups.find((one) => one.name === part)?.begin ?? 0;
  const own = group?.subgroups.find((one) => cell + begin >= one.begin && cell + begin < one.end);
  return roleOf(outline, own ? `${name ?? ""}.${own.name}` : of);
}

/** The number that a condition like "v > Vt" compares the variable with, in SI; null if another. */
export function thresholdOf(
  outline: Outline | null,
  document: Json,
  of: string,
  variable: string,
): number | null {
  const group = outline?.groups.find((one) => one.name === of.split(".")[0]);
  const [, name, right = ""] =
    /^\s*(\w+)\s*>=?\s*(.+?)\s*$/.exec(group?.threshold?.text ?? "") ?? [];
  if (name !== variable) return null;
  const knob = parametersOf(document).find((one) => one.owner === "" && one.label === right);
  const quantity = knob?.quantity ?? parseQuantity(right);
  return quantity ? quantity.value * scaleOf(quantity.unit) : null;
}

export const isReset = (outline: Outline | null, of: string, variable: string): boolean => {
  const group = outline?.groups.find((one) => one.name === of.split(".")[0]);
  return new RegExp(`\\b${variable}\\s*=[^=]`).test(group?.reset?.text ?? "");
};

export interface Trace {
  store: TraceStore;
  variable: string;
  lines: readonly Line[];
  threshold: number | null;
  strokes: boolean;
}

/** Fits the axis to what is visible. */
export function fitTraces(trace: Trace, plot: Geometry, range: CalmRange): ValueAxis {
  let [low, high] = [Infinity, -Infinity];
  const { store, variable, threshold } = trace;
  for (const { chunk, from, to } of store.between(plot.begin, plot.end)) {
    const values = chunk.values.get(variable);
    if (!values) continue;
    for (let k = from * store.width; k < to * store.width; k++) {
      const value = values[k] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (threshold !== null && low < high)
    [low, high] = [Math.min(low, threshold), Math.max(high, threshold)];
  range.fit(low, trace.strokes ? Math.max(high, strokeTop(threshold, low)) : high);
  return range.high > range.low ? valueAxis(plot, range.low, range.high) : valueAxis(plot, 0, 1);
}

/** Cells that are reset at a low threshold never show their spike: a stroke stands for it. */
function strokeTop(threshold: number | null, low: number): number {
  if (threshold === null) return -Infinity;
  return threshold < 0 && threshold > -0.2
    ? threshold + Math.max(0.012, (threshold - low) * 0.6)
    : threshold;
}

type Context = CanvasRenderingContext2D;

export function drawTraces(
  context: Context,
  trace: Trace,
  plot: Geometry,
  axis: ValueAxis,
  palette: Palette,
  recordings: Recordings,
): void {
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
  context.clip();
  if (trace.threshold !== null) drawThreshold(context, plot, axis.y(trace.threshold), palette);
  context.lineJoin = "round";
  trace.lines.forEach((line, k) => {
    context.strokeStyle = line.color;
    context.lineWidth = 1.25;
    context.setLineDash(line.dash);
    drawLine(context, trace, k, plot, axis);
    context.setLineDash([]);
    if (trace.strokes) drawStrokes(context, trace, k, plot, axis, recordings);
  });
  context.restore();
}

function drawThreshold(context: Context, plot: Geometry, y: number, palette: Palette): void {
  context.strokeStyle = palette.changed;
  context.globalAlpha = 0.75;
  context.setLineDash([2, 4]);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(plot.left, Math.round(y) + 0.5);
  context.lineTo(plot.right, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Where samples are denser than pixels, the extremes of each pixel column are enough. */
function drawLine(
  context: Context,
  trace: Trace,
  column: number,
  plot: Geometry,
  axis: ValueAxis,
): void {
  const { store, variable } = trace;
  const width = store.width;
  context.beginPath();
  let [at, low, high, first, last] = [-Infinity, 0, 0, 0, 0];
  const flush = (): void => {
    if (at === -Infinity) return;
    const x = at + 0.5;
    context.lineTo(x, axis.y(first));
    if (low !== high) {
      context.lineTo(x, axis.y(low));
      context.lineTo(x, axis.y(high));
    }
    context.lineTo(x, axis.y(last));
  };
  const margin = (plot.end - plot.begin) / 50;
  for (const { chunk, from, to } of store.between(plot.begin - margin, plot.end + margin)) {
    const values = chunk.values.get(variable);
    if (!values) continue;
    for (let k = from; k < to; k++) {
      const value = values[k * width + column] ?? 0;
      const x = Math.floor(plot.x(chunk.t[k] ?? 0));
      if (x !== at) {
        flush();
        [at, low, high, first] = [x, value, value, value];
      } else if (value < low) low = value;
      else if (value > high) high = value;
      last = value;
    }
  }
  flush();
  context.stroke();
}

function drawStrokes(
  context: Context,
  trace: Trace,
  column: number,
  plot: Geometry,
  axis: ValueAxis,
  recordings: Recordings,
): void {
  const { store, threshold } = trace;
  const cell = store.index[column];
  const spikes = [...recordings.spikes.values()].find((one) => one.of === store.of);
  if (!spikes || threshold === null) return;
  const top = axis.y(strokeTop(threshold, axis.low + (axis.high - axis.low) * 0.05));
  context.beginPath();
  for (const { chunk, from, to } of spikes.between(plot.begin, plot.end)) {
    for (let k = from; k < to; k++) {
      if (chunk.i[k] !== cell) continue;
      const x = Math.floor(plot.x(chunk.t[k] ?? 0)) + 0.5;
      context.moveTo(x, axis.y(threshold));
      context.lineTo(x, Math.max(top, plot.top + 3));
    }
  }
  context.stroke();
}
