// Work in slices, so that whoever runs the network keeps answering.

/** A slice of work ends about here, ms; the rest of a 16 ms frame belongs to others. */
const sliceMs = 9;

/** One call into the engine should take about this, ms: short enough to end a slice in time. */
const callMs = 1;

/** Lets everything else that waits on this event loop go first. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    // setTimeout would sleep for 4 ms after a few rounds, a promise would not let go at all.
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Learns how many steps fit into a call, and fills slices with such calls. */
export class Pacer {
  #count = 1;

  /**
   * Calls `advance(count)` until `wanted` steps are done, it answers true, or the slice is over.
   * Answers what the last call did.
   */
  slice(wanted: number, advance: (count: number) => boolean): boolean {
    const end = performance.now() + sliceMs;
    for (let left = wanted, now = performance.now(); ;) {
      const count = Math.min(this.#count, left);
      const done = advance(count);
      const before = now;
      now = performance.now();
      this.#learn(count, now - before);
      left -= count;
      if (done || left <= 0 || now >= end) return done;
    }
  }

  // Grows and shrinks by no more than a factor of four, because one call may be unlike the others.
  #learn(count: number, ms: number): void {
    const fits = ms > 0 ? Math.floor((count * callMs) / ms) : Infinity;
    this.#count = Math.max(1, Math.min(fits, count * 4), Math.floor(this.#count / 4));
  }
}
