// One cell with a branching morphology: `spatial_passive.json`. Geometry, traces and final values.
import { compareValues } from "./compare.mjs";

export const matches = ({ features, geometry }) =>
  Boolean(geometry) && Boolean(features?.includes("SpatialNeuron"));

const cell = "cell";
const tolerance = 1e-9;
// The reference itself is off by up to 9.1e-9 from a solution of the same difference equations with 50
// digits (Myelin: 7e-15, tests/core/equations/cable_test.cpp): there the soma's large conductance takes
// digits from its leak.
const voltageTolerance = 1e-8;

// What the case says in words (`text`).
const morphology = {
  kind: "soma",
  diameter: "30 um",
  children: {
    den: {
      kind: "cylinder",
      n: 5,
      length: "200 um",
      diameter: "3 um",
      children: {
        a: { kind: "cylinder", n: 4, length: "100 um", diameter: "1.5 um" },
        b: {
          kind: "section",
          lengths: ["20 um", "30 um", "40 um"],
          diameters: ["2 um", "1.5 um", "1.2 um", "0.8 um"],
        },
      },
    },
    axon: { kind: "cylinder", n: 3, length: "150 um", diameter: "1 um" },
  },
};

export function plan(data) {
  const document = {
    myelin: 1,
    title: data.name,
    dt: data.dt_si,
    constants: { EL: `${data.EL_si} volt` },
    spatialNeurons: [
      {
        name: cell,
        morphology,
        equations: data.equations,
        Cm: data.Cm_si,
        Ri: data.Ri_si,
        // Compartment 8 is the third of "a".
        init: { v: "EL", gL: conductance(data), "main.I": "0.2*nA", "den.a[2].I": "-0.05*nA" },
      },
    ],
    record: [{ states: cell, name: "trace", variables: ["v"], index: data.recorded }],
    run: [{ duration: "30 ms" }, { set: { [`${cell}.I`]: 0 } }, { duration: "10 ms" }],
  };
  const signals = [...Object.keys(data.geometry), "v"].map((name) => `${cell}.${name}`);
  return { jobs: [{ document, signals }], problems: ([output]) => problems(data, output) };
}

// "(1 + 0.1*i)*1e-4 siemens/cm**2"
const conductance = ({ gL }) => gL.replace(" siemens", "*siemens");

function problems({ geometry, recorded, results }, output) {
  const signal = (name) => output.signals[`${cell}.${name}`]?.values;
  const { t, variables } = output.monitors.trace;
  const sampled = (values) => results.sample.map((row) => values[row]);
  return [
    ...Object.entries(geometry).map(([name, values]) =>
      compareValues(name, signal(name), values, tolerance),
    ),
    compareValues("t", sampled(t), results.t, tolerance),
    ...recorded.map((index, k) =>
      compareValues(`v of ${index}`, sampled(variables.v[k]), results.v[k], voltageTolerance),
    ),
    compareValues("v at the end", signal("v"), results.v_final, voltageTolerance),
  ].filter(Boolean);
}
