// Plasticity, synapses, and how they are wired.
import {
  correlation,
  deviation,
  intervals,
  irregularity,
  mean,
  range,
  share,
  sum,
} from "../measure.mjs";

export const plasticity = {
  // Additive STDP: weights pile up at both ends (even ones: 0.15, 0.2, 0.15); the rate settles.
  stdp: {
    duration: "60s",
    signals: ["plastic.w"],
    measure: (r) => {
      const w = r.signal("plastic.w").map((one) => one / 0.01);
      return {
        weak: share(w, (one) => one < 0.15),
        middle: share(w, (one) => one > 0.4 && one < 0.6),
        strong: share(w, (one) => one > 0.85),
        rate: r.rate("cell", { from: r.duration / 2 }),
      };
    },
    expect: { weak: [0.2, 0.7], middle: [0, 0.17], strong: [0.18, 0.6], rate: [10, 40] },
  },
  stdp_standalone: {
    signals: ["plastic.w"],
    measure: (r) => {
      const w = r.traces("plastic", "w");
      const spread = (k) => deviation(w.map((one) => one[k] / 0.01));
      return {
        before: spread(0),
        after: deviation(r.signal("plastic.w")) / 0.01,
        samples: w[0].length,
      };
    },
    // Uniform weights deviate by 1 / sqrt(12) = 0.289; two heaps by up to 0.5.
    expect: { before: [0.27, 0.31], after: [0.3, 0.5], samples: [4, 4] },
  },
  // Pre before post and dopamine: stronger. No dopamine: nothing. Post before pre and dopamine: weaker.
  izhikevich_2007: {
    measure: (r) => {
      const [s] = r.traces("plastic", "s");
      const at = (time) => s[Math.round(time * 1e3)];
      return {
        before: at(0.9) / 0.005,
        rewarded: at(2.9) / at(0.9),
        alone: at(8.9) / at(2.9),
        punished: at(11.9) / at(8.9),
      };
    },
    expect: {
      before: [1, 1],
      rewarded: [1.005, 1.5],
      alone: [0.9999, 1.0001],
      punished: [0.5, 0.995],
    },
  },
  // 10 Hz: no strengthening. 30 Hz: order decides. 50 Hz: both orders strengthen.
  clopath_2010: {
    signals: ["pair.w"],
    measure: (r) => {
      const w = r.signal("pair.w");
      return {
        slowPrePost: w[0],
        slowPostPre: w[5],
        middlePrePost: w[2],
        middlePostPre: w[7],
        fastPrePost: w[4],
        fastPostPre: w[9],
      };
    },
    expect: {
      slowPrePost: [0.95, 1.1],
      slowPostPre: [0.8, 0.999],
      middlePrePost: [1.005, 2],
      middlePostPre: [0.5, 0.99],
      fastPrePost: [1.05, 2],
      fastPostPre: [1.01, 2],
    },
  },
  // Inhibition brings excitatory cells from more than 100 Hz towards the target of 3 Hz.
  vogels_2011: {
    duration: "2s",
    measure: (r) => ({
      before: r.rate("cells", { cells: [0, 8000], to: 0.2 }),
      after: r.rate("cells", { cells: [0, 8000], from: r.duration - 0.5 }),
      cv: irregularity(r.trains("cells", { cells: [0, 8000], from: r.duration - 1.5 })),
    }),
    expect: { before: [60, 500], after: [3, 25], cv: [0.5, 1.5] },
  },
  // Weights spread, and each cell's inputs come to share a direction.
  kremer_2011: {
    signals: ["forward.w", "forward.i", "forward.j"],
    measure: (r) => {
      const [w, i, j] = ["w", "i", "j"].map((name) => r.signal(`forward.${name}`));
      const selectivity = (weight) => {
        const cells = range(2304).map(() => [0, 0, 0]);
        w.forEach((_, k) => {
          const angle = ((i[k] % 256) / 256) * 2 * Math.PI;
          const cell = cells[j[k]];
          cell[0] += weight[k] * Math.cos(angle);
          cell[1] += weight[k] * Math.sin(angle);
          cell[2] += weight[k];
        });
        return mean(cells.map(([x, y, all]) => Math.hypot(x, y) / all));
      };
      return {
        exc: r.rate("layer23", { cells: [0, 2304] }),
        spread: deviation(w) / mean(w),
        sharper: selectivity(w) / selectivity(w.map(() => 1)),
      };
    },
    expect: { exc: [0.5, 10], spread: [0.05, 0.6], sharper: [1.15, 5] },
  },
  // After 20 s most cells answer to one pattern, and most patterns have a cell.
  diehl_cook_2015: {
    measure: (r) => {
      const { values } = r.document.inputs[0];
      const answers = range(20).map(() => new Array(10).fill(0));
      const { t, i } = r.spikes("exc");
      t.forEach((time, k) => {
        const shown = values[Math.floor(time / 0.05 + 1e-6) % values.length];
        if (time > 20 && shown >= 0) answers[i[k]][shown]++;
      });
      const active = answers.filter((one) => sum(one) >= 5);
      const best = active.map((one) => one.indexOf(Math.max(...one)));
      return {
        patterns: new Set(best).size,
        selective: mean(active.map((one) => Math.max(...one) / sum(one))),
      };
    },
    expect: { patterns: [6, 10], selective: [0.6, 1] },
  },
};

