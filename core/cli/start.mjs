// Appended to the module that Emscripten makes: starts the program, and passes Ctrl-C on to it.
//
// Nobody hears a signal in a thread that is busy computing, so the program runs in another one: in a
// worker of ours, or where it has threads in one of its own (-sPROXY_TO_PTHREAD).
/* global Module -- what Emscripten calls the function that starts the program */
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const hasThreads = "@MYELIN_WASM_VARIANT@" === "threads"; // CMake writes the variant there
const thisProgram = "myelin";
const terminal = Boolean(process.stderr.isTTY); // of the main thread: a worker has none

// The first Ctrl-C asks a run to stop; the next one, or one while nothing runs, ends the program.
const onInterrupt = (ask) => process.on("SIGINT", () => ask() || process.exit(130));

/** Runs `myelin WORDS` in this process; its exit status is that of the process. */
export async function start(words) {
  // Node makes pipes non-blocking when the first worker starts; then a slow reader loses the rest.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
  if (hasThreads) {
    const program = await Module({ arguments: words, thisProgram, terminal });
    onInterrupt(() => program._myelin_interrupt());
    return;
  }
  const interrupt = new Int32Array(new SharedArrayBuffer(8)); // asked, listening
  onInterrupt(() => interrupt[1] && !Atomics.exchange(interrupt, 0, 1));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { words, interrupt, terminal },
    execArgv: [], // flags such as --input-type are for the main program only
  });
  worker.on("exit", (code) => (process.exitCode = code));
}

const started = process.argv[1];
if (isMainThread) {
  if (started && import.meta.url === pathToFileURL(realpathSync(started)).href) {
    await start(process.argv.slice(2));
  }
} else if (workerData?.words) {
  const { words, interrupt, terminal } = workerData;
  await Module({ arguments: words, thisProgram, interrupt, terminal });
}
