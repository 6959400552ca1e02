// What a page and its worker say to each other: the interface that Comlink carries. Errors travel
// as values, because Comlink keeps only their messages.

import type { PlainError } from "./errors.js";
import type { Frame, Outline, Rate, SignalInfo, Spikes, Statistics, Trace } from "./results.js";
import type { EngineInfo } from "./engine.js";

export type Answer<T> = { value: T } | { error: PlainError };

export interface RemoteOptions {
  threads?: number;
  variant?: "auto" | "simd" | "threads" | "scalar";
  seed?: number | bigint;
  backend?: "auto" | "interpreter" | "native";
  memoryLimit?: number;
  /** Addresses of the engine's files, by name, where they are not at their usual places. */
  files?: Record<string, string>;
}

/** Methods answer at once, or when what they ask for is done; the worker keeps listening. */
export interface Remote {
  create(document: string, options: RemoteOptions): Promise<Answer<EngineInfo>>;
  play(speed: number, frame: (frame: Frame) => void): Answer<void>;
  setSpeed(speed: number): Answer<void>;
  pause(): Promise<Answer<void>>;
  step(count: number): Promise<Answer<Frame>>;
  run(
    duration: number | undefined,
    onProgress: ((done: number) => void) | undefined,
  ): Promise<Answer<Frame | undefined>>;
  /** Ends a run between two steps; the run then answers undefined. */
  stop(): Answer<void>;
  /** Ends what is running; goes on playing if it was. */
  reset(): Promise<Answer<void>>;
  set(name: string, value: number | string | ArrayLike<number>): Answer<void>;
  inject(group: string, index: number): Answer<void>;
  snapshot(): Answer<Uint8Array>;
  restore(snapshot: Uint8Array): Answer<void>;
  digest(): Answer<string>;
  outline(): Answer<Outline>;
  explain(): Answer<string>;
  signals(): Answer<SignalInfo[]>;
  read(name: string): Answer<ArrayBufferView>;
  statistics(): Answer<Statistics>;
  spikes(monitor: string): Answer<Spikes>;
  trace(monitor: string): Answer<Trace>;
  rate(monitor: string): Answer<Rate>;
}
