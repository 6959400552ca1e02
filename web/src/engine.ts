import { MyelinError, OutOfMemoryError, RunError } from "./errors.js";
import type { RawFactory, RawModule } from "./module.js";
import { sharedMemory, ThreadPool, workerStarter } from "./threads.js";

/** A build of the engine: with SIMD; with SIMD and threads; with neither. */
export type Variant = "simd" | "threads" | "scalar";

/** What was loaded, and why not more. */
export interface EngineInfo {
  readonly version: string;
  readonly compiler: string;
  readonly variant: Variant;
  /** Name of the vector instructions in use. */
  readonly simd: string;
  /** What runs equations: "wasm" is generated code with SIMD, else "interpreter". */
  readonly backend: string;
  /** Why it is the interpreter; empty if it is not. */
  readonly backendProblem: string;
  /** How many threads a network may use, the caller's included. */
  readonly threads: number;
  /** Whether the page may share memory between threads. */
  readonly isolated: boolean;
  /** Why there are no threads, or fewer than wanted; empty if all is as wanted. */
  readonly why: string;
}

/** @internal */
export interface EngineParts {
  factory: RawFactory;
  module: WebAssembly.Module;
  variant: Variant;
  threads: number;
  why: string;
  glue: URL;
}

/**
 * A loaded engine; networks on it share its memory. Usually nobody needs one: networks find theirs.
 * If it dies (out of memory, or a bug), its networks die with it, and new ones get a new engine.
 */
export class Engine {
  #raw: RawModule;
  #info: EngineInfo;
  #death: string | undefined;

  private constructor(raw: RawModule, info: EngineInfo, pool: ThreadPool | undefined) {
    this.#raw = raw;
    this.#info = info;
    this.pool = pool;
  }

  /** @internal */
  static async start(parts: EngineParts): Promise<Engine> {
    const { factory, module, variant, threads, why, glue } = parts;
    let died = (): void => undefined;
    const raw = await factory({
      instantiateWasm(imports, receive) {
        void WebAssembly.instantiate(module, imports).then((made) => receive(made, module));
        return {};
      },
      pthreadPoolSize: 0, // ThreadPool fills it
      ...(variant === "threads" ? { wasmMemory: sharedMemory() } : {}),
      onAbort: () => died(),
      printErr: () => undefined, // aborts arrive as exceptions
    });
    const isolated = globalThis.crossOriginIsolated === true;
    const pool = raw.PThread && new ThreadPool(raw.PThread, await workerStarter(glue));
    const engine = new Engine(raw, { ...raw.about(), variant, threads, isolated, why }, pool);
    died = () => (engine.#death ??= "it aborted");
    return engine;
  }

  get info(): EngineInfo {
    return this.#info;
  }

  /** Whether it failed, or was disposed of; nothing on it can be used any more. */
  get dead(): boolean {
    return this.#death !== undefined;
  }

  /** Ends its threads. Its networks are lost. Twice is fine. */
  dispose(): void {
    this.#death ??= "it was disposed of";
    this.pool?.end();
  }

  /** @internal Lets networks use up to `threads` threads. */
  allow(threads: number): void {
    if (this.#info.variant !== "threads" || threads <= this.#info.threads) return;
    this.#info = { ...this.#info, threads };
  }

  /** @internal The threads of its networks; absent in the variants without. */
  readonly pool: ThreadPool | undefined;

  /** @internal The memory as it is now; it moves when it grows. */
  get buffer(): ArrayBuffer {
    return this.#raw.wasmMemory.buffer;
  }

  /**
   * @internal Every call into the engine goes through here.
   * @throws RunError `crashed`, OutOfMemoryError, if the engine died, now or earlier
   */
  call<T>(work: (raw: RawModule) => T): T {
    if (this.#death) throw this.#obituary();
    try {
      return work(this.#raw);
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  #fail(cause: unknown): unknown {
    if (cause instanceof MyelinError) return cause;
    const name = cause instanceof Error ? cause.name : "";
    const reason = String(cause);
    if (cause instanceof WebAssembly.RuntimeError) {
      this.#death = this.#outOfMemory()
        ? "it ran out of memory"
        : `it stopped with ${reason.replace(/ Build with.*/, "")}`;
      return this.#obituary(cause);
    }
    if (name === "InternalError" || (name === "RangeError" && /call stack/i.test(reason))) {
      this.#death = "it ran out of stack; an expression may be nested too deeply";
      return this.#obituary(cause);
    }
    if (cause instanceof RangeError) {
      const message = `a copy could not be made: ${reason}`;
      return new OutOfMemoryError({ code: "memory", where: "", message }, { cause });
    }
    return cause;
  }

  #outOfMemory(): boolean {
    try {
      return this.#raw.outOfMemory(); // an aborted engine still answers this
    } catch {
      return false;
    }
  }

  #obituary(cause?: unknown): MyelinError {
    const death = this.#death ?? "";
    const message = `the engine is gone: ${death}; this network is lost, a new one can be created`;
    const memory = death.includes("memory");
    const details = { where: "", message };
    return memory
      ? new OutOfMemoryError({ code: "memory", ...details }, { cause })
      : new RunError({ code: "crashed", ...details }, { cause });
  }
}
