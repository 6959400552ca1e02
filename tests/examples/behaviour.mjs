// What is known of each example, and how it is measured: `expect` gives limits of each figure.
import {
  correlation,
  crossings,
  deviation,
  fano,
  intervals,
  irregularity,
  last,
  lock,
  mean,
  range,
  rhythm,
  share,
  sum,
} from "./measure.mjs";

const single = {
  // v(t) = 1 - (1 - v(0)) exp(-t / tau), exactly.
  simple_case: {
    measure: (r) => {
      const errors = r.traces("cells", "v").map((v) => {
        const wanted = (k) => 1 - (1 - v[0]) * Math.exp(-k / 100);
        return Math.max(...v.map((one, k) => Math.abs(one - wanted(k))));
      });
      return { error: Math.max(...errors) };
    },
    expect: { error: [0, 1e-12] },
  },
  // rate = 1 / (refractory + tau log(v0 / (v0 - Vt))) above 10 mV; none below.
  if_curve_lif: {
    measure: (r) => {
      const trains = r.trains("cells");
      const rate = (k) => {
        const v0 = (20 * k) / 999;
        return 1 / (5e-3 + 10e-3 * Math.log(v0 / (v0 - 10)));
      };
      const strong = range(450).map((k) => k + 550);
      const off = strong.map((k) => Math.abs(1 / mean(intervals(trains[k])) / rate(k) - 1));
      return { below: sum(trains.slice(0, 500).map((one) => one.length)), off: Math.max(...off) };
    },
    expect: { below: [0, 0], off: [0, 0.01] },
  },
  // No repetitive firing below about 0.1 nA; the rate never falls with the current.
  if_curve_hodgkin_huxley: {
    measure: (r) => {
      const counts = r.trains("cells").map((one) => one.length);
      const falls = counts.filter((one, k) => k > 0 && one < counts[k - 1] - 1).length;
      const first = counts.findIndex((one) => one > 2);
      return { falls, threshold: (0.7 * first) / 100, top: last(counts) / r.duration };
    },
    expect: { falls: [0, 0], threshold: [0.02, 0.2], top: [80, 150] },
  },
  // Each spike lifts the threshold by 3 mV; between spikes it decays to 10 mV.
  adaptive_threshold: {
    measure: (r) => {
      const vt = r.traces("cell", "vt")[0];
      const { variables } = r.spikes("cell");
      const above = variables.v.map((v, k) => v - variables.vt[k]);
      return {
        rate: r.rate("cell"),
        low: Math.min(...vt) * 1e3,
        high: Math.max(...vt) * 1e3,
        least: Math.min(...above) * 1e3,
      };
    },
    expect: { rate: [40, 100], low: [10, 10.1], high: [16, 30], least: [0, 3] },
  },
  // Spikes at the first current step grow sparser; the cell rests between steps.
  brette_gerstner_2005: {
    measure: (r) => {
      const [train] = r.trains("cell");
      const gaps = intervals(train);
      const early = train.filter((time) => time < 0.02 || time > 0.121).length;
      return { spikes: train.length, slower: last(gaps) / gaps[0], early };
    },
    expect: { spikes: [4, 8], slower: [1.2, 4], early: [0, 0] },
  },
  // I = 0.4: no bursts after the first spikes. I = 2: bursts with a long silence. I = 4: more spikes.
  hindmarsh_rose_1984: {
    measure: (r) => {
      const times = r.times("cells");
      const of = (k) => crossings(r.traces("cells", "x")[k], times, 1).filter((t) => t > 0.5);
      const gaps = intervals(of(1));
      return {
        resting: of(0).length,
        bursts: gaps.filter((one) => one > 0.05).length,
        inside: gaps.filter((one) => one < 0.03).length,
        more: of(2).length / of(1).length,
      };
    },
    expect: { resting: [0, 0], bursts: [3, 30], inside: [10, 300], more: [1.2, 20] },
  },
  // Rest below about 90 uA/cm2, oscillation up to about 215, depolarised rest above.
  morris_lecar_1981: {
    measure: (r) => {
      const late = r.trains("cells", { from: 1 }).map((one) => one.length);
      const firing = range(60).filter((k) => late[k] > 2);
      return {
        first: firing[0] * 5,
        last: last(firing) * 5,
        gaps: last(firing) - firing[0] + 1 - firing.length,
        rest: r.traces("cells", "v")[0].at(-1) * 1e3,
      };
    },
    expect: { first: [85, 100], last: [205, 225], gaps: [0, 0], rest: [-61, -58] },
  },
  // The eight rows of the paper's table, by their intervals.
  naud_2008: {
    measure: (r) => {
      const trains = r.trains("cells");
      const gaps = trains.map(intervals);
      const ratio = (k) => last(gaps[k]) / gaps[k][0];
      const late = (k) => gaps[k].filter((_, n) => trains[k][n] > 0.3);
      const spread = (k) => deviation(late(k)) / mean(late(k));
      return {
        tonic: deviation(gaps[0].slice(2)) / mean(gaps[0].slice(2)),
        adaptation: ratio(1),
        initialBurst: mean(late(2)) / gaps[2][0],
        bursting: spread(3),
        accelerating: last(gaps[4]) / gaps[4][0],
        delayed: trains[5][0] * 1e3,
        delayedBursts: spread(5),
        transient: trains[6].filter((t) => t > 0.3).length,
        irregular: spread(7),
      };
    },
    expect: {
      tonic: [0, 0.01],
      adaptation: [1.5, 10],
      initialBurst: [2, 50],
      bursting: [0.5, 3],
      accelerating: [0, 0.9],
      delayed: [20, 200],
      delayedBursts: [0.3, 3],
      transient: [0, 0],
      irregular: [0.1, 2],
    },
  },
  // One value of w at each spike, then two, then more, then chaos as Vr grows.
  touboul_brette_2008: {
    measure: (r) => {
      const { t, i, variables } = r.spikes("cells");
      const values = range(300).map(() => new Set());
      t.forEach((time, k) => {
        if (time > 3) values[i[k]].add(Math.round(variables.w[k] * 1e13));
      });
      const sizes = values.map((one) => one.size);
      return {
        fewest: Math.min(...sizes),
        most: Math.max(...sizes),
        simple: share(sizes, (one) => one <= 12),
        chaotic: share(sizes, (one) => one > 25),
      };
    },
    expect: { fewest: [1, 6], most: [30, 200], simple: [0.1, 0.9], chaotic: [0.1, 0.9] },
  },
  // Repetitive firing starts near 0.16 uA/cm2 at a low rate and grows to hundreds of Hz.
  wang_buzsaki_1996: {
    measure: (r) => {
      const rates = r.trains("cells").map((one) => (one.length > 2 ? 1 / mean(intervals(one)) : 0));
      return {
        none: rates[0],
        first: rates[1],
        atOne: rates[5],
        top: rates[50],
        falls: rates.filter((one, k) => k > 0 && one < rates[k - 1]).length,
      };
    },
    expect: { none: [0, 0], first: [1, 30], atOne: [50, 80], top: [250, 450], falls: [0, 0] },
  },
  // 15 mV above rest is the threshold: 0.15 nA; the rate of 0.4 nA is 1 / (2 ms + tau log(40/25)).
  injected_currents: {
    measure: (r) => {
      const trains = r.trains("cells");
      const between = (k, from, to) => trains[k].filter((t) => t >= from && t < to);
      return {
        weak: between(0, 0, 0.15).length,
        silent: sum(trains.map((_, k) => between(k, 0.11, 0.15).length)),
        strong: mean(intervals(between(3, 0.05, 0.1))) * 1e3,
        again: mean(intervals(between(0, 0.15, 0.2))) * 1e3,
      };
    },
    expect: { weak: [0, 0], silent: [0, 0], strong: [11.2, 11.7], again: [11.2, 11.7] },
  },
  // Deep modulation: spikes fall on one phase of the 10 Hz drive.
  phase_locking: {
    measure: (r) => {
      const trains = r.trains("cells", { from: 0.3 });
      const locks = trains.map((one) => lock(one, 10));
      return { shallow: mean(locks.slice(0, 10)), deep: mean(locks.slice(90)) };
    },
    expect: { shallow: [0, 0.4], deep: [0.5, 1] },
  },
};

