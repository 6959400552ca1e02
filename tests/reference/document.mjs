// From a reference case of equation networks to a model document, and the signals to write out.
//
// The followed system named its objects with a trailing underscore ("G_"), and names decide the order
// of ties within a step; so the document's objects are named the same.

export const documentName = (name) => `${name}_`;

export function documentOf(data) {
  const objects = new Map(data.objects.map((object) => [object.name, object]));
  const of = (type) => data.objects.filter((object) => object.type === type);
  const document = {
    myelin: 1,
    title: data.name,
    dt: data.dt_si ?? data.dt,
    constants: data.namespace ?? {},
    neurons: of("NeuronGroup").map((group) => neurons(group, data, objects)),
    synapses: of("Synapses").map((one) => synapses(one, objects)),
    inputs: [...of("SpikeGeneratorGroup").map(generator), ...of("TimedArray").map(timedArray)],
    record: [...recordsOf(data, objects), ...finalRecords(data, objects)],
    run: data.runs.flatMap((run) => [
      ...(run.before ?? []).map((action) => actionOf(action, objects)),
      { duration: run.duration },
    ]),
  };
  return { document, signals: signalsOf(data, objects) };
}

// --- references

// The group that a subgroup (of a subgroup ...) lies in, and where it begins there.
export function placeOf(name, objects) {
  const object = objects.get(name);
  if (object?.type !== "Subgroup") return { group: name, offset: 0, size: object?.N };
  const outer = placeOf(object.of, objects);
  return {
    group: outer.group,
    offset: outer.offset + object.start,
    size: object.stop - object.start,
  };
}

function pathOf(name, objects) {
  const group = documentName(placeOf(name, objects).group);
  return objects.get(name)?.type === "Subgroup" ? `${group}.${documentName(name)}` : group;
}

// --- objects

// Without the keys that the case does not have.
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, v]) => v != null));

const asList = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);

// {q: quantity} | {expr: string} | number | boolean | list
function valueOf(value) {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return value.q ?? value.expr;
  }
  return value;
}

const init = (values = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueOf(value)]));

function neurons(group, data, objects) {
  const name = documentName(group.name);
  const subgroups = data.objects
    .filter((one) => one.type === "Subgroup" && placeOf(one.name, objects).group === group.name)
    .map((one) => {
      const { offset, size } = placeOf(one.name, objects);
      return [documentName(one.name), [offset, offset + size]];
    });
  const regular = asList(group.run_regularly).map((one, k) => {
    const { code, dt, when, order } = typeof one === "string" ? { code: one } : one;
    const suffix = k ? `_run_regularly_${k}` : "_run_regularly";
    return given({ name: name + suffix, code, dt: valueOf(dt), when, order });
  });
  return given({
    name,
    size: group.N,
    equations: group.model ?? "",
    threshold: group.threshold,
    reset: group.reset,
    refractory: valueOf(group.refractory),
    method: group.method,
    dt: group.dt,
    order: group.order,
    init: init(group.init),
    subgroups: subgroups.length ? Object.fromEntries(subgroups) : undefined,
    events: group.events && eventsOf(group),
    runOnEvent: group.on_event,
    linked: group.link && linksOf(group.link, objects),
    runRegularly: regular.length ? regular : undefined,
  });
}

// Conditions by name; an object where the case moves the check to another place in the step.
function eventsOf({ events, event_schedule: schedule = {} }) {
  const conditionOf = ([name, condition]) => [
    name,
    schedule[name] ? given({ condition, ...schedule[name] }) : condition,
  ];
  return Object.fromEntries(Object.entries(events).map(conditionOf));
}

const linksOf = (links, objects) =>
  Object.fromEntries(
    Object.entries(links).map(([name, { source, var: variable, index }]) => {
      const to = `${pathOf(source, objects)}.${variable}`;
      return [name, index ? { to, index } : to];
    }),
  );

function synapses(one, objects) {
  const calls = asList(one.connect).map(connectOf);
  return given({
    name: documentName(one.name),
    from: pathOf(one.source, objects),
    to: pathOf(one.target ?? one.source, objects),
    equations: one.model,
    onPre: one.on_pre,
    onPost: one.on_post,
    onEvent: one.on_event,
    delay: one.delay,
    connect: calls.length === 1 ? calls[0] : calls,
    init: init(one.init),
    method: one.method,
    dt: one.dt,
    order: one.order,
  });
}

