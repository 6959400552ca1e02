// Streams of bits, and what is done with them.
import type { Engine } from "../engine.js";
import type { RawModule } from "../module.js";
import {
  call,
  Owner,
  refuse,
  take,
  viewOf,
  whole,
  wordsOf,
  type Numbers,
  freeing,
  numberOf,
} from "./memory.js";
import { firstRegister, noteRegisters, warnOfEqualRegisters } from "./registers.js";
import { seedOf } from "../seed.js";

/** How numbers become bits. */
export type Encoder = "bernoulli" | "lfsr" | "sobol" | "rate";
/** What a density p stands for: p, or 2 p - 1. */
export type Coding = "unipolar" | "bipolar";

export const encoders: readonly Encoder[] = ["bernoulli", "lfsr", "sobol", "rate"];

export interface EncodeOptions {
  /** Bits of each stream; 1024 if absent. */
  length?: number;
  /** bernoulli if absent. */
  encoder?: Encoder;
  coding?: Coding;
  /** [low, high] of the values; that of the coding if absent. */
  range?: readonly [number, number];
  /** Cuts values to their range instead of refusing them. */
  clip?: boolean;
  /** Whose random bits: equal seeds, names, streams and samples give equal bits. */
  seed?: number | bigint;
  name?: string;
  /** Index of the first stream. */
  stream?: number;
  sample?: number;
  /** First registers of encoder lfsr, one for each stream; 0xACE1 + 7 i if absent. */
  seeds?: ArrayLike<number>;
}

/** How two streams overlap: ones of each and of both; SCC is 1, 0, -1 for most, chance, least. */
export interface Overlap {
  readonly a: number;
  readonly b: number;
  readonly both: number;
  readonly scc: number;
}

/** Maximal stretches of equal bits. */
export interface Runs {
  readonly count: number;
  readonly longestOnes: number;
  readonly longestZeros: number;
}

const operations = { and: 0, or: 1, xor: 2, xnor: 3, andNot: 4 };

/**
 * One stream of bits, or several of one length. Bit k of a stream is bit k mod 64 of its word
 * k div 64; bits beyond the length are 0. Owns memory of an engine.
 */
export class Bitstream extends Owner {
  /** How many streams; methods that answer a number take the index of one, 0 if absent. */
  readonly streams: number;
  /** Bits of each. */
  readonly length: number;
  readonly coding: Coding;
  #address: number;
  #view: BigUint64Array | undefined;

  /** @internal All zeros. */
  constructor(engine: Engine, length: number, streams = 1, coding: Coding = "unipolar") {
    const address = take(engine, streams * wordsOf(length) * 8);
    super(engine, "Bitstream", freeing(address));
    this.#address = address;
    this.streams = streams;
    this.length = length;
    this.coding = coding;
  }

  /** Of "0101", the first bit first, or of several such texts. */
  static fromText(engine: Engine, text: string | readonly string[], coding?: Coding): Bitstream {
    const texts = typeof text === "string" ? [text] : text;
    const rows = texts.map((one) => {
      const wrong = /[^01]/.exec(one);
      if (!wrong) return Uint8Array.from(one, Number);
      const message = `character ${wrong.index} is '${wrong[0]}'; bits are written with 0 and 1`;
      return refuse("stream", message);
    });
    return Bitstream.fromBits(engine, rows, coding);
  }

