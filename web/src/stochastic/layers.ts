// Layers on real bits: dense, convolution, recurrent.
import type { Engine } from "../engine.js";
import { encoders, type Encoder } from "./bitstream.js";
import {
  call,
  numberOf,
  Owner,
  refuse,
  take,
  viewOf,
  whole,
  wordsOf,
  type Numbers,
  type NumberTarget,
} from "./memory.js";
import { seedOf } from "../seed.js";

/**
 * What the bits of a layer mean. unipolar: inputs and weights in [0, 1], AND multiplies; bipolar:
 * both in [-1, 1], XNOR; sign-magnitude: weights in [-1, 1], AND with two banks of weights.
 */
export type Arithmetic = "unipolar" | "bipolar" | "sign-magnitude";
const arithmetics: readonly Arithmetic[] = ["unipolar", "bipolar", "sign-magnitude"];

export interface LayerOptions {
  /** Bits of each stream; 1024 if absent. */
  length?: number;
  /** unipolar if absent. */
  arithmetic?: Arithmetic;
  /** What an output is divided by, beside the length; none if absent. */
  normalise?: "none" | "inputs";
  /** Cuts values to their range instead of refusing them. */
  clip?: boolean;
  /** How inputs, and weights, become bits; bernoulli if absent. */
  encoder?: Encoder;
  weightEncoder?: Encoder;
  /** Equal seeds and names give equal bits. */
  seed?: number | bigint;
  name?: string;
  /** First registers of encoder lfsr, and how much further that of the next stream is. */
  inputRegister?: number;
  inputStep?: number;
  weightRegister?: number;
  weightStep?: number;
}

export interface DenseOptions extends LayerOptions {
  inputs: number;
  neurons: number;
  /** [neuron][input]. */
  weights: Numbers;
}

export interface PackedOptions extends LayerOptions {
  inputs: number;
  neurons: number;
  /** Streams that somebody else made: [neuron][input][word]. */
  weights: BigUint64Array;
}

export interface ConvOptions extends LayerOptions {
  /** [channels, height, width]. */
  input: readonly [number, number, number];
  /** [kernels, height, width]. */
  kernel: readonly [number, number, number];
  /** 1 if absent. */
  stride?: number;
  /** Zeros around the input; 0 if absent. */
  padding?: number;
  /** [kernel][channel][y][x]. */
  weights: Numbers;
}

export interface SampleOptions {
  /** Which random bits the inputs get: the row of a batch, the step of a run; 0 if absent. */
  sample?: number;
}

enum Shape {
  values,
  batch,
  packed,
  inPlace,
  errors,
}

/** 0 is no state of a shift register. */
function register(value: number, where: string): number {
  if (whole(value, where) >= 1 && value <= 0xffff) return value;
  return refuse(where, `the seed of a shift register is ${value}; it must be from 1 to 65535`);
}

function settingsOf(inputs: number, neurons: number, options: LayerOptions): number[] {
  const { length = 1024, arithmetic = "unipolar", encoder = "bernoulli" } = options;
  const { inputRegister = 0xace1, weightRegister = 0xbeef } = options;
  return [
    whole(inputs, "layer.inputs"),
    whole(neurons, "layer.neurons"),
    whole(length, "layer.length"),
    numberOf(arithmetics, arithmetic, "layer.arithmetic"),
    numberOf(["none", "inputs"], options.normalise ?? "none", "layer.normalise"),
    Number(options.clip ?? false),
    numberOf(encoders, encoder, "layer.encoder"),
    numberOf(encoders, options.weightEncoder ?? "bernoulli", "layer.weightEncoder"),
    register(inputRegister, "layer.inputRegister"),
    register(weightRegister, "layer.weightRegister"),
    whole(options.inputStep ?? 7, "layer.inputStep", 0),
    whole(options.weightStep ?? 13, "layer.weightStep", 0),
  ];
}

enum Kind {
  dense,
  packed,
  convolution,
  recurrent,
}

enum Part {
  inputs,
  weights,
  state,
}

/** What the engine makes a layer of. */
interface Plan {
  kind: Kind;
  options: LayerOptions & { weights: Numbers | BigUint64Array };
  /** Of a call. */
  inputs: number;
  outputs: number;
  settings: number[];
}

