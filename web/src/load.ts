// Finds, checks and starts the engine.

import { Engine, type Variant } from "./engine.js";
import { LoadError } from "./errors.js";
import { importFrom } from "./import.js";
import type { RawFactory } from "./module.js";
import { hasSimd, importNode, inNode, mayShareMemory } from "./platform.js";

/** Where the WebAssembly may come from: an address, its bytes, or compiled already. */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array | Response | WebAssembly.Module;

export interface LoadOptions {
  /** The WebAssembly itself, if it is not at its usual place. */
  wasm?: WasmSource | Promise<WasmSource>;
  /**
   * Which build. "auto", the default, takes the one with threads if more than one thread is wanted
   * and the page may share memory; otherwise the one without, silently: `info.why` says why.
   */
  variant?: "auto" | Variant;
  /** How many threads a network may use, the caller's included; 1 by default. */
  threads?: number;
  /** Gives the address of a file of the package, such as "core.simd.wasm" or "core.simd.mjs". */
  locateFile?: (name: string) => string | URL;
}

// Literal, so that bundlers see the files and ship them. They are files to them, not modules: the
// glue is imported by its address, since what it does with threads would be lost in a bundle.
const shipped = {
  "core.simd.mjs": () => new URL("./wasm/core.simd.mjs", import.meta.url),
  "core.simd.wasm": () => new URL("./wasm/core.simd.wasm", import.meta.url),
  "core.threads.mjs": () => new URL("./wasm/core.threads.mjs", import.meta.url),
  "core.threads.wasm": () => new URL("./wasm/core.threads.wasm", import.meta.url),
  "core.scalar.mjs": () => new URL("./wasm/core.scalar.mjs", import.meta.url),
  "core.scalar.wasm": () => new URL("./wasm/core.scalar.wasm", import.meta.url),
  "schema.json": () => new URL("./wasm/schema.json", import.meta.url),
};

/** Names of the files that are read at run time. */
export type EngineFile = keyof typeof shipped;
export const engineFiles = Object.keys(shipped) as EngineFile[];

/** The address of a file of the package. */
export function locate(name: EngineFile, options: LoadOptions = {}): URL {
  const found = options.locateFile?.(name) ?? shipped[name]();
  if (found instanceof URL) return found;
  return new URL(found, globalThis.location?.href ?? import.meta.url);
}

function loadError(where: string, message: string, cause?: unknown): LoadError {
  return new LoadError({ code: "load", where, message }, { cause });
}

// --- which build

interface Choice {
  variant: Variant;
  threads: number;
  why: string;
}

function choose(options: LoadOptions): Choice {
  const { variant = "auto", threads = 1 } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw loadError("load.threads", `${threads} is not a number of threads; it must be 1 or more`);
  }
  if (variant === "simd" || variant === "scalar") {
    return { variant, threads: 1, why: threads > 1 ? `the variant ${variant} has one thread` : "" };
  }
  if (!hasSimd()) return { variant: "scalar", threads: 1, why: "WebAssembly has no SIMD here" };
  if (variant === "auto" && threads === 1) return { variant: "simd", threads, why: "" };
  const why = mayShareMemory();
  if (why === "") return { variant: "threads", threads, why };
  return { variant: "simd", threads: 1, why };
}

// --- the WebAssembly

const magic = [0x00, 0x61, 0x73, 0x6d]; // "\0asm"

function checkMagic(bytes: Uint8Array, where: string): void {
  if (magic.every((byte, k) => bytes[k] === byte)) return;
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  const advice =
    "check that the server serves the package's wasm files, pass `locateFile`, " +
    "or, in Vite's dev server, exclude the package: optimizeDeps: { exclude: ['myelin'] }";
  if (start.startsWith("<")) {
    throw loadError(where, `HTML came in place of the WebAssembly; ${advice}`);
  }
  const found = bytes.length === 0 ? "nothing" : JSON.stringify(start.slice(0, 16));
  throw loadError(where, `${found} came in place of the WebAssembly; ${advice}`);
}

