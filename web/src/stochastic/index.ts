/** Stochastic computing: numbers as streams of bits. Entry point `myelin/stochastic`. */

export { load, type LoadOptions, type WasmSource } from "../load.js";
export { Engine, type EngineInfo, type Variant } from "../engine.js";

export {
  Bitstream,
  encode,
  type Coding,
  type EncodeOptions,
  type Encoder,
  type Overlap,
  type Runs,
} from "./bitstream.js";
export {
  bind,
  BitstreamSynapse,
  bundle,
  currents,
  dotProduct,
  hypervector,
  muxAdd,
  permute,
  similarity,
} from "./synapses.js";
export {
  ConvLayer,
  DenseLayer,
  RecurrentLayer,
  type Arithmetic,
  type ConvOptions,
  type DenseOptions,
  type LayerOptions,
  type PackedOptions,
  type SampleOptions,
} from "./layers.js";
export {
  FixedLif,
  fixedNoise,
  FloatLif,
  Izhikevich,
  type FixedLifOptions,
  type FixedResult,
  type FixedRunOptions,
  type FloatLifOptions,
  type FloatOptions,
  type FloatResult,
  type IzhikevichOptions,
  type RunOptions,
  type RunResult,
} from "./neurons.js";
export { LearningLayer, type LearningOptions } from "./learning.js";
export { useThreads } from "./threads.js";
export { systemVerilog, type SystemVerilogOptions } from "./hardware.js";
export { Owner, type Numbers, type NumberTarget } from "./memory.js";

export {
  DisposedError,
  LoadError,
  ModelError,
  MyelinError,
  OutOfMemoryError,
  RunError,
  type ErrorCode,
  type ErrorDetails,
} from "../errors.js";
