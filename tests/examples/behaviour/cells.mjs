// Single cells, noise, cells with a shape.
import {
  correlation,
  crossings,
  deviation,
  fano,
  intervals,
  last,
  lock,
  mean,
  range,
  share,
  sum,
} from "../measure.mjs";

export const single = {
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

export const noise = {
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

export const cells = {
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