  /** Of bytes, each one bit: 0, or anything else. */
  static fromBits(
    engine: Engine,
    bits: Uint8Array | readonly Uint8Array[],
    coding?: Coding,
  ): Bitstream {
    const rows = bits instanceof Uint8Array ? [bits] : bits;
    const length = checkLength(rows[0]?.length ?? 0);
    for (const row of rows) checkLengths(length, row.length);
    const made = new Bitstream(engine, length, rows.length, coding);
    for (const [k, row] of rows.entries()) {
      call(engine, (raw, args) => {
        raw._sc_pack(made.#at(k), args.copy(row, Uint8Array), row.length);
        return true;
      });
    }
    return made;
  }

  /** Of packed words, [stream][word]; bits beyond the length are cleared. */
  static fromWords(
    engine: Engine,
    words: ArrayLike<bigint>,
    length: number,
    coding?: Coding,
  ): Bitstream {
    const each = wordsOf(checkLength(length));
    const streams = words.length / each;
    if (!Number.isInteger(streams) || streams === 0) {
      refuse("stream", `${words.length} words were given; ${length} bits are ${each}`);
    }
    const made = new Bitstream(engine, length, streams, coding);
    const view = made.view();
    view.set(words);
    const mask = (1n << BigInt(length % 64)) - 1n;
    if (mask === 0n) return made;
    for (let k = each - 1; k < view.length; k += each) view[k] = (view[k] ?? 0n) & mask;
    return made;
  }

  /** Several of one length as one. */
  static stack(parts: readonly Bitstream[]): Bitstream {
    const first = parts[0] ?? refuse("streams", "there are no streams; at least one is needed");
    for (const part of parts) {
      checkEngines(first.engine, part.engine);
      checkLengths(first.length, part.length);
    }
    const streams = parts.reduce((sum, part) => sum + part.streams, 0);
    const made = new Bitstream(first.engine, first.length, streams, first.coding);
    let place = 0;
    for (const part of parts) {
      made.view().set(part.view(), place);
      place += part.view().length;
    }
    return made;
  }

  /** select ? a : b, bit by bit: the value s a + (1 - s) b. */
  static mux(select: Bitstream, a: Bitstream, b: Bitstream): Bitstream {
    select.#fits(a);
    a.#fits(b);
    return a.#made((raw, out) =>
      raw._sc_mux(out, select.#at(), a.#at(), b.#at(), a.streams * a.words),
    );
  }

  /** Words of each stream. */
  get words(): number {
    return wordsOf(this.length);
  }

  /**
   * The bits themselves, [stream][word], not a copy; whoever writes keeps bits beyond the length 0.
   * Ask again after making anything: memory that grows moves.
   */
  view(): BigUint64Array {
    const engine = this.engine;
    if (this.#view?.buffer !== engine.buffer) {
      this.#view = viewOf(engine, BigUint64Array, this.#address, this.streams * this.words);
    }
    return this.#view;
  }

  /** A copy of one of several streams. */
  stream(k: number): Bitstream {
    const from = (this.#at(k) - this.#address) / 8;
    const made = new Bitstream(this.engine, this.length, 1, this.coding);
    made.view().set(this.view().subarray(from, from + this.words));
    return made;
  }

  and(other: Bitstream): Bitstream {
    warnOfEqualRegisters(this, other);
    return this.#combined("and", other);
  }
  or(other: Bitstream): Bitstream {
    return this.#combined("or", other);
  }
  xor(other: Bitstream): Bitstream {
    return this.#combined("xor", other);
  }
  xnor(other: Bitstream): Bitstream {
    return this.#combined("xnor", other);
  }
  andNot(other: Bitstream): Bitstream {
    return this.#combined("andNot", other);
  }
  not(): Bitstream {
    const zeros = new Bitstream(this.engine, this.length, this.streams);
    return borrowed(zeros, () => this.#combined("xnor", zeros));
  }

  /** Bit k moves to k + by; what leaves at one end enters at the other. */
  rotated(by: number): Bitstream {
    return this.#moved(by, 1);
  }
  /** Bit k moves to k + by; what leaves is lost. */
  shifted(by: number): Bitstream {
    return this.#moved(by, 0);
  }

  ones(k = 0): number {
    const [ones = 0] = this.#measured(1, (raw, out) =>
      raw._sc_overlap(out, this.#at(k), 0, this.length),
    );
    return ones;
  }
  density(k = 0): number {
    return this.ones(k) / this.length;
  }
  /** What it stands for: low + p (high - low); a range that is absent is that of the coding. */
  value(k = 0, range?: readonly [number, number]): number {
    const [low, high] = range ?? [this.coding === "unipolar" ? 0 : -1, 1];
    return low + this.density(k) * (high - low);
  }
  /** Of the value, for independent bits: sqrt(p (1 - p) / length) times the width of the range. */
  standardError(k = 0, range?: readonly [number, number]): number {
    const [low, high] = range ?? [this.coding === "unipolar" ? 0 : -1, 1];
    const p = this.density(k);
    return Math.sqrt((p * (1 - p)) / this.length) * (high - low);
  }

  overlap(other: Bitstream, k = 0): Overlap {
    checkEngines(this.engine, other.engine);
    checkLengths(this.length, other.length);
    const [a = 0, b = 0, both = 0, scc = 0] = this.#measured(4, (raw, out) =>
      raw._sc_overlap(out, this.#at(k), other.#at(k), this.length),
    );
    return { a, b, both, scc };
  }
  /** Correlation with another stream: 1, they overlap as much as they can, to -1, as little. */
  scc(other: Bitstream, k = 0): number {
    return this.overlap(other, k).scc;
  }
  runs(k = 0): Runs {
    const lengths = this.text(k).match(/0+|1+/g) ?? [];
    const longest = (bit: string): number =>
      lengths.reduce((most, run) => (run[0] === bit ? Math.max(most, run.length) : most), 0);
    return { count: lengths.length, longestOnes: longest("1"), longestZeros: longest("0") };
  }

  /** Its bits as bytes of 0 and 1. */
  bits(k = 0): Uint8Array {
    const bytes = viewOf(this.engine, Uint8Array, this.#at(k), this.words * 8);
    return Uint8Array.from(
      { length: this.length },
      (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1,
    );
  }
  /** "0101", the first bit first. */
  text(k = 0): string {
    return this.bits(k).join("");
  }

  /** @internal The address of a stream. */
  at(k = 0): number {
    return this.#at(k);
  }

  #at(k = 0): number {
    void this.engine; // throws if it was disposed of
    if (whole(k, "stream", 0) >= this.streams) {
      refuse("stream", `there is no stream ${k}; there are ${this.streams}`);
    }
    return this.#address + k * this.words * 8;
  }

  #fits(other: Bitstream): void {
    checkEngines(this.engine, other.engine);
    checkLengths(this.length, other.length);
    if (this.streams === other.streams) return;
    refuse("streams", `there are ${this.streams} and ${other.streams}; there must be as many`);
  }

  #made(work: (raw: RawModule, out: number) => void): Bitstream {
    const made = new Bitstream(this.engine, this.length, this.streams, this.coding);
    this.engine.call((raw) => work(raw, made.#at()));
    return made;
  }

  #combined(operation: keyof typeof operations, other: Bitstream): Bitstream {
    this.#fits(other);
    const op = operations[operation];
    return this.#made((raw, out) =>
      raw._sc_combine(op, out, this.#at(), other.#at(), this.streams, this.length),
    );
  }

  #moved(by: number, around: number): Bitstream {
    whole(by, "by");
    return this.#made((raw, out) => {
      for (let k = 0; k < this.streams; ++k) {
        raw._sc_move(out + k * this.words * 8, this.#at(k), this.length, by, around);
      }
    });
  }

  #measured(count: number, work: (raw: RawModule, out: number) => void): number[] {
    const found = new Array<number>(count).fill(0);
    call(this.engine, (raw, args) => {
      work(raw, args.target({ length: count, set: (values) => Object.assign(found, values) }));
      return true;
    });
    return found;
  }
}

