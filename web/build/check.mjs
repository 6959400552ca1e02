// `npm run check`: everything that must hold before a change goes in.
import { runAll } from "./steps.mjs";
import { prepare } from "./test.mjs";

const step = (title, ...command) => ({ title, command });

const tests = await prepare();
await runAll([
  step("format", "node", "web/build/format.mjs", "--check"),
  step("lint", "npx", "eslint", "."),
  step("types", "npx", "tsc"),
  step(
    "types of the playground",
    "npx",
    "svelte-check",
    "--tsconfig",
    "tsconfig.json",
    "--fail-on-warnings",
  ),
  step("layers", "node", "tests/layers/check.mjs"),
  step("types and pages made from the schema", "node", "web/build/schema.mjs", "--check"),
  step("list and page of the examples", "node", "web/build/examples.mjs", "--check"),
  step("tests of the reference runner", "node", "--test", "tests/reference"),
  ...tests,
  step("package contents (publint)", "npx", "publint", "--strict"),
  step("package types (attw)", "npx", "attw", "--pack", ".", "--profile", "esm-only"),
  step("package size", "npx", "size-limit"),
]);
