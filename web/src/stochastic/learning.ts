// A layer of synapses that learn, tick by tick.
import type { Engine } from "../engine.js";
import { call, finite, Owner, viewOf, whole, type Numbers } from "./memory.js";
import { seedOf } from "../seed.js";

export interface LearningOptions {
  inputs: number;
  neurons: number;
  /** The first one of all synapses; 0.5 if absent. */
  weight?: number;
  /** [low, high] of weights; [0, 1] if absent. */
  weightRange?: readonly [number, number];
  /** 0.01 if absent. */
  rate?: number;
  /** Ticks that a spike is remembered; 5 if absent. */
  window?: number;
  /** Whether weights change by {@link LearningLayer.reward} and eligibility, not by STDP. */
  rewarded?: boolean;
  /** Eligibility: + up on pre and post, - down on pre alone, then times decay. */
  up?: number;
  down?: number;
  decay?: number;
  /** Equal seeds and names give equal weights. */
  seed?: number | bigint;
  name?: string;
}

/**
 * Stochastic STDP: a synapse passes a spike on with the probability of its weight. After a post
 * spike with an older pre spike it grows with probability `rate`; after pre without post it shrinks
 * with half of that. With `rewarded`, three factors: eligibility, and a reward when it comes.
 */
export class LearningLayer extends Owner {
  readonly inputs: number;
  readonly neurons: number;
  #rewarded: boolean;
  #raw: number;

  constructor(engine: Engine, options: LearningOptions) {
    const { inputs, neurons, weight = 0.5, weightRange = [0, 1], rate = 0.01 } = options;
    const { window = 5, rewarded = false, up = 1, down = 0.5, decay = 0.9 } = options;
    const { seed = 0, name = "learning" } = options;
    const settings = [whole(inputs, "learning.inputs"), whole(neurons, "learning.neurons"), weight];
    settings.push(...weightRange, rate, whole(window, "learning.window"));
    settings.push(Number(rewarded), up, down, decay);
    finite([up, down, decay], "learning");
    const key = seedOf(seed);
    let raw = 0;
    call(engine, (module, args) => {
      const { address, size } = args.text(name);
      const place = args.numbers(settings);
      return (raw = module._sc_learning(place, address, size, key));
    });
    super(engine, "LearningLayer", (module) => module._sc_learning_delete(raw));
    this.inputs = inputs;
    this.neurons = neurons;
    this.#rewarded = rewarded;
    this.#raw = raw;
  }

  /** How many synapses of each neuron pass the spikes `pre` on in this tick; changes nothing. */
  currents(pre: Numbers): Int32Array {
    const engine = this.engine;
    let out = new Int32Array();
    call(engine, (raw, args) => {
      const from = args.copy(pre, Uint8Array);
      const to = args.room(this.neurons * 4);
      const done = raw._sc_learning_tick(this.#raw, 0, from, pre.length, to, this.neurons);
      if (done) out = viewOf(engine, Int32Array, to, this.neurons).slice();
      return done;
    });
    return out;
  }

  /** Ends the tick: weights change after what `pre` and `post`, 0 or 1 each, did in it. */
  learn(pre: Numbers, post: Numbers): void {
    call(this.engine, (raw, args) => {
      const from = args.copy(pre, Uint8Array);
      const after = args.copy(post, Uint8Array);
      return raw._sc_learning_tick(this.#raw, 1, from, pre.length, after, post.length);
    });
  }

  /** w += rate reward eligibility; does nothing unless `rewarded`. */
  reward(reward: number): void {
    finite([reward], "reward");
    this.engine.call((raw) => raw._sc_reward(this.#raw, reward));
  }

  /** [neuron][input]: the weights themselves, not a copy; may be written. */
  weights(): Float64Array {
    return this.#array(0, this.inputs * this.neurons);
  }
  /** The same of the eligibility; empty unless `rewarded`. */
  eligibility(): Float64Array {
    return this.#array(1, this.#rewarded ? this.inputs * this.neurons : 0);
  }

  #array(what: number, length: number): Float64Array {
    const at = this.engine.call((raw) => raw._sc_learning_at(this.#raw, what) >>> 0);
    return viewOf(this.engine, Float64Array, at, length);
  }
}
