// Writes what follows from the examples (tests/models/examples): web/playground/examples.json, the
// list that the gallery shows, and web/docs/examples.md.
//
//   node web/build/examples.mjs [--check] [--pictures [NAME...]]
//
// --check writes nothing and fails if a file differs. --pictures runs the examples, all or those
// named, with the native build and draws their pictures anew; otherwise pictures stay as they are.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { pictureOf } from "./picture.mjs";
import { isProgram, root } from "./steps.mjs";

const folder = join(root, "tests/models/examples");
const list = "web/playground/examples.json";
const page = "web/docs/examples.md";
const topics = [
  "Single cells",
  "Noise",
  "Synapses",
  "Wiring",
  "Networks",
  "Plasticity",
  "Compartments",
  "Streams of bits",
  "Runs and events",
];

/** What the documents say of themselves, by topic, then by title. */
function readExamples() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const all = files.map((file) => {
    const { title, view } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const { topic, text, features, source } = view?.about ?? {};
    const id = basename(file, ".json");
    if (!title || !topics.includes(topic) || !text || !(features?.length > 0)) {
      throw new Error(`${file}: title and view.about (topic, text, features) are needed`);
    }
    return { id, title, topic, text, features, ...(source ? { source } : {}) };
  });
  const place = ({ topic }) => topics.indexOf(topic);
  return all.sort((a, b) => place(a) - place(b) || (a.title < b.title ? -1 : 1));
}

/** Runs an example for what its gallery picture shows. */
function draw(id) {
  const scratch = mkdtempSync(join(tmpdir(), "myelin-picture-"));
  try {
    const file = join(folder, `${id}.json`);
    const out = join(scratch, "out.json");
    const program = join(root, "build/release/myelin");
    execFileSync(program, ["run", file, "--quiet", "--out", out], { stdio: "inherit" });
    return pictureOf(
      JSON.parse(readFileSync(file, "utf8")),
      JSON.parse(readFileSync(out, "utf8")).monitors,
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function withPictures(examples, words) {
  const at = words.indexOf("--pictures");
  const named = at >= 0 ? words.slice(at + 1) : [];
  const path = join(root, list);
  const known = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
  const kept = new Map(known.map(({ id, picture }) => [id, picture]));
  return examples.map((one) => {
    const anew = at >= 0 && (named.length === 0 || named.includes(one.id));
    const picture = anew ? draw(one.id) : kept.get(one.id);
    return picture ? { ...one, picture } : one;
  });
}

// --- page ------------------------------------------------------------------------------------

const link = ({ id }) => `[${id}](../../tests/models/examples/${id}.json)`;

function section(topic, examples) {
  const rows = examples
    .filter((one) => one.topic === topic)
    .map(({ title, text, source, ...one }) => {
      const from = source ? ` *${source}.*` : "";
      return `| ${link(one)} | **${title}.** ${text}${from} | ${one.features.join(", ")} |`;
    });
  if (rows.length === 0) return "";
  return `## ${topic}\n\n| example | what it shows | features |\n|---|---|---|\n${rows.join("\n")}\n\n`;
}

function features(examples) {
  const names = [...new Set(examples.flatMap((one) => one.features))];
  names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const rows = names.map((name) => {
    const users = examples.filter((one) => one.features.includes(name));
    return `| ${name} | ${users.map(link).join(", ")} |`;
  });
  return `## By feature\n\n| feature | examples |\n|---|---|\n${rows.join("\n")}\n`;
}

const pageOf = (examples) =>
  `<!-- made by web/build/examples.mjs from tests/models/examples -->\n\n# Examples\n\n` +
  `${examples.length} model documents: published models and small lessons. The playground lists ` +
  `them under Examples; \`myelin run\` runs them. \`tests/examples\` holds each against what is ` +
  `known of the model.\n\n` +
  topics.map((topic) => section(topic, examples)).join("") +
  features(examples);

// --- files -----------------------------------------------------------------------------------

async function main(words) {
  const examples = withPictures(readExamples(), words);
  let different = 0;
  for (const [file, text] of Object.entries({
    [list]: JSON.stringify(examples),
    [page]: pageOf(examples),
  })) {
    const path = join(root, file);
    const config = await resolveConfig(path);
    const wanted = await format(text, { ...config, plugins: [], filepath: path });
    if (existsSync(path) && readFileSync(path, "utf8") === wanted) continue;
    if (words.includes("--check")) {
      console.error(`${file} is not what the examples say; run \`node web/build/examples.mjs\``);
      different = 1;
    } else {
      writeFileSync(path, wanted);
      console.log(`wrote ${file}`);
    }
  }
  process.exitCode = different;
}

if (isProgram(import.meta.url)) await main(process.argv.slice(2));
