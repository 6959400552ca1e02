// Runs a program that Emscripten built as a module: `node web/build/run.mjs PROGRAM.mjs ARGUMENTS...`.
// CMake uses it as the emulator of the wasm presets, so ctest works there too.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [program, ...args] = process.argv.slice(2);
if (!program) {
  console.error("usage: node web/build/run.mjs PROGRAM.mjs [ARGUMENT...]");
  process.exit(2);
}
const { default: start } = await import(pathToFileURL(resolve(program)).href);
await start({ arguments: args, thisProgram: program });
