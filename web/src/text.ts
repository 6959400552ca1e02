import { ModelError } from "./errors.js";

// Typed arrays stand for lists of numbers, bigints for the digits of a seed.
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>);
  }
  return value;
}

/** A document as text. @throws ModelError if it is neither text nor an object of plain data */
export function documentText(document: string | object): string {
  if (typeof document === "string") return document;
  try {
    return JSON.stringify(document, plain);
  } catch (cause) {
    const message = `the document cannot be written as JSON: ${String(cause)}`;
    throw new ModelError({ code: "type", where: "document", message }, { cause });
  }
}
