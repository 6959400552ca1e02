// What is done with a code block, by language. A runner answers undefined if all is well, else why not.
import { existsSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { execute, root } from "../program.mjs";

// Commands of the README that CI itself runs, or that do not end by themselves.
const exempt =
  /^\s*(git clone|cd |\.\/myelin-setup|npm (ci|install|start|test|run (check|start|setup)))\b/m;

export const isExempt = ({ language, text }) =>
  (language === "sh" || language === "bash") && exempt.test(text);

// `folder`: where blocks run, with the repository's files and the package `myelin` at hand.
export function runBlock(block, folder) {
  return runners[block.language]?.(block, folder);
}

export const isKnown = ({ language }) => language in runners;

const runners = { json, sh: shell, bash: shell, js: script, mjs: script, ts: script };

// A document of Myelin must be sound, and run if it says how long; other JSON must be JSON. With a title it is kept as a file of that
// name, for the blocks that follow.
async function json({ text, title }, folder) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return error.message;
  }
  if (value?.myelin === undefined) return undefined;
  const file = title && title === basename(title) ? title : "block.json";
  writeFileSync(join(folder, file), text);
  const program = join(root, "build/release/myelin");
  return value.run === undefined || wantsHost(value)
    ? run(folder, program, ["check", file])
    : run(folder, program, ["digest", file]);
}

// Whether it has functions that only the package can give it.
const wantsHost = ({ functions = {} }) => Object.values(functions).some(({ host }) => host);

function shell({ text }, folder) {
  return run(folder, "bash", ["-euo", "pipefail", "-c", text]);
}

async function script({ text, language }, folder) {
  const file = join(folder, "block.mjs");
  writeFileSync(file, language === "ts" ? await transpiled(text) : text);
  return run(folder, process.execPath, [file]);
}

async function transpiled(text) {
  const { default: ts } = await import("typescript");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

async function run(folder, command, args) {
  if (command.startsWith("/") && !existsSync(command)) return `${command} is not built`;
  const path = [join(folder, "node_modules/.bin"), join(root, "build/release"), process.env.PATH];
  const { code, signal, stdout, stderr } = await execute(command, args, {
    cwd: folder,
    env: { ...process.env, PATH: path.join(delimiter) },
    timeout: 300,
  });
  if (code === 0) return undefined;
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(-5).join(" | ");
  return `${signal ?? `exit status ${code}`}: ${said}`;
}
