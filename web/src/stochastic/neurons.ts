// Neurons of fixed point and of floating point, many with the same parameters.
import type { Engine } from "../engine.js";
import {
  accept,
  Call,
  finite,
  numberOf,
  Owner,
  refuse,
  take,
  viewOf,
  whole,
  wordsOf,
  type Numbers,
  freeing,
  integers,
} from "./memory.js";
import { seedOf } from "../seed.js";

export interface RunResult {
  /** Spikes of all neurons in all ticks. */
  readonly count: number;
  /** Packed, a row of words for each tick, a bit for each neuron; of one neuron: over ticks. */
  readonly spikes: BigUint64Array;
}
export interface FixedResult extends RunResult {
  /** v after each tick, [tick][neuron]; empty unless asked for. */
  readonly trace: Int32Array;
}
export interface FloatResult extends RunResult {
  readonly trace: Float64Array;
}

export interface RunOptions {
  /** Ticks; as many as there are inputs for if absent. */
  steps?: number;
  /** Whether to keep v after each tick. */
  trace?: boolean;
}

export interface FixedRunOptions extends RunOptions {
  /** Integers that are added: one for each neuron, or for each tick and neuron. */
  noise?: Numbers;
  /** Parameters that change: one value for each tick, instead of the one of the neurons. */
  leak?: Numbers;
  gain?: Numbers;
  vTh?: Numbers;
}

function stepsOf(inputs: Numbers, size: number, options: RunOptions): number {
  const steps = whole(options.steps ?? Math.floor(inputs.length / size), "steps", 0);
  if (steps < 2 ** 32 / Math.max(size, 8)) return steps;
  return refuse("steps", `${steps} steps of ${size} neurons are too many for one call`);
}

/** No tick at all refuses bad parameters; what was made for them is freed. */
function checked(neurons: Owner, work: () => void): void {
  try {
    work();
  } catch (error) {
    neurons.dispose();
    throw error;
  }
}

// --- fixed point

export interface FixedLifOptions {
  /** How many; 1 if absent. */
  size?: number;
  /** Bits of v; 16 if absent. Binary digits behind the point; 8 if absent. */
  width?: number;
  fraction?: number;
  /** Beyond the width; wrap if absent. */
  overflow?: "wrap" | "saturate";
  leak?: number;
  gain?: number;
  vRest?: number;
  vReset?: number;
  vTh?: number;
  /** Silent ticks after a spike; 2 if absent. */
  refractory?: number;
}

/**
 * Leaky integrate-and-fire neurons in integers, tick by tick as hardware does it:
 * v' = v + (((vRest - v) leak) >> fraction) + ((I gain) >> fraction) + noise.
 */
export class FixedLif extends Owner {
  readonly size: number;
  #settings: readonly number[];
  #vRest: number;
  #memory: number;

  constructor(engine: Engine, options: FixedLifOptions = {}) {
    const { size = 1, width = 16, fraction = 8, leak = 20, gain = 256 } = options;
    const { vRest = 0, vReset = 0, vTh = 256, refractory = 2 } = options;
    const saturate = numberOf(["wrap", "saturate"], options.overflow ?? "wrap", "lif.overflow");
    const settings = [width, fraction, saturate, leak, gain, vRest, vReset, vTh, refractory];
    for (const value of settings) whole(value, "lif");
    const memory = take(engine, whole(size, "lif.size", 1) * 8);
    super(engine, "FixedLif", freeing(memory));
    this.size = size;
    this.#settings = settings;
    this.#vRest = vRest;
    this.#memory = memory;
    this.reset();
    checked(this, () => this.run(new Int32Array(size), { steps: 0 }));
  }

