// JSON with positions: what a person types, and where each part of it stands.
//
// JSON.parse says neither where a value begins nor, in words, what is wrong; an editor needs both.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Path = readonly (string | number)[];

interface Range {
  begin: number; // offsets into the text; end is one past
  end: number;
}
export interface Entry {
  key: string;
  keyRange: Range;
  value: Node;
}
export type Node = Range &
  (
    | { kind: "object"; entries: Entry[] }
    | { kind: "array"; items: Node[] }
    | { kind: "value"; value: null | boolean | number | string }
  );

export interface SyntaxProblem {
  message: string;
  begin: number;
  end: number;
}
export type Parsed = { tree: Node; value: Json } | { problem: SyntaxProblem };

const deepest = 64;

class Stop extends Error {
  constructor(
    override readonly message: string,
    readonly begin: number,
    readonly end: number,
  ) {
    super(message);
  }
}

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  document(): Node {
    const tree = this.node(0);
    this.blank();
    if (this.at < this.text.length) this.stop("nothing may follow the document's last }");
    return tree;
  }

  private node(depth: number): Node {
    this.blank();
    const begin = this.at;
    const c = this.text[begin];
    if (depth > deepest) this.stop(`more than ${deepest} levels deep`);
    if (c === "{") return this.object(begin, depth);
    if (c === "[") return this.array(begin, depth);
    if (c === '"') return { kind: "value", value: this.string(), begin, end: this.at };
    return this.word(begin);
  }

  private object(begin: number, depth: number): Node {
    const entries: Entry[] = [];
    const seen = new Set<string>();
    this.at++;
    for (this.blank(); this.text[this.at] !== "}"; this.blank()) {
      if (entries.length > 0) this.separator("}");
      const start = this.at;
      if (this.text[start] !== '"') this.stop('a name in "quotes" is expected here');
      const key = this.string();
      const keyRange = { begin: start, end: this.at };
      if (seen.has(key)) throw new Stop(`"${key}" stands here twice`, start, this.at);
      seen.add(key);
      this.blank();
      if (this.text[this.at] !== ":") this.stop(`a colon is expected after "${key}"`);
      this.at++;
      entries.push({ key, keyRange, value: this.node(depth + 1) });
    }
    this.at++;
    return { kind: "object", entries, begin, end: this.at };
  }

  private array(begin: number, depth: number): Node {
    const items: Node[] = [];
    this.at++;
    for (this.blank(); this.text[this.at] !== "]"; this.blank()) {
      if (items.length > 0) this.separator("]");
      items.push(this.node(depth + 1));
    }
    this.at++;
    return { kind: "array", items, begin, end: this.at };
  }

  private separator(close: string): void {
    if (this.text[this.at] !== ",") this.stop(`a comma or ${close} is expected here`);
    const comma = this.at++;
    this.blank();
    if (this.text[this.at] === close) {
      throw new Stop(`no comma before ${close}`, comma, comma + 1);
    }
  }

  private string(): string {
    const begin = this.at;
    for (this.at++; this.text[this.at] !== '"'; this.at++) {
      const c = this.text[this.at];
      if (c === undefined || c === "\n")
        throw new Stop("the text has no closing quote", begin, this.at);
      if (c === "\\") this.at++;
    }
    this.at++;
    try {
      return JSON.parse(this.text.slice(begin, this.at)) as string;
    } catch {
      throw new Stop("a \\ or a control character in this text is not allowed", begin, this.at);
    }
  }

  private word(begin: number): Node {
    const found = /^[^\s,:[\]{}"]+/.exec(this.text.slice(begin, begin + 400))?.[0];
    if (found === undefined)
      this.stop(
        begin < this.text.length ? "a value is expected here" : "the document ends too early",
      );
    this.at = begin + found.length;
    const constants: Record<string, boolean | null> = { true: true, false: false, null: null };
    const constant = constants[found];
    if (constant !== undefined) return { kind: "value", value: constant, begin, end: this.at };
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(found)) {
      return { kind: "value", value: Number(found), begin, end: this.at };
    }
    throw new Stop(`${found} is not a JSON value; texts stand in "quotes"`, begin, this.at);
  }

  private blank(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "")) this.at++;
  }

  private stop(message: string): never {
    throw new Stop(message, this.at, Math.min(this.at + 1, this.text.length));
  }
}

function valueOf(node: Node): Json {
  if (node.kind === "array") return node.items.map(valueOf);
  if (node.kind === "value") return node.value;
  return Object.fromEntries(node.entries.map((entry) => [entry.key, valueOf(entry.value)]));
}

export function parse(text: string): Parsed {
  try {
    const tree = new Reader(text).document();
    return { tree, value: valueOf(tree) };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { message, begin, end } = error;
    return { problem: { message, begin, end } };
  }
}

export function child(node: Node | undefined, key: string | number): Node | undefined {
  if (node?.kind === "object") return node.entries.find((entry) => entry.key === key)?.value;
  if (node?.kind === "array" && typeof key === "number") return node.items[key];
  return undefined;
}

export function find(tree: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>(child, tree);
}

export function at(value: Json | undefined, path: Path): Json | undefined {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string | number, Json>)[key];
  }
  return here;
}

/** Where the `count`-th character of a string node stands in the text: escapes are longer. */
export function offsetInString(text: string, node: Node, count: number): number {
  let offset = node.begin + 1;
  for (let k = 0; k < count && offset < node.end - 1; k++) {
    if (text[offset] !== "\\") offset += 1;
    else offset += text[offset + 1] === "u" ? 6 : 2;
  }
  return offset;
}

/** Puts a value in its place and leaves every other character of the text as it was. */
export function replaceValue(text: string, path: Path, value: Json): string {
  const parsed = parse(text);
  if ("problem" in parsed) return text;
  const node = find(parsed.tree, path);
  if (node)
    return text.slice(0, node.begin) + print(value, indentAt(text, node)) + text.slice(node.end);
  return print(withValue(parsed.value, path, value));
}

function indentAt(text: string, node: Node): number {
  const start = text.lastIndexOf("\n", node.begin) + 1;
  return /^ */.exec(text.slice(start))?.[0].length ?? 0;
}

/** A copy with the value at `path` replaced, or removed when it is undefined. */
export function withValue(value: Json, path: Path, next: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return next ?? null;
  if (Array.isArray(value) && typeof key === "number") {
    const copy = [...value];
    if (rest.length === 0 && next === undefined) copy.splice(key, 1);
    else copy[key] = withValue(copy[key] ?? null, rest, next);
    return copy;
  }
  const object = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  if (rest.length > 0 || next !== undefined) {
    return { ...object, [key]: withValue(object[key] ?? null, rest, next) };
  }
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** As a person would lay it out: what fits on a line stays on a line. */
export function print(value: Json, indent = 0, width = 96): string {
  const flat = printFlat(value);
  if (typeof value !== "object" || value === null) return flat;
  if (indent + flat.length <= width && indent > 0) return flat;
  const pad = " ".repeat(indent + 2);
  const inner = (item: Json): string => print(item, indent + 2, width);
  const parts = Array.isArray(value)
    ? value.map(inner)
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inner(item)}`);
  if (parts.length === 0) return flat;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.map((part) => pad + part).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function printFlat(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${printFlat(item)}`,
  );
  return parts.length > 0 ? `{ ${parts.join(", ")} }` : "{}";
}
