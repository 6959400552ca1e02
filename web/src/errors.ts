import type { RawError } from "./module.js";

/** The codes of the engine, and those that only the package has. */
export type ErrorCode =
  | "invalid-argument"
  | "unknown-name"
  | "unknown-key"
  | "duplicate-name"
  | "parse"
  | "unit"
  | "type"
  | "out-of-range"
  | "unsupported"
  | "memory"
  | "numeric"
  | "io"
  | "cancelled"
  | "load"
  | "busy"
  | "crashed"
  | "disposed";

/** Part of a text: byte offsets (UTF-8) from `begin` up to, not including, `end`. */
export interface TextSpan {
  readonly begin: number;
  readonly end: number;
}

/** What all errors carry; survives `postMessage`. */
export interface ErrorDetails {
  readonly code: ErrorCode;
  /** The place in the document or the call: `neurons[0] 'cells'.equations:3:12`. */
  readonly where: string;
  /** One sentence that names the bad value and what is accepted. */
  readonly message: string;
  /** The line in question with a caret below the place; empty if it is about no text. */
  readonly excerpt?: string;
  /** Into the text that the error is about; absent if it is about no text. */
  readonly span?: TextSpan | undefined;
}

/** Everything this package throws on purpose. `String(error)` says what, where, and shows it. */
export class MyelinError extends Error implements ErrorDetails {
  override readonly name: string = "MyelinError";
  readonly code: ErrorCode;
  readonly where: string;
  readonly excerpt: string;
  readonly span: TextSpan | undefined;

  constructor(details: ErrorDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.code = details.code;
    this.where = details.where;
    this.excerpt = details.excerpt ?? "";
    this.span = details.span;
  }

  override toString(): string {
    const place = this.where ? `${this.where}: ` : "";
    const shown = this.excerpt ? `\n${this.excerpt}` : "";
    return `${this.name}: ${place}${this.message}${shown}`;
  }
}

/** The engine's files could not be loaded. */
export class LoadError extends MyelinError {
  override readonly name = "LoadError";
}

/** The document, or a value given to a running network, was refused. */
export class ModelError extends MyelinError {
  override readonly name = "ModelError";
}

/** A run could not go on: NaN or infinity appeared, or the engine itself failed. */
export class RunError extends MyelinError {
  override readonly name = "RunError";
}

/** More memory than the limit, or than WebAssembly can address (4 GB). */
export class OutOfMemoryError extends MyelinError {
  override readonly name = "OutOfMemoryError";
}

/** Used after `dispose()`. */
export class DisposedError extends MyelinError {
  override readonly name = "DisposedError";
}

const classes = { LoadError, ModelError, RunError, OutOfMemoryError, DisposedError, MyelinError };
type ErrorName = keyof typeof classes;

/** The typed error for what the engine refused. */
export function toError(raw: RawError, otherwise: "ModelError" | "RunError"): MyelinError {
  const { code, where, message, excerpt, begin, end } = raw;
  const span = end > begin ? { begin, end } : undefined;
  const name = code === "memory" ? "OutOfMemoryError" : otherwise;
  return new classes[name]({ code: code as ErrorCode, where, message, excerpt, span });
}

/** Throws if the engine answered with an error. */
export function check(error: RawError | undefined, otherwise: "ModelError" | "RunError"): void {
  if (error) throw toError(error, otherwise);
}

/** An error as plain data, for another thread. */
export interface PlainError extends ErrorDetails {
  readonly name: string;
}

export function toPlain(error: unknown): PlainError {
  if (error instanceof MyelinError) {
    const { name, code, where, message, excerpt, span } = error;
    return { name, code, where, message, excerpt, span };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { name: "MyelinError", code: "crashed", where: "", message };
}

export function fromPlain(plain: PlainError): MyelinError {
  const known = plain.name in classes ? (plain.name as ErrorName) : "MyelinError";
  return new classes[known](plain);
}
