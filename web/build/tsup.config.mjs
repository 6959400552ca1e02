// The package: web/src to dist. The wasm files beside it come from `build.mjs wasm`.
const shared = {
  format: "esm",
  target: "es2022",
  outDir: "dist",
  sourcemap: true,
  external: [/\/wasm\/(core|cli)\./], // located at run time, and bundled as files by whoever imports us
};

// eslint-disable-next-line no-restricted-exports -- tsup expects it
export default [
  {
    ...shared,
    entry: {
      index: "web/src/index.ts",
      stochastic: "web/src/stochastic/index.ts",
      worker: "web/src/worker.ts",
    },
    platform: "neutral",
    minify: true, // with source maps; a page without a bundler loads it as it is
    external: [...shared.external, "./import.js", "../import.js"],
    noExternal: ["comlink"], // a page without a bundler could not find it
    clean: ["!wasm/**", "!cli.*", "!import.*"],
    dts: true,
  },
  { ...shared, entry: { import: "web/src/import.ts" }, platform: "neutral" },
  {
    ...shared,
    entry: { cli: "web/src/cli.ts" },
    platform: "node",
    outExtension: () => ({ js: ".mjs" }),
  },
];
