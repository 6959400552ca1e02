// Streams that come from equal shift registers have equal random numbers.
import { inDevelopment } from "../platform.js";

/** Of stream k: 0xACE1 + 7 k cut to 16 bits, 1 instead of 0. */
export const firstRegister = (k: number): number => (0xace1 + 7 * k) & 0xffff || 1;

const registersOf = new WeakMap<object, ArrayLike<number>>();

/** Says which registers the streams were made with. */
export function noteRegisters(streams: object, registers: ArrayLike<number>): void {
  registersOf.set(streams, Array.from(registers));
}

const warned = new Set<number>();

/** Warns, once for each register: AND of such streams gives the smaller value, not the product. */
export function warnOfEqualRegisters(a: object, b: object): void {
  const first = registersOf.get(a);
  const second = registersOf.get(b);
  if (!first || !second || !inDevelopment()) return;
  for (let k = 0; k < first.length; ++k) {
    const register = first[k];
    if (register === undefined || register !== second[k] || warned.has(register)) continue;
    warned.add(register);
    console.warn(
      `myelin: both streams ${k} come from register ${register}, so AND gives the smaller value ` +
        `instead of the product; give them different seeds`,
    );
    return;
  }
}
