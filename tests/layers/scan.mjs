// Reads a tree of sources and finds includes and imports that the rules forbid.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, extname, join, normalize, relative } from "node:path";
import { importRules, includeRules } from "./rules.mjs";

const cppFiles = [".h", ".cpp", ".inl", ".cc", ".hpp"];
const scriptFiles = [".ts", ".mts", ".js", ".mjs", ".svelte"];

function filesUnder(folder, extensions) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes("node_modules"))
    .sort();
}

// Every match of `pattern` (its first group), with the line number.
function matchesIn(file, pattern) {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, k) =>
      [...line.matchAll(pattern)].map((match) => ({ target: match[1], line: k + 1 })),
    );
}

const includePattern = /^\s*#\s*include\s*"([^"]+)"/g;
const importPattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)["']([^"']+)["']/g;

// -> sentences about what is forbidden below `root`
export function violations(root) {
  return [...forbiddenIncludes(root), ...forbiddenImports(root)];
}

function forbiddenIncludes(root) {
  return includeRules.flatMap(({ folder, mayInclude }) =>
    filesUnder(join(root, folder), cppFiles).flatMap((file) =>
      matchesIn(file, includePattern)
        .map(({ target, line }) => ({ line, to: includedFolder(root, file, target) }))
        .filter(({ to }) => to !== undefined && !mayInclude.includes(to))
        .map(
          ({ to, line }) =>
            `${relative(root, file)}:${line}: ${folder} must not include from ${to}` +
            ` (it may include from ${mayInclude.join(", ")})`,
        ),
    ),
  );
}

// The folder below core/ that an included header lies in; undefined for one of the includer's own
// (without a folder, or beside it).
function includedFolder(root, file, target) {
  if (target.startsWith(".")) {
    return relative(join(root, "core"), normalize(join(dirname(file), target))).split("/")[0];
  }
  const [first, ...rest] = target.split("/");
  return rest.length && !existsSync(join(dirname(file), target)) ? first : undefined;
}

function forbiddenImports(root) {
  return importRules.flatMap(({ folder, mayImport, entries = [] }) =>
    filesUnder(join(root, folder), scriptFiles).flatMap((file) =>
      matchesIn(file, importPattern)
        .filter(({ target }) => target.startsWith("."))
        .map(({ target, line }) => ({ line, to: resolved(root, file, target) }))
        .filter(({ to }) => isForbidden(to, folder, mayImport, entries))
        .map(({ to, line }) => `${relative(root, file)}:${line}: ${folder} must not import ${to}`),
    ),
  );
}

// The path from the root, without query and extension.
const resolved = (root, file, target) =>
  relative(root, join(dirname(file), target.replace(/[?#].*$/, ""))).replace(/\.\w+$/, "");

function isForbidden(to, folder, mayImport, entries) {
  const within = (path, parent) => path === parent || path.startsWith(`${parent}/`);
  if (within(to, folder)) return false;
  const other = ["core", "wasm", "tests", "web/src", "web/playground"].find((name) =>
    within(to, name),
  );
  if (other === undefined) return false; // package.json, dist and the like
  return !(mayImport.includes(other) && entries.includes(to));
}