const noise = {
  // Standard deviation sigma; correlation exp(-1) after tau.
  ornstein_uhlenbeck: {
    signals: ["process.x"],
    measure: (r) => {
      const traces = r.traces("process", "x").map((one) => one.slice(1000));
      const later = traces.map((one) => correlation(one.slice(0, -100), one.slice(100)));
      return {
        sigma: deviation(traces.flat()),
        across: deviation(r.signal("process.x")),
        later: mean(later),
      };
    },
    expect: { sigma: [0.093, 0.107], across: [0.072, 0.128], later: [0.27, 0.46] },
  },
  // log x is normal with mean mu t and deviation sigma sqrt(t); Heun follows its own noise.
  stochastic_odes: {
    signals: ["by_heun.x", "by_heun.W", "by_milstein.x", "by_milstein_corrected.x"],
    measure: (r) => {
      const heun = r.signal("by_heun.x");
      const W = r.signal("by_heun.W");
      const errors = heun.map((x, k) => Math.abs(x / Math.exp(1 + 0.4 * W[k]) - 1));
      const logs = (name) => r.signal(`${name}.x`).map(Math.log);
      return {
        error: mean(errors),
        heun: mean(logs("by_heun")),
        heunSpread: deviation(logs("by_heun")),
        milstein: mean(logs("by_milstein_corrected")),
        milsteinSpread: deviation(logs("by_milstein_corrected")),
        plain: mean(logs("by_milstein")),
      };
    },
    // Four standard errors of 2,000 samples are 0.036, and 0.025 for the spread.
    expect: {
      error: [0, 0.005],
      heun: [0.96, 1.04],
      heunSpread: [0.37, 0.43],
      milstein: [0.96, 1.04],
      milsteinSpread: [0.37, 0.43],
      plain: [0.9, 1.05],
    },
  },
  // One drive for all: trials fire together; 25 independent ones would give 1.
  reliability: {
    measure: (r) => ({
      rate: r.rate("trials"),
      together: fano(r.counts("trials", 3e-3, { from: 0.2 })),
    }),
    expect: { rate: [10, 60], together: [6, 25] },
  },
  // Private noise adds up: the n-th spike of the trials spreads more and more.
  non_reliability: {
    measure: (r) => {
      const trains = r.trains("trials");
      const spread = (n) => deviation(trains.map((one) => one[n])) * 1e3;
      return { rate: r.rate("trials"), first: spread(0), growth: spread(7) / spread(0) };
    },
    expect: { rate: [12, 25], first: [0.5, 10], growth: [1.4, 5] },
  },
};

