import * as Comlink from "comlink";
import type { ModelDocument } from "./document.js";
import type { EngineInfo, Variant } from "./engine.js";
import {
  DisposedError,
  fromPlain,
  LoadError,
  RunError,
  toPlain,
  type MyelinError,
  type PlainError,
} from "./errors.js";
import { engineFiles, locate } from "./load.js";
import { importNode, inNode } from "./platform.js";
import type { Answer, Arguments, PlainMethod, Remote, RemoteOptions, Result } from "./remote.js";
import type { Frame, Outline, Rate, SignalInfo, Spikes, Statistics, Trace } from "./results.js";
import type { SignalArray } from "./signal.js";
import type { Delivery, GoneSynapses, NewSynapses, ProfileRow, RunOptions } from "./simulation.js";
import { documentText } from "./text.js";

export interface WorkerSimulationOptions {
  // Changes results.

  /** Instead of the document's seed. */
  seed?: number | bigint;
  /**
   * The whole address of a module whose exports are the functions that the document declares with
   * `"host": true`: `new URL("./functions.js", import.meta.url)`. Functions themselves cannot go
   * to a worker.
   */
  functions?: string | URL;

  // Changes speed and limits only.

  /** How many threads the network may use, the worker's included; 1 by default. */
  threads?: number;
  variant?: "auto" | Variant;
  /** "interpreter" runs no generated code, "native" runs it where it can; "auto" chooses. */
  backend?: "auto" | "interpreter" | "native";
  /** In bytes; what WebAssembly can address if absent. */
  memoryLimit?: number;
  /** Gives the address of a file of the package, such as "core.simd.wasm". */
  locateFile?: (name: string) => string | URL;
  /** Starts the worker, `myelin/worker`, where the usual way does not work. */
  worker?: () => Worker;
}

export interface PlayOptions {
  /** Simulated seconds per real second; Infinity is as fast as possible. */
  speed: number;
  /** Called about every 16 ms with what is new. The arrays belong to the receiver. */
  frame: (frame: Frame) => void;
  /**
   * What recordings may take in the worker, in bytes; 128 MiB if absent. When it is more, the older
   * half is dropped there; frames have shown it all.
   */
  keep?: number;
}

/** What the two kinds of workers, a browser's and Node's, are used for here. */
interface Running {
  endpoint: Comlink.Endpoint;
  onFailure(listener: (reason: string) => void): void;
  terminate(): void;
}

function startInPage(make?: () => Worker): Running {
  const worker = make?.() ?? startBundled();
  return {
    endpoint: worker,
    onFailure(listener) {
      worker.addEventListener("error", (event) => listener(event.message || "it did not load"));
    },
    terminate: () => worker.terminate(),
  };
}

