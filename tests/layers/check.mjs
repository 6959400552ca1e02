// Fails on an include or import that points upward: `node tests/layers/check.mjs`.
// First it checks itself, on a small tree with known violations.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { violations } from "./scan.mjs";

const allowed = {
  "core/base/error.h": "#include <string>\n",
  "core/engine/engine.cpp": '#include "base/error.h"\n#include "engine/engine.h"\n',
  "core/equations/build.cpp": '#include "language/parse.h"\n#include "operators/reset.h"\n',
  "core/cli/run.cpp": '#include "model/simulation.h"\n#include "commands.h"\n',
  "web/src/index.ts": 'export { load } from "./load.js";\n',
  "web/playground/main.ts": 'import { load } from "../src/index.js";\nimport x from "uplot";\n',
};
const forbidden = {
  "core/base/pool.h": '#include "engine/engine.h"\n',
  "core/engine/slot.h": '#include "kernels/table.h"\n',
  "core/kernels/lif.h": '  #  include "engine/slot.h"\n',
  "core/equations/spec.h": '#include "nef/ensemble.h"\n',
  "core/language/parse.cpp": '#include "../model/json.h"\n',
  "core/cli/check.cpp": '#include "equations/spec.h"\n',
  "wasm/binding.cpp": '#include "engine/engine.h"\n',
  "web/src/load.ts": 'import { state } from "../playground/state.js";\n',
  "web/playground/plot.ts": 'const raw = await import("../src/raw.js");\n',
};

// -> what is wrong with the check itself
function selfTest() {
  const root = mkdtempSync(join(tmpdir(), "myelin-layers-"));
  try {
    for (const [file, text] of Object.entries({ ...allowed, ...forbidden })) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const found = violations(root).map((sentence) => sentence.split(":")[0]);
    return [
      ...Object.keys(forbidden)
        .filter((file) => !found.includes(file))
        .map((file) => `self-test: the violation in ${file} was not found`),
      ...found
        .filter((file) => !(file in forbidden))
        .map((file) => `self-test: ${file} was called a violation`),
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const problems = [...selfTest(), ...violations(root)];
for (const problem of problems) console.error(problem);
console.log(problems.length ? `${problems.length} problems` : "layers: no include points upward");
process.exitCode = problems.length ? 1 : 0;
