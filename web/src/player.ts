// Runs a network freely, at a given speed, and shows what it records frame by frame.

import { toPlain } from "./errors.js";
import { NewRecordings } from "./recordings.js";
import type { Frame } from "./results.js";
import type { Simulation } from "./simulation.js";
import { nextTask, Pacer, sleep } from "./timing.js";

const frameMs = 16;

/** Behind by more than this, real ms, the network no longer tries to catch up. */
const forgivenMs = 100;

/** What recordings may take, bytes, while a network plays, if nobody says otherwise. */
const keptBytes = 2 ** 27;

/** Measures the speed lately: the mean of the frames so far, the newer the more weight. */
class Meter {
  speed = 0;
  stepSeconds = 0;
  #t = 0;
  #steps = 0;
  #wall = 0;
  #busy = 0;

  /** From here on, without forgetting what was measured. */
  restart(t: number, steps: number): void {
    this.#t = t;
    this.#steps = steps;
    this.#wall = performance.now();
    this.#busy = 0;
  }

  work(ms: number): void {
    this.#busy += ms;
  }

  measure(t: number, steps: number): void {
    const done = steps - this.#steps;
    const ms = performance.now() - this.#wall;
    if (done > 0 && ms > 0) {
      this.speed = this.#blend(this.speed, (1000 * (t - this.#t)) / ms);
      this.stepSeconds = this.#blend(this.stepSeconds, this.#busy / 1000 / done);
    }
    this.restart(t, steps);
  }

  #blend(before: number, now: number): number {
    return before === 0 ? now : before + 0.2 * (now - before);
  }
}

export class Player {
  #simulation: Simulation;
  #recordings = new NewRecordings();
  #pacer = new Pacer();
  #meter = new Meter();
  #speed = 1;
  #keep = keptBytes;
  #kept = 0; // s, from when on
  #wanted = false; // to be playing
  #halted = false;
  #turn = 0; // counts what was asked for, so that the latest wins
  #loop: Promise<void> = Promise.resolve();
  #sent: Promise<unknown> = Promise.resolve(); // the frame on its way
  #sending = false;
  #origin: { t: number; wall: number } | undefined; // from where the speed counts

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get playing(): boolean {
    return this.#wanted;
  }

  set speed(speed: number) {
    this.#speed = speed;
    this.#origin = undefined;
  }

  /**
   * Plays until `pause`, or until something goes wrong, which the last frame then tells. `send`
   * gets the next frame when it has done with the one before; that has all since then. When the
   * recordings take more than `keep` bytes, the older half of them is dropped.
   */
  play(speed: number, send: (frame: Frame) => Promise<unknown>, keep = keptBytes): void {
    this.#keep = keep;
    const before = this.#loop;
    this.#wanted = false;
    const turn = ++this.#turn;
    this.#loop = before.then(() => (turn === this.#turn ? this.#play(speed, send) : undefined));
  }

  /** Stands still when it resolves; all that was recorded has been shown. */
  async pause(): Promise<void> {
    ++this.#turn;
    this.#wanted = false;
    await this.#loop;
  }

  /** Stands still after the step that is going on, or after the present call of {@link step}. */
  halt(): void {
    this.#wanted = false;
    this.#halted = true;
  }

  /** Back to the beginning; goes on playing if it was. */
  async reset(): Promise<void> {
    this.#simulation.reset();
    this.#recordings.clear();
    this.#kept = 0;
    this.#origin = undefined;
    this.#restartMeter();
    await this.#sent; // or a frame from before could arrive after this
  }

