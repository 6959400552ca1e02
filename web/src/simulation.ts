import { Appointments } from "./appointments.js";
import { Guard, type HostFunction } from "./callbacks.js";
import type { Chosen, Connect, Initial, ModelDocument } from "./document.js";
import type { Engine, EngineInfo } from "./engine.js";
import { check, DisposedError, RunError, toError } from "./errors.js";
import { sharedEngine, type LoadOptions } from "./load.js";
import {
  isError,
  type RawDelivery,
  type RawMonitor,
  type RawProfileRow,
  type RawSimulation,
} from "./module.js";
import { buildOn, free, registry, type Owned } from "./owned.js";
import { findMonitor, readRate, readSpikes, readTrace } from "./recordings.js";
import type { Outline, Rate, SignalInfo, Spikes, Statistics, Trace } from "./results.js";
import { Signal } from "./signal.js";
import { seedOf } from "./seed.js";
import { documentText } from "./text.js";
import { nextTask, Pacer } from "./timing.js";

export interface SimulationOptions extends LoadOptions {
  // Changes results.

  /** Instead of the document's seed. */
  seed?: number | bigint;
  /**
   * Those that the document declares with `"host": true`, by name; all of them are needed. Slow
   * beside a function that is an expression.
   */
  functions?: Record<string, HostFunction>;

  // Changes speed and limits only.

  /** "interpreter" runs no generated code, "native" runs it where it can; "auto" chooses. */
  backend?: "auto" | "interpreter" | "native";
  /** In bytes; what WebAssembly can address if absent. */
  memoryLimit?: number;
  /** One that {@link load} gave; else one that all networks share. */
  engine?: Engine;
}

export interface RunOptions {
  /** Called between slices of the run with the part that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
  /** Stops the run between two steps. What was recorded stays, and the network can go on. */
  signal?: AbortSignal;
}

export interface OperationOptions {
  /** Time between two calls, s; the document's dt if absent. */
  dt?: number;
  /** Slot of the step, such as "before_thresholds"; "start" if absent. */
  when?: string;
  /** Order within the slot; lower runs first. */
  order?: number;
}

/** What one operator has taken while profiling was on. */
export type ProfileRow = RawProfileRow;

/**
 * A synapse that changed an element in the last step: its number, the number of the neuron whose
 * spike it carried, and its variables as they are now (SI).
 */
export type Delivery = RawDelivery;

/** New synapses: one rule as in the document's "connect", and values instead of those of "init". */
export type NewSynapses = Connect & { init?: Record<string, Initial> };

/** Which synapses go: a condition, or their numbers, sources or targets. */
export type GoneSynapses = string | Omit<Chosen, "value">;

/**
 * A built network. Owns WebAssembly memory: call {@link dispose}, or declare it with `using`.
 * Times are in seconds, values in SI units. It runs on the thread that made it, in slices that let
 * the event loop go on; {@link WorkerSimulation} runs elsewhere.
 */
export class Simulation implements Disposable {
  /** The document, as text. It outlives `dispose()` and a failure of the engine. */
  readonly document: string;
  #owned: Owned | undefined;
  #engine: Engine;
  #pacer = new Pacer();
  #running = false;
  /** @internal Of {@link WorkerSimulation}: work of the page. */
  readonly appointments = new Appointments(this);
  #guard: Guard;

  private constructor(document: string, owned: Owned, guard: Guard) {
    this.document = document;
    this.#owned = owned;
    this.#engine = owned.engine;
    this.#guard = guard;
    guard.onThrow = () => owned.engine.call(() => owned.raw.stop());
    registry().register(this, owned, this);
  }

  /**
   * Builds a network from a document, as text or as an object.
   * @throws ModelError where the document is wrong; OutOfMemoryError; LoadError
   */
  static async create(
    document: string | ModelDocument | object,
    options: SimulationOptions = {},
  ): Promise<Simulation> {
    const text = documentText(document);
    const engine = options.engine ?? (await sharedEngine(options));
    const guard = new Guard();
    return new Simulation(text, await buildOn(engine, text, options, guard), guard);
  }

  // --- running

  /**
   * Runs `duration` seconds more; without it, does what the document's "run" says.
   * Lets the event loop go on every few milliseconds.
   * @throws RunError `numeric` if NaN or infinity appears; `signal.reason` if it was aborted
   */
  async run(duration?: number, { onProgress, signal }: RunOptions = {}): Promise<void> {
    this.#idle();
    signal?.throwIfAborted();
    const total = duration ?? this.#call((raw) => raw.planDuration());
    check(
      this.#call((raw) => (duration === undefined ? raw.beginPlan() : raw.begin(duration))),
      "RunError",
    );
    const start = this.t;
    let most = 0; // a plan may go back in time
    this.#running = true;
    try {
      for (;;) {
        const limit = await this.appointments.keep();
        const done = this.#pacer.slice(limit, (count) => this.#advance(count));
        most = done || total <= 0 ? 1 : Math.min(1, Math.max(most, (this.t - start) / total));
        onProgress?.(most);
        if (done) return;
        await nextTask();
        signal?.throwIfAborted();
      }
    } finally {
      this.#running = false;
    }
  }