const networks = {
  // Brette et al. 2007: about 5 Hz, irregular.
  cuba: {
    duration: "2s",
    measure: (r) => ({
      rate: r.rate("cells", { from: 0.3 }),
      cv: irregularity(r.trains("cells", { from: 0.3 })),
    }),
    expect: { rate: [4, 7], cv: [0.5, 1.2] },
  },
  cobahh: {
    measure: (r) => ({
      exc: r.rate("cells", { from: 0.1, cells: [0, 3200] }),
      inh: r.rate("cells", { from: 0.1, cells: [3200, 4000] }),
      cv: irregularity(r.trains("cells", { from: 0.1 })),
    }),
    expect: { exc: [15, 45], inh: [15, 45], cv: [0.4, 2] },
  },
  // Table 1 of the paper: 37.7 Hz, asynchronous and irregular, at g = 5 and twice the threshold rate.
  brunel_2000: {
    measure: (r) => ({
      rate: r.rate("cells", { from: 0.1 }),
      cv: irregularity(r.trains("cells", { from: 0.1 })),
    }),
    expect: { rate: [34, 43], cv: [0.3, 0.9] },
  },
  // Cells fire at a few Hz; the population oscillates much faster.
  brunel_hakim_1999: {
    measure: (r) => ({
      rate: r.rate("cells", { from: 0.1 }),
      rhythm: rhythm(r.counts("cells", 5e-4, { from: 0.1 }), 5e-4, 50, 400),
      synchrony: fano(r.counts("cells", 1e-3, { from: 0.1 })),
    }),
    expect: { rate: [1, 10], rhythm: [100, 250], synchrony: [3, 200] },
  },
  // The limit cycle of the paper's figure 11 at P = 1.25; rest without drive.
  wilson_cowan_1972: {
    measure: (r) => {
      const late = r.traces("columns", "E").map((one) => one.slice(3000));
      const swing = (one) => Math.max(...one) - Math.min(...one);
      return {
        none: Math.max(...late[0]),
        swing: swing(late[1]),
        rhythm: rhythm(
          late[1].filter((_, k) => k % 10 === 0),
          1e-3,
          3,
          60,
        ),
        steady: swing(late[2]),
      };
    },
    expect: { none: [0, 1e-6], swing: [0.1, 0.5], rhythm: [5, 40], steady: [0, 0.01] },
  },
  // Order parameter: near 1 / sqrt(50) uncoupled, near 1 with strong coupling.
  coupled_oscillators: {
    signals: ["cells.theta"],
    measure: (r) => {
      const theta = r.signal("cells.theta");
      const order = (from) => {
        const part = theta.slice(from, from + 50);
        return Math.hypot(mean(part.map(Math.cos)), mean(part.map(Math.sin)));
      };
      return { uncoupled: order(0), strong: order(100) };
    },
    expect: { uncoupled: [0, 0.45], strong: [0.95, 1] },
  },
  // The packet arrives in the last group with nearly all cells, and sharper than the 1 ms it began with.
  diesmann_1999: {
    measure: (r) => {
      const times = r.trains("chain", { cells: [900, 1000] }).flat();
      const middle = [...times].sort((a, b) => a - b)[times.length >> 1];
      const packet = times.filter((one) => Math.abs(one - middle) < 3e-3);
      return { arrive: packet.length, spread: deviation(packet) * 1e3, at: middle * 1e3 };
    },
    expect: { arrive: [90, 110], spread: [0, 0.7], at: [90, 130] },
  },
  // About 8 Hz each, with a slow rhythm near 10 Hz.
  izhikevich_2003: {
    duration: "2s",
    measure: (r) => ({
      rate: r.rate("cells", { from: 0.2 }),
      rhythm: rhythm(r.counts("cells", 2e-3, { from: 0.2 }), 2e-3, 4, 30),
      synchrony: fano(r.counts("cells", 5e-3, { from: 0.2 })),
    }),
    expect: { rate: [5, 12], rhythm: [5, 15], synchrony: [3, 200] },
  },
  // At rest: 2 to 6 Hz and about 9 Hz. With strong evidence the favoured group wins.
  wang_2002: {
    measure: (r) => ({
      rest: r.rate("excitatory", { from: 0.1, to: 0.5 }),
      winner: r.rate("excitatory", { cells: [0, 240], from: 1.2 }),
      loser: r.rate("excitatory", { cells: [240, 480], from: 1.2 }),
    }),
    expect: { rest: [0.5, 6], winner: [15, 80], loser: [0, 8] },
  },
};