  /** The potentials, and the silent ticks left, themselves: not copies, and may be written. */
  v(): Int32Array {
    return viewOf(this.engine, Int32Array, this.#memory, this.size);
  }
  refractory(): Int32Array {
    return viewOf(this.engine, Int32Array, this.#memory + this.size * 4, this.size);
  }
  reset(): void {
    this.v().fill(this.#vRest);
    this.refractory().fill(0);
  }

  /** One tick; answers how many spiked. */
  tick(inputs: number | Numbers, noise?: number | Numbers): number {
    const one = (given: number | Numbers): Numbers => (typeof given === "number" ? [given] : given);
    return this.run(one(inputs), {
      steps: 1,
      ...(noise === undefined ? {} : { noise: one(noise) }),
    }).count;
  }

  /** Ticks: `inputs` has one integer for each neuron, or one for each tick and neuron. */
  run(inputs: Numbers, options: FixedRunOptions = {}): FixedResult {
    const { size, engine } = this;
    const { noise = [], trace = false, leak = [], gain = [], vTh = [] } = options;
    const steps = stepsOf(inputs, size, options);
    const words = size === 1 ? wordsOf(steps) : steps * wordsOf(size);
    const kept = trace ? steps * size : 0;
    const args = new Call(engine);
    try {
      const settings = args.numbers(this.#settings);
      const x = args.copy(integers(inputs, "inputs"), Int32Array);
      const added = args.copy(integers(noise, "noise"), Int32Array);
      const changes = [
        ...Array.from(integers(leak, "leak")),
        ...Array.from(integers(gain, "gain")),
        ...Array.from(integers(vTh, "vTh")),
      ];
      const changing = args.copy(changes, Int32Array);
      const spikes = args.room(words * 8);
      const path = args.room(kept * 4);
      const count = engine.call((raw) =>
        raw._sc_fixed_run(
          ...([settings, Number(size > 1), this.#memory, this.#memory + size * 4] as const),
          ...([size, steps, x, inputs.length, added, noise.length] as const),
          ...([spikes, trace ? path : 0] as const),
          ...([changing, leak.length, gain.length, vTh.length] as const),
        ),
      );
      accept(engine, count >= 0);
      return {
        count,
        spikes: viewOf(engine, BigUint64Array, spikes, words).slice(),
        trace: viewOf(engine, Int32Array, path, kept).slice(),
      };
    } finally {
      args.free();
    }
  }
}

/** Integers in [-amplitude, amplitude], each equally likely: of the seed, the step, the neuron. */
export function fixedNoise(
  engine: Engine,
  size: number,
  amplitude: number,
  { seed = 0, step = 0 }: { seed?: number | bigint; step?: number } = {},
): Int32Array {
  const args = new Call(engine);
  try {
    const out = args.room(whole(size, "size", 0) * 4);
    whole(amplitude, "amplitude", 0);
    engine.call((raw) => raw._sc_fixed_noise(out, size, seedOf(seed), step, amplitude));
    return viewOf(engine, Int32Array, out, size).slice();
  } finally {
    args.free();
  }
}

// --- floating point

export interface FloatOptions {
  /** How many; 1 if absent. */
  size?: number;
  /** Amplitude of the noise; 0 if absent. */
  sigma?: number;
  /** Whose noise. */
  seed?: number | bigint;
  /** Length of a tick, in the unit of the time constants. */
  dt?: number;
}

export interface FloatLifOptions extends FloatOptions {
  vRest?: number;
  vReset?: number;
  vTh?: number;
  tau?: number;
  resistance?: number;
  /** Silent ticks after a spike; 0 if absent. */
  refractory?: number;
  /** Whether thresholds follow the rate: they rise while a trace of spikes is above `target`. */
  homeostatic?: boolean;
  target?: number;
  traceDecay?: number;
  thresholdGain?: number;
}

export interface IzhikevichOptions extends FloatOptions {
  a?: number;
  b?: number;
  c?: number;
  d?: number;
}

abstract class FloatNeurons extends Owner {
  readonly size: number;
  #kind: number;
  #settings: readonly number[];
  #first: readonly number[];
  #seed: bigint;
  #memory: number;
  #step = 0;

  /** @internal `first`: the state of a neuron at the beginning. */
  protected constructor(
    engine: Engine,
    what: string,
    kind: number,
    settings: readonly number[],
    first: readonly number[],
    { size = 1, seed = 0 }: FloatOptions,
  ) {
    finite(settings, "neurons");
    const memory = take(engine, whole(size, "neurons.size", 1) * first.length * 8);
    super(engine, what, freeing(memory));
    this.size = size;
    this.#kind = kind;
    this.#settings = settings;
    this.#first = first;
    this.#seed = seedOf(seed);
    this.#memory = memory;
    this.reset();
    checked(this, () => this.run(new Float64Array(size), { steps: 0 }));
  }

  /** Back to rest, and to the first noise. */
  reset(): void {
    const all = this.#states();
    for (let k = 0; k < all.length; ++k) all[k] = this.#first[k % this.#first.length] ?? 0;
    this.#step = 0;
  }

  /** Variable `k` of each neuron: 0 is v, 1 the threshold, or u of Izhikevich. */
  state(k = 0): Float64Array {
    const all = this.#states();
    const each = this.#first.length;
    return Float64Array.from({ length: this.size }, (_, i) => all[i * each + k] ?? NaN);
  }

  /** One tick; answers how many spiked. */
  tick(inputs: number | Numbers): number {
    return this.run(typeof inputs === "number" ? [inputs] : inputs, { steps: 1 }).count;
  }

  /** Ticks: `inputs` has one number for each neuron, or one for each tick and neuron. */
  run(inputs: Numbers, options: RunOptions = {}): FloatResult {
    const { size, engine } = this;
    const steps = stepsOf(inputs, size, options);
    const words = steps * wordsOf(size);
    const kept = options.trace ? steps * size : 0;
    const args = new Call(engine);
    try {
      const settings = args.numbers(this.#settings);
      const x = args.numbers(inputs);
      const spikes = args.room(words * 8);
      const path = args.room(kept * 8);
      const count = engine.call((raw) =>
        raw._sc_float_run(
          ...([this.#kind, settings, this.#memory, size, steps, x, inputs.length] as const),
          ...([this.#seed, this.#step, spikes, options.trace ? path : 0] as const),
        ),
      );
      accept(engine, count >= 0);
      this.#step += steps;
      return {
        count,
        spikes: viewOf(engine, BigUint64Array, spikes, words).slice(),
        trace: viewOf(engine, Float64Array, path, kept).slice(),
      };
    } finally {
      args.free();
    }
  }

  #states(): Float64Array {
    const count = this.size * this.#first.length;
    return viewOf(this.engine, Float64Array, this.#memory, count);
  }
}

/** dv = -(v - vRest) (dt / tau) + resistance I dt + sigma sqrt(dt) N(0, 1). */
export class FloatLif extends FloatNeurons {
  constructor(engine: Engine, options: FloatLifOptions = {}) {
    const { vRest = 0, vReset = 0, vTh = 1, tau = 20, dt = 1, resistance = 1 } = options;
    const { sigma = 0, refractory = 0, homeostatic = false, target = 0.1 } = options;
    const { traceDecay = 0.95, thresholdGain = 0.01 } = options;
    const settings = [vRest, vReset, vTh, tau, dt, resistance, sigma];
    settings.push(whole(refractory, "neurons.refractory"), Number(homeostatic));
    settings.push(target, traceDecay, thresholdGain);
    // v, threshold, trace, and the silent ticks left, an integer in the last place.
    super(engine, "FloatLif", 0, settings, [vRest, vTh, 0, 0], options);
  }
}

/** v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); at v >= 30: v = c, u += d. */
export class Izhikevich extends FloatNeurons {
  constructor(engine: Engine, options: IzhikevichOptions = {}) {
    const { a = 0.02, b = 0.2, c = -65, d = 8, dt = 0.5, sigma = 0 } = options;
    super(engine, "Izhikevich", 1, [a, b, c, d, dt, sigma], [-65, -13], options);
  }
}
