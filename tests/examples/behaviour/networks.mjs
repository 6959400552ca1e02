// Networks, and runs that are changed on the way.
import { deviation, fano, irregularity, mean, rhythm, share, sum } from "../measure.mjs";

export const networks = {
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

export const runs = {
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
