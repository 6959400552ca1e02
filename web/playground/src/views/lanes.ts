// The raster's layout: a lane per spike recording, cells from bottom to top, and which cells of a
// large group are drawn.
import type { Outline } from "../engine";
import { populationsOf, sizeOf, type Population } from "../model/roles";
import type { SpikeStore } from "../run/recordings";
import type { Geometry } from "./geometry";

const readable = 400; // cells drawn of a group that has many more
const gap = 8; // px between lanes

export interface Lane {
  store: SpikeStore;
  size: number; // cells
  populations: Population[];
  top: number; // CSS px; may lie outside the panel when zoomed
  bottom: number;
  stride: number; // every stride-th cell is drawn
  drawn: number; // cells
}

export function lanesOf(
  stores: Iterable<SpikeStore>,
  outline: Outline | null,
  plot: Geometry,
  rows: readonly [number, number],
  everyCell: boolean,
): Lane[] {
  const found = [...stores].map((store) => ({
    store,
    size: sizeOf(outline, store.of),
    populations: populationsOf(outline, store.of),
  }));
  // A lane of one cell must stay visible beside a lane of a thousand.
  const weights = found.map((one) => one.size ** 0.35);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const height = (plot.bottom - plot.top) / (rows[1] - rows[0]);
  let top = plot.top - rows[0] * height;
  return found.map((one, k) => {
    const share = (height * (weights[k] ?? 0)) / total;
    const lane = { top, bottom: top + share - (k < found.length - 1 ? gap : 0) };
    top += share;
    const inside = Math.min(lane.bottom, plot.bottom) - Math.max(lane.top, plot.top);
    const visible = (one.size * Math.max(0, inside)) / (lane.bottom - lane.top);
    const stride = everyCell || visible <= readable * 1.5 ? 1 : Math.ceil(visible / readable);
    return { ...one, ...lane, stride, drawn: Math.ceil(one.size / stride) };
  });
}

export const cellY = (lane: Lane, cell: number): number =>
  lane.bottom - ((cell + 0.5) / lane.size) * (lane.bottom - lane.top);

/** Width and height of a spike's mark: a dot where cells are many, a tick where they are few. */
export function markOf(lane: Lane): [number, number] {
  const pitch = ((lane.bottom - lane.top) / lane.size) * lane.stride;
  if (pitch < 6) return [2, 2];
  return [1.5, Math.min(pitch * 0.6, 22)];
}
