// Memory of the engine: who owns it, and how arrays get there and back.
import type { Engine } from "../engine.js";
import { DisposedError, ModelError, OutOfMemoryError, toError } from "../errors.js";
import type { RawModule } from "../module.js";
import { inDevelopment } from "../platform.js";

/** Numbers of any array. A `Float64Array` of the engine's own memory is not copied. */
export type Numbers = ArrayLike<number>;

/** Where results go. A `Float64Array` of the engine's own memory is written in place. */
export interface NumberTarget {
  readonly length: number;
  set(values: ArrayLike<number>): void;
}

type Kind<T> = {
  new (buffer: ArrayBuffer, address: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

interface Held {
  engine: Engine;
  what: string;
  free: (raw: RawModule) => void;
}

function release({ engine, free }: Held): void {
  if (!engine.dead) engine.call(free);
}

let finalizers: FinalizationRegistry<Held> | undefined;

// Made on first use: importing has no effects.
function registry(): FinalizationRegistry<Held> {
  finalizers ??= new FinalizationRegistry((held) => {
    if (inDevelopment()) {
      console.warn(`myelin: a ${held.what} was dropped without dispose()`);
    }
    release(held);
  });
  return finalizers;
}

/** What has memory of an engine: free it with `dispose()`, or declare it with `using`. */
export abstract class Owner implements Disposable {
  #held: Held | undefined;
  #what: string;

  /** @internal */
  protected constructor(engine: Engine, what: string, free: (raw: RawModule) => void) {
    this.#what = what;
    this.#held = { engine, what, free };
    registry().register(this, this.#held, this);
  }

  /**
   * The engine whose memory it uses.
   * @throws DisposedError
   */
  get engine(): Engine {
    if (this.#held) return this.#held.engine;
    const message = `this ${this.#what} was disposed of`;
    throw new DisposedError({ code: "disposed", where: "", message });
  }

  /** Frees its memory; views of it must not be used any more. Twice is fine. */
  dispose(): void {
    const held = this.#held;
    if (!held) return;
    registry().unregister(this);
    this.#held = undefined;
    release(held);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** @internal An array of the engine's memory as that is now. */
export function viewOf<T>(engine: Engine, kind: Kind<T>, address: number, length: number): T {
  return new kind(engine.buffer, address, length);
}

/** @internal Zeroed memory, which the caller frees. */
export function take(engine: Engine, bytes: number): number {
  // The engine has 32 bits for the size.
  const most = 2 ** 32 - 2 ** 16;
  const address = bytes > most ? 0 : engine.call((raw) => raw._sc_take(Math.max(bytes, 8)) >>> 0);
  if (address !== 0) return address;
  const message = `${bytes} bytes are more than there are`;
  throw new OutOfMemoryError({ code: "memory", where: "", message });
}

/** @internal What an owner gives back. Made here, so that it keeps nothing else alive. */
export const freeing = (address: number) => (raw: RawModule) => raw._sc_free(address);

/** @internal Throws what the engine said if it answered that it refused. */
export function accept(engine: Engine, answer: number | boolean): void {
  if (answer) return;
  throw toError(
    engine.call((raw) => raw.failure()),
    "ModelError",
  );
}

export function refuse(where: string, message: string): never {
  throw new ModelError({ code: "invalid-argument", where, message });
}

/** @internal The engine cuts numbers to integers, so that they are looked at here. */
export function whole(value: number, where: string, least = -Infinity): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const from = least === -Infinity ? "" : ` from ${least} on`;
  return refuse(where, `it is ${value}; it must be a whole number${from}`);
}

/** @internal Each of them; NaN and infinity would be found much later. */
export function finite(values: readonly number[], where: string): void {
  for (const value of values) {
    if (!Number.isFinite(value)) refuse(where, `a number is ${value}; it must be finite`);
  }
}

/** @internal The number of a name, which may come from plain JavaScript. */
export function numberOf<T extends string>(names: readonly T[], name: T, where: string): number {
  const number = names.indexOf(name);
  if (number >= 0) return number;
  return refuse(where, `it is '${name}'; there are ${names.join(", ")}`);
}

/** @internal Each of them a whole number of 32 bits. */
export function integers(values: Numbers, where: string): Numbers {
  for (let k = 0; k < values.length; ++k) {
    const value = values[k] ?? NaN;
    if ((value | 0) !== value) {
      refuse(`${where}[${k}]`, `it is ${value}; it must be a whole number of 32 bits`);
    }
  }
  return values;
}
export const wordsOf = (length: number): number => Math.max(Math.ceil(length / 64), 0);

/**
 * @internal The arguments of one call: what does not lie in the engine's memory is copied there,
 * results are copied back by finish(), and what was taken is freed.
 */
export class Call {
  #engine: Engine;
  #taken: number[] = [];
  #results: (() => void)[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Zeroed memory until the end of the call. */
  room(bytes: number): number {
    const address = take(this.#engine, bytes);
    this.#taken.push(address);
    return address;
  }

  numbers(values: Numbers): number {
    return inPlace(this.#engine, values) ?? this.copy(values, Float64Array);
  }

  copy<T extends { set(values: ArrayLike<E>): void }, E>(
    values: ArrayLike<E>,
    kind: Kind<T>,
  ): number {
    const address = this.room(values.length * kind.BYTES_PER_ELEMENT);
    viewOf(this.#engine, kind, address, values.length).set(values);
    return address;
  }

  text(text: string): { address: number; size: number } {
    const bytes = new TextEncoder().encode(text);
    return { address: this.copy(bytes, Uint8Array), size: bytes.length };
  }

  /** The place of `out`, or one whose first `length` numbers finish() copies there. */
  target(out: NumberTarget, length = out.length): number {
    const own = inPlace(this.#engine, out);
    if (own !== undefined) return own;
    const address = this.room(out.length * 8);
    this.#results.push(() => out.set(viewOf(this.#engine, Float64Array, address, length)));
    return address;
  }

  finish(): void {
    for (const copy of this.#results) copy();
  }

  free(): void {
    for (const address of this.#taken) this.#engine.call((raw) => raw._sc_free(address));
  }
}

function inPlace(engine: Engine, values: Numbers | NumberTarget): number | undefined {
  return values instanceof Float64Array && values.buffer === engine.buffer
    ? values.byteOffset
    : undefined;
}

/** @internal Does one call: `work` gets its arguments there, and says whether it was accepted. */
export function call(engine: Engine, work: (raw: RawModule, args: Call) => number | boolean): void {
  const args = new Call(engine);
  try {
    accept(
      engine,
      engine.call((raw) => work(raw, args)),
    );
    args.finish();
  } finally {
    if (!engine.dead) args.free();
  }
}
