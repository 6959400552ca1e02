// Everything the page shows, as one plain object; `update.ts` is the only place that changes it.
// Recordings (megabytes, growing at 60 frames a second) live beside it in run/recordings.ts.
import type { EngineInfo, Outline } from "../engine";
import type { TextRange } from "../model/locate";

export interface Problem {
  source: "document" | "run" | "engine";
  message: string;
  where: string;
  excerpt: string;
  range: TextRange | null; // in the document's text
}

export interface Snapshot {
  text: string;
  preset: string | null;
  baseline: string;
}

export type Tab = "equations" | "document";
export type Screen = "model" | "tune" | "views" | "text" | "share";
export type Theme = "auto" | "light" | "dark";
export type Dialog = "help" | "share" | "examples" | "streams" | null;

export interface Facts {
  t: number; // simulated s
  steps: number;
  rate: number; // simulated s per s, measured
  stepSeconds: number;
  spikes: number;
  spikesPerSecond: number; // per second of the wall clock
}

export interface State extends Snapshot {
  // The document: `text` may be broken while it is typed; the network runs the last good one.
  past: Snapshot[];
  future: Snapshot[];
  gesture: { id: string; at: number } | null; // edits of one gesture are undone together
  problem: Problem | null;

  // The network.
  phase: "starting" | "ready" | "failed";
  running: boolean;
  outline: Outline | null;
  info: EngineInfo | null;
  facts: Facts;
  builds: number; // how many networks were built; a slider must not add one
  speed: number;
  fast: boolean; // as fast as possible, whatever `speed` says

  // The view.
  span: number; // s of time axis
  end: number | null; // right end of the axis; null follows the run
  cursor: number | null; // s
  rows: [number, number]; // part of the raster's height, 0 to 1
  everyCell: boolean; // draw all cells, not a selection
  bin: number; // s
  panels: string[];
  tables: Record<string, boolean>; // panels that show their table
  trace: string; // "monitor/variable"; "" is the first
  selected: string; // object in the outline

  // The page.
  tab: Tab;
  screen: Screen;
  narrow: boolean;
  dock: number; // height of the panels, px
  theme: Theme;
  dark: boolean; // what the theme comes to
  keys: boolean; // single-key shortcuts
  dialog: Dialog;
  link: string;
  notice: { text: string; id: number } | null;
  recent: Project[];
}

export interface Project extends Snapshot {
  id: string;
  title: string;
  saved: number; // ms
}

export type Action =
  | { type: "open"; text: string; preset: string | null; baseline?: string }
  | { type: "edit"; text: string; gesture?: string; now: number }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "problem"; problem: Problem | null }
  | { type: "built"; outline: Outline; info: EngineInfo }
  | { type: "failed"; problem: Problem }
  | { type: "running"; running: boolean }
  | { type: "facts"; facts: Facts }
  | { type: "speed"; speed: number }
  | { type: "fast"; fast: boolean }
  | { type: "window"; span: number; end: number | null }
  | { type: "rows"; rows: [number, number] }
  | { type: "cursor"; cursor: number | null }
  | { type: "table"; panel: string }
  | { type: "notice"; text: string }
  | { type: "set"; values: Partial<Settable> };

/** Simple switches of the page: no rule belongs to them. */
export type Settable = Pick<
  State,
  | "tab"
  | "screen"
  | "narrow"
  | "dock"
  | "theme"
  | "dark"
  | "keys"
  | "dialog"
  | "link"
  | "notice"
  | "recent"
  | "selected"
  | "trace"
  | "everyCell"
>;
