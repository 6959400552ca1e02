// Connections between groups.

import type { Connect, Expression, Npy, Synapses } from "../document.js";
import type { NetworkPart, Rest } from "./network.js";

/** Connections between two groups; `from` and `to` are names such as "cells" or "cells.E". */
export function synapses(
  name: string,
  from: string,
  to: string,
  options: Rest<Synapses, "from" | "to">,
): NetworkPart {
  return { synapses: [{ name, from, to, ...options }] };
}

/** For "connect": all pairs, or those for which a condition of i, j and variables holds. */
export function connectAll(condition?: Expression, options: Pick<Connect, "n"> = {}): Connect {
  return { condition: condition ?? "True", ...options };
}

/** For "connect": each pair with this probability, 0 to 1 or an expression of i and j. */
export function connectRandomly(
  p: number | Expression,
  options: Pick<Connect, "condition" | "n"> = {},
): Connect {
  return { p, ...options };
}

/** For "connect": these pairs, in this order; one number goes with all of the other list. */
export function connectPairs(
  i: number | number[] | Npy,
  j: number | number[] | Npy,
  options: Pick<Connect, "p" | "n"> = {},
): Connect {
  return { i, j, ...options };
}

/**
 * For "connect": for each source the targets that a generator gives, "k for k in range(i, i + 3)",
 * "k for k in sample(N_post, size=10)", or "i" for one to one. A target outside the group is an error
 * unless `skipIfInvalid`.
 */
export function connectTargets(
  j: Expression,
  options: Pick<Connect, "skipIfInvalid" | "p" | "n"> = {},
): Connect {
  return { j, ...options };
}

/** The same for each target, of sources: "k for k in range(j - 1, j + 2)". */
export function connectSources(
  i: Expression,
  options: Pick<Connect, "skipIfInvalid" | "p" | "n"> = {},
): Connect {
  return { i, ...options };
}

/** For "connect": each target draws so many sources, with replacement. */
export function connectFixedIndegree(fixedIndegree: number): Connect {
  return { fixedIndegree };
}

/** For "connect": so many synapses draw a source and a target each, with replacement. */
export function connectFixedTotal(fixedTotal: number): Connect {
  return { fixedTotal };
}