const plasticity = {
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

const synapses = {
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

const wiring = {
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

const cells = {
  // A pulse of charge Q: v = Q / (lambda Cm pi d) sqrt(tau / 4 pi t) exp(-t/tau - tau (x/lambda)^2 / 4t).
  infinite_cable: {
    measure: (r) => {
      const [lambda, tau, perLength] = [0.5e-3, 10e-3, 1e-2 * Math.PI * 1e-6];
      const scale = (1e-9 * 20e-6) / (lambda * perLength);
      const theory = (t, x) =>
        scale *
        Math.sqrt(tau / (4 * Math.PI * t)) *
        Math.exp(-t / tau - (tau * (x / lambda) ** 2) / (4 * t));
      const times = r.times("cable");
      const off = (element, compartments) => {
        const v = r.traces("cable", "v")[element];
        // From the middle of the pulse on.
        const wanted = times.map((t) => (t > 0.1e-3 ? theory(t - 10e-6, compartments * 2e-6) : 0));
        const top = Math.max(...wanted);
        return Math.max(...wanted.map((w, k) => (w > 0 ? Math.abs(v[k] - w) / top : 0)));
      };
      return { middle: off(0, 0), near: off(1, 25), far: off(2, 50), end: off(3, 100) };
    },
    expect: { middle: [0, 0.02], near: [0, 0.02], far: [0, 0.02], end: [0, 0.02] },
  },
  // The soma is charged; the ends of axon and dendrite follow, later and less.
  bipolar_cell: {
    measure: (r) => {
      const [soma, , axon, dend] = r.traces("cell", "v").map((v) => v.map((one) => one * 1e3 + 70));
      const half = (v) => v.findIndex((one) => one > Math.max(...v) / 2) / 10;
      const peaks = [soma, axon, dend].map((v) => Math.max(...v));
      return {
        soma: peaks[0],
        axon: peaks[1] / peaks[0],
        dend: peaks[2] / peaks[0],
        later: half(axon) - half(soma),
        order: Number(peaks[1] < peaks[2] && peaks[2] < peaks[0]),
      };
    },
    // Input resistance near 1 / (gL area) = 250 MOhm: 0.2 nA gives at most 50 mV.
    expect: { soma: [25, 50], axon: [0.5, 0.99], dend: [0.9, 1], later: [0.1, 10], order: [1, 1] },
  },
  // 6.3 degrees: 12.3 m/s for this axon, a peak of about 90 mV.
  hodgkin_huxley_1952: {
    measure: (r) => {
      const v = r.traces("axon", "v");
      const at = (k) => crossings(v[k], r.times("axon"), 0.05)[0];
      return {
        speed: 0.05 / (at(3) - at(1)),
        peak: Math.max(...v[2]) * 1e3,
        spikes: crossings(v[2], r.times("axon"), 0.05).length,
      };
    },
    expect: { speed: [11.5, 13], peak: [80, 110], spikes: [1, 1] },
  },
  // Both waves at that speed; every compartment fires once.
  hh_with_spikes: {
    measure: (r) => {
      const trains = r.trains("axon", { cells: [0, 501] });
      const speed = (a, b) => (Math.abs(a - b) * 0.1) / 501 / Math.abs(trains[a][0] - trains[b][0]);
      return {
        once: share(trains, (one) => one.length === 1),
        left: speed(200, 50),
        right: speed(300, 450),
      };
    },
    expect: { once: [1, 1], left: [11.5, 13], right: [11.5, 13] },
  },
};

const runs = {
  // The field moves once in 2 ms; each monitor has its own number of samples.
  two_clocks: {
    measure: (r) => {
      const [x] = r.traces("field", "x");
      return {
        moved: share(x.slice(1), (one, k) => one !== x[k]),
        samples: r.traces("cells", "v")[0].length,
        rate: r.rate("cells"),
      };
    },
    expect: { moved: [0.6, 1], samples: [100, 100], rate: [5, 100] },
  },
  // One warning before each spike; listeners hear every warning one millisecond later.
  custom_events: {
    signals: ["cells.warnings", "cells.fired", "listeners.heard"],
    measure: (r) => {
      const [warnings, fired, heard] = ["cells.warnings", "cells.fired", "listeners.heard"].map(
        (name) => r.signal(name),
      );
      const ahead = warnings.map((one, k) => one - fired[k]);
      const { t, variables } = r.monitors.events_cells_warning;
      return {
        fewest: Math.min(...ahead),
        most: Math.max(...ahead),
        unheard: sum(warnings) - sum(heard),
        recorded: t.length - sum(warnings),
        least: Math.min(...variables.v),
        rate: r.rate("cells"),
      };
    },
    expect: {
      fewest: [0, 1],
      most: [0, 1],
      unheard: [0, 1],
      recorded: [0, 0],
      least: [0.7, 0.8],
      rate: [10, 60],
    },
  },
  // Ends within a millisecond of the tenth spike of a cell.
  network_operation_stop: {
    signals: ["cells.fired"],
    measure: (r) => {
      const trains = r.trains("cells");
      const tenth = Math.min(...trains.map((one) => one[9] ?? Infinity));
      return { most: Math.max(...r.signal("cells.fired")), late: (r.duration - tenth) * 1e3 };
    },
    expect: { most: [10, 10], late: [0, 1.1] },
  },
};

export const behaviour = {
  ...single,
  ...noise,
  ...networks,
  ...plasticity,
  ...synapses,
  ...wiring,
  ...cells,
  ...runs,
};
