// Who may include whom, as core/README.md draws it. An arrow may only point down.

const below = {
  base: [],
  simd: ["base"],
  // One layer: the vector code of the generator is compiled per target, like the kernels.
  kernels: ["base", "simd", "random"],
  random: ["base", "simd", "kernels"],
  engine: ["base"],
};
below.operators = ["base", "simd", "kernels", "random", "engine"];
below.optimizer = [...below.operators, "operators"];
below.language = ["base", "simd", "kernels", "random", "engine"];

const frontEnds = ["equations", "nef", "burst", "stochastic"]; // never include each other
for (const name of frontEnds) {
  below[name] = [...below.operators, "operators", "optimizer", "language"];
}
below.model = [...below.equations, ...frontEnds];

// Headers are included by their path from core/: "engine/clock.h" is of the folder `engine`.
const core = Object.entries(below).map(([name, others]) => ({
  folder: `core/${name}`,
  mayInclude: [name, ...others],
}));

// The doors: these see the one header of the model, and errors and spans; stochastic computing has
// classes for direct use besides.
const doors = [
  { folder: "core/cli", mayInclude: ["cli", "model", "base"] },
  { folder: "wasm", mayInclude: ["model", "base", "stochastic", "random"] },
];

export const includeRules = [...core, ...doors];

// Imports between the folders of the TypeScript side. `entries`: the only files that may be imported
// from outside the folder.
export const importRules = [
  { folder: "web/src", mayImport: [] },
  {
    folder: "web/playground",
    mayImport: ["web/src"],
    entries: ["web/src/index", "web/src/stochastic/index", "web/src/worker"],
  },
];
