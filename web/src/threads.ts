// Memory and workers of the variant with threads.

import { LoadError, OutOfMemoryError } from "./errors.js";
import type { RawThreads } from "./module.js";
import { importNode, inNode } from "./platform.js";
import { sleep } from "./timing.js";

const pageBytes = 65536;

/**
 * Memory that threads share. It must say how far it may grow; where 4 GB of addresses cannot be
 * had, less may do.
 * @throws OutOfMemoryError
 */
export function sharedMemory(): WebAssembly.Memory {
  const initial = (32 << 20) / pageBytes; // INITIAL_MEMORY of wasm/CMakeLists.txt
  for (const maximum of [65536, 32768, 16384]) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true });
    } catch {
      continue;
    }
  }
  const message = "there is no room for the engine's memory; close other pages and try again";
  throw new OutOfMemoryError({ code: "memory", where: "load", message });
}

/** Answers a function that starts a worker for a thread: the engine's own module, named so. */
export async function workerStarter(glue: URL): Promise<() => unknown> {
  if (inNode()) {
    const { Worker } = await importNode("worker_threads");
    // execArgv: flags such as --input-type are for the main program only.
    return () => new Worker(glue, { workerData: "em-pthread", execArgv: [] });
  }
  const options: WorkerOptions = { type: "module", name: "em-pthread" };
  if (glue.origin === globalThis.location?.origin) return () => new Worker(glue.href, options);
  // A worker must come from the page's own origin; what it imports need not.
  const source = `import ${JSON.stringify(glue.href)};`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return () => new Worker(address, options);
}

/** Sees to it that the threads of a network have workers before it is built. */
export class ThreadPool {
  #threads: RawThreads;
  #start: () => unknown;
  #claimed = 0; // threads of living networks, without their callers'
  #pending = 0; // those of them whose networks are not built yet
  #starting = 0; // workers on their way
  #ended = false;

  constructor(threads: RawThreads, start: () => unknown) {
    this.#threads = threads;
    this.#start = start;
  }

  /** Starts the workers that a network of `threads` threads needs, so that it need not wait. */
  warm(threads: number): Promise<void> {
    return this.#grow(threads - 1);
  }

  /**
   * Takes threads for a network that is about to be built; `built` says when it is, `release` when
   * it is gone. Waits until they are there: a worker that is started later would not run before
   * the caller returns to its event loop.
   */
  async claim(threads: number): Promise<void> {
    this.#claimed += threads - 1;
    this.#pending += threads - 1;
    await this.#grow(this.#claimed);
    // Threads of networks that are gone come back when their last message has been read.
    for (let tries = 0; this.#threads.unusedWorkers.length < this.#pending; ++tries) {
      if (tries === 1000 || this.#ended) {
        this.built(threads);
        this.release(threads);
        const message = `${threads - 1} more threads could not be had`;
        throw new LoadError({ code: "load", where: "threads", message });
      }
      await sleep(5);
    }
  }

  built(threads: number): void {
    this.#pending -= threads - 1;
  }

  release(threads: number): void {
    this.#claimed -= threads - 1;
  }

  /** Ends all threads, also those at work. */
  end(): void {
    this.#ended = true;
    this.#threads.terminateAllThreads();
  }

  // A worker is offered to networks only when it can start at once.
  async #grow(count: number): Promise<void> {
    const { unusedWorkers, runningWorkers } = this.#threads;
    const have = unusedWorkers.length + runningWorkers.length + this.#starting;
    const more = Array.from({ length: Math.max(0, count - have) }, () =>
      this.#load().finally(() => --this.#starting),
    );
    this.#starting += more.length;
    await Promise.all(more);
  }

  // While a worker loads, Emscripten would throw its errors where nobody can catch them.
  async #load(): Promise<void> {
    const worker = this.#start() as { onerror: unknown };
    const loaded = this.#threads.loadWasmModuleToWorker(worker);
    const { onerror } = worker;
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = (event: { message?: string }) => {
        const message = `a worker for a thread could not start: ${event.message || "no reason given"}`;
        reject(new LoadError({ code: "load", where: "threads", message }));
      };
    });
    this.#threads.unusedWorkers.push(await Promise.race([loaded, failed]));
    worker.onerror = onerror;
  }
}
