// Appended to the module that Emscripten makes: starts the program, and passes Ctrl-C on to it.
//
// Nobody hears a signal in a thread that is busy computing, so the program runs in a worker, as the
// first of its own threads. Emscripten could run main() apart, too (-sPROXY_TO_PTHREAD); but then
// files and output are another thread's, and an answer of that one can get lost, for which the
// program waits for ever (mended by emscripten-core/emscripten#26582).
/* global Module -- what Emscripten calls the function that starts the program */
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";

/** Runs `myelin WORDS` in this process; its exit status is that of the process. */
export async function start(words) {
  // Node makes pipes non-blocking when the first worker starts; then a slow reader loses the rest.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
  const interrupt = new Int32Array(new SharedArrayBuffer(8)); // asked, listening
  // The first Ctrl-C asks a run to stop; the next one, or one while nothing runs, ends the program.
  process.on("SIGINT", () => {
    if (!interrupt[1] || Atomics.exchange(interrupt, 0, 1)) process.exit(130);
  });
  const terminal = Boolean(process.stderr.isTTY); // a worker has none
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
  await Module({ arguments: words, thisProgram: "myelin", interrupt, terminal });
}
