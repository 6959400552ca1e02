// Layers on real bits: dense, convolution, recurrent.
import type { Engine } from "../engine.js";
import { encoders, type Encoder } from "./bitstream.js";
import {
  call,
  Call,
  Owner,
  seedOf,
  take,
  viewOf,
  whole,
  wordsOf,
  type Numbers,
  type NumberTarget,
} from "./memory.js";

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

enum Kind {
  dense,
  convolution,
  recurrent,
  packed,
}
enum Shape {
  values,
  batch,
  packed,
  inPlace,
  errors,
}
enum What {
  inputs,
  outputs,
  rows,
  columns,
  streams,
  weights,
  state,
}

function settingsOf(inputs: number, neurons: number, options: LayerOptions): number[] {
  const { length = 1024, arithmetic = "unipolar", encoder = "bernoulli" } = options;
  const { inputRegister = 0xace1, weightRegister = 0xbeef } = options;
  return [
    whole(inputs, "layer.inputs"),
    whole(neurons, "layer.neurons"),
    whole(length, "layer.length"),
    arithmetics.indexOf(arithmetic),
    Number(options.normalise === "inputs"),
    Number(options.clip ?? false),
    encoders.indexOf(encoder),
    encoders.indexOf(options.weightEncoder ?? "bernoulli"),
    whole(inputRegister, "layer.inputRegister"),
    whole(weightRegister, "layer.weightRegister"),
    whole(options.inputStep ?? 7, "layer.inputStep", 0),
    whole(options.weightStep ?? 13, "layer.weightStep", 0),
  ];
}

function makeRaw(
  engine: Engine,
  kind: Kind,
  settings: readonly number[],
  options: LayerOptions & { weights: Numbers | BigUint64Array },
): number {
  const { name = "layer", seed = 0, weights } = options;
  let made = 0;
  call(engine, (raw, args: Call) => {
    const { address, size } = args.text(name);
    const given =
      weights instanceof BigUint64Array
        ? args.copy(weights, BigUint64Array)
        : args.numbers(weights);
    const place = args.numbers(settings);
    return (made = raw._sc_layer(kind, place, address, size, seedOf(seed), given, weights.length));
  });
  return made;
}

abstract class Layer extends Owner {
  /** How many values a call takes, and how many results it has. */
  readonly inputs: number;
  readonly outputs: number;
  /** Bits of each stream. */
  readonly length: number;
  #raw: number;
  #room: number;

