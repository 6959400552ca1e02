// A document as a link: version byte, then deflated JSON, in base64url, in the part of the address
// that never leaves the browser. What came from a preset is stored as its differences only.
import { diff, patch, type Edit } from "./diff";
import { parse, type Json } from "./json";
import { presets } from "./presets";

const version = 1;
const largest = 4_000_000; // characters a link may unfold to

export interface Shared {
  text: string;
  preset: string | null;
}

export async function encode(text: string, preset: string | null): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(contents(text, preset)));
  const packed = await pipe(payload, new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = version;
  bytes.set(packed, 1);
  return base64url(bytes);
}

export async function decode(code: string): Promise<Shared> {
  const bytes = fromBase64url(code);
  if (bytes[0] !== version)
    throw new Error(`the link has version ${bytes[0] ?? "?"}; this page reads version ${version}`);
  const unpacked = await pipe(bytes.slice(1), new DecompressionStream("deflate-raw"));
  const found: unknown = JSON.parse(new TextDecoder().decode(unpacked));
  if (typeof found !== "object" || found === null) throw new Error("the link holds no document");
  if ("t" in found && typeof found.t === "string") return { text: found.t, preset: null };
  const name = "p" in found ? found.p : undefined;
  const preset = presets.find((one) => one.id === name);
  if (!preset)
    throw new Error(
      `the link builds on the preset ${JSON.stringify(name)}, which this page does not have`,
    );
  const edits = "d" in found && Array.isArray(found.d) ? found.d.filter(isEdit) : [];
  return { text: patch(preset.text, edits), preset: preset.id };
}

function contents(text: string, id: string | null): Json {
  const preset = presets.find((one) => one.id === id);
  const after = parse(text);
  if (!preset || "problem" in after) return { t: text };
  const before = parse(preset.text);
  if ("problem" in before) return { t: text };
  const edits = diff(before.value, after.value);
  const short = { p: preset.id, d: edits as Json };
  return JSON.stringify(short).length < text.length ? short : { t: text };
}

function isEdit(value: unknown): value is Edit {
  return (
    Array.isArray(value) &&
    value.length <= 2 &&
    Array.isArray(value[0]) &&
    value[0].every((key) => typeof key === "string" || typeof key === "number") &&
    !value[0].includes("__proto__")
  );
}

async function pipe(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > largest) throw new Error(`the link unfolds to more than ${largest} characters`);
    parts.push(next.value);
  }
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(code: string): Uint8Array<ArrayBuffer> {
  const binary = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}
