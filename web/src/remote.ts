// What a page and its worker say to each other: the interface that Comlink carries. Errors travel
// as values, because Comlink keeps only their messages.

import type { PlainError } from "./errors.js";
import type { Frame, Statistics } from "./results.js";
import type { EngineInfo } from "./engine.js";
import type { Simulation } from "./simulation.js";

export type Answer<T> = { value: T } | { error: PlainError };

export interface RemoteOptions {
  threads?: number;
  variant?: "auto" | "simd" | "threads" | "scalar";
  seed?: number | bigint;
  backend?: "auto" | "interpreter" | "native";
  memoryLimit?: number;
  /** Addresses of the engine's files, by name, where they are not at their usual places. */
  files?: Record<string, string>;
  /** Address of a module that exports functions of the host. */
  functions?: string;
}

/** Methods of Simulation that answer at once, with plain data. */
export type PlainMethod =
  | "set"
  | "setDt"
  | "setSeed"
  | "setActive"
  | "states"
  | "setStates"
  | "connect"
  | "disconnect"
  | "why"
  | "inject"
  | "snapshot"
  | "restore"
  | "digest"
  | "outline"
  | "explain"
  | "signals"
  | "setProfiled"
  | "profile"
  | "spikes"
  | "trace"
  | "rate";

/** Methods answer at once, or when what they ask for is done; the worker keeps listening. */
export interface Remote {
  create(document: string, options: RemoteOptions): Promise<Answer<EngineInfo>>;
  play(speed: number, frame: (frame: Frame) => void, keep?: number): Answer<void>;
  setSpeed(speed: number): Answer<void>;
  pause(): Promise<Answer<void>>;
  step(count: number): Promise<Answer<Frame>>;
  run(
    duration: number | undefined,
    onProgress: ((done: number) => void) | undefined,
  ): Promise<Answer<Frame | undefined>>;
  /** Ends a run between two steps; the run then answers undefined. */
  abort(): Answer<void>;
  /** Ends the present run as if its duration had been up to here. */
  stop(): Answer<void>;
  /** Ends what is running; goes on playing if it was. */
  reset(): Promise<Answer<void>>;
  /** Asks the page every `dt` seconds, and waits for its answer: why it failed, or nothing. */
  addOperation(dt: number, work: (t: number) => Promise<PlainError | undefined>): Answer<void>;
  call(method: PlainMethod, args: unknown[]): Answer<unknown>;
  read(name: string): Answer<ArrayBufferView>;
  statistics(): Answer<Statistics>;
}

export type Arguments<Method extends PlainMethod> = Parameters<Simulation[Method]>;
export type Result<Method extends PlainMethod> = ReturnType<Simulation[Method]>;
