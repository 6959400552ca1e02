// Builds the named parts, in this order: `node web/build/build.mjs native wasm package`.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isProgram, root, run } from "./steps.mjs";

const parts = { native, wasm, "wasm-scalar": wasmScalar, package: npmPackage, playground };

/** Configures a CMake preset and builds the named targets, all of them if there are none. */
export async function cmake(preset, ...targets) {
  await run(`configure ${preset}`, "cmake", "--preset", preset);
  const chosen = targets.flatMap((target) => ["--target", target]);
  await run(`build ${preset}`, "cmake", "--build", "--preset", preset, ...chosen);
}

async function native() {
  await cmake("release", "myelin_cli");
}

async function wasm() {
  await cmake("wasm", "myelin_wasm", "myelin_wasm_cli");
  await cmake("wasm-threads", "myelin_wasm", "myelin_wasm_cli");
  shipWasm("wasm", "core.simd", "cli.simd");
  const program = join(root, "dist/wasm/cli.simd.mjs");
  const schema = execFileSync(process.execPath, [program, "schema"], { encoding: "utf8" });
  writeFileSync(join(root, "dist/wasm/schema.json"), JSON.stringify(JSON.parse(schema)));
  shipWasm("wasm-threads", "core.threads", "cli.threads");
}

async function wasmScalar() {
  await cmake("wasm-scalar", "myelin_wasm", "myelin_wasm_cli"); // the latter for tests only
  shipWasm("wasm-scalar", "core.scalar");
}

/** Copies modules of a build to where the package ships them, and where its sources look. */
function shipWasm(preset, ...names) {
  const shipped = join(root, "dist/wasm");
  mkdirSync(shipped, { recursive: true });
  for (const file of names.flatMap((name) => [`${name}.mjs`, `${name}.wasm`])) {
    copyFileSync(join(root, "build", preset, file), join(shipped, file));
  }
  const link = join(root, "web/src/wasm");
  if (existsSync(link)) return;
  rmSync(link, { force: true }); // it may point to nothing
  symlinkSync("../../dist/wasm", link);
}

async function npmPackage() {
  const dist = join(root, "dist");
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) {
    if (name !== "wasm") rmSync(join(dist, name)); // names of chunks change with their content
  }
  await run("build the package", "npx", "tsup", "--config", "web/build/tsup.config.mjs");
}

async function playground() {
  const target = join(root, "build/playground");
  await run(
    "build the playground",
    "npx",
    "vite",
    "build",
    "web/playground",
    "--outDir",
    target,
    "--emptyOutDir",
  );
}

export async function build(names) {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0 || names.length === 0) {
    console.error(
      `usage: node web/build/build.mjs PART...; parts: ${Object.keys(parts).join(", ")}`,
    );
    process.exit(2);
  }
  for (const name of names) await parts[name]();
}

if (isProgram(import.meta.url)) await build(process.argv.slice(2));
