// Work that is done between steps, at times of its own clock, and may take as long as it likes.

/** Whose time counts. */
interface Stepping {
  readonly t: number;
  readonly dt: number;
}

interface Appointment {
  dt: number;
  work: (t: number) => Promise<void>;
  kept: number; // the last multiple of dt that was kept
}

export class Appointments {
  #list: Appointment[] = [];
  #simulation: Stepping;

  constructor(simulation: Stepping) {
    this.#simulation = simulation;
  }

  /** Every `dt` seconds, at 0 too if that is now; in every step if it is 0. */
  add(dt: number, work: (t: number) => Promise<void>): void {
    this.#list.push({ dt, work, kept: -Infinity });
  }

  /** After the network went back in time, or on by other ways. */
  restart(): void {
    for (const one of this.#list) one.kept = -Infinity;
  }

  /** Does what is due now, one after the other, and answers how many steps may be done then. */
  async keep(): Promise<number> {
    let steps = Infinity;
    for (const one of this.#list) {
      const { t, dt } = this.#simulation;
      const period = one.dt > 0 ? one.dt : dt;
      // The first step at or after k * period is that of the k-th call.
      const at = Math.floor(t / period + (1e-4 * dt) / period);
      const begins = t - at * period < dt * (1 - 1e-4);
      if (at < one.kept) one.kept = -Infinity;
      if (begins && at > one.kept) await one.work(t);
      one.kept = Math.max(one.kept, at);
      steps = Math.min(steps, Math.ceil(((at + 1) * period - t) / dt - 1e-4));
    }
    return Math.max(1, steps);
  }
}
