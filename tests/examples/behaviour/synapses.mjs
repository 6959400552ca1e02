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
  // Without dopamine in the rule: pre before post strengthens at once. With it: only after the puff.
  izhikevich_2007: {
    measure: (r) => {
      const [s] = r.traces("plastic", "s");
      const at = (time) => s[Math.round(time * 1e3)];
      return {
        pair: (at(1.4) - at(0.9)) / 1e-4,
        reversed: (at(1.9) - at(1.4)) / 1e-4,
        alone: at(4.019) - at(3.9),
        rewarded: at(4.4) / at(4.019),
        punished: at(5.5) / at(4.519),
      };
    },
    // 10 ms apart: exp(-1/2) of the step; post first: -1.05 exp(-1/2), down to what is there.
    expect: {
      pair: [0.6, 0.61],
      reversed: [-0.65, -0.5],
      alone: [-1e-4, 1e-4],
      rewarded: [1.01, 50],
      punished: [0, 0.999],
    },
  },
  // 1 Hz: pre before post changes little, post before pre weakens. 50 Hz: both orders strengthen.
  clopath_2010: {
    signals: ["pair.w"],
    measure: (r) => {
      const w = r.signal("pair.w").map((one) => one / 0.5);
      return {
        slowPrePost: w[0],
        slowPostPre: w[7],
        middlePrePost: w[3],
        middlePostPre: w[10],
        fastPrePost: w[6],
        fastPostPre: w[13],
      };
    },
    expect: {
      slowPrePost: [0.9, 1.3],
      slowPostPre: [0.8, 1],
      middlePrePost: [1, 1.9],
      middlePostPre: [0.6, 1],
      fastPrePost: [1.1, 2],
      fastPostPre: [1, 2],
    },
  },
  // Inhibition brings excitatory cells from more than 100 Hz towards the target of 3 Hz.
  vogels_2011: {
    measure: (r) => ({
      before: r.rate("cells", { cells: [0, 8000], from: 0.5, to: 1 }),
      after: r.rate("cells", { cells: [0, 8000], from: r.duration - 1 }),
      cv: irregularity(r.trains("cells", { cells: [0, 8000], from: r.duration - 3 })),
    }),
    expect: { before: [60, 500], after: [2, 25], cv: [0.5, 1.5] },
  },
  // Weights spread, and each cell's inputs come to share a direction.
  kremer_2011: {
    signals: ["forward.w", "forward.i", "forward.j"],
    measure: (r) => {
      const [w, i, j] = ["w", "i", "j"].map((name) => r.signal(`forward.${name}`));
      const selectivity = (weight) => {
        const cells = range(5625).map(() => [0, 0, 0]);
        w.forEach((_, k) => {
          const angle = ((i[k] % 484) / 484) * 2 * Math.PI;
          const cell = cells[j[k]];
          cell[0] += weight[k] * Math.cos(angle);
          cell[1] += weight[k] * Math.sin(angle);
          cell[2] += weight[k];
        });
        return mean(cells.map(([x, y, all]) => Math.hypot(x, y) / all));
      };
      return {
        exc: r.rate("layer23", { cells: [0, 5625] }),
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
  // One spike each at 0; the weight at its arrival is exp(-delay / 50 ms), and that is the jump.
  synapses: {
    signals: ["link.i", "link.pre.delay"],
    measure: (r) => {
      const [i, delay] = [r.signal("link.i"), r.signal("link.pre.delay")];
      const v = r.traces("target", "v");
      const off = i.map((cell, k) => Math.max(...v[cell]) / Math.exp(-delay[k] / 50e-3) - 1);
      return {
        count: i.length,
        reached: v.filter((one) => Math.max(...one) > 0).length - i.length,
        off: Math.max(...off.map(Math.abs)),
        spikes: r.spikes("source").t.length,
      };
    },
    // A delay is rounded to the step of 0.1 ms, and v is seen one step of decay later.
    expect: { count: [3, 10], reached: [0, 0], off: [0, 0.013], spikes: [10, 10] },
  },
  // exp(-(i - j)^2 / 200) mV where i > j, and nothing elsewhere.
  state_variables: {
    signals: ["down.w", "down.i", "down.j", "cells.v"],
    measure: (r) => {
      const [w, i, j, v] = ["down.w", "down.i", "down.j", "cells.v"].map((name) => r.signal(name));
      const wanted = (k) => (i[k] > j[k] ? 1e-3 * Math.exp(-((i[k] - j[k]) ** 2) / 200) : 0);
      const noise = v.map((one, k) => one * 1e3 + 70 - Math.sin((2 * Math.PI * k) / 100));
      return {
        off: Math.max(...w.map((one, k) => Math.abs(one - wanted(k)))),
        mean: mean(noise),
        spread: deviation(noise),
      };
    },
    // 0.25 mV of noise: four standard errors of 100 samples.
    expect: { off: [0, 1e-17], mean: [-0.1, 0.1], spread: [0.18, 0.32] },
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
  // Contact k acts 1 + 3 k ms after the spike with 0.5 / (k + 1).
  multiple_contacts: {
    signals: ["contacts.i", "contacts.k"],
    measure: (r) => {
      const v = r.traces("cells", "v");
      const jump = (cell, time) => {
        const step = Math.round(time * 1e4);
        return v[cell][step + 1] - v[cell][step] * Math.exp(-0.01);
      };
      const numbers = r.signal("contacts.k");
      return {
        contacts: numbers.length,
        numbers: Number(numbers.join("")),
        first: jump(0, 6e-3),
        second: jump(0, 9e-3),
        none: jump(0, 12e-3),
        last: jump(1, 35e-3),
      };
    },
    expect: {
      contacts: [6, 6],
      numbers: [10123, 10123],
      first: [0.4999, 0.5],
      second: [0.2499, 0.2501],
      none: [-1e-12, 1e-12],
      last: [0.1249, 0.1251],
    },
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
  // All within 120 um; and 1.5 exp(-d^2 / 2 width^2), at most 1, on a grid.
  spatial_connections: {
    signals: ["local.i", "local.j", "disc.i"],
    measure: (r) => {
      const [i, j] = [r.signal("local.i"), r.signal("local.j")];
      const distance2 = (a, b) =>
        625 * ((Math.floor(a / 20) - Math.floor(b / 20)) ** 2 + ((a % 20) - (b % 20)) ** 2);
      const near = (a, b) =>
        a === b ? 0 : Math.min(1, 1.5 * Math.exp(-distance2(a, b) / (2 * 60 ** 2)));
      const pairs = range(400).flatMap((a) => range(400).map((b) => [a, b]));
      return {
        count: i.length / sum(pairs.map(([a, b]) => near(a, b))),
        own: i.filter((one, k) => one === j[k]).length,
        disc:
          r.signal("disc.i").length - share(pairs, ([a, b]) => distance2(a, b) < 120 ** 2) * 160000,
      };
    },
    expect: { count: [0.97, 1.03], own: [0, 0], disc: [-0.5, 0.5] },
  },
  // All ways give exp(-0.1 (i - j)^2): sqrt(pi / 0.1) = 5.605 targets, deviation sqrt(5).
  gaussian_connectivity: {
    signals: ["naive", "limited", "divided"].flatMap((name) => [`${name}.i`, `${name}.j`]),
    measure: (r) => {
      const facts = (name) => {
        const [i, j] = [r.signal(`${name}.i`), r.signal(`${name}.j`)];
        const inner = i.map((one, k) => [one, j[k]]).filter(([one]) => one >= 20 && one < 980);
        return { degree: inner.length / 960, width: deviation(inner.map(([a, b]) => a - b)) };
      };
      const [naive, limited, divided] = ["naive", "limited", "divided"].map(facts);
      return {
        naive: naive.degree,
        limited: limited.degree,
        divided: divided.degree,
        naiveWidth: naive.width,
        limitedWidth: limited.width,
        dividedWidth: divided.width,
      };
    },
    // Four standard errors of 960 sources are 0.17, of the width 0.085.
    expect: {
      naive: [5.43, 5.78],
      limited: [5.43, 5.78],
      divided: [5.43, 5.78],
      naiveWidth: [2.15, 2.33],
      limitedWidth: [2.15, 2.33],
      dividedWidth: [2.15, 2.33],
    },
  },
};