function startBundled(): Worker {
  try {
    // Literal, so that bundlers see the worker.
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch (error) {
    // A worker must come from the page's own origin (a CDN is not); what it imports need not.
    const here = import.meta.url;
    if (new URL(here).origin === globalThis.location?.origin) throw error;
    const source = `import ${JSON.stringify(new URL("./worker.js", here).href)};`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    return new Worker(address, { type: "module" });
  }
}

async function startInNode(): Promise<Running> {
  const { Worker } = await importNode("worker_threads");
  const here = import.meta.url;
  // execArgv: flags such as --input-type are for the main program only.
  const worker = new Worker(new URL("./worker.js", here), { execArgv: [] });
  // Node's workers are no EventTargets; this is what Comlink needs of one.
  const listeners = new Map<unknown, (data: unknown) => void>();
  const endpoint = {
    postMessage: (message: unknown, transfer?: Transferable[]) =>
      worker.postMessage(message, transfer as never),
    addEventListener(type: string, listener: (event: { data: unknown }) => void) {
      const added = (data: unknown) => listener({ data });
      listeners.set(listener, added);
      worker.on(type, added);
    },
    removeEventListener(type: string, listener: unknown) {
      const added = listeners.get(listener);
      if (added) worker.off(type, added);
      listeners.delete(listener);
    },
  };
  return {
    endpoint: endpoint as unknown as Comlink.Endpoint,
    onFailure: (listener) => void worker.on("error", (error) => listener(String(error))),
    terminate: () => void worker.terminate(),
  };
}

/**
 * A network in a worker of its own: the same as {@link Simulation}, with promises, and `play` for
 * watching it. The worker lives until {@link dispose}. Times are in seconds, values in SI units.
 */
export class WorkerSimulation {
  /** The document, as text. It outlives `dispose()` and a failure of the worker. */
  readonly document: string;
  #running: Running;
  #remote: Comlink.Remote<Remote>;
  #info: EngineInfo | undefined;
  #end!: (error: MyelinError) => void;
  #ended: Promise<never>;
  #dead: MyelinError | undefined;
  #thrown: { error: unknown } | undefined; // by an operation

  private constructor(document: string, running: Running) {
    this.document = document;
    this.#running = running;
    this.#remote = Comlink.wrap<Remote>(running.endpoint);
    this.#ended = new Promise<never>((_resolve, reject) => {
      this.#end = (error) => reject((this.#dead ??= error));
    });
    this.#ended.catch(() => undefined); // whoever waits hears of it
    running.onFailure((reason) => {
      const message = `the worker stopped: ${reason}; a new one can be created`;
      this.#end(
        this.#info
          ? new RunError({ code: "crashed", where: "worker", message })
          : new LoadError({ code: "load", where: "worker", message }),
      );
    });
  }

  /**
   * Starts a worker and builds a network in it, from a document as text or as an object.
   * @throws ModelError where the document is wrong; OutOfMemoryError; LoadError
   */
  static async create(
    document: string | ModelDocument | object,
    { worker, locateFile, functions, ...options }: WorkerSimulationOptions = {},
  ): Promise<WorkerSimulation> {
    const text = documentText(document);
    const running = inNode() ? await startInNode() : startInPage(worker);
    const made = new WorkerSimulation(text, running);
    const located: RemoteOptions = locateFile
      ? { files: Object.fromEntries(engineFiles.map((n) => [n, locate(n, { locateFile }).href])) }
      : {};
    if (functions) located.functions = String(functions);
    try {
      made.#info = await made.#ask((remote) => remote.create(text, { ...options, ...located }));
      return made;
    } catch (error) {
      await made.dispose();
      throw error;
    }
  }

  /** The engine in the worker: version, variant, threads. */
  get info(): EngineInfo {
    return this.#info as EngineInfo; // create() has set it
  }

  /**
   * Runs freely until `pause`. If something goes wrong, the last frame's `error` says what, and
   * the network stands still.
   */
  play({ speed, frame, keep }: PlayOptions): void {
    const show = (made: Frame) => {
      try {
        if (!this.#dead) frame(made);
      } catch (error) {
        queueMicrotask(() => {
          throw error; // the listener's own
        });
      }
    };
    this.#ask((remote) => remote.play(speed, Comlink.proxy(show), keep)).catch((error: unknown) => {
      const { code, where, message } = error as MyelinError;
      const nothing = { t: 0, steps: 0, speed: 0, stepSeconds: 0, spikes: 0, monitors: [] };
      if (code !== "disposed") show({ ...nothing, error: { code, where, message } });
    });
  }

  /** Changes the speed while it plays. */
  setSpeed(speed: number): void {
    this.#ask((remote) => remote.setSpeed(speed)).catch(() => undefined);
  }

  /** Stands still when it resolves; all that was recorded has been shown by then. */
  pause(): Promise<void> {
    return this.#ask((remote) => remote.pause());
  }

  /** Does `count` steps of the document's dt. @throws RunError `numeric` */
  step(count = 1): Promise<Frame> {
    return this.#work((remote) => remote.step(count));
  }

  /**
   * Runs `duration` seconds more; without it, does what the document's "run" says.
   * Answers with what is new since the frame before.
   * @throws RunError `numeric` if NaN or infinity appears; `signal.reason` if it was aborted: what
   * was recorded stays, and comes with the next frame
   */
  async run(duration?: number, { onProgress, signal }: RunOptions = {}): Promise<Frame> {
    signal?.throwIfAborted();
    const stop = () => void this.#ask((remote) => remote.abort()).catch(() => undefined);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const listener = onProgress && Comlink.proxy(onProgress);
      const frame = await this.#work((remote) => remote.run(duration, listener));
      if (frame) return frame;
      throw signal?.reason;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Back to the state after building, recordings emptied; goes on playing if it was. */
  reset(): Promise<void> {
    return this.#ask((remote) => remote.reset());
  }

  /**
   * Ends the present run after the step that is going on, as if its duration had been up to there;
   * a plan goes on with its next step. If it plays, it pauses.
   */
  stop(): Promise<void> {
    return this.#ask((remote) => remote.stop());
  }

  /**
   * Calls `work` here, on this side, every `dt` seconds (the document's dt if absent), before the
   * step at that time; the network stands still until its promise resolves. It may read, `set`,
   * `connect`, `inject` and `stop`; waiting for `run`, `step`, `pause` or `reset` in it would never
   * end. What it throws ends the run and is thrown there. Slow: each call goes to and fro between
   * threads, so give a `dt`. Snapshots do not hold it; reset() keeps it.
   */
  addOperation({ dt = 0 }: { dt?: number }, work: (t: number) => unknown): Promise<void> {
    const guarded = async (t: number): Promise<PlainError | undefined> => {
      try {
        await work(t);
        return undefined;
      } catch (error) {
        this.#thrown ??= { error };
        return toPlain(error);
      }
    };
    return this.#ask((remote) => remote.addOperation(dt, Comlink.proxy(guarded)));
  }

  /**
   * Sets a constant ("taum") or a variable ("cells.I"), also while it plays or runs.
   * @throws ModelError `unknown-name`, `unit`, ...
   */
  set(name: string, value: number | string | ArrayLike<number>): Promise<void> {
    return this.#call("set", name, value);
  }

  /** Another dt (s), as {@link Simulation.setDt}. @throws ModelError */
  setDt(dt: number, of = ""): Promise<void> {
    return this.#call("setDt", dt, of);
  }

  /** Random numbers go on as those of a network that was built with this seed. */
  setSeed(seed: number | bigint): Promise<void> {
    return this.#call("setSeed", seed);
  }

  /** An object that is not active does nothing; its spikes are forgotten. @throws ModelError */
  setActive(name: string, active: boolean): Promise<void> {
    return this.#call("setActive", name, active);
  }

  /** All constants and variables by name, for {@link setStates}. NaN and infinity are null. */
  states(): Promise<Record<string, number | number[]>> {
    return this.#call("states");
  }

  /** Sets what is named, or nothing if something in it is wrong. @throws ModelError */
  setStates(states: Record<string, number | string | readonly number[]>): Promise<void> {
    return this.#call("setStates", states);
  }

  /** Adds synapses, as {@link Simulation.connect}. @throws ModelError */
  connect(synapses: string, rule: NewSynapses | true): Promise<void> {
    return this.#call("connect", synapses, rule);
  }

  /** Removes synapses, as {@link Simulation.disconnect}. @throws ModelError */
  disconnect(synapses: string, which: GoneSynapses): Promise<void> {
    return this.#call("disconnect", synapses, which);
  }

  /** The synapses that delivered a spike to an element in the last step. @throws ModelError */
  why(group: string, index: number): Promise<Delivery[]> {
    return this.#call("why", group, index);
  }

  /** Makes element `index` of a group fire in the next step. */
  inject(group: string, index: number): Promise<void> {
    return this.#call("inject", group, index);
  }

  /** The whole state, as bytes for {@link restore} on a network of the same document. */
  snapshot(): Promise<Uint8Array> {
    return this.#call("snapshot");
  }

  restore(snapshot: Uint8Array): Promise<void> {
    return this.#call("restore", snapshot);
  }

  /** 32 hexadecimal digits over all spikes so far and the present state; equal on every platform. */
  digest(): Promise<string> {
    return this.#call("digest");
  }

  /** Names, sizes, variables, parameters and typeset equations. */
  outline(): Promise<Outline> {
    return this.#call("outline");
  }

  /** Equations, statements and schedule, as text. */
  explain(): Promise<string> {
    return this.#call("explain");
  }

  signals(): Promise<SignalInfo[]> {
    return this.#call("signals");
  }

  /** Counts and times operators from now on, or no longer. */
  setProfiled(profiled: boolean): Promise<void> {
    return this.#call("setProfiled", profiled);
  }

  /** What each operator took while profiling was on, in the order of a step. */
  profile(): Promise<ProfileRow[]> {
    return this.#call("profile");
  }

  /** A copy of one array of the network, "cells.v". */
  read(name: string): Promise<SignalArray> {
    return this.#ask((remote) => remote.read(name)) as Promise<SignalArray>;
  }

  statistics(): Promise<Statistics> {
    return this.#ask((remote) => remote.statistics());
  }

  /** What a monitor of spikes has recorded; by its name, or its group's if that has only one. */
  spikes(monitor: string): Promise<Spikes> {
    return this.#call("spikes", monitor);
  }

  /** What a monitor of states has recorded. */
  trace(monitor: string): Promise<Trace> {
    return this.#call("trace", monitor);
  }

  /** What a monitor of a rate has recorded. */
  rate(monitor: string): Promise<Rate> {
    return this.#call("rate", monitor);
  }

  /** Ends the worker. Twice is fine; anything else afterwards throws {@link DisposedError}. */
  dispose(): Promise<void> {
    this.#running.terminate();
    const message = "this WorkerSimulation was disposed of";
    this.#end(new DisposedError({ code: "disposed", where: "", message }));
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #call<Method extends PlainMethod>(
    method: Method,
    ...args: Arguments<Method>
  ): Promise<Result<Method>> {
    return (await this.#ask((remote) => remote.call(method, args))) as Result<Method>;
  }

  /** As #ask, but what an operation threw meanwhile goes on from here. */
  async #work<T>(question: (remote: Comlink.Remote<Remote>) => Promise<Answer<T>>): Promise<T> {
    this.#thrown = undefined;
    try {
      return await this.#ask(question);
    } catch (error) {
      const thrown = this.#thrown as { error: unknown } | undefined;
      throw thrown ? thrown.error : error;
    }
  }

  async #ask<T>(question: (remote: Comlink.Remote<Remote>) => Promise<Answer<T>>): Promise<T> {
    if (this.#dead) throw this.#dead;
    const answer = await Promise.race([question(this.#remote), this.#ended]);
    if ("error" in answer) throw fromPlain(answer.error);
    return answer.value;
  }
}
