// Layers on real bits: dense, convolution, recurrent.
import type { Engine } from "../engine.js";
import { borrowed, encode, encoders, type Encoder } from "./bitstream.js";
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

function settingsOf(inputs: number, neurons: number, options: LayerOptions): number[] {
  const { length = 1024, arithmetic = "unipolar", encoder = "bernoulli" } = options;
  const { inputRegister = 0xace1, weightRegister = 0xbeef } = options;
  return [
    whole(inputs, "layer.inputs"),
    whole(neurons, "layer.neurons"),
    whole(length, "layer.length"),
    numberOf(arithmetics, arithmetic, "layer.arithmetic"),
    Number(options.normalise === "inputs"),
    Number(options.clip ?? false),
    numberOf(encoders, encoder, "layer.encoder"),
    numberOf(encoders, options.weightEncoder ?? "bernoulli", "layer.weightEncoder"),
    whole(inputRegister, "layer.inputRegister"),
    whole(weightRegister, "layer.weightRegister"),
    whole(options.inputStep ?? 7, "layer.inputStep", 0),
    whole(options.weightStep ?? 13, "layer.weightStep", 0),
  ];
}

function makeRaw(engine: Engine, options: DenseOptions | PackedOptions): number {
  const { inputs, neurons, name = "layer", seed = 0, weights } = options;
  const settings = settingsOf(inputs, neurons, options);
  const key = seedOf(seed);
  let made = 0;
  call(engine, (raw, args) => {
    const packed = weights instanceof BigUint64Array;
    const given = packed ? args.copy(weights, BigUint64Array) : args.numbers(weights);
    const { address, size } = args.text(name);
    const place = args.numbers(settings);
    const count = weights.length;
    return (made = raw._sc_layer(Number(packed), place, address, size, key, given, count));
  });
  return made;
}

function makeWithRoom(engine: Engine, options: DenseOptions | PackedOptions, bytes: number) {
  const room = take(engine, bytes);
  try {
    return { raw: makeRaw(engine, options), room };
  } catch (error) {
    if (!engine.dead) engine.call((module) => module._sc_free(room));
    throw error;
  }
}

/** Inputs by neurons. All ways to call it give the same results for the same seed and sample. */
export class DenseLayer extends Owner {
  /** How many values a call takes, and how many results it has. */
  readonly inputs: number;
  readonly neurons: number;
  /** Bits of each stream. */
  readonly length: number;
  #raw: number;
  #room: number;

