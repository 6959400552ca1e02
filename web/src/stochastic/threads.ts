// Threads of the layers that are made directly.
import type { Engine } from "../engine.js";
import { whole } from "./memory.js";

const sharing = new WeakMap<Engine, Promise<number>>();

/**
 * Lets the layers that are made afterwards share large batches and long streams among so many
 * threads, at most `engine.info.threads`. The first call for an engine decides; each answers how
 * many threads there are: one in an engine without. Results do not depend on it.
 * @throws LoadError if a thread cannot be had
 */
export function useThreads(engine: Engine, threads: number = engine.info.threads): Promise<number> {
  const wanted = Math.min(whole(threads, "threads", 1), engine.info.threads);
  const known = sharing.get(engine) ?? start(engine, wanted);
  sharing.set(engine, known);
  return known;
}

async function start(engine: Engine, threads: number): Promise<number> {
  try {
    await engine.pool?.claim(threads);
  } catch (error) {
    sharing.delete(engine);
    throw error;
  }
  try {
    return engine.call((raw) => raw._sc_threads(threads));
  } finally {
    engine.pool?.built(threads);
  }
}
