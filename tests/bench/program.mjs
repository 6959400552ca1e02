// The program `myelin` as a place to run workloads: a process for each run.
import { builtOf, runJson } from "../program.mjs";

const names = { native: "native", simd: "wasm (Node)", threads: "wasm threads (Node)" };

/** `kind`: native or wasm. A place is { kind, name, run(job), close() }; see measure.mjs. */
export function openProgram(kind, threads) {
  const [build] = builtOf([kind === "native" ? "native" : threads > 1 ? "threads" : "simd"]);
  return {
    kind,
    name: names[build],
    run: ({ file, duration, warmup, threads, backend, profile }) =>
      runJson(
        build,
        [
          file,
          ...["--duration", String(duration), "--warmup", String(warmup)],
          ...["--threads", String(threads), "--backend", backend],
          ...(profile ? ["--profile"] : []),
        ],
        { timeout: 7200 },
      ),
    close: () => {},
  };
}
