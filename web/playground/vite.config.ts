// The playground: `vite` serves it while it is written, `vite build` puts it in build/playground.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

// Threads need a cross-origin isolated page. web/build/serve.mjs sends the same with the built page.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// No remote request, no evaluated text. Styles may be inline: the editor makes its own.
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy },
      injectTo: "head-prepend",
    },
  ],
};

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: "./",
  plugins: [svelte(), contentSecurityPolicy],
  worker: { format: "es" },
  server: { headers: isolation, fs: { allow: [resolve(root, "../..")] } },
  preview: { headers: { "Content-Security-Policy": policy } },
  build: {
    outDir: resolve(root, "../../build/playground"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // a data: address would need a wider policy
  },
});
