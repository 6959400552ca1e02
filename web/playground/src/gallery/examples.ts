// The gallery's contents. The list comes with the gallery; each document when it is opened.
import list from "../../examples.json";

export interface Example {
  id: string;
  title: string;
  topic: string;
  text: string; // one line
  features: string[];
  source?: string; // "Brunel 2000"
  picture?: { kind: string; path: string }; // "dots" or "lines", in a box of 160 by 64
}

const documents = import.meta.glob<string>("../../../../tests/models/examples/*.json", {
  query: "?raw",
  import: "default",
});

export const examples: readonly Example[] = list;

/** The document of an example, as text. */
export async function documentOf(id: string): Promise<string> {
  const load = documents[`../../../../tests/models/examples/${id}.json`];
  if (!load) throw new Error(`there is no example ${id}`);
  return load();
}

// "Büsing" is found by "busing".
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();

const searched = new Map(
  examples.map((one) => [
    one.id,
    plain([one.id, one.title, one.topic, one.text, ...one.features, one.source ?? ""].join(" ")),
  ]),
);

/** Examples that hold every word, by topic, in the list's order. */
export function found(query: string): { topic: string; examples: Example[] }[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  const left = examples.filter(({ id }) =>
    words.every((word) => searched.get(id)?.includes(word) ?? false),
  );
  const topics = [...new Set(left.map((one) => one.topic))];
  return topics.map((topic) => ({ topic, examples: left.filter((one) => one.topic === topic) }));
}
