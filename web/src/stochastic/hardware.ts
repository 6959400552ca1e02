// Networks of shift registers as text for hardware.
import type { ModelDocument } from "../document.js";
import type { Engine } from "../engine.js";
import { toError } from "../errors.js";
import { documentText } from "../text.js";
import { whole } from "./memory.js";

export interface SystemVerilogOptions {
  /** Name of the fixed-lif neurons it ends in; not needed if there is one object of neurons. */
  neurons?: string;
  /** Ticks of a test bench that follows the modules; 0, none, if absent. */
  ticks?: number;
}

/**
 * A stochastic network of a document as SystemVerilog. Simulated, it does tick for tick what the
 * engine does. The neurons must read a dense layer with encoder lfsr that is refreshed, which reads
 * streams of length 1 with values and encoder lfsr.
 */
export function systemVerilog(
  engine: Engine,
  document: ModelDocument | string,
  { neurons = "", ticks = 0 }: SystemVerilogOptions = {},
): string {
  whole(ticks, "ticks", 0);
  const text = documentText(document);
  const answer = engine.call((raw) => raw.systemVerilog(text, neurons, ticks));
  if (typeof answer === "string") return answer;
  throw toError(answer, "ModelError");
}