async function compileBytes(
  bytes: ArrayBuffer | Uint8Array,
  where: string,
): Promise<WebAssembly.Module> {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  checkMagic(view, where);
  try {
    return await WebAssembly.compile(view as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    const message = `the WebAssembly is not accepted here: ${String(cause)}`;
    throw loadError(where, message, cause);
  }
}

async function compileResponse(response: Response, where: string): Promise<WebAssembly.Module> {
  if (!response.ok) {
    throw loadError(where, `the server answered ${response.status} ${response.statusText}`);
  }
  // Compiling while it arrives also lets the browser keep the compiled code.
  if (response.headers.get("content-type") === "application/wasm") {
    const copy = response.clone();
    try {
      return await WebAssembly.compileStreaming(response);
    } catch {
      return compileBytes(await copy.arrayBuffer(), where);
    }
  }
  return compileBytes(await response.arrayBuffer(), where);
}

async function compileFrom(url: URL): Promise<WebAssembly.Module> {
  try {
    if (url.protocol === "file:" && inNode()) {
      const { readFile } = await importNode("fs/promises");
      return await compileBytes(await readFile(url), url.href);
    }
    return await compileResponse(await fetch(url), url.href);
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw loadError(url.href, `it could not be read: ${String(cause)}`, cause);
  }
}

/** What a JSON file of the package holds. @throws LoadError */
export async function readJson(url: URL): Promise<unknown> {
  try {
    if (url.protocol === "file:" && inNode()) {
      const { readFile } = await importNode("fs/promises");
      return JSON.parse(new TextDecoder().decode(await readFile(url)));
    }
    const response = await fetch(url);
    if (response.ok) return await response.json();
    throw new Error(`the server answered ${response.status} ${response.statusText}`);
  } catch (cause) {
    throw loadError(url.href, `it could not be read: ${String(cause)}`, cause);
  }
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compileOnce(url: URL): Promise<WebAssembly.Module> {
  const known = compiled.get(url.href);
  if (known) return known;
  const made = compileFrom(url);
  compiled.set(url.href, made);
  made.catch(() => compiled.delete(url.href)); // the next attempt may find it
  return made;
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    return compileBytes(source, "load.wasm");
  }
  if (source instanceof Response) return compileResponse(source, source.url || "load.wasm");
  return compileOnce(new URL(source, globalThis.location?.href ?? import.meta.url));
}

// --- starting it

async function importFactory(url: URL): Promise<RawFactory> {
  try {
    const glue: unknown = await importFrom(url.href);
    return (glue as { default: RawFactory }).default;
  } catch (cause) {
    const message =
      `it could not be imported (${String(cause)}); ` +
      "check that the server serves it, as JavaScript (text/javascript)";
    throw loadError(url.href, message, cause);
  }
}

/**
 * Loads an engine. Optional: {@link Simulation.create} does it when it must.
 * @throws LoadError
 */
export async function load(options: LoadOptions = {}): Promise<Engine> {
  const { variant, threads, why } = choose(options);
  const glue = locate(`core.${variant}.mjs`, options);
  const source = (await options.wasm) ?? locate(`core.${variant}.wasm`, options);
  const [factory, module] = await Promise.all([importFactory(glue), compile(source)]);
  const engine = await Engine.start({ factory, module, variant, threads, why, glue });
  await engine.pool?.warm(threads);
  return engine;
}

const shared = new Map<Variant, Promise<Engine>>();

/** The engine of everyone who does not bring one; a new one if that has died. */
export async function sharedEngine(options: LoadOptions): Promise<Engine> {
  if (options.wasm !== undefined || options.locateFile) return load(options);
  const { variant, threads } = choose(options);
  const known = shared.get(variant);
  if (known) {
    const engine = await known.catch(() => undefined);
    if (engine && !engine.dead) {
      engine.allow(threads);
      return engine;
    }
    if (shared.get(variant) !== known) return sharedEngine(options); // someone was faster
  }
  const made = load(options);
  shared.set(variant, made);
  return made;
}
