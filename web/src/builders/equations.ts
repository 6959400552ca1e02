// Lines of equations. They are texts, for the lists in "equations" and "method".

import type { Chosen, Link, Npy, Range, Subgroup } from "../document.js";

/** What may stand in parentheses behind a unit. */
export type Flag =
  | "unless refractory"
  | "constant"
  | "shared"
  | "linked"
  | "constant over dt"
  | "event-driven"
  | "clock-driven"
  | "point current";

const flagged = (unit: string, flags: Flag[]): string =>
  flags.length ? `${unit} (${flags.join(", ")})` : unit;

/**
 * A variable that is integrated: `differential("v", "-v / tau", "volt", "unless refractory")` is
 * "dv/dt = -v / tau : volt (unless refractory)". In synapses `event-driven` solves it when a spike
 * arrives, which needs linear equations.
 */
export function differential(name: string, rate: string, unit: string, ...flags: Flag[]): string {
  return `d${name}/dt = ${rate} : ${flagged(unit, flags)}`;
}

/** A name for an expression, evaluated wherever it is used; `constant over dt` stores it. */
export function subexpression(name: string, value: string, unit: string, ...flags: Flag[]): string {
  return `${name} = ${value} : ${flagged(unit, flags)}`;
}

/** A stored value for each element, or one for all (`shared`); 0 unless "init" says otherwise. */
export function parameter(name: string, unit: string, ...flags: Flag[]): string {
  return `${name} : ${flagged(unit, flags)}`;
}

/**
 * Of synapses: in every step the sum over all synapses becomes the value of a parameter of the
 * target ("I_post") or the source ("I_pre"), which nothing else may write.
 */
export function summed(name: `${string}_post` | `${string}_pre`, value: string, unit: string) {
  return `${name} = ${value} : ${unit} (summed)`;
}

/**
 * An explicit integrator for "method": its steps, then the new value.
 * `customMethod("k = dt*f(x, t)", "x_new = x + dt*f(x + k/2, t + dt/2)")`
 */
export function customMethod(...lines: [...string[], `x_new = ${string}`]): string[] {
  return lines;
}

// --- references and values

/** "cells.E" */
export function subgroupOf(group: string, name: string): string {
  return `${group}.${name}`;
}

/** A part of another subgroup of the same group, for "subgroups". */
export function nested(of: string, range: Range): Subgroup {
  return { of, range };
}

/** "cells[3]", or "cells[10:20]" for the elements from 10 to 19. Counted from the part's begin. */
export function elements(group: string, begin: number, end?: number): string {
  return end === undefined ? `${group}[${begin}]` : `${group}[${begin}:${end}]`;
}

/** The compartments of a part of a cell between two distances: "cell.axon[10 um:50 um]". */
export function stretch(part: string, from: string, to: string): string {
  return `${part}[${from}:${to}]`;
}

/**
 * For "linked": the parameter, which has the flag `linked`, is that variable, seen live. `index` says
 * which of its elements each own element sees; `indexVariable` names an integer variable that does.
 */
export function link(to: string, options: Omit<Link, "to"> = {}): Link {
  return { to, ...options };
}

/**
 * For "init" and `setStep`: a value for some elements; the others keep theirs.
 * `some({ where: "i > 5" }, "1*mV")`, `some({ index: [3, 5] }, [1, 2])`, of synapses
 * `some({ i: 0, j: 3 }, 0)`.
 */
export function some(which: Omit<Chosen, "value">, value: Chosen["value"] | Npy): Chosen {
  return { ...which, value };
}
