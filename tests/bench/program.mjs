// The program `myelin` as a place to run workloads: a process for each run.
import { root, runJson } from "../program.mjs";

const names = { native: "native", simd: "wasm (Node)", threads: "wasm threads (Node)" };

export function openProgram(build) {
  return {
    build: names[build],
    run: ({ model, duration, threads }) =>
      runJson(build, [
        `${root}tests/models/${model}.json`,
        "--duration",
        String(duration),
        "--threads",
        String(threads),
      ]),
    close: () => {},
  };
}
