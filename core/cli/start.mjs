// Appended to the module that Emscripten makes: runs the program when Node was started with it.
// Workers load the same file, and importing it starts nothing.
/* global Module -- what Emscripten calls the function that starts the program */
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";

const started = process.argv[1];
if (isMainThread && started && import.meta.url === pathToFileURL(realpathSync(started)).href) {
  await Module({ arguments: process.argv.slice(2), thisProgram: "myelin" });
}
