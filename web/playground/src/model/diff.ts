// The difference of two documents as a short list: [path, value], or [path] where something went.
import { at, print, replaceValue, withValue, parse, type Json, type Path } from "./json";

export type Edit = [path: (string | number)[], value?: Json];

const isTree = (value: Json): value is { [key: string]: Json } | Json[] =>
  typeof value === "object" && value !== null;

export function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function diff(before: Json, after: Json, path: (string | number)[] = []): Edit[] {
  if (same(before, after)) return [];
  const comparable =
    isTree(before) &&
    isTree(after) &&
    Array.isArray(before) === Array.isArray(after) &&
    (!Array.isArray(before) || before.length === (after as Json[]).length);
  if (!comparable) return [[path, after]];
  const keys = Array.isArray(before)
    ? before.map((_, index) => index)
    : [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Edit[] => {
    const [a, b] = [at(before, [key]), at(after, [key])];
    if (b === undefined) return [[[...path, key]]];
    if (a === undefined) return [[[...path, key], b]];
    return diff(a, b, [...path, key]);
  });
}

/** Applies edits to a text; where only values change, the layout stays as it was. */
export function patch(text: string, edits: readonly Edit[]): string {
  return edits.reduce((current, [path, value]) => {
    if (value !== undefined) return replaceValue(current, path, value);
    const parsed = parse(current);
    return "problem" in parsed ? current : print(withValue(parsed.value, path, undefined));
  }, text);
}

export const pathKey = (path: Path): string => path.join("\u0000");
