// Hands on a panel: drag pans, wheel and pinch zoom, shift does the same with cells, arrows and
// plus and minus from the keyboard. All of it moves the one shared axis.
import type { App } from "../app";
import { viewEnd } from "../state/update";
import type { Geometry } from "./geometry";

interface Options {
  rows: boolean;
  time(x: number): number;
  plot(): Geometry | undefined;
}

export function drive(host: HTMLElement, app: App, options: Options): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  const listeners = new AbortController();
  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    handle: (event: HTMLElementEventMap[K]) => void,
    passive = true,
  ): void => host.addEventListener(type, handle, { passive, signal: listeners.signal });

  const place = (event: MouseEvent): { x: number; y: number } => {
    const box = host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  listen("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, place(event));
    host.setPointerCapture(event.pointerId);
  });
  listen("pointermove", (event) => {
    const here = place(event);
    const before = fingers.get(event.pointerId);
    if (before) {
      drag(app, options, fingers, event, before, here);
      fingers.set(event.pointerId, here);
      host.dataset["dragged"] = "";
    }
    app.store.dispatch({ type: "cursor", cursor: withinAxis(options, here.x) });
  });
  for (const type of ["pointerup", "pointercancel"] as const) {
    listen(type, (event) => {
      fingers.delete(event.pointerId);
      delete host.dataset["dragged"];
    });
  }
  listen("pointerleave", () => app.store.dispatch({ type: "cursor", cursor: null }));
  listen("dblclick", () => app.follow());
  listen(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      if (options.rows && event.shiftKey)
        zoomRows(app, options, y, Math.exp((event.deltaY || event.deltaX) * 0.002));
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        pan(app, (event.deltaX / host.clientWidth) * app.state.span);
      else zoom(app, options.time(x), Math.exp(event.deltaY * 0.0015));
    },
    false,
  );
  listen(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key(app, options, event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    false,
  );
  return () => listeners.abort();
}

function withinAxis(options: Options, x: number): number | null {
  const plot = options.plot();
  if (!plot || x < plot.left || x > plot.right) return null;
  return Math.max(0, options.time(x));
}

type Point = { x: number; y: number };

function drag(
  app: App,
  options: Options,
  fingers: Map<number, Point>,
  event: PointerEvent,
  before: Point,
  here: Point,
): void {
  const plot = options.plot();
  if (!plot) return;
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const factor = Math.abs(other.x - before.x) / Math.max(12, Math.abs(other.x - here.x));
    zoom(app, options.time((other.x + here.x) / 2), Math.min(1.5, Math.max(0.66, factor)));
    return;
  }
  if (options.rows && event.shiftKey) panRows(app, (before.y - here.y) / (plot.bottom - plot.top));
  else pan(app, ((before.x - here.x) / (plot.right - plot.left)) * app.state.span);
}

/** Moves the axis; at its newest end it follows the run again. */
export function pan(app: App, seconds: number): void {
  const { state } = app;
  const newest = Math.max(state.facts.t, state.span);
  const end = Math.max(Math.min(state.span, newest), viewEnd(state) + seconds);
  app.store.dispatch({ type: "window", span: state.span, end: end >= newest ? null : end });
}

/** Keeps `fixed` where it is; an axis that follows stays at the newest end. */
export function zoom(app: App, fixed: number, factor: number): void {
  const { state } = app;
  const span = Math.min(3600, Math.max(1e-3, state.span * factor));
  const end = state.end === null ? null : fixed + (viewEnd(state) - fixed) * (span / state.span);
  app.store.dispatch({
    type: "window",
    span,
    end: end === null || end >= Math.max(state.facts.t, span) ? null : end,
  });
}

function panRows(app: App, part: number): void {
  const [low, high] = app.state.rows;
  const by = part * (high - low);
  const fit = Math.min(1 - high, Math.max(-low, by));
  app.store.dispatch({ type: "rows", rows: [low + fit, high + fit] });
}

function zoomRows(app: App, options: Options, y: number, factor: number): void {
  const plot = options.plot();
  if (!plot) return;
  const [low, high] = app.state.rows;
  const at = Math.min(1, Math.max(0, (y - plot.top) / (plot.bottom - plot.top)));
  const fixed = low + at * (high - low);
  const size = Math.min(1, Math.max(0.002, (high - low) * factor));
  app.store.dispatch({ type: "rows", rows: [fixed - at * size, fixed + (1 - at) * size] });
}

function key(app: App, options: Options, event: KeyboardEvent): boolean {
  const { state } = app;
  const plot = options.plot();
  const middle = plot ? (plot.top + plot.bottom) / 2 : 0;
  const moves: Record<string, () => void> = {
    ArrowLeft: () => pan(app, -state.span / 8),
    ArrowRight: () => pan(app, state.span / 8),
    "+": () => zoom(app, viewEnd(state) - state.span / 2, 0.8),
    "=": () => zoom(app, viewEnd(state) - state.span / 2, 0.8),
    "-": () => zoom(app, viewEnd(state) - state.span / 2, 1.25),
    Home: () => pan(app, -Infinity),
    End: () => app.follow(),
  };
  if (options.rows) {
    moves["ArrowUp"] = () =>
      event.shiftKey ? zoomRows(app, options, middle, 0.8) : panRows(app, -0.125);
    moves["ArrowDown"] = () =>
      event.shiftKey ? zoomRows(app, options, middle, 1.25) : panRows(app, 0.125);
  }
  const move = moves[event.key];
  move?.();
  return move !== undefined;
}
