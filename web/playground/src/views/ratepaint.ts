// Population rates as lines over bins that never get narrower than the eye can tell apart.
import type { RateStore } from "../run/recordings";
import type { Geometry, ValueAxis } from "./geometry";

const narrowest = 2; // px of a bin

export function binFor(wanted: number, plot: Geometry): number {
  const least = ((plot.end - plot.begin) / (plot.right - plot.left)) * narrowest;
  let bin = wanted;
  for (let k = 0; bin < least; k++) bin *= k % 3 === 1 ? 2.5 : 2;
  return Math.max(1e-3, Math.round(bin * 1e3) / 1e3);
}

/** Means of the bins that touch the axis: [time of the middle, Hz]. The last one is complete. */
export function binned(
  store: RateStore,
  plot: Geometry,
  bin: number,
  until: number,
): [number, number][] {
  const points: [number, number][] = [];
  const first = Math.floor(plot.begin / bin) - 1;
  for (let k = Math.max(0, first); (k + 1) * bin <= until + 1e-9 && k * bin < plot.end + bin; k++) {
    const mean = store.mean(k * bin, (k + 1) * bin);
    if (!Number.isNaN(mean)) points.push([(k + 0.5) * bin, mean]);
  }
  return points;
}

export function drawRate(
  context: CanvasRenderingContext2D,
  points: readonly [number, number][],
  color: string,
  plot: Geometry,
  axis: ValueAxis,
): void {
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top + 1);
  context.clip();
  context.beginPath();
  for (const [t, rate] of points) context.lineTo(plot.x(t), axis.y(rate));
  context.strokeStyle = color;
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  context.stroke();
  context.restore();
}
