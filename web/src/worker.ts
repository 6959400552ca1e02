// The other side of WorkerSimulation: holds a Simulation, and does what the page asks for.

import * as Comlink from "comlink";
import type { HostFunction } from "./callbacks.js";
import { fromPlain, LoadError, MyelinError, toPlain, type PlainError } from "./errors.js";
import { importNode, inNode } from "./platform.js";
import { importFrom } from "./import.js";
import { Player } from "./player.js";
import type { Answer, PlainMethod, Remote, RemoteOptions } from "./remote.js";
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

  create(document: string, { files, functions, ...options }: RemoteOptions) {
    return answerLater(async (): Promise<EngineInfo> => {
      const hosts = functions ? { functions: await functionsFrom(functions, document) } : {};
      const located = files ? { locateFile: (name: string) => files[name] ?? name } : {};
      const simulation = await Simulation.create(document, { ...options, ...located, ...hosts });
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

  abort() {
    return answer(() => this.#stop.abort());
  }

  stop() {
    return answer(() => {
      this.#simulation.stop();
      this.#player.halt();
    });
  }

  reset() {
    return answerLater(async () => {
      this.#stop.abort();
      await this.#work;
      await this.#player.reset();
    });
  }

  addOperation(dt: number, work: (t: number) => Promise<PlainError | undefined>) {
    return answer(() => {
      this.#simulation.appointments.add(dt, async (t) => {
        const failure = await work(t);
        if (failure) throw fromPlain(failure);
      });
    });
  }

  call(method: PlainMethod, args: unknown[]) {
    return answer(() => {
      const simulation = this.#simulation;
      return (simulation[method] as (...values: unknown[]) => unknown).apply(simulation, args);
    });
  }

  read(name: string) {
    return answer(() => this.#simulation.signal(name).snapshot());
  }

  statistics() {
    return answer(() => this.#simulation.statistics);
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

/** What a module exports of the functions that the document wants of its host. */
async function functionsFrom(
  address: string,
  document: string,
): Promise<Record<string, HostFunction>> {
  const module = (await importModule(address)) as Record<string, HostFunction>;
  const wanted = Object.entries(declaredIn(document)).filter(
    ([name, one]) => one?.host && name in module,
  );
  return Object.fromEntries(wanted.map(([name]) => [name, module[name] as HostFunction]));
}

// Of a document that is wrong the engine says what and where.
function declaredIn(document: string): Record<string, { host?: boolean } | null> {
  try {
    const { functions } = JSON.parse(document) as {
      functions?: Record<string, { host?: boolean }> | null;
    };
    return functions ?? {};
  } catch {
    return {};
  }
}

async function importModule(address: string): Promise<unknown> {
  try {
    return await importFrom(address);
  } catch (cause) {
    const message = `the module of functions could not be loaded: ${String(cause)}`;
    throw new LoadError({ code: "load", where: address, message }, { cause });
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
