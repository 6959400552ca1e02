// Serves build/playground: `node web/build/serve.mjs [--port N] [--plain]`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { preview } from "vite";
import { isProgram, root } from "./steps.mjs";

// With these a page may share memory between threads.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Starts the server; without `isolated` it sends no headers, like a host that cannot. */
export async function serve({ port, isolated = true }) {
  const outDir = join(root, "build/playground");
  if (!existsSync(join(outDir, "index.html"))) {
    throw new Error("build/playground is empty; run `node web/build/build.mjs playground` first");
  }
  const server = await preview({
    root: join(root, "web/playground"),
    build: { outDir },
    preview: { port, strictPort: port !== 0, headers: isolated ? isolation : {} },
    logLevel: "warn",
  });
  return { server, address: server.resolvedUrls.local[0] };
}

if (isProgram(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4173" },
      plain: { type: "boolean", default: false },
    },
  });
  const { address } = await serve({ port: Number(values.port), isolated: !values.plain });
  console.log(address);
}
