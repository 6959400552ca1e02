// The rules: a state and an action give the next state. Pure; effects follow from the difference.
import { at, replaceValue } from "../model/json";
import { titleOf, valueOf, viewOf } from "../model/parameters";
import type { Action, Facts, Snapshot, State } from "./state";

const deepestHistory = 200;
const gestureGap = 800; // ms between edits of one gesture

export const noFacts: Facts = {
  t: 0,
  steps: 0,
  rate: 0,
  stepSeconds: 0,
  spikes: 0,
  spikesPerSecond: 0,
};

export function initial(text: string, preset: string | null, baseline: string): State {
  const state: State = {
    text,
    preset,
    baseline,
    past: [],
    future: [],
    gesture: null,
    problem: null,
    phase: "starting",
    running: true,
    outline: null,
    info: null,
    facts: noFacts,
    builds: 0,
    speed: 1,
    fast: false,
    span: 0.4,
    end: null,
    cursor: null,
    rows: [0, 1],
    everyCell: false,
    bin: 5e-3,
    panels: [],
    tables: {},
    trace: "",
    selected: "",
    tab: "equations",
    screen: "tune",
    narrow: false,
    dock: 0,
    theme: "auto",
    dark: true,
    keys: true,
    dialog: null,
    link: "",
    notice: null,
    recent: [],
  };
  return withView(state);
}

export function update(state: State, action: Action): State {
  switch (action.type) {
    case "open": {
      const { text, preset, baseline = text } = action;
      return withView({
        ...remember(state),
        text,
        preset,
        baseline,
        gesture: null,
        problem: null,
        running: true,
      });
    }
    case "edit":
      return edit(state, action.text, action.gesture, action.now);
    case "undo":
      return travel(state, "past", "future");
    case "redo":
      return travel(state, "future", "past");
    case "problem":
      return { ...state, problem: action.problem };
    case "built":
      return built({ ...state, info: action.info }, action.outline);
    case "failed":
      return failed(state, action.problem);
    case "running":
      return { ...state, running: action.running };
    case "facts":
      return advance(state, action.facts);
    case "speed":
      return { ...state, speed: clamp(action.speed, 0.001, 10), fast: false };
    case "fast":
      return { ...state, fast: action.fast };
    case "window":
      return { ...state, span: clamp(action.span, 1e-3, 3600), end: action.end };
    case "rows":
      return { ...state, rows: rowsWithin(action.rows) };
    case "cursor":
      return state.cursor === action.cursor ? state : { ...state, cursor: action.cursor };
    case "table":
      return { ...state, tables: { ...state.tables, [action.panel]: !state.tables[action.panel] } };
    case "notice":
      return { ...state, notice: { text: action.text, id: (state.notice?.id ?? 0) + 1 } };
    case "set":
      return { ...state, ...action.values };
  }
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

const snapshot = ({ text, preset, baseline }: State): Snapshot => ({ text, preset, baseline });

function remember(state: State): State {
  return { ...state, past: [...state.past.slice(-deepestHistory), snapshot(state)], future: [] };
}

function edit(state: State, text: string, gesture: string | undefined, now: number): State {
  if (text === state.text) return state;
  const last = state.gesture;
  const goesOn = gesture !== undefined && last?.id === gesture && now - last.at < gestureGap;
  const before = goesOn ? { ...state, future: [] } : remember(state);
  return { ...before, text, gesture: gesture === undefined ? null : { id: gesture, at: now } };
}

function travel(state: State, from: "past" | "future", to: "past" | "future"): State {
  const target = state[from].at(-1);
  if (!target) return state;
  const left = state[from].slice(0, -1);
  return {
    ...state,
    ...target,
    [from]: left,
    [to]: [...state[to], snapshot(state)],
    gesture: null,
  };
}

function built(state: State, outline: NonNullable<State["outline"]>): State {
  const names = new Set([...outline.groups, ...outline.synapses].map((one) => one.name));
  const selected = names.has(state.selected) ? state.selected : (firstNeurons(outline) ?? "");
  return {
    ...state,
    outline,
    selected,
    phase: "ready",
    problem: null,
    facts: noFacts,
    end: null,
    builds: state.builds + 1,
  };
}

/** While the axis follows the run, the cursor stays under the hand. */
function advance(state: State, facts: Facts): State {
  const moved = Math.max(facts.t, state.span) - Math.max(state.facts.t, state.span);
  if (state.cursor === null || state.end !== null) return { ...state, facts };
  return { ...state, facts, cursor: Math.max(0, state.cursor + moved) };
}

/** A network that runs goes on running: only a first one that fails leaves nothing. */
function failed(state: State, problem: NonNullable<State["problem"]>): State {
  return state.outline ? { ...state, problem } : { ...state, problem, phase: "failed" };
}

function firstNeurons(outline: NonNullable<State["outline"]>): string | undefined {
  return (outline.groups.find((one) => one.kind === "neurons") ?? outline.groups[0])?.name;
}

/** A newly opened document brings its own view. */
function withView(state: State): State {
  const value = valueOf(state.text);
  if (value === undefined) return state;
  const view = viewOf(value);
  return {
    ...state,
    span: view.window,
    end: null,
    cursor: null,
    rows: [0, 1],
    bin: view.bin,
    panels: view.panels,
    trace: view.trace,
    tables: {},
    speed: view.speed ?? state.speed,
    fast: view.speed === null,
  };
}

function rowsWithin([low, high]: [number, number]): [number, number] {
  const size = clamp(high - low, 0.002, 1);
  const begin = clamp(low, 0, 1 - size);
  return [begin, begin + size];
}

// --- questions about a state

export const title = (state: State): string =>
  titleOf(valueOf(state.text) ?? valueOf(state.baseline));

export const viewEnd = (state: State): number => state.end ?? Math.max(state.facts.t, state.span);

export function seedOf(state: State): string {
  const seed = at(valueOf(state.text), ["seed"]);
  return typeof seed === "number" || typeof seed === "string" ? String(seed) : "0";
}

export const withSeed = (text: string, seed: number): string => replaceValue(text, ["seed"], seed);