  /** @throws ModelError for sizes that do not fit, or a weight outside its range */
  static make(engine: Engine, options: DenseOptions): DenseLayer {
    return new DenseLayer(engine, options);
  }
  /** Of weights that are streams already; unipolar or bipolar. */
  static fromPacked(engine: Engine, options: PackedOptions): DenseLayer {
    return new DenseLayer(engine, options);
  }
  private constructor(engine: Engine, options: DenseOptions | PackedOptions) {
    const { inputs, neurons, length = 1024 } = options;
    const { raw, room } = makeWithRoom(engine, options, (inputs + neurons) * 8);
    super(engine, "DenseLayer", (module) => {
      module._sc_layer_delete(raw);
      module._sc_free(room);
    });
    this.#raw = raw;
    this.#room = room;
    this.inputs = inputs;
    this.neurons = neurons;
    this.length = length;
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
    return viewOf(this.engine, Float64Array, this.#room + this.inputs * 8, this.neurons);
  }

  /** The results for one row of values. */
  forward(values: Numbers, options: SampleOptions = {}): Float64Array {
    const out = new Float64Array(this.neurons);
    this.forwardInto(values, out, options);
    return out;
  }

  /** The same into an array of the caller; nothing is written if a value is refused. */
  forwardInto(values: Numbers, out: NumberTarget, { sample = 0 }: SampleOptions = {}): void {
    this.#run(Shape.values, values, out, sample);
  }

  /** Streams [input][word] instead of values; bits beyond the length are not looked at. */
  forwardPacked(
    streams: BigUint64Array,
    out: Float64Array = new Float64Array(this.neurons),
  ): Float64Array {
    const engine = this.engine;
    // Its own streams are there already, and their shape is right.
    const inside = streams.buffer === engine.buffer;
    const own = inside && streams.byteOffset === this.#at(0);
    call(engine, (raw, args) => {
      const from = inside ? streams.byteOffset : args.copy(streams, BigUint64Array);
      const shape = own ? Shape.inPlace : Shape.packed;
      if (own && out.length !== this.neurons) {
        refuse("out", `${out.length} places were given; it needs ${this.neurons}`);
      }
      const to = args.target(out);
      return raw._sc_layer_run(this.#raw, shape, from, streams.length, to, out.length, 0);
    });
    return out;
  }

  /** Rows of values to rows of results; row n is a single call with sample `sample + n`. */
  forwardBatch(
    values: Numbers,
    out: Float64Array = new Float64Array(Math.floor(values.length / this.inputs) * this.neurons),
    { sample = 0 }: SampleOptions = {},
  ): Float64Array {
    this.#run(Shape.batch, values, out, sample);
    return out;
  }

  /** Of each result, for independent bits: sqrt(sum of w x (1 - w x) / length). */
  standardErrors(values: Numbers): Float64Array {
    const out = new Float64Array(this.neurons);
    this.#run(Shape.errors, values, out, 0);
    return out;
  }

  /** Its memory for streams of inputs, [input][word]: what the last call read, or the next will. */
  inputStreams(): BigUint64Array {
    return viewOf(this.engine, BigUint64Array, this.#at(0), this.inputs * this.words);
  }
  /** Its streams of weights, [neuron][input][word]; bits beyond the length must stay 0. */
  weightStreams(): BigUint64Array {
    const count = this.neurons * this.inputs * this.words;
    return viewOf(this.engine, BigUint64Array, this.#at(1), count);
  }

  #at(what: number): number {
    return this.engine.call((raw) => raw._sc_layer_at(this.#raw, what) >>> 0);
  }

  #run(shape: Shape, values: Numbers, out: NumberTarget, sample: number): void {
    whole(sample, "sample", 0);
    call(this.engine, (raw, args) => {
      const to = args.target(out);
      const from = args.numbers(values);
      return raw._sc_layer_run(this.#raw, shape, from, values.length, to, out.length, sample);
    });
  }
}

/** A layer made of a dense one, which it owns. */
abstract class Composed implements Disposable {
  /** @internal */
  protected readonly dense: DenseLayer;
  /** How many values a call takes, and how many results it has. */
  readonly inputs: number;
  readonly outputs: number;

  /** @internal */
  protected constructor(dense: DenseLayer, inputs: number, outputs: number) {
    this.dense = dense;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Bits of each stream. */
  get length(): number {
    return this.dense.length;
  }
  dispose(): void {
    this.dense.dispose();
  }
  [Symbol.dispose](): void {
    this.dispose();
  }

  abstract forwardInto(values: Numbers, out: NumberTarget, options?: SampleOptions): void;
  forward(values: Numbers, options: SampleOptions = {}): Float64Array {
    const out = new Float64Array(this.outputs);
    this.forwardInto(values, out, options);
    return out;
  }

  /** @internal */
  protected checkSizes(values: Numbers, out: NumberTarget): void {
    const [given, places] = [values.length, out.length];
    if (given === this.inputs && places === this.outputs) return;
    const needed = `${this.inputs} and ${this.outputs}`;
    refuse("layer", `${given} values and ${places} places were given; it needs ${needed}`);
  }
}

/** values[channel][y][x] to results[kernel][y][x]; every value is encoded once. */
export class ConvLayer extends Composed {
  /** Of the results of one kernel. */
  readonly rows: number;
  readonly columns: number;
  #options: ConvOptions;

  constructor(engine: Engine, options: ConvOptions) {
    const [channels, height, width] = options.input;
    const [kernels, kernelHeight, kernelWidth] = options.kernel;
    const { stride = 1, padding = 0 } = options;
    for (const size of [...options.input, ...options.kernel, stride]) whole(size, "layer", 1);
    whole(padding, "layer.padding", 0);
    const rows = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
    const columns = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
    if (rows < 1 || columns < 1) refuse("layer", "the kernel is larger than the padded input");
    const inputs = channels * kernelHeight * kernelWidth;
    const dense = DenseLayer.make(engine, { ...options, inputs, neurons: kernels });
    super(dense, channels * height * width, kernels * rows * columns);
    this.rows = rows;
    this.columns = columns;
    this.#options = options;
  }

  override forwardInto(values: Numbers, out: NumberTarget, options: SampleOptions = {}): void {
    this.checkSizes(values, out);
    const { dense, rows, columns } = this;
    const { arithmetic, inputRegister = 0xace1, inputStep = 7, ...given } = this.#options;
    // One stream more: the padding.
    const seeds = Array.from(
      { length: this.inputs + 1 },
      (_, k) => (inputRegister + inputStep * k) & 0xffff || 1,
    );
    const bits = encode(dense.engine, [...Array.from(values), 0], {
      ...{ ...given, ...options, seeds, name: given.name ?? "layer" },
      coding: arithmetic === "bipolar" ? "bipolar" : "unipolar",
    });
    borrowed(bits, () => {
      const results = new Float64Array(this.outputs);
      for (let pixel = 0; pixel < rows * columns; ++pixel) {
        this.#patch(bits.view(), pixel);
        dense
          .forwardPacked(dense.inputStreams(), dense.output())
          .forEach((sum, k) => (results[k * rows * columns + pixel] = sum));
      }
      out.set(results);
    });
  }

  /** The streams that the kernels see at a pixel, to where the dense layer reads them. */
  #patch(bits: BigUint64Array, pixel: number): void {
    const [channels, height, width] = this.#options.input;
    const [, kernelHeight, kernelWidth] = this.#options.kernel;
    const { stride = 1, padding = 0 } = this.#options;
    const { words } = this.dense;
    const top = Math.floor(pixel / this.columns) * stride - padding;
    const left = (pixel % this.columns) * stride - padding;
    const to = this.dense.inputStreams();
    let place = 0;
    for (let c = 0; c < channels; ++c) {
      for (let y = top; y < top + kernelHeight; ++y) {
        for (let x = left; x < left + kernelWidth; ++x, place += words) {
          const inside = y >= 0 && y < height && x >= 0 && x < width;
          const from = (inside ? (c * height + y) * width + x : this.inputs) * words;
          to.set(bits.subarray(from, from + words), place);
        }
      }
    }
  }
}

/** h(t) = clip(dense([x(t); h(t - 1)])) to the range of inputs; h(0) is 0. */
export class RecurrentLayer extends Composed {
  #low: number;
  #state: Float64Array;
  #step = 0;

  /** `weights`: [neuron][input, then neuron]. */
  constructor(engine: Engine, options: DenseOptions) {
    const { inputs, neurons } = options;
    whole(inputs, "layer.inputs", 1);
    super(DenseLayer.make(engine, { ...options, inputs: inputs + neurons }), inputs, neurons);
    this.#low = options.arithmetic === "bipolar" ? -1 : 0;
    this.#state = new Float64Array(neurons);
  }

  /** One time step; its random bits are those of the step, unless a sample is given. */
  override forwardInto(values: Numbers, out: NumberTarget, options: SampleOptions = {}): void {
    this.checkSizes(values, out);
    const { dense } = this;
    const sample = options.sample ?? this.#step;
    const joined = [...Array.from(values), ...this.#state];
    dense.forwardInto(joined, dense.output(), { sample });
    this.#state.set(dense.output().map((h) => Math.min(1, Math.max(this.#low, h))));
    out.set(this.#state);
    this.#step = sample + 1;
  }

  /** h itself, not a copy; may be written. */
  state(): Float64Array {
    return this.#state;
  }
  /** Back to h = 0 and step 0. */
  reset(): void {
    this.#state.fill(0);
    this.#step = 0;
  }
}