  #advance(count: number): boolean {
    const answer = this.#call((raw) => raw.advance(count));
    if (isError(answer)) throw toError(answer, "RunError");
    return answer;
  }

  /**
   * Does `count` steps of the document's dt at once; blocks until they are done.
   * @throws RunError `numeric`
   */
  step(count = 1): void {
    this.#idle();
    const error = this.#call((raw) => raw.step(count));
    check(error, "RunError");
  }

  /**
   * Ends the present run after the step that is going on, as if its duration had been up to there;
   * a plan goes on with its next step. For operations and `onProgress`.
   */
  stop(): void {
    this.#call((raw) => raw.stop());
  }

  /**
   * Calls `work` with the time of the step in every step, between operators. It may look at the
   * network, {@link set} values, {@link inject} spikes and {@link stop}. Slow: each call leaves
   * WebAssembly, and nothing else runs meanwhile. What it throws ends the run and is thrown there.
   * Snapshots do not hold it; reset() keeps it.
   */
  addOperation(
    { dt = 0, when = "start", order = 0 }: OperationOptions,
    work: (t: number) => void,
  ): void {
    const guard = this.#guard; // not `this`, which the engine would keep alive
    const guarded = (t: number): void => guard.run(() => work(t));
    const error = this.#call((raw) => raw.addOperation(when, order, dt, guarded));
    check(error, "ModelError");
  }

  /** Back to the state after building. Recordings are emptied. */
  reset(): void {
    this.#idle();
    check(
      this.#call((raw) => raw.reset()),
      "RunError",
    );
    this.appointments.restart();
  }

  /** The whole state, as bytes for {@link restore} on a network of the same document. */
  snapshot(): Uint8Array {
    return this.#call((raw) => raw.snapshot());
  }

  /** @throws RunError if the bytes are no snapshot of such a network */
  restore(snapshot: Uint8Array): void {
    this.#idle();
    check(
      this.#call((raw) => raw.restore(snapshot)),
      "RunError",
    );
    this.appointments.restart();
  }

  // --- looking

  /** Simulated time, s. */
  get t(): number {
    return this.statistics.t;
  }

  /** Length of a step, s. */
  get dt(): number {
    return this.#call((raw) => raw.dt());
  }

  /** How long the document's "run" is, s. */
  get duration(): number {
    return this.#call((raw) => raw.planDuration());
  }

  get statistics(): Statistics {
    return this.#call((raw) => raw.statistics());
  }

  /** The engine below: version, variant, threads. */
  get info(): EngineInfo {
    return this.#engine.info;
  }

  /** 32 hexadecimal digits over all spikes so far and the present state; equal on every platform. */
  digest(): string {
    return this.#call((raw) => raw.digest());
  }

  /** Names, sizes, variables, parameters and typeset equations. */
  outline(): Outline {
    return JSON.parse(this.#call((raw) => raw.outline())) as Outline;
  }

  /** Equations, statements and schedule, as text. */
  explain(): string {
    return this.#call((raw) => raw.explain());
  }

  signals(): SignalInfo[] {
    return this.#call((raw) => raw.signals()).map(({ name, dtype, unit, rows, columns }) => {
      return { name, dtype, unit, rows, columns };
    });
  }

  /**
   * One array of the network, "cells.v", to read or write without copies. `i` and `j` of synapses are
   * for reading: connect() and disconnect() change them.
   * @throws ModelError `unknown-name`
   */
  signal(name: string): Signal {
    return new Signal({ find: (wanted) => this.#find(wanted) }, name);
  }

  #find(name: string) {
    const found = this.#call((raw) => raw.signal(name));
    if (isError(found)) throw toError(found, "ModelError");
    return { found, buffer: this.#engine.buffer };
  }

  /** What a monitor of spikes has recorded; by its name, or its group's if that has only one. */
  spikes(monitor: string): Spikes {
    return readSpikes(this.#engine.buffer, findMonitor(this.rawMonitors(), "spikes", monitor));
  }

  /** What a monitor of states has recorded. */
  trace(monitor: string): Trace {
    return readTrace(this.#engine.buffer, findMonitor(this.rawMonitors(), "states", monitor));
  }

  /** What a monitor of a rate has recorded. */
  rate(monitor: string): Rate {
    return readRate(this.#engine.buffer, findMonitor(this.rawMonitors(), "rate", monitor));
  }

  /** @internal */
  rawMonitors(): RawMonitor[] {
    return this.#call((raw) => raw.monitors());
  }

  /** @internal */
  get buffer(): ArrayBuffer {
    return this.#engine.buffer;
  }

  // --- changing

  /**
   * Sets a constant ("taum") or a variable ("cells.I"), also during a run, between two steps.
   * A number is in SI units; a text is a quantity or an expression; an array has one value for
   * each element.
   * @throws ModelError `unknown-name`, `unit`, ...
   */
  set(name: string, value: number | string | ArrayLike<number>): void {
    const error = this.#call((raw) => {
      if (typeof value === "number") return raw.set(name, value);
      if (typeof value === "string") return raw.setText(name, value);
      return raw.setNumbers(name, Float64Array.from(value));
    });
    check(error, "ModelError");
  }

  /** All constants and variables by name, for {@link setStates}. NaN and infinity are null. */
  states(): Record<string, number | number[]> {
    return JSON.parse(this.#call((raw) => raw.states())) as Record<string, number | number[]>;
  }

  /** Sets what is named, or nothing if something in it is wrong. @throws ModelError */
  setStates(states: Record<string, number | string | readonly number[]>): void {
    const text = JSON.stringify(states);
    check(
      this.#call((raw) => raw.setStates(text)),
      "ModelError",
    );
  }

  /**
   * Another dt (s) for the default clock, or for an object that has its own. The present time must
   * be a multiple of it; spikes under way arrive at the nearest step.
   * @throws ModelError
   */
  setDt(dt: number, of = ""): void {
    check(
      this.#call((raw) => raw.setDt(dt, of)),
      "ModelError",
    );
  }

  /** Random numbers go on as those of a network that was built with this seed. */
  setSeed(seed: number | bigint): void {
    const key = seedOf(seed);
    this.#call((raw) => raw.setSeed(key));
  }

  /** An object that is not active does nothing; its spikes are forgotten. @throws ModelError */
  setActive(name: string, active: boolean): void {
    check(
      this.#call((raw) => raw.setActive(name, active)),
      "ModelError",
    );
  }

  /**
   * Drops what was recorded before a time, s, for networks that run without an end; results and
   * digest stay as they are.
   */
  forget(before: number): void {
    this.#call((raw) => raw.forget(before));
  }

  /**
   * Adds synapses. They stand behind those that are there, and begin with what the synapses' own
   * "init" gives, or that of the rule. Arrays of the synapses move: ask for signals anew.
   * @throws ModelError
   */
  connect(synapses: string, rule: NewSynapses | true): void {
    const text = documentText(rule === true ? { condition: "True" } : rule);
    const error = this.#call((raw) => raw.connect(synapses, text));
    check(error, "ModelError");
  }

  /**
   * Removes synapses: those for which a condition holds ("w < 0.1*mV"), or that are named by number,
   * source or target ({ index: [3, 5] }, { i: 0 }). The others are numbered anew in their order;
   * spikes under way to them arrive.
   * @throws ModelError
   */
  disconnect(synapses: string, which: GoneSynapses): void {
    const text = typeof which === "string" ? which : documentText(which);
    const error = this.#call((raw) => raw.disconnect(synapses, text));
    check(error, "ModelError");
  }

  /**
   * The synapses that delivered a spike to an element of a group in the last step, in the order in
   * which they ran.
   * @throws ModelError `unknown-name`, `out-of-range`
   */
  why(group: string, index: number): Delivery[] {
    const answer = this.#call((raw) => raw.why(group, index));
    if (isError(answer)) throw toError(answer, "ModelError");
    return answer;
  }

  /** Counts and times operators from now on, or no longer. */
  setProfiled(profiled: boolean): void {
    this.#call((raw) => raw.setProfiled(profiled));
  }

  /** What each operator took while profiling was on, in the order of a step. */
  profile(): ProfileRow[] {
    return this.#call((raw) => raw.profile());
  }

  /** Makes element `index` of a group fire in the next step. */
  inject(group: string, index: number): void {
    check(
      this.#call((raw) => raw.inject(group, index)),
      "ModelError",
    );
  }

  // --- ending

  /** Gives the memory back. Twice is fine; anything else afterwards throws {@link DisposedError}. */
  dispose(): void {
    const owned = this.#owned;
    if (!owned) return;
    this.#owned = undefined;
    registry().unregister(this);
    free(owned);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #call<T>(work: (raw: RawSimulation) => T): T {
    const owned = this.#owned;
    if (!owned) {
      const message = "this Simulation was disposed of";
      throw new DisposedError({ code: "disposed", where: "", message });
    }
    const answer = this.#engine.call(() => work(owned.raw));
    this.#guard.rethrow();
    return answer;
  }

  #idle(): void {
    if (!this.#running) return;
    const message = "a run is going on; await it, or abort it by its signal";
    throw new RunError({ code: "busy", where: "", message });
  }
}