  /** @internal */
  protected constructor(engine: Engine, what: string, raw: number, length: number) {
    const at = (which: What): number => engine.call((module) => module._sc_layer_at(raw, which));
    const inputs = at(What.inputs);
    const outputs = at(What.outputs);
    const room = take(engine, (inputs + outputs) * 8);
    super(engine, what, (module) => {
      module._sc_layer_delete(raw);
      module._sc_free(room);
    });
    this.#raw = raw;
    this.#room = room;
    this.inputs = inputs;
    this.outputs = outputs;
    this.length = length;
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
  forwardInto(values: Numbers, out: NumberTarget, options: SampleOptions = {}): void {
    this.run(Shape.values, values, out, options.sample);
  }

  /** @internal */
  protected at(what: What): number {
    return this.engine.call((raw) => raw._sc_layer_at(this.#raw, what));
  }

  /** @internal */
  protected run(shape: Shape, values: Numbers, out: NumberTarget, sample = 0): void {
    whole(sample, "sample", 0);
    call(this.engine, (raw, args) => {
      const to = args.target(out);
      const from = args.numbers(values);
      return raw._sc_layer_run(this.#raw, shape, from, values.length, to, out.length, sample);
    });
  }

  /** @internal */
  protected runPacked(shape: Shape, streams: BigUint64Array, out: NumberTarget): void {
    const engine = this.engine;
    call(engine, (raw, args) => {
      const own = streams.buffer === engine.buffer;
      const to = args.target(out);
      const from = own ? streams.byteOffset : args.copy(streams, BigUint64Array);
      return raw._sc_layer_run(this.#raw, shape, from, streams.length, to, out.length, 0);
    });
  }
}

/** Inputs by neurons. All ways to call it give the same results for the same seed and sample. */
export class DenseLayer extends Layer {
  /** @throws ModelError for sizes that do not fit, or a weight outside its range */
  static make(engine: Engine, options: DenseOptions): DenseLayer {
    const settings = settingsOf(options.inputs, options.neurons, options);
    return new DenseLayer(engine, makeRaw(engine, Kind.dense, settings, options), options);
  }
  /** Of weights that are streams already; unipolar or bipolar. */
  static fromPacked(engine: Engine, options: PackedOptions): DenseLayer {
    const settings = settingsOf(options.inputs, options.neurons, options);
    return new DenseLayer(engine, makeRaw(engine, Kind.packed, settings, options), options);
  }
  private constructor(engine: Engine, raw: number, { length = 1024 }: LayerOptions) {
    super(engine, "DenseLayer", raw, length);
  }

  get neurons(): number {
    return this.outputs;
  }
  /** Words of each stream. */
  get words(): number {
    return wordsOf(this.length);
  }

  /** Streams [input][word] instead of values; bits beyond the length are not looked at. */
  forwardPacked(
    streams: BigUint64Array,
    out: Float64Array = new Float64Array(this.outputs),
  ): Float64Array {
    // Its own streams are there already, and their shape is right.
    const own =
      streams.buffer === this.engine.buffer && streams.byteOffset === this.at(What.streams);
    this.runPacked(own ? Shape.inPlace : Shape.packed, streams, out);
    return out;
  }

  /** Rows of values to rows of results; row n is a single call with sample `sample + n`. */
  forwardBatch(
    values: Numbers,
    out: Float64Array = new Float64Array(Math.floor(values.length / this.inputs) * this.outputs),
    { sample = 0 }: SampleOptions = {},
  ): Float64Array {
    this.run(Shape.batch, values, out, sample);
    return out;
  }

  /** Of each result, for independent bits: sqrt(sum of w x (1 - w x) / length). */
  standardErrors(values: Numbers): Float64Array {
    const out = new Float64Array(this.outputs);
    this.run(Shape.errors, values, out);
    return out;
  }

  /** Its memory for streams of inputs, [input][word]: what the last call read, or the next will. */
  inputStreams(): BigUint64Array {
    const at = this.at(What.streams);
    return viewOf(this.engine, BigUint64Array, at, this.inputs * this.words);
  }
  /** Its streams of weights, [neuron][input][word]; bits beyond the length must stay 0. */
  weightStreams(): BigUint64Array {
    const at = this.at(What.weights);
    return viewOf(this.engine, BigUint64Array, at, this.outputs * this.inputs * this.words);
  }
}

/** values[channel][y][x] to results[kernel][y][x]; every value is encoded once. */
export class ConvLayer extends Layer {
  /** Of the results of one kernel. */
  readonly rows: number;
  readonly columns: number;

  static make(engine: Engine, options: ConvOptions): ConvLayer {
    const settings = settingsOf(1, 1, options);
    const [channels, height, width] = options.input;
    const [kernels, ...kernel] = options.kernel;
    const { stride = 1, padding = 0 } = options;
    const sizes = [channels, height, width, kernels, ...kernel, stride, padding];
    settings.push(...sizes.map((size) => whole(size, "layer")));
    return new ConvLayer(engine, makeRaw(engine, Kind.convolution, settings, options), options);
  }
  private constructor(engine: Engine, raw: number, { length = 1024 }: LayerOptions) {
    super(engine, "ConvLayer", raw, length);
    this.rows = this.at(What.rows);
    this.columns = this.at(What.columns);
  }
}

/** h(t) = clip(dense([x(t); h(t - 1)])) to the range of inputs; h(0) is 0. */
export class RecurrentLayer extends Layer {
  #step = 0;

  /** `weights`: [neuron][input, then neuron]. */
  static make(engine: Engine, options: DenseOptions): RecurrentLayer {
    const settings = settingsOf(options.inputs, options.neurons, options);
    return new RecurrentLayer(engine, makeRaw(engine, Kind.recurrent, settings, options), options);
  }
  private constructor(engine: Engine, raw: number, { length = 1024 }: LayerOptions) {
    super(engine, "RecurrentLayer", raw, length);
  }

  /** One time step; its random bits are those of the step, unless a sample is given. */
  override forwardInto(values: Numbers, out: NumberTarget, options: SampleOptions = {}): void {
    super.forwardInto(values, out, { sample: options.sample ?? this.#step });
    this.#step = (options.sample ?? this.#step) + 1;
  }

  /** h itself, not a copy; may be written. */
  state(): Float64Array {
    return viewOf(this.engine, Float64Array, this.at(What.state), this.outputs);
  }
  /** Back to h = 0 and step 0. */
  reset(): void {
    this.state().fill(0);
    this.#step = 0;
  }
}
