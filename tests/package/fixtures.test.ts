// The packed package, installed where applications have it, and run there.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "@playwright/test";
import { Simulation } from "myelin";
import * as vite from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import webpack from "webpack";
import { ring } from "./models.js";

interface Result {
  digests?: string[];
  variant?: string;
  why?: string;
  error?: string;
  stack?: string;
}

const app = mkdtempSync(join(tmpdir(), "myelin-app-"));
const quiet: ExecFileSyncOptionsWithStringEncoding = {
  stdio: ["ignore", "pipe", "ignore"],
  encoding: "utf8",
};
let expected: string;

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("fixture", import.meta.url)), app, { recursive: true });
  writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(app, "model.js"), `export const model = ${JSON.stringify(ring())};`);
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", app], quiet).trim();
  const installed = join(app, "node_modules/myelin");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(app, packed), "-C", installed, "--strip-components=1"]);

  using sim = await Simulation.create(ring());
  await sim.run(0.02);
  expected = sim.digest();
});

function check(result: Result, variant: string): void {
  expect(result).toMatchObject({ digests: [expected, expected], variant });
}

describe("in Node", () => {
  it("runs", () => {
    const output = execFileSync(process.execPath, ["app.js"], { ...quiet, cwd: app });

    check(JSON.parse(output.replace("RESULT ", "")) as Result, "threads");
  });

  it("has a program", () => {
    writeFileSync(join(app, "model.json"), JSON.stringify(ring({ run: "20 ms" })));
    const program = join(app, "node_modules/myelin/dist/cli.mjs");

    const output = execFileSync(process.execPath, [program, "digest", "model.json"], {
      ...quiet,
      cwd: app,
    });

    expect(output).toContain(expected);
  });

  it("ships what belongs to it, and nothing else", () => {
    for (const file of ["index.js", "index.d.ts", "worker.js", "cli.mjs"]) {
      expect(existsSync(join(app, "node_modules/myelin/dist", file)), file).toBe(true);
    }
    expect(existsSync(join(app, "node_modules/myelin/core"))).toBe(false);
  });
});

const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; img-src data:";
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

async function serve(root: string, headers: Record<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = join(root, new URL(request.url ?? "", "http://host").pathname);
    if (!existsSync(path)) return void response.writeHead(404).end();
    const type = types[extname(path)] ?? "text/plain";
    response.writeHead(200, {
      "content-type": type,
      "content-security-policy": policy,
      ...headers,
    });
    response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return server;
}

describe("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox"],
    });
  });
  afterAll(() => browser.close());

  async function visit(address: string): Promise<Result> {
    const page = await browser.newPage();
    const seen: string[] = [];
    page.on("console", (message) => seen.push(message.text()));
    page.on("pageerror", (error) => seen.push(String(error)));
    const printed = page.waitForEvent("console", {
      predicate: (message) => message.text().startsWith("RESULT "),
    });
    printed.catch(() => undefined);
    await page.goto(address);
    const text = await printed.then((message) => message.text()).catch(() => seen.join("\n"));
    await page.close();
    expect(text).toMatch(/^RESULT /);
    return JSON.parse(text.replace("RESULT ", "")) as Result;
  }

  async function visitFolder(
    folder: string,
    page: string,
    headers: Record<string, string> = isolation,
  ): Promise<Result> {
    const server = await serve(folder, headers);
    try {
      return await visit(`http://localhost:${(server.address() as AddressInfo).port}/${page}`);
    } finally {
      server.close();
    }
  }

  it("runs on a page without a bundler, under a strict policy", async () => {
    check(await visitFolder(app, "plain.html"), "threads");
  });

  it("runs without threads where the page is not isolated, and says why", async () => {
    const result = await visitFolder(app, "plain.html", {});

    check(result, "simd");
    expect(result.why).toContain("not cross-origin isolated");
  });

  it("runs from Vite's development server", async () => {
    const server = await vite.createServer({
      root: app,
      configFile: false,
      logLevel: "error",
      server: { port: 0, headers: isolation },
    });
    await server.listen();

    const result = await visit(server.resolvedUrls?.local[0] ?? "");
    await server.close();

    check(result, "threads");
  });

  it("runs as Vite builds it", async () => {
    const outDir = join(app, "built-by-vite");
    await vite.build({
      root: app,
      configFile: false,
      logLevel: "error",
      build: { outDir, target: "es2022" },
    });

    check(await visitFolder(outDir, "index.html"), "threads");
  });

  // It takes its time to make the files small.
  it("runs as webpack builds it", async () => {
    const path = join(app, "built-by-webpack");
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      const output = { path };
      const performance = false as const; // of assets: it would warn of their size
      webpack(
        { mode: "production", context: app, entry: "./app.js", output, performance },
        (error, done) => (error ? reject(error) : resolve(done)),
      );
    });
    expect(stats?.toJson({ all: false, errors: true, warnings: true })).toMatchObject({
      errors: [],
      warnings: [],
    });
    writeFileSync(
      join(path, "index.html"),
      '<!doctype html><link rel="icon" href="data:,"><script src="main.js"></script>',
    );

    check(await visitFolder(path, "index.html"), "threads");
  }, 180_000);
});
