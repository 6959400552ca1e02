// What the page keeps of a run, for drawing: a window that is cheap to append to and to search, in
// chunks, the oldest dropped first. The engine has more of it, of a long run not all.
import type { Frame, Outline } from "../engine";

const chunkSize = 32768;
const mostSpikes = 4_000_000;
const mostSamples = 2_000_000; // values of one monitor

/** First index in t[0, n) whose time is at or after `time`. */
export function lowerBound(t: Float64Array, n: number, time: number): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Chunk {
  t: Float64Array;
  n: number;
}
export interface SpikeChunk extends Chunk {
  i: Int32Array;
}
export interface SampleChunk extends Chunk {
  values: Map<string, Float64Array>; // samples x width, row-major
}

abstract class Chunked<C extends Chunk> {
  chunks: C[] = [];
  count = 0;

  protected abstract make(): C;

  protected last(): C {
    const last = this.chunks.at(-1);
    if (last && last.n < last.t.length) return last;
    const fresh = this.make();
    this.chunks.push(fresh);
    return fresh;
  }

  protected drop(most: number): void {
    while (this.count > most && this.chunks.length > 1) this.count -= this.chunks.shift()?.n ?? 0;
  }

  /** The parts of chunks with times in [begin, end). */
  *between(begin: number, end: number): Generator<{ chunk: C; from: number; to: number }> {
    for (const chunk of this.chunks) {
      if (chunk.n === 0 || (chunk.t[chunk.n - 1] ?? 0) < begin) continue;
      if ((chunk.t[0] ?? 0) >= end) return;
      const from = lowerBound(chunk.t, chunk.n, begin);
      yield { chunk, from, to: lowerBound(chunk.t, chunk.n, end) };
    }
  }

  get first(): number {
    return this.chunks[0]?.t[0] ?? 0;
  }
}

export class SpikeStore extends Chunked<SpikeChunk> {
  total = 0; // of the run, dropped ones included

  constructor(
    readonly name: string,
    readonly of: string,
  ) {
    super();
  }

  append(t: Float64Array, i: Int32Array): void {
    for (let done = 0; done < t.length;) {
      const chunk = this.last();
      const n = Math.min(chunk.t.length - chunk.n, t.length - done);
      chunk.t.set(t.subarray(done, done + n), chunk.n);
      chunk.i.set(i.subarray(done, done + n), chunk.n);
      chunk.n += n;
      done += n;
    }
    this.count += t.length;
    this.total += t.length;
    this.drop(mostSpikes);
  }

  protected make(): SpikeChunk {
    return { t: new Float64Array(chunkSize), i: new Int32Array(chunkSize), n: 0 };
  }
}

export class TraceStore extends Chunked<SampleChunk> {
  constructor(
    readonly name: string,
    readonly of: string,
    readonly variables: readonly { name: string; unit: string }[],
    readonly index: readonly number[],
  ) {
    super();
  }

  get width(): number {
    return this.index.length;
  }

  append(t: Float64Array, variables: Record<string, Float64Array>): void {
    for (let done = 0; done < t.length;) {
      const chunk = this.last();
      const n = Math.min(chunk.t.length - chunk.n, t.length - done);
      chunk.t.set(t.subarray(done, done + n), chunk.n);
      for (const [name, values] of chunk.values) {
        const fresh = variables[name]?.subarray(done * this.width, (done + n) * this.width);
        if (fresh) values.set(fresh, chunk.n * this.width);
      }
      chunk.n += n;
      done += n;
    }
    this.count += t.length;
    this.drop(mostSamples / Math.max(1, this.width * this.variables.length));
  }

  protected make(): SampleChunk {
    const size = Math.max(256, Math.floor(chunkSize / Math.max(1, this.width)));
    const values = new Map(
      this.variables.map(({ name }) => [name, new Float64Array(size * this.width)]),
    );
    return { t: new Float64Array(size), values, n: 0 };
  }
}

/** Population rate in bins of one millisecond: sum and number of the samples in each. */
export class RateStore {
  readonly bin = 1e-3;
  sums = new Float32Array(4096);
  counts = new Uint16Array(4096);
  first = 0; // number of the first bin kept
  n = 0;

  constructor(
    readonly name: string,
    readonly of: string,
  ) {}

  append(t: Float64Array, rate: Float64Array): void {
    for (let k = 0; k < t.length; k++) {
      // Half a microsecond: times are multiples of dt up to rounding.
      const slot = Math.floor(((t[k] ?? 0) + 5e-7) / this.bin) - this.first;
      if (slot < 0) continue;
      if (slot >= this.sums.length) this.grow(slot);
      this.sums[slot] = (this.sums[slot] ?? 0) + (rate[k] ?? 0);
      this.counts[slot] = (this.counts[slot] ?? 0) + 1;
      this.n = Math.max(this.n, slot + 1);
    }
  }

  /** Mean rate in [begin, end), Hz; NaN where nothing was recorded. */
  mean(begin: number, end: number): number {
    const from = Math.max(0, Math.round(begin / this.bin) - this.first);
    const to = Math.min(this.n, Math.round(end / this.bin) - this.first);
    let [sum, count] = [0, 0];
    for (let k = from; k < to; k++) {
      sum += this.sums[k] ?? 0;
      count += this.counts[k] ?? 0;
    }
    return count > 0 ? sum / count : Number.NaN;
  }

  private grow(slot: number): void {
    const size = Math.max(slot + 1, this.sums.length * 2);
    const [sums, counts] = [new Float32Array(size), new Uint16Array(size)];
    sums.set(this.sums);
    counts.set(this.counts);
    this.sums = sums;
    this.counts = counts;
  }
}

export class Recordings {
  spikes = new Map<string, SpikeStore>();
  traces = new Map<string, TraceStore>();
  rates = new Map<string, RateStore>();
  t = 0;
  version = 0; // grows with every change: views redraw when it does

  clear(outline: Outline | null): void {
    this.spikes = new Map();
    this.traces = new Map();
    this.rates = new Map();
    this.t = 0;
    this.version++;
    for (const monitor of outline?.monitors ?? []) {
      const { name, of, kind, index } = monitor;
      if (kind === "spikes") this.spikes.set(name, new SpikeStore(name, of));
      else if (kind === "rate") this.rates.set(name, new RateStore(name, of));
      else {
        const variables = monitor.variables.map((one, k) => ({
          name: one,
          unit: monitor.units[k] ?? "",
        }));
        this.traces.set(name, new TraceStore(name, of, variables, index));
      }
    }
  }

  append(frame: Frame): void {
    for (const { name, t, i, variables } of frame.monitors) {
      if (i) this.spikes.get(name)?.append(t, i);
      const rate = this.rates.get(name);
      if (rate)
        rate.append(
          t,
          variables?.["rate"] ?? Object.values(variables ?? {})[0] ?? t.subarray(0, 0),
        );
      if (variables) this.traces.get(name)?.append(t, variables);
    }
    this.t = frame.t;
    this.version++;
  }
}
