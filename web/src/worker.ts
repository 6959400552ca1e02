// The other side of WorkerSimulation: holds a Simulation, and does what the page asks for.

import * as Comlink from "comlink";
import { MyelinError, toPlain } from "./errors.js";
import { importNode, inNode } from "./platform.js";
import { Player } from "./player.js";
import type { Answer, Remote, RemoteOptions } from "./remote.js";
import type { EngineInfo } from "./engine.js";
import type { Frame } from "./results.js";
import { Simulation } from "./simulation.js";

/** All arrays in plain data, to be handed over instead of copied. */
function buffersIn(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(buffersIn);
}

function handOver<T extends object>(value: T): T {
  return Comlink.transfer(value, buffersIn(value));
}

const failed = (error: unknown): { error: ReturnType<typeof toPlain> } => {
  return { error: toPlain(error) };
};

function answer<T>(work: () => T): Answer<T> {
  try {
    return handOver({ value: work() });
  } catch (error) {
    return failed(error);
  }
}

async function answerLater<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return handOver({ value: await work() });
  } catch (error) {
    return failed(error);
  }
}

class SimulationHost implements Remote {
  #held: { simulation: Simulation; player: Player } | undefined;
  #stop = new AbortController();
  #work: Promise<unknown> = Promise.resolve(); // the last run or steps

  create(document: string, { files, ...options }: RemoteOptions): Promise<Answer<EngineInfo>> {
    return answerLater(async () => {
      const located = files ? { locateFile: (name: string) => files[name] ?? name } : {};
      const simulation = await Simulation.create(document, { ...options, ...located });
      this.#held = { simulation, player: new Player(simulation) };
      return simulation.info;
    });
  }

  play(speed: number, frame: (frame: Frame) => unknown, keep?: number) {
    return answer(() => {
      this.#player.play(speed, (made) => Promise.resolve(frame(handOver(made))), keep);
    });
  }

  setSpeed(speed: number) {
    return answer(() => {
      this.#player.speed = speed;
    });
  }

  pause() {
    return answerLater(() => this.#player.pause());
  }

  step(count: number) {
    return this.#stoppable((signal) => this.#player.step(count, signal));
  }

  run(duration: number | undefined, onProgress: ((done: number) => void) | undefined) {
    return this.#stoppable(async (signal) => {
      const player = this.#player;
      await player.pause();
      const before = this.#simulation.statistics.runSeconds;
      try {
        await this.#simulation.run(duration, { signal, onProgress: atIntervals(onProgress) });
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
      player.measured(this.#simulation.statistics.runSeconds - before);
      return player.frame();
    });
  }

  stop() {
    return answer(() => this.#stop.abort());
  }

  reset() {
    return answerLater(async () => {
      this.#stop.abort();
      await this.#work;
      await this.#player.reset();
    });
  }

  set(name: string, value: number | string | ArrayLike<number>) {
    return answer(() => this.#simulation.set(name, value));
  }

  inject(group: string, index: number) {
    return answer(() => this.#simulation.inject(group, index));
  }

  snapshot() {
    return answer(() => this.#simulation.snapshot());
  }

  restore(snapshot: Uint8Array) {
    return answer(() => this.#simulation.restore(snapshot));
  }

  digest() {
    return answer(() => this.#simulation.digest());
  }

  outline() {
    return answer(() => this.#simulation.outline());
  }

  explain() {
    return answer(() => this.#simulation.explain());
  }

  signals() {
    return answer(() => this.#simulation.signals());
  }

  read(name: string) {
    return answer(() => this.#simulation.signal(name).snapshot());
  }

  statistics() {
    return answer(() => this.#simulation.statistics);
  }

  spikes(monitor: string) {
    return answer(() => this.#simulation.spikes(monitor));
  }

  trace(monitor: string) {
    return answer(() => this.#simulation.trace(monitor));
  }

  rate(monitor: string) {
    return answer(() => this.#simulation.rate(monitor));
  }

  /** Work that takes a while, one after the other; `stop` ends it early. */
  #stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Answer<T>> {
    const before = this.#work;
    const made = answerLater(async () => {
      await before;
      this.#stop = new AbortController();
      return work(this.#stop.signal);
    });
    this.#work = made;
    return made;
  }

  get #simulation(): Simulation {
    return this.#live().simulation;
  }

  get #player(): Player {
    return this.#live().player;
  }

  #live() {
    if (this.#held) return this.#held;
    const message = "the worker has no network yet";
    throw new MyelinError({ code: "busy", where: "", message });
  }
}

/** Passes on one call in 30 ms, and the last. */
function atIntervals(listener: ((done: number) => void) | undefined): (done: number) => void {
  let next = 0;
  return (done) => {
    const now = performance.now();
    if (!listener || (now < next && done < 1)) return;
    next = now + 30;
    listener(done);
  };
}

async function endpoint(): Promise<Comlink.Endpoint> {
  if (!inNode()) return globalThis as unknown as Comlink.Endpoint;
  const { parentPort } = await importNode("worker_threads");
  return parentPort as unknown as Comlink.Endpoint; // an EventTarget too
}

void endpoint().then((port) => Comlink.expose(new SimulationHost(), port));
