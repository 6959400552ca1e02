// From the engine's words for a place ("neurons[0] 'cells'.equations:1:12") to a range of the text.
import { child, offsetInString, parse, type Node } from "./json";

export interface TextRange {
  begin: number;
  end: number;
}

const step = /\[(\d+)\]|'([^']*)'|"([^"]*)"|([A-Za-z_][\w-]*)|[.\s]+/y;

/** The part of the text that `where` names; the nearest enclosing part if the rest is unknown. */
export function locate(text: string, where: string, length = 0): TextRange {
  const parsed = parse(text);
  if ("problem" in parsed) return { begin: parsed.problem.begin, end: parsed.problem.end };
  const tail = /:(\d+)(?::(\d+))?$/.exec(where);
  const line = tail ? Number(tail[1]) : 0;
  const column = tail?.[2] ? Number(tail[2]) : 1;
  const names = tail ? where.slice(0, tail.index) : where;
  const node = walk(parsed.tree, names);
  if (line === 0)
    return node === parsed.tree ? firstLine(text) : { begin: node.begin, end: node.end };
  if (node === parsed.tree) return lineRange(text, line, column);
  return within(text, node, line, column, length);
}

function walk(tree: Node, names: string): Node {
  let here = tree;
  step.lastIndex = 0;
  for (let found = step.exec(names); found; found = step.exec(names)) {
    const [, index, quoted, doubleQuoted, word] = found;
    const name = quoted ?? doubleQuoted;
    if (index !== undefined) here = child(here, Number(index)) ?? here;
    else if (name !== undefined) here = named(here, name) ?? here;
    else if (word !== undefined) {
      const next = child(here, word) ?? named(here, word);
      if (!next) break;
      here = next;
    }
  }
  return here;
}

function named(node: Node, name: string): Node | undefined {
  if (node.kind === "object") return child(node, name);
  if (node.kind !== "array") return undefined;
  return node.items.find((item) => {
    const own = child(item, "name");
    return own?.kind === "value" && own.value === name;
  });
}

function within(text: string, node: Node, line: number, column: number, length: number): TextRange {
  if (node.kind === "array") {
    const item = node.items[line - 1];
    return item ? within(text, item, 1, column, length) : { begin: node.begin, end: node.end };
  }
  if (node.kind !== "value" || typeof node.value !== "string")
    return { begin: node.begin, end: node.end };
  const lines = node.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const first = before + column - 1;
  const word = /^\w+|^./.exec(node.value.slice(first))?.[0].length ?? 1;
  const begin = offsetInString(text, node, Math.min(first, node.value.length));
  const end = offsetInString(text, node, Math.min(first + (length || word), node.value.length));
  return { begin: Math.min(begin, node.end - 1), end: Math.max(end, begin + 1) };
}

function lineRange(text: string, line: number, column: number): TextRange {
  const start = text
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0);
  const begin = Math.min(start + column - 1, text.length);
  return { begin, end: Math.min(begin + 1, text.length) };
}

function firstLine(text: string): TextRange {
  const end = text.indexOf("\n");
  return { begin: 0, end: end < 0 ? text.length : Math.max(end, 1) };
}

export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
