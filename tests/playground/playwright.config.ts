import { defineConfig } from "@playwright/test";

// The same page twice: cross-origin isolated, as the playground is meant to be served, so that
// threads work; and plain, as a host without control over headers serves it. Tests tagged @plain
// run there.
const isolated = "http://localhost:4173/";
const plain = "http://localhost:4174/";

const serve = (url: string, ...options: string[]) => ({
  command: ["node web/build/serve.mjs", "--port", new URL(url).port, ...options].join(" "),
  cwd: "../..",
  url,
  reuseExistingServer: false,
});

export default defineConfig({
  testDir: ".",
  outputDir: "../../build/playwright",
  reporter: "list",
  workers: 1, // several tests measure speed
  timeout: 60_000,
  forbidOnly: Boolean(process.env["CI"]),
  use: {
    screenshot: "only-on-failure", // traces would slow pages that redraw all the time
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "isolated", grepInvert: /@plain/, use: { baseURL: isolated } },
    { name: "plain", grep: /@plain/, use: { baseURL: plain } },
  ],
  webServer: [serve(isolated), serve(plain, "--plain")],
});