function checkLength(length: number): number {
  if (whole(length, "stream.length") >= 1 && length <= 2 ** 31) return length;
  return refuse("stream.length", `the length is ${length}; it must be from 1 to 2147483648`);
}

/** @internal An address means nothing in another engine. */
export function checkEngines(a: Engine, b: Engine): void {
  if (a !== b) refuse("streams", "they are of different engines; load() makes a new one each time");
}

/** @internal */
export function checkLengths(a: number, b: number): void {
  if (a === b) return;
  const message = `the lengths are ${a} and ${b}; streams of one operation have the same length`;
  refuse("streams", message);
}

/** @internal Frees a stream when what is done with it is done. */
export function borrowed<T>(stream: Bitstream, work: (stream: Bitstream) => T): T {
  try {
    return work(stream);
  } finally {
    stream.dispose();
  }
}

/**
 * Numbers as streams of bits, one for each.
 * @throws ModelError `out-of-range` for a value outside its range, which names its index
 */
export function encode(
  engine: Engine,
  values: number | Numbers,
  options: EncodeOptions = {},
): Bitstream {
  const list = typeof values === "number" ? [values] : values;
  const { encoder = "bernoulli", coding = "unipolar", seed = 0, name = "stream" } = options;
  const { length = 1024, clip = false, stream = 0, sample = 0 } = options;
  const [low, high] = options.range ?? [coding === "bipolar" ? -1 : 0, 1];
  const registers = options.seeds ?? Array.from(list, (_, k) => firstRegister(k));
  if (registers.length !== list.length) {
    refuse("seeds", `there are ${registers.length} seeds for ${list.length} streams`);
  }
  const settings = [numberOf(encoders, encoder, "encoder"), length, low, high, Number(clip)];
  settings.push(whole(stream, "stream", 0), whole(sample, "sample", 0));
  const key = seedOf(seed);
  const made = new Bitstream(engine, checkLength(length), list.length, coding);
  try {
    call(engine, (raw, args) => {
      const { address, size } = args.text(name);
      const given = [args.numbers(settings), address, size, key] as const;
      const seeds = args.copy(registers, Int32Array);
      return raw._sc_encode(...given, args.numbers(list), list.length, seeds, made.at());
    });
  } catch (error) {
    made.dispose();
    throw error;
  }
  if (encoder === "lfsr") noteRegisters(made, registers);
  return made;
}
