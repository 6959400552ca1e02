// Runs the code blocks of the documentation: `node tests/docs/run.mjs [FILE.md...]`.
//
// json: documents are checked; sh, bash, js, ts: run. One line per block: `pass FILE:LINE LANGUAGE`,
// `FAIL ... why` or `exempt ... why`. Other languages are for reading only.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { root } from "../program.mjs";
import { blocksOf } from "./blocks.mjs";
import { isExempt, isKnown, runBlock } from "./runners.mjs";

function documentation() {
  const guides = existsSync(join(root, "web/docs")) ? readdirSync(join(root, "web/docs")) : [];
  return [
    "README.md",
    "core/README.md",
    ...guides.filter((file) => file.endsWith(".md")).map((file) => `web/docs/${file}`),
  ].filter((file) => existsSync(join(root, file)));
}

// A folder that looks like the repository, where blocks may leave files; `import "myelin"` and
// `npx myelin` find the built package.
function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), "myelin-docs-"));
  for (const name of readdirSync(root)) {
    if (name !== "node_modules" && name !== ".git")
      symlinkSync(join(root, name), join(folder, name));
  }
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/myelin"));
  symlinkSync(join(root, "dist/cli.mjs"), join(folder, "node_modules/.bin/myelin"));
  return folder;
}

async function runFile(file) {
  const folder = scratchFolder();
  let failed = 0;
  try {
    for (const block of blocksOf(readFileSync(resolve(root, file), "utf8"))) {
      if (!isKnown(block)) continue;
      const label = `${relative(root, resolve(root, file))}:${block.line} ${block.language}`;
      if (block.reason || isExempt(block)) {
        console.log(`exempt ${label} ${block.reason ?? "CI runs it, or it does not end"}`);
        continue;
      }
      const why = await runBlock(block, folder);
      if (why) ++failed;
      console.log(why ? `FAIL ${label} ${why}` : `pass ${label}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return failed;
}

const files = process.argv.length > 2 ? process.argv.slice(2) : documentation();
let failed = 0;
for (const file of files) failed += await runFile(file);
process.exitCode = failed ? 1 : 0;
