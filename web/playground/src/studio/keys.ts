// Shortcuts: what the keys do, and the list that help shows.
import type { App } from "../app";
import { fileName, save } from "../run/project";

export const keyList: { title: string; keys: [string, string][] }[] = [
  {
    title: "Run",
    keys: [
      ["Space", "run or pause"],
      [".", "one step"],
      ["R", "back to the start"],
      ["[ ]", "slower, faster"],
      ["M", "as fast as possible, or not"],
    ],
  },
  {
    title: "Document",
    keys: [
      ["/", "to the text of the document"],
      ["E", "to the equations"],
      ["U", "undo (Ctrl Z)"],
      ["Shift U", "redo (Ctrl Shift Z)"],
      ["G", "examples"],
      ["B", "streams of bits"],
      ["Ctrl O", "open a file"],
      ["Ctrl S", "save a file"],
      ["S", "share a link"],
    ],
  },
  {
    title: "Panels, when one has the focus",
    keys: [
      ["← →", "earlier, later"],
      ["+ −", "zoom in time"],
      ["↑ ↓", "other cells; with Shift, zoom"],
      ["Home End", "to the beginning, follow the run"],
    ],
  },
  {
    title: "Page",
    keys: [
      ["T", "light or dark"],
      ["?", "this list"],
    ],
  },
];

export function handleKey(app: App, event: KeyboardEvent): void {
  const command = event.ctrlKey || event.metaKey ? withCommand(app, event) : plain(app, event);
  if (!command) return;
  event.preventDefault();
  command();
}

function withCommand(app: App, event: KeyboardEvent): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (key === "z") return inEditor(event) ? undefined : event.shiftKey ? app.redo : app.undo;
  if (key === "y") return inEditor(event) ? undefined : app.redo;
  if (key === "o") return app.openFile;
  if (key === "s")
    return () =>
      save(new Blob([app.state.text], { type: "application/json" }), fileName(app.state, "json"));
  return undefined;
}

function plain(app: App, event: KeyboardEvent): (() => void) | undefined {
  const { state, store } = app;
  if (!state.keys || event.altKey || state.dialog !== null || typing(event)) return undefined;
  const keys: Record<string, () => void> = {
    ".": () => app.step(),
    r: app.reset,
    u: app.undo,
    U: app.redo,
    s: app.share,
    g: app.showExamples,
    b: app.showStreams,
    t: app.nextTheme,
    m: () => store.dispatch({ type: "fast", fast: !state.fast }),
    "[": () => store.dispatch({ type: "speed", speed: state.speed / 1.5 }),
    "]": () => store.dispatch({ type: "speed", speed: state.speed * 1.5 }),
    "?": () => store.dispatch({ type: "set", values: { dialog: "help" } }),
    "/": () => toText(app),
    e: () =>
      store.dispatch({
        type: "set",
        values: { tab: "equations", screen: state.narrow ? "text" : state.screen },
      }),
  };
  // On a button the space bar presses it.
  if (event.key === " ") return onControl(event) ? undefined : app.toggle;
  return keys[event.key];
}

function toText(app: App): void {
  app.store.dispatch({ type: "set", values: { tab: "document", screen: "text" } });
  const focus = (left: number): void => {
    const content = document.querySelector<HTMLElement>(".cm-content");
    if (content) content.focus();
    else if (left > 0) setTimeout(() => focus(left - 1), 50);
  };
  focus(40);
}

const target = (event: KeyboardEvent): Element | null =>
  event.target instanceof Element ? event.target : null;
const inEditor = (event: KeyboardEvent): boolean =>
  target(event)?.closest(".cm-editor, textarea") != null;
const typing = (event: KeyboardEvent): boolean =>
  target(event)?.closest('.cm-editor, textarea, input:not([type="range"], [type="checkbox"])') !=
  null;
const onControl = (event: KeyboardEvent): boolean =>
  target(event)?.closest("button, input, [role=menuitem]") != null;