function connectOf({ condition, i, j, p, n, skip_if_invalid: skipIfInvalid }) {
  const call = given({ condition, i, j, p, n, skipIfInvalid });
  if (typeof call.condition === "boolean") call.condition = call.condition ? "True" : "False";
  return Object.keys(call).length ? call : true;
}

const generator = ({ name, N, indices, times, period, dt }) =>
  given({
    kind: "spikes",
    name: documentName(name),
    size: N,
    indices,
    times,
    period: valueOf(period),
    dt,
  });

// Equations call it by name, so it keeps its own.
const timedArray = ({ name, values, unit, dt }) =>
  given({ kind: "timed-array", name, values, unit, dt });

// --- recording

// The names that the followed system gives to the monitors of a case, in order of creation.
const numbered = (base, k) => (k ? `${base}_${k}` : base);

export const monitorNames = {
  states: (k) => numbered("statemonitor", k),
  spikes: (k) => numbered("spikemonitor", k),
  spikevars: (k, data) => numbered("spikemonitor", (data.record.spikes ?? []).length + k),
  rates: (k) => numbered("ratemonitor", k),
  events: (k) => numbered("eventmonitor", k),
  final: (name) => `final_${name}`,
};

function recordsOf(data, objects) {
  const { spikes = [], spikevars = [], events = [], states = [], rates = [] } = data.record ?? {};
  return [
    ...spikes.map((name, k) => ({ spikes: pathOf(name, objects), name: monitorNames.spikes(k) })),
    ...spikevars.map(({ obj, vars }, k) => ({
      spikes: pathOf(obj, objects),
      name: monitorNames.spikevars(k, data),
      variables: vars,
    })),
    ...events.map(({ obj, event, vars }, k) =>
      given({
        events: pathOf(obj, objects),
        event,
        name: monitorNames.events(k),
        variables: vars,
      }),
    ),
    ...states.map(({ obj, vars, idx, dt, when, order }, k) =>
      given({
        states: pathOf(obj, objects),
        name: monitorNames.states(k),
        variables: vars,
        index: idx ?? true,
        dt: valueOf(dt),
        when,
        order,
      }),
    ),
    ...rates.map((name, k) => ({ rate: pathOf(name, objects), name: monitorNames.rates(k) })),
  ];
}

// --- final values

// What a final value is read from: a signal; the last sample of a recording, for a subexpression
// (it is stored nowhere); or the pairs of the synapses, for the number of synapses per cell.
export function sourceOfFinal(name, variable, objects) {
  if (/^N_(outgoing|incoming)(_pre|_post)?$/.test(variable)) return "pairs";
  const model = objects.get(name).model ?? "";
  return new RegExp(`(^|\\n)\\s*${variable}\\s*=[^=]`).test(model) ? "recording" : "signal";
}

function finalRecords(data, objects) {
  return Object.entries(data.final ?? {}).flatMap(([name, variables]) => {
    const computed = variables.filter((v) => sourceOfFinal(name, v, objects) === "recording");
    if (!computed.length) return [];
    return {
      states: pathOf(name, objects),
      name: monitorNames.final(name),
      variables: computed,
      index: true,
      when: "end",
    };
  });
}

export const signalOf = (name, variable, objects) => `${pathOf(name, objects)}.${variable}`;

function signalsOf(data, objects) {
  const finals = Object.entries(data.final ?? {}).flatMap(([name, variables]) =>
    variables
      .filter((variable) => sourceOfFinal(name, variable, objects) === "signal")
      .map((variable) => signalOf(name, variable, objects)),
  );
  const pairs = data.objects
    .filter(({ type }) => type === "Synapses")
    .flatMap(({ name }) => [signalOf(name, "i", objects), signalOf(name, "j", objects)]);
  return [...finals, ...pairs];
}

// --- between runs

function actionOf(action, objects) {
  if (action.do !== "set") return { [action.do]: action.name };
  return { set: { [signalOf(action.obj, action.var, objects)]: valueOf(action.value) } };
}
