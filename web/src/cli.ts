#!/usr/bin/env node
// The program `myelin` where there is no native one: the same, compiled to WebAssembly.

/** The value of `--threads N` or `--threads=N`, as far as the choice of the build needs it. */
function threadsIn(words: string[]): number {
  const at = words.findIndex((word) => word === "--threads" || word.startsWith("--threads="));
  const word = words[at] ?? "";
  return Number(word.includes("=") ? word.slice("--threads=".length) : words[at + 1]) || 1;
}

const words = process.argv.slice(2);
const variant = threadsIn(words) > 1 ? "threads" : "simd";
const program = (await import(new URL(`./wasm/cli.${variant}.mjs`, import.meta.url).href)) as {
  start: (words: string[]) => Promise<void>;
};
await program.start(words);
