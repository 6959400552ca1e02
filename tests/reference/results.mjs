// Compares what a run recorded with the results of a reference case of equation networks.
import { compareIntegers, compareSpikes, compareValues } from "./compare.mjs";
import { monitorNames, placeOf, signalOf, sourceOfFinal } from "./document.mjs";

// The followed system rewrites exponentials symbolically, which changes rounding.
const toleranceOf = (name) => (/^(hh|adex)_/.test(name) ? 1e-6 : 1e-9);

export function resultsOf(data, output) {
  const context = {
    data,
    output,
    objects: new Map(data.objects.map((object) => [object.name, object])),
    tolerance: toleranceOf(data.name),
  };
  return [spikes, spikeVariables, events, states, rates, finals, pairs]
    .flatMap((compare) => compare(context, data.results))
    .filter(Boolean);
}

const monitor = ({ output }, name) => output.monitors[name];

const units = { second: 1, ms: 1e-3, us: 1e-6 };

// s, of "0.25*ms" or a number
function seconds(quantity) {
  if (typeof quantity === "number") return quantity;
  const [, number, unit] = /^\s*([-+.\de]+)\s*\*?\s*(second|ms|us)\s*$/.exec(quantity) ?? [];
  if (!unit) throw new Error(`the time '${quantity}' is not a number with second, ms or us`);
  return Number(number) * units[unit];
}

// The time step of a group, whose spikes come at its multiples.
function stepOf({ data, objects }, name) {
  const { dt } = objects.get(placeOf(name, objects).group);
  return dt === undefined ? data.dt_si : seconds(dt);
}

function spikes(context, { spikes: expected = {} }) {
  return (context.data.record?.spikes ?? []).map((name, k) =>
    compareSpikes(
      `spikes of ${name}`,
      monitor(context, monitorNames.spikes(k)),
      expected[name],
      stepOf(context, name),
    ),
  );
}

function spikeVariables(context, { spikevars: expected = [] }) {
  return expected.flatMap(({ obj, ...recorded }, k) => {
    const name = monitorNames.spikevars(k, context.data);
    return spikeLists(context, `spikes of ${obj}`, name, obj, recorded);
  });
}

// The times, elements and variables that one monitor of spikes or events recorded.
function spikeLists(context, what, name, obj, { t, i, ...variables }) {
  const recorded = monitor(context, name);
  return [
    compareSpikes(what, recorded, { t, i }, stepOf(context, obj)),
    ...Object.entries(variables).map(([variable, values]) =>
      compareValues(
        `${what}, ${variable}`,
        recorded?.variables?.[variable],
        values,
        context.tolerance,
      ),
    ),
  ];
}

const events = (context, { events: expected = [] }) =>
  expected.flatMap(({ obj, event, ...recorded }, k) =>
    spikeLists(context, `${event} of ${obj}`, monitorNames.events(k), obj, recorded),
  );

function states(context, { states: expected = [] }) {
  return expected.flatMap((wanted, k) => {
    const recorded = monitor(context, monitorNames.states(k));
    const what = `states of ${wanted.obj}`;
    if (recorded?.t?.length !== wanted.n_recorded) {
      return `${what}: ${recorded?.t?.length ?? "no"} samples, expected ${wanted.n_recorded}`;
    }
    const sampled = (row) => wanted.sample.map((sample) => row[sample]);
    const rows = Object.entries(wanted.values).flatMap(([name, cells]) =>
      cells.map((values, row) => ({ name, row, values })),
    );
    return [
      compareIntegers(`${what}, index`, recorded.index, wanted.indices),
      compareValues(`${what}, t`, sampled(recorded.t), wanted.t, 1e-12),
      ...rows.map(({ name, row, values }) => {
        const trace = recorded.variables?.[name]?.[row];
        if (!trace) return `${what}: ${name} was not recorded`;
        const label = `${what}, ${name} of ${wanted.indices[row]}`;
        return compareValues(label, sampled(trace), values, context.tolerance);
      }),
    ];
  });
}

function rates(context, { rates: expected = {} }) {
  return (context.data.record?.rates ?? []).flatMap((name, k) => {
    const recorded = monitor(context, monitorNames.rates(k));
    const wanted = expected[name];
    const what = `rate of ${name}`;
    if (recorded?.rate?.length !== wanted.n_recorded) {
      return `${what}: ${recorded?.rate?.length ?? "no"} bins, expected ${wanted.n_recorded}`;
    }
    const bins = recorded.rate.flatMap((rate, bin) => (rate === 0 ? [] : bin));
    const at = (values) => wanted.nonzero_sample.map((bin) => values[bin]);
    return [
      compareIntegers(`${what}, bins with spikes`, bins, wanted.nonzero_sample),
      compareValues(`${what}, t`, at(recorded.t), wanted.t, 1e-12),
      compareValues(what, at(recorded.rate), wanted.rate, context.tolerance),
    ];
  });
}

function finals(context, { final: expected = {} }) {
  return Object.entries(expected).map(([key, values]) => {
    const name = key.slice(0, key.indexOf("."));
    const variable = key.slice(name.length + 1);
    const found = finalValues(context, name, variable);
    return compareValues(`final ${key}`, found, values, context.tolerance);
  });
}

function finalValues(context, name, variable) {
  const { objects, output } = context;
  switch (sourceOfFinal(name, variable, objects)) {
    case "pairs":
      return synapsesPerCell(context, objects.get(name), variable);
    case "recording":
      return monitor(context, monitorNames.final(name))?.variables[variable]?.map((row) =>
        row.at(-1),
      );
    default:
      return output.signals[signalOf(name, variable, objects)]?.values;
  }
}

// How many synapses each cell has, up to the end of the subgroup that is connected: the followed system
// counts from the beginning of the whole group.
function synapsesPerCell(context, object, variable) {
  const outgoing = variable.startsWith("N_outgoing");
  const side = outgoing ? object.source : (object.target ?? object.source);
  const { offset, size } = placeOf(side, context.objects);
  const counts = new Array(offset + size).fill(0);
  const indices = signal(context, object.name, outgoing ? "i" : "j") ?? [];
  for (const index of indices) counts[offset + index] += 1;
  return counts;
}

const signal = ({ output, objects }, name, variable) =>
  output.signals[signalOf(name, variable, objects)]?.values;

function pairs(context, { pairs: expected = {} }) {
  return Object.entries(expected).flatMap(([name, wanted]) => [
    compareIntegers(`${name}.i`, signal(context, name, "i"), wanted.i),
    compareIntegers(`${name}.j`, signal(context, name, "j"), wanted.j),
  ]);
}
