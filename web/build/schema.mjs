// Writes what follows from the schema of the model document, which the core keeps:
// web/src/document.ts (types) and web/docs/document.md (reference page).
//
// The examples in that page are those of snippets.mjs.
//
//   node web/build/schema.mjs [--check] [--from SCHEMA.json]
//
// The schema is what `myelin schema` of the release build prints. --check writes nothing and fails
// if a file differs.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { snippets } from "./snippets.mjs";
import { isProgram, root } from "./steps.mjs";

const made = "made by web/build/schema.mjs from the core's schema (core/model/schema.cpp)";
const nameOf = (reference) => reference.slice("#/$defs/".length);
const isMap = (schema) => typeof schema.additionalProperties === "object";

/** Names and texts for the alternatives of a value, each once. */
function alternatives(schema, one) {
  const all = schema.anyOf ?? schema.oneOf;
  return [...new Set(all.map(one))].join(" | ");
}

// --- types -----------------------------------------------------------------------------------

function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf || schema.oneOf) return alternatives(schema, typeOf);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
  if (schema.type === "array") {
    const item = typeOf(schema.items);
    return item.includes("|") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === "object" && isMap(schema)) {
    return `Record<string, ${typeOf(schema.additionalProperties)}>`;
  }
  if (schema.type === "integer" || schema.type === "number") {
    return schema.minimum !== undefined && schema.minimum === schema.maximum
      ? String(schema.minimum)
      : "number";
  }
  return schema.type ?? "unknown";
}

const comment = (text) => (text ? `/** ${text.replaceAll("*/", "* /")} */\n` : "");
const keyOf = (key) => (/^\w+$/.test(key) ? key : JSON.stringify(key));

function declaration([name, schema]) {
  const head = `${comment(schema.description)}export `;
  if (!schema.properties) return `${head}type ${name} = ${typeOf(schema)};\n`;
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties).map(
    ([key, value]) =>
      `${comment(value.description)}${keyOf(key)}${required.has(key) ? "" : "?"}: ${typeOf(value)};\n`,
  );
  return `${head}interface ${name} {\n${fields.join("")}}\n`;
}

const types = (schema) =>
  `// The model document; ${made}.\n\n` + Object.entries(schema.$defs).map(declaration).join("\n");

// --- reference page --------------------------------------------------------------------------

const link = (name) => `[${name}](#${name.toLowerCase()})`;

function words(schema) {
  if (schema.$ref) return link(nameOf(schema.$ref));
  if (schema.anyOf || schema.oneOf) {
    return alternatives(schema, words).replaceAll(" | ", " or ");
  }
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.prefixItems) return `pair of ${words(schema.prefixItems[0])}s`;
  if (schema.type === "array") return `list of ${words(schema.items)}`;
  if (schema.type === "object" && isMap(schema)) {
    return `object of names to ${words(schema.additionalProperties)}`;
  }
  if (schema.type === "string") return "text";
  const { minimum, maximum } = schema;
  if (minimum !== undefined && minimum === maximum) return String(minimum);
  const from = minimum !== undefined && minimum > -2147483647 ? ` from ${minimum}` : "";
  return `${schema.type ?? "anything"}${from}`;
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function section([name, schema]) {
  const head = `## ${name}\n\n${schema.description ?? ""}\n\n`;
  if (!schema.properties) return `${head}${words(schema)}\n`;
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties).map(
    ([key, value]) =>
      `| \`${key}\` | ${required.has(key) ? "yes" : ""} | ${cell(words(value))} | ${cell(value.description ?? "")} |`,
  );
  const table = `| key | required | value | meaning |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  return `${head}${table}${example(name)}`;
}

function example(name) {
  if (!snippets[name]) {
    console.error(`schema: there is no example of ${name}; add one to web/build/snippets.mjs`);
    process.exit(1);
  }
  return `\n\`\`\`json\n${JSON.stringify(snippets[name])}\n\`\`\`\n`;
}

const page = (schema) =>
  `<!-- ${made} -->\n\n# The model document\n\n` +
  `One JSON object describes a network. Unknown keys are errors. Editors complete and check it ` +
  `with the JSON Schema that \`myelin schema\` prints. What the texts in it mean is told in ` +
  `[the equation language](equations.md). Each object has a short example, which is run by the ` +
  `tests.\n\n` +
  Object.entries(schema.$defs).map(section).join("\n");

// --- files -----------------------------------------------------------------------------------

function readSchema(words) {
  const at = words.indexOf("--from");
  if (at >= 0) return JSON.parse(readFileSync(words[at + 1], "utf8"));
  const program = join(root, "build/release/myelin");
  if (!existsSync(program)) {
    console.error("schema: build/release/myelin is missing; run `npm run build:native` first");
    process.exit(2);
  }
  return JSON.parse(execFileSync(program, ["schema"], { encoding: "utf8", maxBuffer: 1 << 24 }));
}

async function main(words) {
  const schema = readSchema(words);
  const texts = { "web/src/document.ts": types(schema), "web/docs/document.md": page(schema) };
  let different = 0;
  for (const [file, text] of Object.entries(texts)) {
    const path = join(root, file);
    const config = await resolveConfig(path);
    const wanted = await format(text, { ...config, plugins: [], filepath: path });
    const found = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (found === wanted) continue;
    if (words.includes("--check")) {
      console.error(`${file} is not what the schema says; run \`node web/build/schema.mjs\``);
      different = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, wanted);
      console.log(`wrote ${file}`);
    }
  }
  process.exitCode = different;
}

if (isProgram(import.meta.url)) await main(process.argv.slice(2));