function makeRaw(engine: Engine, { kind, options, settings }: Plan): number {
  const { name = "layer", seed = 0, weights } = options;
  const key = seedOf(seed);
  let made = 0;
  call(engine, (raw, args) => {
    const packed = weights instanceof BigUint64Array;
    const given = packed ? args.copy(weights, BigUint64Array) : args.numbers(weights);
    const { address, size } = args.text(name);
    const place = args.numbers(settings);
    return (made = raw._sc_layer(kind, place, address, size, key, given, weights.length));
  });
  return made;
}

function makeWithRoom(engine: Engine, plan: Plan): { raw: number; room: number } {
  const raw = makeRaw(engine, plan);
  try {
    return { raw, room: take(engine, (plan.inputs + plan.outputs) * 8) };
  } catch (error) {
    if (!engine.dead) engine.call((module) => module._sc_layer_delete(raw));
    throw error;
  }
}

/** What all layers can do. */
abstract class Layer extends Owner {
  /** How many values a call takes, and how many results it has. */
  readonly inputs: number;
  readonly outputs: number;
  /** Bits of each stream. */
  readonly length: number;
  #raw: number;
  #room: number;

  /** @internal */
  protected constructor(engine: Engine, what: string, plan: Plan) {
    const { raw, room } = makeWithRoom(engine, plan);
    super(engine, what, (module) => {
      module._sc_layer_delete(raw);
      module._sc_free(room);
    });
    this.#raw = raw;
    this.#room = room;
    this.inputs = plan.inputs;
    this.outputs = plan.outputs;
    this.length = plan.options.length ?? 1024;
  }

  /** Words of each stream. */
  get words(): number {
    return wordsOf(this.length);
  }

