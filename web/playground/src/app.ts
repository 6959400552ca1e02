// What components share: the state, the network, the recordings, and the commands behind buttons
// and keys.
import { getContext, setContext } from "svelte";
import { parseQuantity, writeQuantity } from "./model/quantity";
import { replaceValue, type Path } from "./model/json";
import { presetText } from "./model/presets";
import { openFile, share } from "./run/project";
import { Recordings } from "./run/recordings";
import { Session } from "./run/session";
import type { Snapshot, State } from "./state/state";
import { Store } from "./state/store.svelte";
import { initial, withSeed } from "./state/update";

export class App {
  readonly store: Store;
  readonly recordings = new Recordings();
  readonly session: Session;

  constructor(document: Snapshot, values: Partial<State>) {
    this.store = new Store({
      ...initial(document.text, document.preset, document.baseline),
      ...values,
    });
    this.session = new Session(this.store, this.recordings);
  }

  get state(): State {
    return this.store.state;
  }

  // --- commands

  readonly toggle = (): void =>
    this.store.dispatch({ type: "running", running: !this.state.running });
  readonly step = (count = 1): void => void this.session.step(count);
  readonly reset = (): void => void this.session.reset();
  readonly undo = (): void => this.store.dispatch({ type: "undo" });
  readonly redo = (): void => this.store.dispatch({ type: "redo" });
  readonly share = (): void => void share(this.store);
  readonly openFile = (): void => openFile(this.store);
  readonly follow = (): void => {
    this.store.dispatch({ type: "window", span: this.state.span, end: null });
    this.store.dispatch({ type: "rows", rows: [0, 1] });
  };

  readonly openPreset = (preset: string): void => {
    this.store.dispatch({ type: "open", text: presetText(preset), preset });
  };

  readonly showExamples = (): void =>
    this.store.dispatch({ type: "set", values: { dialog: "examples" } });

  readonly showStreams = (): void =>
    this.store.dispatch({ type: "set", values: { dialog: "streams" } });

  readonly edit = (text: string, gesture?: string): void => {
    this.store.dispatch({
      type: "edit",
      text,
      now: Date.now(),
      ...(gesture === undefined ? {} : { gesture }),
    });
  };

  /** A number of the document, in the unit it is written in. */
  readonly setNumber = (path: Path, value: number, like: unknown, gesture?: string): void => {
    const unit = parseQuantity(like)?.unit ?? "";
    this.edit(replaceValue(this.state.text, path, writeQuantity({ value, unit }, like)), gesture);
  };

  readonly rollSeed = (): void => {
    this.edit(withSeed(this.state.text, Math.floor(Math.random() * 10_000)));
  };

  readonly nextTheme = (): void => {
    this.store.dispatch({ type: "set", values: { theme: this.state.dark ? "light" : "dark" } });
  };
}

const key = Symbol("app");
export const provide = (app: App): App => setContext(key, app);
export const useApp = (): App => getContext<App>(key);
