// What the tests of myelin/stochastic share.
import { readFileSync } from "node:fs";
import { load } from "myelin";

export const engine = await load();
export const table = (name: string): string =>
  readFileSync(new URL(`../reference/stochastic/${name}`, import.meta.url), "utf8");
export const json = <T>(name: string): T => JSON.parse(table(name)) as T;
export const hex = (words: readonly string[]): bigint[] => words.map((word) => BigInt(`0x${word}`));

export const lengths = [...Array.from({ length: 130 }, (_, k) => k + 1), 1024, 1025, 4095, 4096];
export const bitsOf = (length: number, step = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, k) => Number((step * k + 3) % 5 < 2));
