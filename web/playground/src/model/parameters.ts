// Which numbers of a document are knobs, and whether a change of document needs a new network.
import { diff, pathKey } from "./diff";
import { at, parse, type Json } from "./json";
import { parseQuantity, type Quantity } from "./quantity";

export interface Parameter {
  key: string;
  path: (string | number)[];
  target: string; // what the engine calls it: "taum", "cells.I"
  label: string; // "taum", "I"
  owner: string; // the object it belongs to; "" for the network's constants
  value: Json;
  quantity: Quantity;
}

export interface Section {
  owner: string;
  title: string;
  parameters: Parameter[];
}

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** The equations of an object as one text, a line each. */
export function equationText(object: Json | undefined): string {
  const equations = at(object, ["equations"]);
  return Array.isArray(equations) ? equations.map(text).join("\n") : text(equations);
}

const sections = ["neurons", "spatialNeurons", "synapses"];

/** Where a group or synapses stand in the document: ["neurons", 0]. */
export function pathOf(document: Json | undefined, name: string): [string, number] | null {
  for (const section of sections) {
    const index = list(at(document, [section])).findIndex((one) => at(one, ["name"]) === name);
    if (index >= 0) return [section, index];
  }
  return null;
}

export function parametersOf(document: Json): Parameter[] {
  const found: Parameter[] = [];
  const add = (path: (string | number)[], target: string, owner: string): void => {
    const value = at(document, path);
    const quantity = parseQuantity(value);
    if (value === undefined || !quantity) return;
    const label = String(path.at(-1) === "rates" ? "rate" : path.at(-1));
    found.push({ key: pathKey(path), path, target, label, owner, value, quantity });
  };
  const addAll = (
    path: (string | number)[],
    owner: string,
    skip: (name: string) => boolean,
  ): void => {
    const object = at(document, path);
    if (!isObject(object)) return;
    for (const name of Object.keys(object)) {
      if (!skip(name)) add([...path, name], owner ? `${owner}.${name}` : name, owner);
    }
  };
  addAll(["constants"], "", () => false);
  for (const section of sections) {
    list(at(document, [section])).forEach((object, k) => {
      const name = text(at(object, ["name"]));
      const equations = equationText(object);
      addAll([section, k, "constants"], name, () => false);
      addAll([section, k, "init"], name, (one) => !isParameter(equations, one));
    });
  }
  list(at(document, ["inputs"])).forEach((input, k) => {
    const name = text(at(input, ["name"]));
    add(["inputs", k, "rates"], `${name}.rates`, name);
    add(["inputs", k, "rate"], `${name}.rate`, name);
  });
  return found;
}

/** Declared as "name : unit", so its start value stays its value. */
function isParameter(equations: string, name: string): boolean {
  return /^\w+$/.test(name) && new RegExp(`^\\s*${name}\\s*:`, "m").test(equations);
}

export type Change =
  | { kind: "none" }
  | { kind: "live"; sets: { target: string; value: string | number }[] }
  | { kind: "rebuild" };

const inert = new Set(["title", "view", "run"]); // the engine's free run does not read them

/** What must happen to a network built from `before` so that it is `after`. */
export function changeBetween(before: Json, after: Json): Change {
  const edits = diff(before, after).filter(([path]) => !inert.has(String(path[0])));
  if (edits.length === 0) return { kind: "none" };
  const knobs = new Map(parametersOf(after).map((one) => [one.key, one]));
  const old = new Set(parametersOf(before).map((one) => one.key));
  const sets: { target: string; value: string | number }[] = [];
  for (const [path] of edits) {
    const knob = knobs.get(pathKey(path));
    if (!knob || !old.has(knob.key)) return { kind: "rebuild" };
    sets.push({ target: knob.target, value: knob.value as string | number });
  }
  return { kind: "live", sets };
}

export interface ViewSettings {
  window: number; // s
  speed: number | null; // simulated s per s; null: as fast as possible
  bin: number; // s
  panels: string[];
  trace: string; // "monitor/variable"; "" is the first
}

const seconds = (value: Json | undefined): number | null => {
  const quantity = parseQuantity(value);
  if (!quantity) return null;
  const scale: Record<string, number> = { s: 1, ms: 1e-3, us: 1e-6, "": 1 };
  const factor = scale[quantity.unit];
  return factor === undefined || quantity.value <= 0 ? null : quantity.value * factor;
};

export function viewOf(document: Json): ViewSettings {
  const view = at(document, ["view"]);
  const speed = at(view, ["speed"]);
  const panels = list(at(view, ["panels"])).map(text);
  return {
    window: seconds(at(view, ["window"])) ?? 0.4,
    speed: speed === "max" ? null : typeof speed === "number" && speed > 0 ? speed : 1,
    bin: seconds(at(view, ["bin"])) ?? 5e-3,
    trace: text(at(view, ["trace"])),
    panels: panels.length > 0 ? panels : ["raster", "traces", "rate"],
  };
}

const known = new Map<string, Json | undefined>();

/** The document's value if its JSON is sound; the same text gives the same object. */
export function valueOf(document: string): Json | undefined {
  if (!known.has(document)) {
    const parsed = parse(document);
    if (known.size >= 4) known.delete(known.keys().next().value ?? "");
    known.set(document, "problem" in parsed ? undefined : parsed.value);
  }
  return known.get(document);
}

export const titleOf = (document: Json | undefined): string =>
  text(at(document, ["title"])) || "untitled network";

/** Sections of the inspector: the network's constants, then what objects bring themselves. */
export function sectionsOf(parameters: readonly Parameter[]): Section[] {
  const owners = [...new Set(parameters.map((one) => one.owner))];
  return owners.map((owner) => ({
    owner,
    title: owner || "Parameters",
    parameters: parameters.filter((one) => one.owner === owner),
  }));
}
