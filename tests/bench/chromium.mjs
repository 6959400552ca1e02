// A browser tab as a place to run workloads: the built package, in a worker of an isolated page.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, normalize } from "node:path";
import { root } from "../program.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

// What the page may ask for; everything is below the repository.
const served = ["dist/", "tests/bench/page/"];

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cache-Control": "no-store",
};

function answer(request, response) {
  const path = normalize(new URL(request.url, "http://localhost").pathname).slice(1);
  const isServed = served.some((folder) => path.startsWith(folder)) && existsSync(root + path);
  response.writeHead(isServed ? 200 : 404, {
    ...isolation,
    "Content-Type": types[extname(path)] ?? "application/octet-stream",
  });
  response.end(isServed ? readFileSync(root + path) : `${path} is not here`);
}

async function serve() {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return { server, address: `http://localhost:${server.address().port}/` };
}

async function launch() {
  const { chromium } = await import("@playwright/test");
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export async function openChromium(threads) {
  if (!existsSync(`${root}dist/index.js`)) {
    throw new Error("dist/index.js is not built; build first: npm run build");
  }
  const { server, address } = await serve();
  const browser = await launch();
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${address}tests/bench/page/index.html`);
  return {
    kind: "chromium",
    name: `Chromium ${browser.version().split(".")[0]}${threads > 1 ? " threads" : ""}`,
    async run({ profile, ...job }) {
      if (profile) throw new Error("--profile is for native and wasm");
      const result = await page.evaluate((wanted) => globalThis.bench(wanted), job);
      if (result.error) throw new Error([result.error, ...problems].join("; "));
      return result;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
