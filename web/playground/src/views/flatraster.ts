// Draws spikes pixel by pixel, where WebGL2 is missing or only emulated by the processor.
import type { Geometry } from "./geometry";
import { markOf, type Lane } from "./lanes";
import { rgb, type Palette } from "./palette";

const mostMarks = 1_000_000; // in one picture; beyond that, every n-th spike

export class FlatRaster {
  #image: ImageData | undefined;

  constructor(private readonly context: CanvasRenderingContext2D) {}

  draw(lanes: readonly Lane[], plot: Geometry, palette: Palette, ratio: number): void {
    const { width, height } = this.context.canvas;
    if (this.#image?.width !== width || this.#image.height !== height)
      this.#image = new ImageData(width, height);
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(0);
    const box = {
      left: Math.ceil(plot.left * ratio),
      right: Math.floor(plot.right * ratio),
      top: Math.max(0, Math.floor((plot.top - 2) * ratio)),
      bottom: Math.min(height, Math.ceil((plot.bottom + 2) * ratio)),
    };
    for (const lane of lanes) drawLane(pixels, width, box, lane, plot, palette, ratio);
    this.context.putImageData(this.#image, 0, 0);
  }
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function drawLane(
  pixels: Uint32Array,
  width: number,
  box: Box,
  lane: Lane,
  plot: Geometry,
  palette: Palette,
  ratio: number,
): void {
  const colors = colorsOf(lane, palette);
  const [w, h] = markOf(lane).map((one) => Math.max(1, Math.round(one * ratio))) as [
    number,
    number,
  ];
  const perSecond = (plot.x(1) - plot.x(0)) * ratio;
  const perCell = ((lane.bottom - lane.top) / lane.size) * ratio;
  const bottom = lane.bottom * ratio;
  const parts = [...lane.store.between(plot.begin, plot.end)];
  const count = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const every = Math.max(1, Math.ceil(count / lane.stride / mostMarks));
  for (const { chunk, from, to } of parts) {
    const { t, i } = chunk;
    for (let k = from; k < to; k += every) {
      const cell = i[k] ?? 0;
      if (cell % lane.stride !== 0) continue;
      const x0 = Math.max(
        box.left,
        Math.round(plot.left * ratio + ((t[k] ?? 0) - plot.begin) * perSecond - w / 2),
      );
      const y0 = Math.max(box.top, Math.round(bottom - (cell + 0.5) * perCell - h / 2));
      const [x1, y1] = [Math.min(box.right, x0 + w), Math.min(box.bottom, y0 + h)];
      const color = colors[cell] ?? 0;
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels[y * width + x] = color;
    }
  }
}

/** By cell, as a pixel: red in the lowest byte. */
function colorsOf(lane: Lane, palette: Palette): Uint32Array {
  const colors = new Uint32Array(lane.size);
  for (const { begin, end, role } of lane.populations) {
    const [red, green, blue] = rgb(palette.roles[role]).map((part) => Math.round(part * 255)) as [
      number,
      number,
      number,
    ];
    colors.fill((0xff000000 | (blue << 16) | (green << 8) | red) >>> 0, begin, end);
  }
  return colors;
}
