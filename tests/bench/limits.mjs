// The limit programs (limits/README.md), native and as WebAssembly under Node.
import { execute, root } from "../program.mjs";

async function build(folder, program) {
  const words = ["--build", folder, "--target", `limit_${program}`];
  const { code, stdout, stderr } = await execute("cmake", words, { timeout: 1800 });
  if (code !== 0) throw new Error(`cmake ${words.join(" ")}: ${(stderr || stdout).slice(-300)}`);
}

const reason = (stderr) => stderr.match(/.*(Error|usage).*/)?.[0];

async function run(folder, program, args) {
  const file = `${root}${folder}/tests/bench/limits/limit_${program}`;
  const isWasm = folder.includes("wasm");
  const [command, words] = isWasm ? [process.execPath, [`${file}.cjs`, ...args]] : [file, args];
  const { code, stdout, stderr } = await execute(command, words, { timeout: 7200 });
  if (code !== 0) throw new Error(`limit_${program} ${args.join(" ")}: ${reason(stderr) ?? code}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** `from`: the native build folder. Builds the programs that are asked for, once each. */
export function openLimits(from) {
  const folders = { native: from, wasm: "build/wasm", chromium: "build/wasm" };
  const built = new Map();
  const rates = new Map();

  async function folderOf(kind, program) {
    const folder = folders[kind];
    const key = `${folder} ${program}`;
    if (!built.has(key)) built.set(key, build(folder, program));
    await built.get(key);
    return folder;
  }

  /** Units of work a second by name, as the programs cells, memory or bits print them. */
  async function ratesOf(kind, program) {
    const folder = await folderOf(kind, program);
    const key = `${folder} ${program}`;
    if (!rates.has(key)) {
      const lines = await run(folder, program, []);
      rates.set(key, Object.fromEntries(lines.map(({ name, value }) => [name, value])));
    }
    return rates.get(key);
  }

  /** CPU seconds of a workload's run loop; undefined if no program stands for it. */
  async function seconds(kind, { limit }, { duration }, precision) {
    if (!limit) return undefined;
    if (limit.kernel) {
      const rate = (await ratesOf(kind, "cells"))[`${limit.kernel} ${precision}`];
      return (limit.cells * duration * 1e4) / (rate * 1e9);
    }
    const cells = limit.cells ? [String(limit.cells)] : [];
    const args = [limit.network, String(duration), ...cells];
    const [line] = await run(await folderOf(kind, "network"), "network", args);
    return line.run_cpu_seconds;
  }
  return { ratesOf, seconds };
}
