import { ModelError } from "./errors.js";

/** The 64 bits of a seed, which is looked at before the engine gets it. @throws ModelError */
export function seedOf(seed: number | bigint): bigint {
  if (typeof seed === "bigint" || Number.isSafeInteger(seed)) {
    return BigInt.asUintN(64, BigInt(seed));
  }
  const message = `it is ${seed}; it must be a whole number, or a bigint`;
  throw new ModelError({ code: "invalid-argument", where: "seed", message });
}
