import { check as checked, toError } from "./errors.js";
import { locate, readJson, sharedEngine, type LoadOptions } from "./load.js";
import { isError } from "./module.js";
import type { Estimate } from "./results.js";
import { documentText } from "./text.js";

/**
 * What a network would need, without building it.
 * @throws ModelError where the document is wrong; LoadError
 */
export async function estimate(
  document: string | object,
  options: LoadOptions = {},
): Promise<Estimate> {
  const text = documentText(document);
  const engine = await sharedEngine(options);
  const answer = engine.call((raw) => raw.estimate(text));
  if (isError(answer)) throw toError(answer, "ModelError");
  return answer;
}

/**
 * Builds the network of a document and forgets it.
 * @throws ModelError where the document is wrong; LoadError
 */
export async function check(document: string | object, options: LoadOptions = {}): Promise<void> {
  const text = documentText(document);
  const engine = await sharedEngine(options);
  checked(
    engine.call((raw) => raw.check(text)),
    "ModelError",
  );
}

/** JSON Schema (draft 2020-12) of the document. @throws LoadError */
export async function documentSchema(options: LoadOptions = {}): Promise<object> {
  return (await readJson(locate("schema.json", options))) as object;
}
