// What differs between a page, a worker and Node. Nothing here runs at import.

import { importFrom } from "./import.js";

/** A module of Node, by a name that bundlers for the web do not see. */
export function importNode(name: "fs/promises"): Promise<typeof import("node:fs/promises")>;
export function importNode(name: "worker_threads"): Promise<typeof import("node:worker_threads")>;
export function importNode(name: string): Promise<unknown> {
  return importFrom(`node:${name}`);
}

export function inNode(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}

/** Why threads are not possible here; empty if they are. */
export function mayShareMemory(): string {
  if (!inNode() && globalThis.crossOriginIsolated !== true) {
    return "the page is not cross-origin isolated (it needs the headers COOP and COEP)";
  }
  return typeof SharedArrayBuffer === "undefined" ? "SharedArrayBuffer is missing here" : "";
}

// A module whose one function is: i32.const 0, i8x16.splat, drop.
const vectorModule = [
  [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  [0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00],
  [0x0a, 0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x1a, 0x0b],
];

/** Whether WebAssembly has vectors of 128 bits here; every browser since 2023 does. */
export function hasSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(vectorModule.flat()));
}

/** What is possible here, for whoever wants to know before loading anything. */
export interface Support {
  /** WebAssembly with vectors; else the engine is a few times slower. */
  readonly simd: boolean;
  readonly threads: boolean;
  /** Why there are no threads; empty if there are. */
  readonly why: string;
}

export function support(): Support {
  const why = mayShareMemory();
  return { simd: hasSimd(), threads: why === "", why };
}

/** Whether warnings that help while writing a program are wanted. */
export function inDevelopment(): boolean {
  const environment = typeof process === "object" ? process.env : undefined;
  return environment?.["NODE_ENV"] !== "production";
}
