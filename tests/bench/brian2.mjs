// Brian2 as a peer: the same networks, compiled by it (brian2/README.md), timed beside ours.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, root } from "../program.mjs";

const python = process.env.PYTHON ?? "/usr/bin/python3";

export async function openBrian2() {
  const asked = await execute(python, [
    "-W",
    "ignore",
    "-c",
    "import brian2; print(brian2.__version__)",
  ]);
  if (asked.code !== 0) {
    throw new Error(
      `${python} has no Brian2; Debian's package is python3-brian (PYTHON names another)`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "myelin-brian2-"));
  const built = new Map(); // "cuba 10" to what the script printed

  // Compiled when it is first wanted, and run once: that gives the figures.
  async function compile(name, duration) {
    const target = join(folder, `${name}-${duration}`);
    const script = `${root}tests/bench/brian2/run.py`;
    const words = ["-B", "-W", "ignore", script, name, String(duration), target];
    const { code, stdout, stderr } = await execute(python, words, { timeout: 3600 });
    if (code !== 0) throw new Error(`Brian2, ${name}: ${stderr.trim().split("\n").at(-1)}`);
    const said = JSON.parse(stdout.trim().split("\n").at(-1));
    console.error(`Brian2 ${asked.stdout.trim()}: ${JSON.stringify(said)}`);
    return { target, ...said };
  }

  /** CPU seconds of the run loop, as the compiled program counts them. */
  async function seconds(name, duration) {
    if (!name) return undefined;
    const key = `${name} ${duration}`;
    const isFirst = !built.has(key);
    if (isFirst) built.set(key, await compile(name, duration));
    const { target } = built.get(key);
    if (!isFirst) {
      const { code, stderr } = await execute(join(target, "main"), [], {
        cwd: target,
        timeout: 3600,
      });
      if (code !== 0) throw new Error(`Brian2, ${name}: ${stderr.slice(-200)}`);
    }
    return Number(readFileSync(join(target, "results/last_run_info.txt"), "utf8").split(" ")[0]);
  }
  const close = () => rmSync(folder, { recursive: true, force: true });
  return { name: `Brian2 ${asked.stdout.trim()}`, seconds, close };
}
