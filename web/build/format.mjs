// `npm run format` formats every file of the repository; with `--check` it only looks.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { root, runAll } from "./steps.mjs";

const check = process.argv.includes("--check");

const list = ["ls-files", "--cached", "--others", "--exclude-standard"];
const sources = execFileSync("git", [...list, "*.cpp", "*.h", "*.inl"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file && existsSync(`${root}/${file}`));

await runAll([
  {
    title: "C++ (clang-format)",
    command: ["clang-format-14", ...(check ? ["--dry-run", "--Werror"] : ["-i"]), ...sources],
  },
  {
    title: "everything else (prettier)",
    command: ["npx", "prettier", "--log-level", "warn", check ? "--check" : "--write", "."],
  },
]);
