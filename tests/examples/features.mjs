// What the feature tags of an example mean: each must hold for the documents that carry it.
const all = (document, key) => document[key] ?? [];
const lines = (code) => (Array.isArray(code) ? code.join("\n") : (code ?? ""));
const populations = (document) => [...all(document, "neurons"), ...all(document, "spatialNeurons")];
const objects = (document) => [...populations(document), ...all(document, "synapses")];
const equations = (document) =>
  objects(document)
    .map((one) => lines(one.equations))
    .join("\n");
const inits = (document) => objects(document).flatMap((one) => Object.entries(one.init ?? {}));
const connects = (document) =>
  all(document, "synapses")
    .flatMap(({ connect }) => connect)
    .filter((one) => typeof one === "object");
const delays = (document) =>
  all(document, "synapses").flatMap(({ delay }) =>
    typeof delay === "object" ? Object.values(delay) : [delay],
  );
const steps = (document) => (Array.isArray(document.run) ? document.run : []);

const flag = (text) => (document) => equations(document).includes(text);
const input = (kind) => (document) => all(document, "inputs").some((one) => one.kind === kind);
const method = (name) => (document) => objects(document).some((one) => one.method === name);
const own = (holds) => (document) => populations(document).some(holds);
const synapse = (holds) => (document) => all(document, "synapses").some(holds);
const rule = (holds) => (document) => connects(document).some(holds);
const record = (holds) => (document) => all(document, "record").some(holds);
const step = (key) => (document) => steps(document).some((one) => key in one);
const stochastic = (key, holds) => (document) =>
  (document.stochastic?.[key] ?? []).some((one) => holds(one));
const duration = /^[\d.]+ *\w+$/;

const uses = {
  // Equations.
  subexpressions: (document) => /^\w+ = /m.test(equations(document)),
  "parameters per cell": (document) => /^\w+ : [^(]*\(constant\)/m.test(equations(document)),
  "boolean variables": (document) => /: boolean/.test(equations(document)),
  "integer variables": (document) => /: integer/.test(equations(document)),
  "shared variables": flag("(shared)"),
  "linked variables": (document) =>
    flag("(linked)")(document) && own((one) => one.linked)(document),
  "expressions of t": (document) => /\bt\b/.test(equations(document)),
  exprel: flag("exprel("),
  "white noise (xi)": flag("xi"),
  "multiplicative noise": (document) => /d(\w+)\/dt = .*\*\1\*xi/.test(equations(document)),
  "unless refractory": flag("(unless refractory)"),
  "event-driven equations": flag("(event-driven)"),
  "clock-driven equations": flag("(clock-driven)"),
  "summed variables": flag("(summed)"),

  "functions as expressions": (document) => document.functions !== undefined,

  // Integrators.
  "exact integration": method("exact"),
  Euler: method("euler"),
  "exponential Euler": method("exponential_euler"),
  "fourth-order Runge–Kutta": method("rk4"),
  Heun: method("heun"),
  Milstein: (document) => method("milstein")(document) && method("milstein_corrected")(document),

  // Spikes of a cell.
  "threshold as a variable": (document) =>
    own((one) =>
      new RegExp(`d${/> (\w+)$/.exec(one.threshold ?? "")?.[1]}/dt`).test(lines(one.equations)),
    )(document),
  "random numbers in thresholds": own((one) => one.threshold?.includes("rand()")),
  "several statements in a reset": own((one) => lines(one.reset).includes(";")),
  "refractory time": own((one) => duration.test(one.refractory ?? "")),
  "refractory time per cell": own(
    (one) => one.refractory && lines(one.equations).includes(`${one.refractory} : second`),
  ),
  "refractory condition": own((one) => one.refractory?.includes(">")),
  "custom events": own((one) => one.events),
  "code on events": own((one) => one.runOnEvent),
  "run regularly": (document) =>
    [...objects(document), ...all(document, "inputs")].some((one) => one.runRegularly),
  subgroups: own((one) => one.subgroups),

  // Synapses.
  on_post: synapse((one) => one.onPost),
  "several pathways": synapse(
    ({ onPre }) =>
      typeof onPre === "object" && !Array.isArray(onPre) && Object.keys(onPre).length > 1,
  ),
  "homogeneous delay": (document) => delays(document).some((one) => duration.test(one ?? "")),
  "delay per synapse": (document) => inits(document).some(([name]) => name.endsWith(".delay")),
  "synapses onto synapses": (document) =>
    synapse(({ to }) => all(document, "synapses").some((one) => one.name === to))(document),
  "connect all pairs": synapse((one) => one.connect === true),
  "connect with a condition": rule((one) => one.condition),
  "connect with p": rule((one) => one.p !== undefined),
  "p as an expression": rule((one) => typeof one.p === "string"),
  "index arrays": rule((one) => Array.isArray(one.i) && Array.isArray(one.j)),
  "generator for targets": rule((one) => typeof one.j === "string"),
  "sample in a generator": rule((one) => String(one.j).includes("sample(")),
  "random numbers in a generator": rule((one) => String(one.j).includes("rand()")),
  skipIfInvalid: rule((one) => one.skipIfInvalid),

  // Values to begin with.
  "random initial values": (document) => inits(document).some(([, one]) => /rand/.test(one)),
  "initial values by expression": (document) =>
    inits(document).some(([, one]) => /\b[ijN]\b/.test(one)),
  "values where a condition holds": (document) => inits(document).some(([, one]) => one.where),

  // Inputs.
  "Poisson group": input("poisson"),
  "Poisson rates as an expression": (document) =>
    all(document, "inputs").some((one) => /\bt\b/.test(one.rates ?? "")),
  "Poisson input": input("poisson-input"),
  "spike generator": input("spikes"),
  "timed array": input("timed-array"),
  "two-dimensional timed array": (document) =>
    all(document, "inputs").some((one) => Array.isArray(one.values?.[0])),

  // Cells with a morphology.
  "cells with a morphology": (document) => all(document, "spatialNeurons").length > 0,
  "point current": flag("(point current)"),
  "parts of a cell": record((one) => /\./.test(one.states ?? "")),
  "threshold in compartments": (document) =>
    all(document, "spatialNeurons").some((one) => one.threshold),

  // Stochastic computing.
  "streams of bits": stochastic("streams", () => true),
  "stochastic layers": stochastic("layers", () => true),
  "fixed-point neurons": stochastic("neurons", ({ kind = "fixed-lif" }) => kind === "fixed-lif"),
  "links from layers to cells": stochastic("layers", ({ to }) => to),
  "correlation of streams": stochastic("correlations", () => true),

  // Recording and running.
  "rate recording": record((one) => one.rate),
  "recording of events": record((one) => one.events),
  "recording with its own dt": record((one) => one.dt),
  "variables recorded at spikes": record((one) => one.spikes && one.variables),
  "run steps": (document) => steps(document).length > 1,
  "change of dt between runs": step("dt"),
  "own schedule": (document) => document.schedule !== undefined,
  "order of operations": (document) =>
    own((one) => (one.runRegularly ?? []).some(({ when }) => when))(document),
  "multisynaptic index": synapse((one) => one.multisynapticIndex),
  "a method by its description": (document) =>
    objects(document).some((one) => String(one.method).includes("=")),
  "single time points": record((one) => one.at),
  "run until a condition": step("until"),
  "stored state": step("store"),
  "several time steps": (document) => own((one) => one.dt)(document),
};

/** Tags of a document that are not known, or do not hold for it. */
export const untrue = (document) =>
  document.view.about.features.filter((tag) => !uses[tag]?.(document));
