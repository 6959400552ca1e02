/** Spiking networks in the browser and in Node. Importing has no effects; {@link load} has. */

export { load, type LoadOptions, type WasmSource } from "./load.js";
export { support, type Support } from "./platform.js";
export { Engine, type EngineInfo, type Variant } from "./engine.js";
export { Simulation, type RunOptions, type SimulationOptions } from "./simulation.js";
export {
  WorkerSimulation,
  type PlayOptions,
  type WorkerSimulationOptions,
} from "./workerSimulation.js";
export { Signal, type SignalArray, type SignalTarget } from "./signal.js";
export { check, documentSchema, estimate } from "./estimate.js";
export { smoothRate, type SmoothOptions } from "./smooth.js";

export {
  DisposedError,
  LoadError,
  ModelError,
  MyelinError,
  OutOfMemoryError,
  RunError,
  type ErrorCode,
  type ErrorDetails,
  type TextSpan,
} from "./errors.js";

export {
  network,
  neuronGroup,
  npy,
  poissonGroup,
  poissonInput,
  recordRate,
  recordSpikes,
  recordStates,
  spikeGenerator,
  synapses,
  timedArray,
  type NetworkOptions,
  type NetworkPart,
} from "./builders.js";

export {
  amp,
  farad,
  Gohm,
  Hz,
  kHz,
  Mohm,
  ms,
  mS,
  mV,
  nA,
  nF,
  nS,
  ohm,
  pA,
  pF,
  second,
  siemens,
  uA,
  uF,
  us,
  uS,
  uV,
  volt,
} from "./units.js";

export type {
  Estimate,
  Formula,
  Frame,
  MonitorFrame,
  Outline,
  OutlineEquation,
  OutlineGroup,
  OutlineMonitor,
  OutlineSynapses,
  Rate,
  SignalInfo,
  Spikes,
  Statistics,
  Trace,
} from "./results.js";

export type { ModelDocument } from "./document.js";
