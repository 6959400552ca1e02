import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

const typed = ["**/*.ts", "**/*.svelte"];
const configs = ["**/*.config.ts", "eslint.config.js"]; // tools expect a default export of these

export default ts.config(
  // web/src/document.ts is made from the schema.
  { ignores: ["build/", "dist/", "web/src/wasm", "web/src/document.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: typed,
    extends: [ts.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"], parser: ts.parser },
    },
  },
  ...svelte.configs.recommended, // after the above: it sets the parser of *.svelte
  {
    files: ["**/*.{ts,js,mjs}"],
    ignores: configs,
    rules: {
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
);
