// Networks, and runs that are changed on the way.
import { deviation, fano, irregularity, mean, rhythm, share } from "../measure.mjs";

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
  // Order parameter: near 1 / sqrt(100) uncoupled, near 1 with strong coupling.
  coupled_oscillators: {
    duration: "4s",
    signals: ["cells.theta"],
    measure: (r) => {
      const theta = r.signal("cells.theta");
      const order = (from) => {
        const part = theta.slice(from, from + 100);
        return Math.hypot(mean(part.map(Math.cos)), mean(part.map(Math.sin)));
      };
      return { uncoupled: order(0), strong: order(300) };
    },
    expect: { uncoupled: [0, 0.35], strong: [0.93, 1] },
  },
  // The packet arrives in the last group with nearly all cells, and sharper than the 1 ms it began with.
  diesmann_1999: {
    measure: (r) => {
      const times = r.trains("chain", { cells: [900, 1000] }).flat();
      const middle = [...times].sort((a, b) => a - b)[times.length >> 1];
      const packet = times.filter((one) => Math.abs(one - middle) < 3e-3);
      return { arrive: packet.length, spread: deviation(packet) * 1e3, at: middle * 1e3 };
    },
    expect: { arrive: [90, 110], spread: [0, 0.7], at: [52, 60] },
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
  // At rest a few Hz. During the stimulus one group wins, and remembers it afterwards.
  wang_2002: {
    measure: (r) => {
      const rates = (from, to) =>
        [0, 240].map((k) => r.rate("excitatory", { cells: [k, k + 240], from, to }));
      const [evidence, memory] = [rates(2.5, 3), rates(3.5, 4)];
      const winner = evidence[0] > evidence[1] ? 0 : 1;
      return {
        rest: Math.max(...rates(0.5, 1)),
        winner: evidence[winner],
        loser: evidence[1 - winner],
        after: memory[winner],
        others: memory[1 - winner],
      };
    },
    expect: {
      rest: [0.5, 8],
      winner: [15, 80],
      loser: [0, 8],
      after: [10, 60],
      others: [0, 8],
    },
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
  // Each event is heard in its own step; rises and falls of g through 1 alternate.
  custom_events: {
    signals: [
      "cell.up",
      "cell.down",
      "cell.fired",
      "listener.spikes_heard",
      "listener.gspikes_heard",
    ],
    measure: (r) => {
      const of = (name) => r.signal(name)[0];
      const { t, variables } = r.monitors.events_cell_gspike;
      return {
        spikes: of("cell.fired"),
        gspikes: of("cell.up"),
        open: of("cell.up") - of("cell.down"),
        unheard: of("cell.fired") - of("listener.spikes_heard"),
        gUnheard: of("cell.up") - of("listener.gspikes_heard"),
        recorded: t.length - of("cell.up"),
        least: Math.min(...variables.g),
      };
    },
    // A reset allows the next event without a fall, so rises may be ahead by the number of spikes.
    expect: {
      spikes: [3, 30],
      gspikes: [8, 60],
      open: [0, 30],
      unheard: [0, 0],
      gUnheard: [0, 0],
      recorded: [0, 0],
      least: [1, 1.5],
    },
  },
  // From 0.2 to 1 takes tau log(1 / 0.2) = 16.1 ms; the usual order would begin at 0: 17.9 ms.
  own_schedule: {
    measure: (r) => {
      const [train] = r.trains("cells");
      const value = (variable) => r.traces("cells", variable)[0];
      const spike = Math.round(train[1] * 1e4);
      return {
        period: ((train[4] - train[1]) / 3) * 1e3,
        before: value("before")[spike + 1],
        after: value("after")[spike + 1],
        end: r.traces("end", "v")[0][spike],
      };
    },
    expect: { period: [16, 16.3], before: [1, 1.01], after: [0.2, 0.2], end: [0.2, 0.2] },
  },
  // Euler's error is proportional to the step; 40 samples before, 400 after.
  change_of_dt: {
    measure: (r) => {
      const [v] = r.traces("cell", "v");
      const [exact] = r.traces("reference", "v");
      const off = v.map((one, k) => Math.abs(one - exact[k]));
      const worst = (from, to) => Math.max(...off.slice(from, to));
      return {
        samples: v.length,
        coarse: worst(0, 40),
        ratio: worst(0, 40) / worst(140, 440),
        // 25 ms of 0.5 after 20 ms of others, in closed form at 30 ms.
        at30: exact[30],
      };
    },
    expect: {
      samples: [440, 440],
      coarse: [0.01, 0.1],
      ratio: [7, 16],
      // ((1 - e^-2) e^-2 - 0.5) e^-2 + 0.5
      at30: [0.44816924, 0.44816925],
    },
  },
  // Ends within a millisecond of the twentieth spike.
  network_operation_stop: {
    signals: ["counter.total"],
    measure: (r) => ({
      total: r.signal("counter.total")[0],
      late: (r.duration - r.spikes("cells").t[19]) * 1e3,
    }),
    expect: { total: [20, 25], late: [0, 1.1] },
  },
};
