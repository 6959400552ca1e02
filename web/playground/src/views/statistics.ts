// Figures of what is in view: mean rates and the irregularity of intervals.
import { populationsOf, type Population } from "../model/roles";
import type { Outline } from "../engine";
import type { SpikeStore } from "../run/recordings";

export interface PopulationFigures extends Population {
  spikes: number;
  rate: number; // Hz per cell
}

export function figuresOf(
  store: SpikeStore,
  outline: Outline | null,
  begin: number,
  end: number,
): PopulationFigures[] {
  const populations = populationsOf(outline, store.of);
  const spikes = new Array<number>(populations.length).fill(0);
  for (const { chunk, from, to } of store.between(begin, end)) {
    for (let k = from; k < to; k++) {
      const cell = chunk.i[k] ?? 0;
      const found = populations.findIndex((one) => cell >= one.begin && cell < one.end);
      if (found >= 0) spikes[found] = (spikes[found] ?? 0) + 1;
    }
  }
  const duration = Math.max(end - begin, 1e-9);
  return populations.map((one, k) => {
    const count = spikes[k] ?? 0;
    return { ...one, spikes: count, rate: count / (one.end - one.begin) / duration };
  });
}

const fewestIntervals = 4;
const mostSpikes = 150_000;

/** Mean over cells of the coefficient of variation of their intervals; NaN if too few. */
export function irregularity(store: SpikeStore, size: number, until: number): number {
  const last = new Float64Array(size).fill(Number.NaN);
  const [n, sum, squares] = [new Int32Array(size), new Float64Array(size), new Float64Array(size)];
  let seen = 0;
  for (const { chunk, from, to } of store.between(until - 3, until)) {
    for (let k = from; k < to && seen < mostSpikes; k++, seen++) {
      const cell = chunk.i[k] ?? 0;
      const interval = (chunk.t[k] ?? 0) - (last[cell] ?? Number.NaN);
      last[cell] = chunk.t[k] ?? 0;
      if (Number.isNaN(interval)) continue;
      n[cell] = (n[cell] ?? 0) + 1;
      sum[cell] = (sum[cell] ?? 0) + interval;
      squares[cell] = (squares[cell] ?? 0) + interval * interval;
    }
  }
  let [total, cells] = [0, 0];
  for (let cell = 0; cell < size; cell++) {
    const count = n[cell] ?? 0;
    if (count < fewestIntervals) continue;
    const mean = (sum[cell] ?? 0) / count;
    const variance = Math.max(0, (squares[cell] ?? 0) / count - mean * mean);
    total += Math.sqrt(variance) / mean;
    cells++;
  }
  return cells > 0 ? total / cells : Number.NaN;
}
