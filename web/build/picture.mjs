// A small picture of a run: dots for spikes or lines for traces, as the data of an SVG path in a box
// of 160 by 64.
const [width, height] = [160, 64];
const mostDots = 180;
const mostPoints = 110; // of a line
const mostLines = 3;

const seconds = (text) => {
  const [, value, unit] = /^([\d.]+) *(ms|s)$/.exec(text ?? "400 ms");
  return Number(value) * (unit === "ms" ? 1e-3 : 1);
};

/** The dots of the last window, one cell per row, thinned evenly. */
function dots({ t, i }, end, window) {
  const begin = Math.max(0, end - window);
  const inside = t.map((time, k) => [time, i[k]]).filter(([time]) => time >= begin);
  const most = Math.max(1, ...inside.map(([, cell]) => cell));
  const stride = Math.max(1, inside.length / mostDots);
  const shown = inside.filter((_, k) => Math.floor(k / stride) > Math.floor((k - 1) / stride));
  const dot = ([time, cell]) => {
    const x = Math.round(((time - begin) / (end - begin)) * width);
    return `M${x} ${Math.round(height - 2 - (cell / most) * (height - 4))}h0`;
  };
  return shown.map(dot).join("");
}

function lines(t, traces, window) {
  const from = t.findIndex((time) => time >= t[t.length - 1] - window);
  const shown = traces.slice(0, mostLines).map((one) => one.slice(from));
  const all = shown.flat().filter(Number.isFinite);
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const y = (value) => Math.round(height - 2 - ((value - low) / (high - low || 1)) * (height - 4));
  return shown.map((one) => line(one, y)).join("");
}

/** One line; of the samples that fall on one point, the most extreme, so spikes are kept. */
function line(samples, y) {
  const points = Math.min(mostPoints, samples.length);
  const centre = samples.reduce((a, b) => a + b, 0) / samples.length;
  const place = (_, k) => {
    const part = samples.slice(
      Math.floor((k * samples.length) / points),
      Math.max(Math.floor(((k + 1) * samples.length) / points), 1),
    );
    const value = part.reduce((a, b) => (Math.abs(b - centre) > Math.abs(a - centre) ? b : a));
    return `${Math.round((k / Math.max(1, points - 1)) * width)} ${y(value)}`;
  };
  return `M${Array.from({ length: points }, place).join("L")}`;
}

const fewestDots = 40; // fewer show less than a line does
const highest = ({ i }) => i.slice(0, 5000).reduce((a, b) => Math.max(a, b), 0);

/** { kind: "dots" or "lines", path } of what a document recorded; nothing if it recorded nothing. */
export function pictureOf({ view = {} }, monitors) {
  const window = seconds(view.window);
  const all = Object.values(monitors);
  const spikes = all.filter((one) => one.kind === "spikes" && one.t.length > 0);
  const [wanted, variable] = view.trace?.split("/") ?? [];
  const states = wanted ? monitors[wanted] : all.find((one) => one.kind === "states");
  const largest = spikes.reduce((a, b) => (a && highest(a) >= highest(b) ? a : b), undefined);
  const end = largest?.t.reduce((a, b) => Math.max(a, b));
  const few = !largest || largest.t.filter((time) => time >= end - window).length < fewestDots;
  if (states && (few || wanted || view.panels?.[0] === "traces")) {
    const values = states.variables[variable ?? Object.keys(states.variables)[0]];
    return { kind: "lines", path: lines(states.t, values, wanted ? Infinity : window) };
  }
  return largest && { kind: "dots", path: dots(largest, end, window) };
}
