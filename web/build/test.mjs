// `npm test`: builds everything, runs every test, repeats the closing lines at the end.
// `npm test -- NAME...` runs some: native, wasm, wasm-threads, reference, reference-wasm,
// reference-stochastic, reference-stochastic-wasm, parity, examples, bench, package, docs, playground;
// and, by name only, the native tests under the sanitizers, and for 64-bit ARM under qemu: debug, tsan,
// aarch64, parity-aarch64.
import { build, cmake } from "./build.mjs";
import { isProgram, runAll } from "./steps.mjs";

const ctest = (preset) => ({
  title: `core, ${preset} (ctest)`,
  command: ["ctest", "--preset", preset],
  closing:
    /^\d+% tests passed|^Total Test time|\((Failed|Not Run|Timeout|SEGFAULT)\)$|\[ {2}FAILED {2}\]/,
});
const wasmTests = (preset) => ({
  title: `core, ${preset} under Node`,
  command: ["node", "web/build/run.mjs", `build/${preset}/core_tests.mjs`, "--gtest_brief=1"],
  closing: /^\[==========\] .* ran\.|^\[ {2}(PASSED|FAILED) {2}\]/,
});

const referenceCases = (build, ...options) => ({
  title: `reference cases, ${build}`,
  command: [
    "node",
    "tests/reference/run.mjs",
    ...options,
    "--expect-unsupported",
    "tests/reference/equations/unsupported.txt",
    "tests/reference/equations",
  ],
  closing: /^\d+ passed|^FAIL/,
});

const stochasticCases = (build, ...options) => ({
  title: `stochastic reference tables, ${build}`,
  command: ["node", "tests/reference/run.mjs", ...options, "tests/reference/stochastic"],
  closing: /^\d+ passed|^FAIL/,
});

const parity = (...options) => ({
  title: ["digests of all builds, SIMD tiers and thread counts", ...options].join(" "),
  command: ["node", "tests/parity/run.mjs", ...options],
  closing: /^(\d+ models equal|different:)/,
});

const suites = {
  native: ctest("release"),
  wasm: wasmTests("wasm"),
  "wasm-threads": wasmTests("wasm-threads"),
  reference: referenceCases("native"),
  "reference-wasm": referenceCases("wasm", "--wasm"),
  "reference-stochastic": stochasticCases("native"),
  "reference-stochastic-wasm": stochasticCases("wasm", "--wasm"),
  parity: parity(),
  examples: {
    title: "examples against what is known of the models",
    command: ["node", "tests/examples/run.mjs"],
    closing: /^(\d+ examples|FAIL)/,
  },
  bench: {
    title: "bench command and its documents",
    command: ["node", "--test", "tests/bench/bench.test.mjs"],
    closing: /^# (tests|pass|fail) /,
  },
  docs: {
    title: "code blocks of the docs",
    command: ["node", "tests/docs/run.mjs"],
    closing: /^(\d+ blocks|FAIL)/,
  },
  package: {
    title: "package (vitest)",
    command: ["npx", "vitest", "run", "--config", "tests/package/vitest.config.ts"],
    closing: /^(FAIL|Test Files|Tests|Duration) /,
  },
  playground: {
    title: "playground (playwright)",
    command: ["npx", "playwright", "test", "--config", "tests/playground/playwright.config.ts"],
    closing: /^\d+ (passed|failed|flaky|skipped|interrupted|did not run)|^\[\w+\] › /,
  },
  debug: ctest("debug"),
  tsan: ctest("tsan"),
  aarch64: ctest("aarch64"),
  "parity-aarch64": parity("--aarch64"),
};
const usual = [
  "native",
  "wasm",
  "wasm-threads",
  "reference",
  "reference-wasm",
  "reference-stochastic",
  "reference-stochastic-wasm",
  "parity",
  "examples",
  "bench",
  "package",
  "docs",
  "playground",
];
const presets = { native: "release", debug: "debug", tsan: "tsan", aarch64: "aarch64" };

/** Builds what the named suites need; returns their steps for `runAll`. */
export async function prepare(names = usual) {
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    console.error(`no suite ${unknown.join(", ")}; there are ${Object.keys(suites).join(", ")}`);
    process.exit(2);
  }
  for (const name of names.filter((name) => name in presets)) await cmake(presets[name]);
  const any = (...wanted) => wanted.some((name) => names.includes(name));
  if (any("parity-aarch64")) await cmake("aarch64", "myelin_cli");
  if (any("wasm")) await cmake("wasm");
  if (any("wasm-threads")) await cmake("wasm-threads");
  if (any("reference", "reference-stochastic", "docs", "parity", "examples", "bench")) {
    await build(["native"]);
  }
  if (
    any("package", "playground", "docs", "parity", "reference-wasm", "reference-stochastic-wasm")
  ) {
    await build(["wasm", "wasm-scalar", "package", "playground"]);
  }
  return names.map((name) => suites[name]);
}

if (isProgram(import.meta.url)) {
  const names = process.argv.slice(2);
  await runAll(await prepare(names.length > 0 ? names : usual));
}
