// How much the streams of a document have to do with each other. With encoder lfsr, the shift
// register of each stream can run some ticks ahead of its neighbour's. A tick doubles a register's
// value and lets what is too large fall off, so that less is shared with each; how much that is for
// the values of the streams, the measured SCC says. Equal registers give 1.
import { at, type Json } from "../model/json";
import { isObject } from "../model/parameters";

/** Ticks between neighbours, from independent streams to equal registers. */
const ticks = [null, 4, 3, 2, 1, 0] as const;
export const steps = ticks.length - 1;

export function textOf(step: number): string {
  const apart = ticks[step] ?? null;
  if (apart === null) return "independent";
  return apart === 0 ? "equal registers" : `registers ${apart} ticks apart`;
}

const first = 0xace1;

function ahead(register: number, by: number): number {
  let r = register;
  for (let k = 0; k < by; k++) {
    r = ((r << 1) | (((r >> 15) ^ (r >> 13) ^ (r >> 12) ^ (r >> 10)) & 1)) & 0xffff;
  }
  return r;
}

function seedsOf(count: number, apart: number): number[] {
  return Array.from({ length: count }, (_, k) => ahead(first, k * apart));
}

/** Which step the streams stand on; null if they are not made of numbers. */
export function stepOf(streams: Json | undefined): number | null {
  const values = at(streams, ["values"]);
  if (!Array.isArray(values) || values.length < 2) return null;
  const seeds = JSON.stringify(at(streams, ["seeds"]) ?? null);
  const found = ticks.findIndex(
    (apart) => apart !== null && JSON.stringify(seedsOf(values.length, apart)) === seeds,
  );
  return Math.max(found, 0);
}

/** The same streams on another step; on 0 they have independent random bits. */
export function withStep(streams: Json | undefined, step: number): Json {
  const values = at(streams, ["values"]);
  if (!isObject(streams) || !Array.isArray(values)) return streams ?? null;
  const rest = { ...streams };
  delete rest["encoder"];
  delete rest["seeds"];
  const apart = ticks[step] ?? null;
  if (apart === null) return rest;
  return { ...rest, encoder: "lfsr", seeds: seedsOf(values.length, apart) };
}
