// Streams that meet: synapses, adders, and hypervectors.
import type { Engine } from "../engine.js";
import type { RawModule } from "../module.js";
import {
  Bitstream,
  borrowed,
  checkEngines,
  checkLengths,
  encode,
  type EncodeOptions,
} from "./bitstream.js";
import { call, finite, refuse } from "./memory.js";
import { seedOf } from "../seed.js";

/** AND with a stream of a weight: the product, for independent streams. */
export class BitstreamSynapse implements Disposable {
  readonly weight: Bitstream;

  constructor(engine: Engine, weight: number, options: EncodeOptions = {}) {
    this.weight = encode(engine, weight, options);
  }
  apply(input: Bitstream): Bitstream {
    return input.and(this.weight);
  }
  /** Whether |SCC| is above a half: AND then gives rather the minimum than the product. */
  correlated(input: Bitstream): boolean {
    return Math.abs(input.scc(this.weight)) > 0.5;
  }
  dispose(): void {
    this.weight.dispose();
  }
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Ones of all inputs AND their weights: streams one by one. */
export function dotProduct(inputs: Bitstream, weights: Bitstream): number {
  return borrowed(inputs.and(weights), (products) => {
    let ones = 0;
    for (let k = 0; k < products.streams; ++k) ones += products.ones(k);
    return ones;
  });
}

/** The current of each tick: low + (ones of its products / streams) (high - low). */
export function currents(
  inputs: Bitstream,
  weights: Bitstream,
  range: readonly [number, number] = [0, 1],
): Float64Array {
  finite(range, "range");
  return borrowed(inputs.and(weights), (products) => {
    const out = new Float64Array(inputs.length);
    call(inputs.engine, (raw, args) => {
      const rows = args.copy(addresses([products]), Uint32Array);
      raw._sc_currents(args.target(out), rows, products.streams, products.length, ...range);
      return true;
    });
    return out;
  });
}

const addresses = (streams: readonly Bitstream[]): number[] =>
  streams.flatMap((one) => Array.from({ length: one.streams }, (_, k) => one.at(k)));

/** One stream of the bits of several. */
function joined(
  streams: readonly Bitstream[],
  work: (raw: RawModule, out: number, rows: number, count: number, length: number) => void,
): Bitstream {
  const first = streams[0] ?? refuse("streams", "there are no streams; at least one is needed");
  for (const one of streams) {
    checkEngines(first.engine, one.engine);
    checkLengths(first.length, one.length);
  }
  const made = new Bitstream(first.engine, first.length, 1, first.coding);
  call(first.engine, (raw, args) => {
    const rows = addresses(streams);
    work(raw, made.at(), args.copy(rows, Uint32Array), rows.length, first.length);
    return true;
  });
  return made;
}

/** Bit k is bit k of a stream that chance chooses for each k: the mean of the values. */
export function muxAdd(inputs: Bitstream, seed: number | bigint = 0): Bitstream {
  return joined([inputs], (raw, ...rest) => raw._sc_choose(...rest, seedOf(seed)));
}

// --- hyperdimensional computing

/** Symbol `index` of a seed: every bit is 1 with probability a half. */
export function hypervector(
  engine: Engine,
  index: number,
  options: { length?: number; seed?: number | bigint } = {},
): Bitstream {
  return encode(engine, 0.5, { length: 10_000, ...options, name: "hypervector", stream: index });
}
/** XOR; its own inverse. */
export const bind = (a: Bitstream, b: Bitstream): Bitstream => a.xor(b);
/** The majority of each bit; a split gives the first vector's bit. */
export function bundle(vectors: readonly Bitstream[]): Bitstream {
  return joined(vectors, (raw, ...rest) => raw._sc_majority(...rest));
}
/** Rotation; by the length it changes nothing. */
export const permute = (a: Bitstream, by = 1): Bitstream => a.rotated(by);
/** 1 - Hamming distance / length: 1 for equal vectors, about 1/2 for unrelated ones. */
export function similarity(a: Bitstream, b: Bitstream): number {
  const found = a.overlap(b);
  return 1 - (found.a + found.b - 2 * found.both) / a.length;
}
