// The formats of reference files that `npm run reference` understands. A front end adds its own here.
//
// A format has
//   matches(data)  whether a parsed file is of this format
//   plan(data)     what to do with it:
//     unsupported  a feature that this version of Myelin has no words for (then nothing is run), or
//     mayRefuse    features that the program may refuse as unsupported
//     jobs         [{ document, signals }]: what to run, and which signals to write out
//     problems(outputs)  sentences about what differs; one output (as `run --out` wrote it) per job
import * as equations from "./equations.mjs";
import * as noise from "./noise.mjs";
import * as spatial from "./spatial.mjs";
import * as stochastic from "./stochastic.mjs";

const formats = [equations, noise, spatial, stochastic];

export function planOf(data) {
  const format = formats.find(({ matches }) => matches(data));
  return format ? format.plan(data) : { unsupported: describe(data) };
}

function describe(data) {
  const format = data.format ?? data.kind;
  return format ? `the format '${format}'` : (data.features?.[0] ?? "this format");
}