export const synapses = {
  synapses: {
    measure: (r) => {
      const source = r.rate("source");
      const target = r.rate("target");
      return { source, target };
    },
    expect: { source: [60, 130], target: [0.5, 20] },
  },
  // w = (x_post - x_pre) / 100 with x = i squared; only cell 0 fires at first.
  state_variables: {
    signals: ["up.w", "up.i", "up.j", "up.k"],
    measure: (r) => {
      const [w, i, j, k] = ["w", "i", "j", "k"].map((name) => r.signal(`up.${name}`));
      const off = w.map((one, n) => Math.abs(one - ((j[n] + 10) ** 2 - i[n] ** 2) / 100));
      const odd = k.filter((one, n) => one !== i[n] + 10 * j[n]).length;
      const first = r
        .trains("cells")
        .slice(10)
        .map((one) => one[0] ?? NaN);
      return {
        off: Math.max(...off),
        odd,
        first: first[1] * 1e3,
        later: (first[6] - first[1]) * 1e3,
      };
    },
    // Cell 0 fires at 0; its synapse to cell 10 + j has a delay of 1 ms + 0.1 ms j, and acts in the next test.
    expect: { off: [0, 1e-12], odd: [0, 0], first: [1.19, 1.21], later: [0.49, 0.51] },
  },
  gapjunctions: {
    measure: (r) => {
      const trains = r.trains("cells", { from: 0.1 });
      const gaps = trains.flatMap(intervals);
      return { rate: 1 / mean(gaps), even: deviation(gaps) / mean(gaps) };
    },
    // Uncoupled cells fire at 1 / (tau log(v0 / (v0 - 1))) = 32.8 Hz; the others hold each back.
    expect: { rate: [20, 32], even: [0, 0.2] },
  },
  // The opening saturates below 1: ten times the input opens less than ten times as far.
  nonlinear: {
    measure: (r) => {
      const [weak, strong] = r.traces("open", "g").map((one) => Math.max(...one));
      return { weak, strong, gain: strong / weak };
    },
    expect: { weak: [0.2, 0.8], strong: [0.7, 1], gain: [1, 5] },
  },
  // Depression: short bursts of the whole population over a low activity.
  tsodyks_2000: {
    measure: (r) => {
      const counts = r.counts("cells", 10e-3, { from: 0.5 });
      return {
        rate: r.rate("cells", { from: 0.5 }),
        peak: Math.max(...counts) / mean(counts),
        bursts: counts.filter(
          (one, k) => one > 4 * mean(counts) && counts[k - 1] <= 4 * mean(counts),
        ).length,
      };
    },
    expect: { rate: [1, 25], peak: [4, 100], bursts: [2, 60] },
  },
  // Detectors whose delay cancels sin(2 pi t) fire most: the best one follows the source.
  jeffress: {
    measure: (r) => {
      const { t, i } = r.spikes("detectors");
      const bins = range(20).map((k) => {
        const inside = i.filter((_, n) => t[n] >= k / 20 && t[n] < (k + 1) / 20);
        return mean(inside);
      });
      const source = bins.map((_, k) => Math.sin(((k + 0.5) / 20) * 2 * Math.PI));
      return { follows: Math.abs(correlation(bins, source)) };
    },
    expect: { follows: [0.8, 1] },
  },
};

export const wiring = {
  // 1.2 exp(-d^2 / 2 width^2), at most 1, on a grid.
  spatial_connections: {
    signals: ["local.i", "local.j"],
    measure: (r) => {
      const [i, j] = [r.signal("local.i"), r.signal("local.j")];
      const near = (a, b) => {
        const [rows, columns] = [Math.floor(a / 30) - Math.floor(b / 30), (a % 30) - (b % 30)];
        const distance2 = 400 * (rows ** 2 + columns ** 2);
        return a === b ? 0 : Math.min(1, 1.2 * Math.exp(-distance2 / 7200));
      };
      const expected = sum(range(900).flatMap((a) => range(900).map((b) => near(a, b))));
      const own = i.filter((one, k) => one === j[k]).length;
      return { count: i.length / expected, own };
    },
    expect: { count: [0.98, 1.02], own: [0, 0] },
  },
  // Both ways give peak * exp(-(i - j)^2 / 2 width^2); the window cuts at four widths.
  gaussian_connectivity: {
    signals: ["window.i", "window.j", "pairs.i", "pairs.j"],
    measure: (r) => {
      const facts = (name) => {
        const [i, j] = [r.signal(`${name}.i`), r.signal(`${name}.j`)];
        const inner = i.map((one, k) => [one, j[k]]).filter(([one]) => one >= 100 && one < 900);
        return { degree: inner.length / 800, width: deviation(inner.map(([a, b]) => a - b)) };
      };
      const [window, pairs] = [facts("window"), facts("pairs")];
      return {
        windowDegree: window.degree,
        windowWidth: window.width,
        pairsDegree: pairs.degree,
        pairsWidth: pairs.width,
      };
    },
    // 0.5 sqrt(2 pi) 10 - 0.5 = 12.03 targets.
    expect: {
      windowDegree: [11.6, 12.5],
      windowWidth: [9.7, 10.5],
      pairsDegree: [11.6, 12.5],
      pairsWidth: [9.7, 10.5],
    },
  },
};
