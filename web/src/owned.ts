// A network in the engine's memory, and giving it back.

import { rowsOf, type Guard, type HostFunction } from "./callbacks.js";
import type { Engine } from "./engine.js";
import { toError } from "./errors.js";
import type { RawModule, RawSimulation } from "./module.js";
import { inDevelopment } from "./platform.js";
import { seedOf } from "./seed.js";

/** What the finalizer needs; it must not hold the Simulation itself. */
export interface Owned {
  raw: RawSimulation;
  engine: Engine;
  threads: number;
}

export interface BuildOptions {
  seed?: number | bigint;
  threads?: number;
  backend?: "auto" | "interpreter" | "native";
  memoryLimit?: number;
  functions?: Record<string, HostFunction>;
}

export function free({ raw, engine, threads }: Owned): void {
  engine.pool?.release(threads);
  if (!engine.dead) engine.call(() => raw.delete());
}

let finalizers: FinalizationRegistry<Owned> | undefined;

// Made on first use: importing has no effects.
export function registry(): FinalizationRegistry<Owned> {
  finalizers ??= new FinalizationRegistry((owned) => {
    if (inDevelopment()) {
      console.warn(
        "myelin: a Simulation was dropped without dispose(); its memory was held longer",
      );
    }
    free(owned);
  });
  return finalizers;
}

/** @throws ModelError, or what a function of the host threw */
export async function buildOn(
  engine: Engine,
  text: string,
  options: BuildOptions,
  guard: Guard,
): Promise<Owned> {
  const { seed, backend = "auto", memoryLimit = 0, functions = {} } = options;
  const key = seed === undefined ? {} : { seed: seedOf(seed) };
  const threads = Math.min(options.threads ?? engine.info.threads, engine.info.threads);
  await engine.pool?.claim(threads);
  const settings = {
    ...key,
    ...{ threads, backend, memoryLimit },
    functionNames: Object.keys(functions),
    functions: Object.values(functions).map((one) => rowsOf(one, engine, guard)),
  };
  try {
    const raw = engine.call((module: RawModule) => module.build(text, settings));
    const owned = { raw, engine, threads };
    const error = engine.call(() => raw.error());
    try {
      guard.rethrow();
      if (!error) return owned;
      throw toError(error, "ModelError");
    } catch (thrown) {
      engine.call(() => raw.delete());
      throw thrown;
    }
  } catch (error) {
    engine.pool?.release(threads);
    throw error;
  } finally {
    engine.pool?.built(threads);
  }
}
