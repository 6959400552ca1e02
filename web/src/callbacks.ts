// JavaScript that the engine calls: functions for equations, and operations. What they throw must
// not pass through the engine's frames; it is kept, and thrown when the call into the engine is over.

import type { Engine } from "./engine.js";

/**
 * A function that the document declares with `"host": true`: called for each row (neuron, synapse)
 * with numbers in SI units, or, as `{ rows }`, for many rows at once, which is faster. Booleans come
 * as 0 and 1. The result must depend on the arguments alone: how often it is called is not said.
 */
export type HostFunction =
  | ((...values: number[]) => number | boolean)
  | {
      /** Fills `results`; each column is one argument. The arrays are the engine's own memory. */
      rows(results: Float64Array, ...columns: Float64Array[]): void;
    };

/** @internal Keeps what a callback threw. */
export class Guard {
  #thrown: { error: unknown } | undefined;
  #stop: () => void = () => undefined;

  /** What ends a run early. */
  set onThrow(stop: () => void) {
    this.#stop = stop;
  }

  run(work: () => void): void {
    if (this.#thrown) return;
    try {
      work();
    } catch (error) {
      this.#thrown = { error };
      this.#stop();
    }
  }

  rethrow(): void {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown) throw thrown.error;
  }
}

/** @internal The function as the engine calls it: with the address of a HostBlock. */
export function rowsOf(
  host: HostFunction,
  engine: Engine,
  guard: Guard,
): (address: number) => void {
  const work = typeof host === "function" ? eachRow(host) : host.rows.bind(host);
  return (address) => {
    const { buffer } = engine;
    // base/host.h: arguments, count, stride, rows, results
    const [columns = 0, count = 0, stride = 0, rows = 0, out = 0] = new Uint32Array(
      buffer,
      address,
      5,
    );
    const results = new Float64Array(buffer, out, rows).fill(NaN);
    const column = (k: number) => new Float64Array(buffer, columns + 8 * k * stride, rows);
    guard.run(() => work(results, ...Array.from({ length: count }, (_, k) => column(k))));
  };
}

function eachRow(call: (...values: number[]) => number | boolean) {
  return (results: Float64Array, ...columns: Float64Array[]): void => {
    for (let k = 0; k < results.length; ++k) {
      results[k] = Number(call(...columns.map((column) => column[k] as number)));
    }
  };
}
