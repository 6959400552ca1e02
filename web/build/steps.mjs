// Running other programs, for the scripts beside this file.
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Whether the module with this `import.meta.url` is the program, not an import of another. */
export const isProgram = (url) => realpathSync(process.argv[1]) === fileURLToPath(url);

const heading = (text) => console.log(`\n=== ${text}`);

/** Runs `program args...` in the repository's root. Resolves to its exit code and what it printed. */
function spawnAndWatch(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const copyTo = (stream) => (chunk) => {
      stream.write(chunk);
      output += chunk;
    };
    child.stdout.on("data", copyTo(process.stdout));
    child.stderr.on("data", copyTo(process.stderr));
    child.on("error", (error) => resolve({ code: 127, output: `${program}: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs one program; ends this one with exit code 1 if it fails. */
export async function run(title, program, ...args) {
  heading(title);
  const { code, output } = await spawnAndWatch(program, args);
  if (code === 0) return;
  if (code === 127) console.error(output);
  console.error(`\n${title}: FAILED (exit code ${code}): ${[program, ...args].join(" ")}`);
  process.exit(1);
}

/**
 * Runs all steps, also after a failure, then prints one line for each with the closing lines it
 * left; ends with exit code 1 if any failed.
 * A step is { title, command: [program, ...args], closing?: RegExp of lines to repeat }.
 */
export async function runAll(steps) {
  const results = [];
  for (const { title, command, closing } of steps) {
    heading(title);
    const started = performance.now();
    const { code, output } = await spawnAndWatch(command[0], command.slice(1));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const lines = code === 127 ? [output] : closingLines(output, closing);
    results.push({ title, ok: code === 0, seconds, lines });
  }
  heading("Summary");
  for (const { title, ok, seconds, lines } of results) {
    console.log(`${ok ? "ok    " : "FAILED"}  ${title} (${seconds} s)`);
    for (const line of lines) console.log(`          ${line}`);
  }
  process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}

function closingLines(output, closing) {
  if (!closing) return [];
  // eslint-disable-next-line no-control-regex -- colours
  const lines = output.replace(/\x1b\[[0-9;]*m/g, "").split("\n");
  return lines.map((line) => line.trim()).filter((line) => closing.test(line));
}