  /**
   * Places of the engine's memory for one call's values and results: `forwardInto(layer.input(),
   * layer.output())` copies nothing. They last as long as the layer; ask again after making
   * anything, since memory that grows moves.
   */
  input(): Float64Array {
    return viewOf(this.engine, Float64Array, this.#room, this.inputs);
  }
  output(): Float64Array {
    return viewOf(this.engine, Float64Array, this.#room + this.inputs * 8, this.outputs);
  }

  /** The results for one row of values. */
  forward(values: Numbers, options: SampleOptions = {}): Float64Array {
    const out = new Float64Array(this.outputs);
    this.forwardInto(values, out, options);
    return out;
  }

  /** The same into an array of the caller; nothing is written if a value is refused. */
  forwardInto(values: Numbers, out: NumberTarget, { sample = 0 }: SampleOptions = {}): void {
    this.run(Shape.values, values, out, sample);
  }

  /** @internal */
  protected run(shape: Shape, values: Numbers, out: NumberTarget, sample: number): void {
    whole(sample, "sample", 0);
    call(this.engine, (raw, args) => {
      const to = args.target(out);
      const from = args.numbers(values);
      return raw._sc_layer_run(this.#raw, shape, from, values.length, to, out.length, sample);
    });
  }
  /** @internal */
  protected runPacked(shape: Shape, from: number, words: number, to: number, out: number): number {
    return this.engine.call((raw) => raw._sc_layer_run(this.#raw, shape, from, words, to, out, 0));
  }
  /** @internal */
  protected at(what: Part): number {
    return this.engine.call((raw) => raw._sc_layer_at(this.#raw, what) >>> 0);
  }
}

function densePlan(kind: Kind, options: DenseOptions | PackedOptions): Plan {
  const { inputs, neurons } = options;
  const settings = settingsOf(inputs, neurons, options);
  return { kind, options, inputs, outputs: neurons, settings };
}

/** Inputs by neurons. All ways to call it give the same results for the same seed and sample. */
export class DenseLayer extends Layer {
  readonly neurons: number;

  /** @throws ModelError for sizes that do not fit, or a weight outside its range */
  static make(engine: Engine, options: DenseOptions): DenseLayer {
    return new DenseLayer(engine, Kind.dense, options);
  }
  /** Of weights that are streams already; unipolar or bipolar. */
  static fromPacked(engine: Engine, options: PackedOptions): DenseLayer {
    return new DenseLayer(engine, Kind.packed, options);
  }
  private constructor(engine: Engine, kind: Kind, options: DenseOptions | PackedOptions) {
    super(engine, "DenseLayer", densePlan(kind, options));
    this.neurons = options.neurons;
  }

  /** Streams [input][word] instead of values; bits beyond the length are not looked at. */
  forwardPacked(
    streams: BigUint64Array,
    out: Float64Array = new Float64Array(this.neurons),
  ): Float64Array {
    const engine = this.engine;
    // Its own streams are there already, and their shape is right.
    const inside = streams.buffer === engine.buffer;
    const own = inside && streams.byteOffset === this.at(Part.inputs);
    call(engine, (_, args) => {
      const from = inside ? streams.byteOffset : args.copy(streams, BigUint64Array);
      const shape = own ? Shape.inPlace : Shape.packed;
      if (own && out.length !== this.neurons) {
        refuse("out", `${out.length} places were given; it needs ${this.neurons}`);
      }
      const to = args.target(out);
      return this.runPacked(shape, from, streams.length, to, out.length);
    });
    return out;
  }

  /** Rows of values to rows of results; row n is a single call with sample `sample + n`. */
  forwardBatch(
    values: Numbers,
    out: Float64Array = new Float64Array(Math.floor(values.length / this.inputs) * this.neurons),
    { sample = 0 }: SampleOptions = {},
  ): Float64Array {
    this.run(Shape.batch, values, out, sample);
    return out;
  }

  /** Of each result, for independent bits: sqrt(sum of w x (1 - w x) / length). */
  standardErrors(values: Numbers): Float64Array {
    const out = new Float64Array(this.neurons);
    this.run(Shape.errors, values, out, 0);
    return out;
  }

  /** Its memory for streams of inputs, [input][word]: what the last call read, or the next will. */
  inputStreams(): BigUint64Array {
    return viewOf(this.engine, BigUint64Array, this.at(Part.inputs), this.inputs * this.words);
  }
  /** Its streams of weights, [neuron][input][word]; bits beyond the length must stay 0. */
  weightStreams(): BigUint64Array {
    const count = this.neurons * this.inputs * this.words;
    return viewOf(this.engine, BigUint64Array, this.at(Part.weights), count);
  }
}

function convPlan(options: ConvOptions): Plan & { rows: number; columns: number } {
  const [channels, height, width] = options.input;
  const [kernels, kernelHeight, kernelWidth] = options.kernel;
  const { stride = 1, padding = 0 } = options;
  const sizes = [...options.input, ...options.kernel, stride, padding];
  const settings = [...settingsOf(0, 0, options), ...sizes.map((size) => whole(size, "layer"))];
  const rows = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
  const columns = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
  const [inputs, outputs] = [channels * height * width, kernels * rows * columns];
  return { kind: Kind.convolution, options, inputs, outputs, settings, rows, columns };
}

/** values[channel][y][x] to results[kernel][y][x]; every value is encoded once. */
export class ConvLayer extends Layer {
  /** Of the results of one kernel. */
  readonly rows: number;
  readonly columns: number;

  constructor(engine: Engine, options: ConvOptions) {
    const plan = convPlan(options);
    super(engine, "ConvLayer", plan);
    this.rows = plan.rows;
    this.columns = plan.columns;
  }
}

/** h(t) = clip(dense([x(t); h(t - 1)])) to the range of inputs; h(0) is 0. */
export class RecurrentLayer extends Layer {
  #step = 0;

  /** `weights`: [neuron][input, then neuron]. */
  constructor(engine: Engine, options: DenseOptions) {
    super(engine, "RecurrentLayer", densePlan(Kind.recurrent, options));
  }

  /** One time step; its random bits are those of the step, unless a sample is given. */
  override forwardInto(values: Numbers, out: NumberTarget, options: SampleOptions = {}): void {
    const sample = options.sample ?? this.#step;
    this.run(Shape.values, values, out, sample);
    this.#step = sample + 1;
  }

  /** h itself, not a copy; may be written. Ask again after making anything. */
  state(): Float64Array {
    return viewOf(this.engine, Float64Array, this.at(Part.state), this.outputs);
  }
  /** Back to h = 0 and step 0. */
  reset(): void {
    this.state().fill(0);
    this.#step = 0;
  }
}
