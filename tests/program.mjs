// How the tests start the program `myelin`: natively, as WebAssembly under Node, or for 64-bit ARM
// under qemu.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

// In wasm the SIMD tier is fixed when the program is built; natively it is chosen at run time.
export const builds = {
  native: { file: "build/release/myelin", command: [], threads: true },
  scalar: { file: "build/wasm-scalar/cli.scalar.mjs", command: [process.execPath], threads: false },
  simd: { file: "build/wasm/cli.simd.mjs", command: [process.execPath], threads: false },
  threads: {
    file: "build/wasm-threads/cli.threads.mjs",
    command: [process.execPath],
    threads: true,
  },
  aarch64: {
    file: "build/aarch64/myelin",
    command: ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
    threads: true,
  },
};

export const isBuilt = (build) => existsSync(root + builds[build].file);

// Which of `wanted` are there; says on stderr which are not. Exits if none is.
export function builtOf(wanted) {
  const missing = wanted.filter((build) => !isBuilt(build));
  for (const build of missing) console.error(`note: ${builds[build].file} is not built`);
  if (missing.length === wanted.length) {
    console.error("build first: npm run build");
    process.exit(1);
  }
  return wanted.filter((build) => !missing.includes(build));
}

export class ProgramError extends Error {
  name = "ProgramError";
  // `code`: 1 failed while running, 2 wrong input, null killed.
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// Runs `myelin ARGS` and answers its stdout. Throws ProgramError with what stderr says otherwise.
export async function myelin(build, args, { timeout = 600 } = {}) {
  const { file, command } = builds[build];
  const [program, ...words] = [...command, root + file, ...args];
  const { code, signal, stdout, stderr } = await execute(program, words, { timeout });
  if (code === 0) return stdout;
  const said = stderr
    .trim()
    .split("\n")
    .slice(0, 3)
    .join(" ")
    .replace(/^myelin: /, "");
  throw new ProgramError(code, said || (signal ? `ended by ${signal}` : `exit status ${code}`));
}

// `myelin run MODEL --json`: the object that it prints.
export async function runJson(build, args, options) {
  const stdout = await myelin(build, ["run", ...args, "--json", "--quiet"], options);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new ProgramError(0, `run --json printed no JSON: ${stdout.slice(0, 80)}`);
  }
}

// The SIMD tiers of a native build on this machine, narrowest first.
export async function tiersOf(build) {
  const info = JSON.parse(await myelin(build, ["info", "--json"]));
  return info.simd.available;
}

// Never rejects on an exit status; `timeout` in seconds.
export function execute(command, args, { timeout = 600, cwd = root, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout * 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...output });
    });
  });
}

// Calls `work(item)` for every item, `width` at a time; answers in the order of the items.
export async function inParallel(items, width, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
