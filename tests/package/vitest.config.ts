import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["tests/package/**/*.test.ts"],
    testTimeout: 60_000, // some build and run a whole network
    hookTimeout: 120_000, // or pack, install and bundle the package
    server: { deps: { external: [/\/dist\//] } }, // the package as Node loads it
  },
});
