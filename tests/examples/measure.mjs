// Figures of what an example recorded: rates, irregularity, synchrony, rhythms, weights.

export const sum = (values) => values.reduce((total, one) => total + one, 0);
export const mean = (values) => sum(values) / values.length;
export const deviation = (values) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((one) => (one - centre) ** 2)));
};
export const range = (count) => Array.from({ length: count }, (_, k) => k);
export const last = (values) => values[values.length - 1];
export const share = (values, holds) => values.filter(holds).length / values.length;

export function correlation(a, b) {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((one, k) => (one - ma) * (b[k] - mb))) / (deviation(a) * deviation(b));
}

/** What was recorded in a run of `document`; object names as in the document. */
export class Result {
  constructor(document, written) {
    this.document = document;
    this.monitors = written.monitors;
    this.duration = written.duration;
    this.signals = written.signals ?? {};
  }

  /** The values of a signal at the end. */
  signal(name) {
    return this.signals[name].values;
  }

  size(group) {
    const [name, part] = group.split(".");
    const of = [...(this.document.neurons ?? []), ...(this.document.inputs ?? [])];
    const found = of.find((one) => one.name === name);
    if (part === undefined) return found.size;
    const [begin, end] = found.subgroups[part];
    return end - begin;
  }

  spikes(group) {
    return this.monitors[`spikes_${group.replace(".", "_")}`];
  }

  /** Samples of a variable, one list per recorded element. */
  traces(monitor, variable) {
    return this.monitors[`states_${monitor.replace(".", "_")}`].variables[variable];
  }

  times(monitor) {
    return this.monitors[`states_${monitor.replace(".", "_")}`].t;
  }

  /** Spike times of each cell of a range of a group, between two times. */
  trains(group, { cells, from = 0, to = Infinity } = {}) {
    const [begin, end] = cells ?? [0, this.size(group)];
    const trains = range(end - begin).map(() => []);
    const { t, i } = this.spikes(group);
    t.forEach((time, k) => {
      if (time >= from && time < to && i[k] >= begin && i[k] < end) trains[i[k] - begin].push(time);
    });
    return trains;
  }

  /** Mean rate per cell, Hz. */
  rate(group, { from = 0, to = this.duration, ...rest } = {}) {
    return mean(this.trains(group, { from, to, ...rest }).map((one) => one.length)) / (to - from);
  }

  /** How many spikes of the group fell into each bin. */
  counts(group, bin, { from = 0, to = this.duration } = {}) {
    const counts = new Array(Math.round((to - from) / bin)).fill(0);
    for (const time of this.spikes(group).t) {
      const k = Math.floor((time - from) / bin + 1e-6);
      if (k >= 0 && k < counts.length) counts[k]++;
    }
    return counts;
  }
}

export const intervals = (train) => train.slice(1).map((time, k) => time - train[k]);

/** Mean coefficient of variation of the intervals, of cells with at least `least` spikes. */
export function irregularity(trains, least = 4) {
  const rich = trains.filter((one) => one.length >= least).map(intervals);
  return mean(rich.map((one) => deviation(one) / mean(one)));
}

/** Variance of population counts over their mean: 1 if cells are independent, large if together. */
export const fano = (counts) => deviation(counts) ** 2 / mean(counts);

/** 1 if all times fall on one phase of `frequency`, near 0 if phases are even. */
export function lock(times, frequency) {
  const angles = times.map((time) => 2 * Math.PI * frequency * time);
  return Math.hypot(mean(angles.map(Math.cos)), mean(angles.map(Math.sin)));
}

/** The frequency between `low` and `high` with the most power, of samples `dt` apart. */
export function rhythm(samples, dt, low, high) {
  const centre = mean(samples);
  const resolution = 1 / (samples.length * dt);
  let best = { power: -1, frequency: 0 };
  for (let frequency = low; frequency <= high; frequency += resolution) {
    let [re, im] = [0, 0];
    samples.forEach((one, k) => {
      const angle = 2 * Math.PI * frequency * k * dt;
      re += (one - centre) * Math.cos(angle);
      im += (one - centre) * Math.sin(angle);
    });
    const power = re * re + im * im;
    if (power > best.power) best = { power, frequency };
  }
  return best.frequency;
}

/** Times at which samples rise through a level. */
export const crossings = (samples, times, level) =>
  times.filter((_, k) => k > 0 && samples[k - 1] < level && samples[k] >= level);
