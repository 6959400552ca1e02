// The raw engine: what wasm/bindings.cpp registers, name by name. tests/package/module.test.ts
// compares these types with those that Emscripten makes from the C++. Not part of the public API.

import type { RawStochastic } from "./stochastic/raw.js";

/** Why something was refused. `begin` and `end` are byte offsets; equal if it is about no text. */
export interface RawError {
  code: string;
  where: string;
  message: string;
  excerpt: string;
  begin: number;
  end: number;
}

export interface RawOptions {
  seed?: bigint;
  threads: number;
  backend: string;
  memoryLimit: number;
  /** Of the host's functions; `functions` are called with the address of a HostBlock. */
  functionNames: string[];
  functions: ((block: number) => void)[];
}

/** `length` elements from byte `address` of the engine's memory on. */
export interface RawBlock {
  address: number;
  length: number;
}

export interface RawColumn {
  name: string;
  unit: string;
  values: RawBlock;
}

/** What a monitor has recorded; holds until the next step. */
export interface RawMonitor {
  name: string;
  of: string;
  kind: "spikes" | "states" | "rate";
  t: RawBlock;
  i: RawBlock;
  columns: RawColumn[];
  elements: number;
}

export interface RawSignal {
  name: string;
  dtype: string;
  unit: string;
  address: number;
  rows: number;
  columns: number;
}

export interface RawEstimate {
  bytes: number;
  neurons: number;
  synapses: number;
  recordedBytesPerSecond: number;
}

export interface RawStatistics {
  buildSeconds: number;
  compileSeconds: number;
  runSeconds: number;
  steps: number;
  t: number;
  spikes: number;
  signalBytes: number;
  recordedBytes: number;
  backend: string;
  backendProblem: string;
}

export interface RawProfileRow {
  when: string;
  order: number;
  dt: number;
  name: string;
  kind: string;
  of: string;
  active: boolean;
  calls: number;
  seconds: number;
}

export interface RawDelivery {
  synapses: string;
  pathway: string;
  synapse: number;
  spiked: number;
  variables: { name: string; unit: string; value: number }[];
}

export interface RawBuild {
  version: string;
  compiler: string;
  simd: string;
  backend: string;
  backendProblem: string;
}

/** A network, or, while `error()` answers something, the reason why there is none. */
export interface RawSimulation {
  error(): RawError | undefined;
  begin(duration: number): RawError | undefined;
  beginPlan(): RawError | undefined;
  advance(steps: number): boolean | RawError;
  step(count: number): RawError | undefined;
  reset(): RawError | undefined;
  snapshot(): Uint8Array;
  restore(bytes: Uint8Array): RawError | undefined;
  digest(): string;
  signals(): RawSignal[];
  signal(name: string): RawSignal | RawError;
  set(name: string, value: number): RawError | undefined;
  setText(name: string, text: string): RawError | undefined;
  setNumbers(name: string, values: Float64Array): RawError | undefined;
  connect(synapses: string, json: string): RawError | undefined;
  disconnect(synapses: string, which: string): RawError | undefined;
  why(group: string, index: number): RawDelivery[] | RawError;
  inject(group: string, index: number): RawError | undefined;
  stop(): void;
  setDt(dt: number, of: string): RawError | undefined;
  setSeed(seed: bigint): void;
  setActive(name: string, active: boolean): RawError | undefined;
  states(): string;
  setStates(json: string): RawError | undefined;
  addOperation(
    when: string,
    order: number,
    dt: number,
    callback: (t: number) => void,
  ): RawError | undefined;
  setProfiled(profiled: boolean): void;
  profile(): RawProfileRow[];
  monitors(): RawMonitor[];
  forget(before: number): void;
  statistics(): RawStatistics;
  dt(): number;
  planDuration(): number;
  explain(): string;
  outline(): string;
  delete(): void;
}

export interface RawModule extends RawStochastic {
  build(document: string, options: RawOptions): RawSimulation;
  estimate(document: string): RawEstimate | RawError;
  check(document: string): RawError | undefined;
  about(): RawBuild;
  outOfMemory(): boolean;
  /** Why a function of {@link RawStochastic} refused. */
  failure(): RawError;
  systemVerilog(document: string, neurons: string, ticks: number): string | RawError;
  wasmMemory: WebAssembly.Memory;
  /** Emscripten's threads; only in the variant with threads. */
  PThread?: RawThreads;
}

export interface RawThreads {
  unusedWorkers: unknown[];
  runningWorkers: unknown[];
  loadWasmModuleToWorker(worker: unknown): Promise<unknown>;
  terminateAllThreads(): void;
}

/** What the module of an Emscripten build exports by default. */
export type RawFactory = (options: {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
  pthreadPoolSize: number;
  wasmMemory?: WebAssembly.Memory;
  onAbort(): void;
  printErr(text: string): void;
}) => Promise<RawModule>;

export function isError<T>(answer: T | RawError): answer is RawError {
  return typeof answer === "object" && answer !== null && "code" in answer;
}
