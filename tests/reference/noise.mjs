// The statistics of noisy equations after a fixed time: `stats_noise.json`.
//
// Ornstein-Uhlenbeck by Euler, geometric noise by the two multiplicative schemes, and two noise
// sources in two variables; each over many independent cells.
import { compareStatistic } from "./compare.mjs";

export const matches = ({ model }) => ["ou", "geo", "two"].every((part) => model?.[part]?.T);

export function plan({ model, results }) {
  const cells = "cells";
  const job = (title, group, constants, duration) => ({
    document: {
      myelin: 1,
      title,
      dt: model.dt,
      seed: 1,
      constants,
      neurons: [{ name: cells, size: model.N, ...group }],
      run: duration,
    },
    signals: [`${cells}.x`, ...(group.equations.length > 1 ? [`${cells}.y`] : [])],
  });
  const time = (seconds) => `${seconds} second`;
  const geometric = (method) =>
    job(
      method,
      { equations: [`${model.geo.eq} : 1`], method, init: { x: model.geo.x0 } },
      { tau: time(model.geo.tau), c: model.geo.c },
      model.geo.T,
    );
  const jobs = [
    job(
      "ou",
      { equations: [`${model.ou.eq} : 1`], method: "euler" },
      { tau: time(model.ou.tau), sigma: model.ou.sigma },
      model.ou.T,
    ),
    geometric("milstein"),
    geometric("heun"),
    job(
      "two",
      {
        // Over T the variances are s1^2 + s2^2 and s1^2, the covariance s1^2.
        equations: ["dx/dt = (s1*xi_a + s2*xi_b)/sqrt(T) : 1", "dy/dt = s1*xi_a/sqrt(T) : 1"],
        method: "euler",
      },
      { s1: model.two.s1, s2: model.two.s2, T: time(model.two.T) },
      model.two.T,
    ),
  ];
  return { jobs, problems: (outputs) => problems(outputs, results) };
}

function problems([ou, milstein, heun, two], results) {
  const x = (output) => output.signals["cells.x"].values;
  const exact = [
    ["ou", moments(x(ou)), { mean: 0, var: results.ou.var_exact_for_the_scheme }],
    ["milstein", moments(x(milstein)), results.milstein.exact_for_the_scheme],
    ["heun", moments(x(heun)), results.heun.exact_for_the_scheme],
    ["two", pairMoments(x(two), two.signals["cells.y"].values), results.two.exact],
  ];
  return exact
    .flatMap(([name, found, wanted]) =>
      Object.keys(wanted).map((key) =>
        compareStatistic(`${name}, ${key}`, found[key], wanted[key]),
      ),
    )
    .filter(Boolean);
}

const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Mean and variance with their standard errors; that of the variance from the fourth moment.
function moments(values) {
  const mean = average(values);
  const square = average(values.map((x) => (x - mean) ** 2));
  const fourth = average(values.map((x) => (x - mean) ** 4));
  const error = (variance) => Math.sqrt(variance / values.length);
  return {
    mean: { value: mean, error: error(square) },
    var: { value: square, error: error(fourth - square ** 2) },
  };
}

function pairMoments(x, y) {
  const [meanX, meanY] = [average(x), average(y)];
  const products = x.map((value, k) => (value - meanX) * (y[k] - meanY));
  const { mean: cov } = moments(products);
  return { var_x: moments(x).var, var_y: moments(y).var, cov };
}
