// Steps of a plan, for "run": [runFor("1 s"), setStep({ tau: "5 ms" }), runFor("1 s")].

import type {
  Amount,
  Connect,
  Expression,
  Initial,
  RunActive,
  RunConnect,
  RunDisconnect,
  RunDt,
  RunDuration,
  RunRestore,
  RunSeed,
  RunSet,
  RunStore,
  RunUntil,
} from "../document.js";

/** Runs for a time: "1 s", `ms(20)`, or seconds. */
export function runFor(duration: Amount): RunDuration {
  return { duration };
}

/**
 * Runs until a condition holds for any element of `of` (for all: `for: "all"`), but no longer than
 * `atMost`. Without `of` it may use constants and t. `check`: how often to look; every step if absent.
 */
export function runUntil(until: Expression, options: Omit<RunUntil, "until">): RunUntil {
  return { until, ...options };
}

/** Changes constants ("taum") and variables ("cells.I"), in this order. */
export function setStep(values: RunSet["set"]): RunSet {
  return { set: values };
}

/** Keeps the state of the network under a name. */
export function storeStep(name: string): RunStore {
  return { store: name };
}

/** Goes back to a state that was kept before. */
export function restoreStep(name: string): RunRestore {
  return { restore: name };
}

/** Another length of steps: of the default clock, or of an object that has its own. */
export function dtStep(dt: Amount, of?: string): RunDt {
  return { dt, ...(of === undefined ? {} : { of }) };
}

/** Random numbers are from now on those of this seed. */
export function seedStep(seed: number | bigint | string): RunSeed {
  return { seed: typeof seed === "bigint" ? seed.toString() : seed };
}

/** Switches objects off (false: they do nothing, and their spikes are forgotten) and on. */
export function activeStep(active: Record<string, boolean>): RunActive {
  return { active };
}

/** Adds synapses by a rule as in "connect"; `init` instead of what the synapses' own says. */
export function connectStep(
  synapses: string,
  rule: Connect,
  init?: Record<string, Initial>,
): RunConnect {
  return { connect: synapses, ...rule, ...(init === undefined ? {} : { init }) };
}

/** Removes synapses: by condition (`where`), numbers (`index`), or ends (`i`, `j`, `k`). */
export function disconnectStep(
  synapses: string,
  which: Omit<RunDisconnect, "disconnect">,
): RunDisconnect {
  return { disconnect: synapses, ...which };
}
