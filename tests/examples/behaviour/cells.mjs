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
  // Figure 9: no oscillation at 100 uA/cm2, sustained ones between, a fading one at the strongest.
  morris_lecar_1981: {
    measure: (r) => {
      const late = (k) => r.traces("cells", "v")[k].slice(600);
      const swing = (k) => (Math.max(...late(k)) - Math.min(...late(k))) * 1e3;
      return {
        rest: swing(0),
        middle: swing(8),
        strong: swing(16),
        spikes: r.trains("cells")[8].length,
      };
    },
    expect: { rest: [0, 5], middle: [15, 90], strong: [0, 10], spikes: [4, 20] },
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
      const values = range(500).map(() => new Set());
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
  // Errors of orders 1, 2 and 3; the growth itself is over after 60 ms.
  own_method: {
    measure: (r) => {
      const worst = (name) => Math.max(...r.traces(name, "error")[0].map(Math.abs));
      const [euler, midpoint, kutta] = ["by_euler", "by_midpoint", "by_kutta"].map(worst);
      return {
        euler,
        midpoint: midpoint / euler,
        kutta: kutta / midpoint,
        end: last(r.traces("by_kutta", "x")[0]),
      };
    },
    expect: { euler: [5e-3, 5e-2], midpoint: [0.005, 0.1], kutta: [0.005, 0.1], end: [0.97, 1] },
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
  // The mean falls as exp(-t / tau) from 1, the deviation rises to sigma; then tau is the memory.
  ornstein_uhlenbeck: {
    measure: (r) => {
      const at = (k, rest) =>
        r
          .traces("all", "y")
          .filter((_, i) => i % 2 === rest)
          .map((one) => one[k]);
      const fast = r.traces("process", "y")[1].slice(500);
      return {
        slowMean: mean(at(0, 0)),
        slowSpread: deviation(at(2, 0)),
        fastMean: mean(at(0, 1)),
        fastSpread: deviation(at(2, 1)),
        later: correlation(fast.slice(0, -50), fast.slice(50)),
      };
    },
    // Means exp(-1) and exp(-10) with errors sigma / sqrt(50); deviations within 40 %.
    expect: {
      slowMean: [0.31, 0.43],
      slowSpread: [0.06, 0.14],
      fastMean: [-0.18, 0.18],
      fastSpread: [0.19, 0.44],
      later: [0, 0.7],
    },
  },
  // log x is normal with mean (mu - sigma^2/2) t and deviation sigma sqrt(t); Heun follows its noise.
  stochastic_odes: {
    signals: ["by_heun.x", "by_heun.W", "by_milstein.x", "by_milstein_corrected.x"],
    measure: (r) => {
      const heun = r.signal("by_heun.x");
      const W = r.signal("by_heun.W");
      const errors = heun.map((x, k) => Math.abs(x / Math.exp(0.495 + 0.1 * W[k]) - 1));
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
    // Four standard errors of 2,000 samples are 0.009, and 0.0064 for the spread.
    expect: {
      error: [0, 0.001],
      heun: [0.486, 0.504],
      heunSpread: [0.0936, 0.1064],
      milstein: [0.486, 0.504],
      milsteinSpread: [0.0936, 0.1064],
      plain: [0.48, 0.51],
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
        const v = r.traces("cable", "v")[element].map((one) => one + 0.07);
        // From the middle of the pulse on.
        const wanted = times.map((t) => (t > 0.1e-3 ? theory(t - 10e-6, compartments * 6e-6) : 0));
        const top = Math.max(...wanted);
        return Math.max(...wanted.map((w, k) => (w > 0 ? Math.abs(v[k] - w) / top : 0)));
      };
      return { middle: off(0, 0), near: off(1, 10), far: off(2, 30), end: off(3, 50) };
    },
    expect: { middle: [0, 0.02], near: [0, 0.02], far: [0, 0.02], end: [0, 0.02] },
  },
  // The stimulated dendrite is charged most, soma and other dendrite less and later; all discharge.
  bipolar_cell: {
    measure: (r) => {
      const above = (name) => r.traces(name, "v")[0].map((one) => one * 1e3 + 70);
      const [left, soma, right] = ["left", "cell", "right"].map(above);
      const [a, b, c] = [left, soma, right].map((one) => Math.max(...one));
      const when = (v) => v.indexOf(Math.max(...v)) / 10;
      return {
        left: a,
        soma: b,
        right: c / b,
        at: when(left),
        later: when(right) - when(soma),
        end: last(soma),
      };
    },
    // 1 nC in the whole cell's 37 pF would be 27 mV; the membrane leaks with 10 ms.
    expect: {
      left: [20, 90],
      soma: [10, 27],
      right: [0.8, 1],
      at: [5.8, 6.1],
      later: [0.01, 2],
      end: [0, 0.3],
    },
  },
  // 6.3 degrees: 12.3 m/s for this axon, a peak of about 90 mV; no wave without sodium channels.
  hodgkin_huxley_1952: {
    measure: (r) => {
      const v = r.traces("axon", "v");
      const times = r.times("axon");
      const at = (k) => crossings(v[k], times, 0.05).filter((t) => t > 0.05);
      return {
        speed: 0.025 / (at(1)[0] - at(0)[0]),
        peak: Math.max(...v[1].filter((_, k) => times[k] > 0.05)) * 1e3,
        spikes: at(1).length,
        beyond: at(3).length,
      };
    },
    expect: { speed: [11.5, 14], peak: [80, 110], spikes: [1, 1], beyond: [0, 0] },
  },
  // Positions over times of the compartments' spikes: a line.
  hh_with_spikes: {
    measure: (r) => {
      const trains = r.trains("axon", { cells: [0, 1000], from: 0.05 });
      const speed = (a, b) => ((b - a) * 1e-4) / (trains[b][0] - trains[a][0]);
      return {
        once: share(trains, (one) => one.length === 1),
        first: speed(200, 500),
        second: speed(500, 800),
      };
    },
    expect: { once: [1, 1], first: [11.5, 13], second: [11.5, 13] },
  },
};
