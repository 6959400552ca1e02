// Equation networks: cases as `tests/reference/equations/README.md` describes them.
import { documentOf } from "./document.mjs";
import { resultsOf } from "./results.mjs";

export const matches = (data) => Array.isArray(data.objects) && Array.isArray(data.runs);

export function plan(data) {
  const unsupported = missingFeature(data);
  if (unsupported) return { unsupported };
  const { document, signals } = documentOf(data);
  return {
    mayRefuse: doubtfulFeatures(data),
    jobs: [{ document, signals }],
    problems: ([output]) => resultsOf(data, output),
  };
}

// What the document (version 1) has no words for.
function missingFeature(data) {
  const known = ["NeuronGroup", "Subgroup", "Synapses", "SpikeGeneratorGroup", "TimedArray"];
  for (const object of data.objects) {
    if (!known.includes(object.type)) return object.type;
    if (object.multisynaptic_index) return "multisynaptic_index";
  }
  const action = data.runs
    .flatMap(({ before = [] }) => before)
    .find((one) => !["set", "store", "restore"].includes(one.do));
  return action && `the action '${action.do}' between runs`;
}

// What the document can say, but this version of the program may not do.
function doubtfulFeatures(data) {
  const synapses = data.objects.filter(({ type }) => type === "Synapses");
  const names = synapses.map(({ name }) => name);
  const found = [];
  if (synapses.some(({ model = "" }) => /\bsummed\b/.test(model))) found.push("summed variables");
  if (synapses.some(({ source, target }) => names.includes(source) || names.includes(target))) {
    found.push("synapses onto synapses");
  }
  return found;
}