  /** `count` steps, letting others go first now and then, until `stop` says so. */
  async step(count: number, stop: AbortSignal): Promise<Frame> {
    await this.pause();
    this.#restartMeter();
    this.#halted = false;
    for (let left = count; left > 0 && !stop.aborted;) {
      const limit = await this.#simulation.appointments.keep();
      if (stop.aborted || this.#halted) break;
      const wanted = Math.min(left, limit);
      this.#work(wanted, (done) => (left -= done));
      if (left > 0) await nextTask();
    }
    return this.frame();
  }

  /** The state, and what has been recorded since the frame before. */
  frame(error?: unknown): Frame {
    const { t, steps, spikes } = this.#simulation.statistics;
    const monitors = this.#recordings.read(this.#simulation.buffer, this.#simulation.rawMonitors());
    this.#meter.measure(t, steps);
    const { speed, stepSeconds } = this.#meter;
    return { t, steps, speed, stepSeconds, spikes, monitors, ...describe(error) };
  }

  /** Another way of running has begun, or ended; `seconds` of it were work. */
  measured(seconds: number): void {
    this.#meter.work(1000 * seconds);
  }

  async #play(speed: number, send: (frame: Frame) => Promise<unknown>): Promise<void> {
    this.speed = speed;
    this.#wanted = true;
    this.#restartMeter();
    let failure: unknown;
    let shown = -Infinity;
    while (this.#wanted) {
      try {
        await this.#advance();
      } catch (error) {
        failure = error;
        this.#wanted = false;
        break;
      }
      const now = performance.now();
      if (now - shown >= frameMs && !this.#sending && this.#wanted) {
        shown = now;
        this.#send(send, this.frame());
        this.#forget();
      }
    }
    await this.#sent;
    this.#send(send, this.#lastFrame(failure));
    await this.#sent;
  }

  // Right after a frame, when all that was recorded has been read.
  #forget(): void {
    const { t, recordedBytes } = this.#simulation.statistics;
    if (recordedBytes <= this.#keep) return;
    this.#kept = (Math.min(this.#kept, t) + t) / 2;
    this.#simulation.forget(this.#kept);
    this.#recordings.catchUp(this.#simulation.rawMonitors());
  }

  // The engine may be gone, and with it everything but the reason.
  #lastFrame(failure: unknown): Frame {
    try {
      return this.frame(failure);
    } catch (error) {
      const nothing = { t: 0, steps: 0, speed: 0, stepSeconds: 0, spikes: 0, monitors: [] };
      return { ...nothing, ...describe(failure ?? error) };
    }
  }

  #send(send: (frame: Frame) => Promise<unknown>, frame: Frame): void {
    this.#sending = true;
    const done = () => {
      this.#sending = false;
    };
    this.#sent = send(frame).then(done, done);
  }

  /** One slice of work, or a rest if the network is where it should be by now. */
  async #advance(): Promise<void> {
    const { t, dt } = this.#simulation;
    const now = performance.now();
    const origin = (this.#origin ??= { t, wall: now });
    const hurry = this.#speed === Infinity; // 0 * Infinity is no time
    const due = hurry ? Infinity : origin.t + ((now - origin.wall) / 1000) * this.#speed;
    const wanted = Math.floor((due - t) / dt);
    if (!(wanted > 0)) {
      await sleep(Math.min(frameMs / 2, Math.max(1, (1000 * (t + dt - due)) / this.#speed)));
      return;
    }
    const limit = await this.#simulation.appointments.keep();
    if (!this.#wanted) return; // what was called has stopped it
    this.#work(Math.min(wanted, limit));
    const late = (1000 * (due - this.#simulation.t)) / this.#speed;
    if (!hurry && late > forgivenMs) this.#origin = undefined;
    await nextTask();
  }

  #work(wanted: number, count: (done: number) => void = () => undefined): void {
    const start = performance.now();
    this.#pacer.slice(wanted, (steps) => {
      this.#simulation.step(steps);
      count(steps);
      return false;
    });
    this.#meter.work(performance.now() - start);
  }

  #restartMeter(): void {
    const { t, steps } = this.#simulation.statistics;
    this.#meter.restart(t, steps);
  }
}

function describe(error: unknown): Pick<Frame, "error"> {
  if (error === undefined) return {};
  const { code, where, message } = toPlain(error);
  return { error: { code, where, message } };
}
