import { ModelError } from "./errors.js";
import type { RawSignal } from "./module.js";
import type { SignalInfo } from "./results.js";

const arrays = {
  bool: Uint8Array,
  u8: Uint8Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** An array of a signal's type: `Float64Array` for "f64", `Uint8Array` for "bool", ... */
export type SignalArray = InstanceType<(typeof arrays)[keyof typeof arrays]>;

/** Numbers, or bigints for 64-bit integers, as far as `set` takes them. */
export interface SignalTarget {
  readonly length: number;
  set(values: SignalArray): void;
}

/** @internal */
export interface SignalSource {
  find(name: string): { found: RawSignal; buffer: ArrayBuffer };
}

/** One array of a running network: its name, type and shape, and ways to its elements. */
export class Signal implements SignalInfo {
  readonly name: string;
  readonly dtype: string;
  readonly unit: string;
  #source: SignalSource;
  #view: SignalArray | undefined;
  #address = 0;

  /** @internal */
  constructor(source: SignalSource, name: string) {
    const { found } = source.find(name);
    this.#source = source;
    this.name = found.name;
    this.dtype = found.dtype;
    this.unit = found.unit;
  }

  get rows(): number {
    return this.#source.find(this.name).found.rows;
  }

  get columns(): number {
    return this.#source.find(this.name).found.columns;
  }

  /**
   * The array itself, not a copy: row by row, `rows * columns` elements. It shows the latest step,
   * and what is written to it reaches the network. Ask again after anything that may take memory
   * (a run, another network): the same array comes back unless the memory has moved.
   * @throws DisposedError
   */
  view(): SignalArray {
    const { found, buffer } = this.#source.find(this.name);
    const length = found.rows * found.columns;
    const old = this.#view;
    if (old?.buffer === buffer && this.#address === found.address && old.length === length) {
      return old;
    }
    this.#address = found.address;
    this.#view = new (arrayOf(found))(buffer, found.address, length);
    return this.#view;
  }

  /** Copies the elements to the beginning of `out`, an array of the same type, at least as long. */
  copyTo(out: SignalTarget): void {
    const view = this.view();
    if (out.length < view.length) {
      const message = `out has room for ${out.length} elements; ${view.length} are needed`;
      throw new ModelError({ code: "invalid-argument", where: this.name, message });
    }
    out.set(view);
  }

  /** A copy, which the caller owns. */
  snapshot(): SignalArray {
    return this.view().slice();
  }
}

function arrayOf(signal: RawSignal): (typeof arrays)[keyof typeof arrays] {
  const known = arrays[signal.dtype as keyof typeof arrays] as
    (typeof arrays)[keyof typeof arrays] | undefined;
  if (known) return known;
  const message = `its type '${signal.dtype}' has no array in JavaScript`;
  throw new ModelError({ code: "unsupported", where: signal.name, message });
}
