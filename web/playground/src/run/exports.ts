// What leaves the page as a file.
import type { App } from "../app";
import { FlatRaster } from "../views/flatraster";
import { drawTimeAxis, geometryOf } from "../views/geometry";
import { lanesOf } from "../views/lanes";
import { readPalette } from "../views/palette";
import { viewEnd } from "../state/update";

/** The spikes that the engine has; of a long run, the newest: monitor, time in s, index. */
export async function spikesTable(app: App): Promise<Blob | null> {
  const { simulation } = app.session;
  const monitors = app.state.outline?.monitors.filter((one) => one.kind === "spikes") ?? [];
  if (!simulation || monitors.length === 0) return null;
  const parts = ["monitor,t_s,index\n"];
  for (const { name } of monitors) {
    const { t, i } = await simulation.spikes(name);
    const rows = Array.from(
      t,
      (time, k) => `${name},${Number(time.toPrecision(12))},${i[k] ?? ""}\n`,
    );
    for (let k = 0; k < rows.length; k += 10_000) parts.push(rows.slice(k, k + 10_000).join(""));
  }
  return new Blob(parts, { type: "text/csv" });
}

/** The raster as it is in view, twice the size. */
export async function rasterPicture(app: App): Promise<Blob | null> {
  const [width, height, ratio] = [1200, 480, 2];
  const [canvas, spikes] = [document.createElement("canvas"), document.createElement("canvas")];
  for (const one of [canvas, spikes]) [one.width, one.height] = [width * ratio, height * ratio];
  const [context, layer] = [canvas.getContext("2d"), spikes.getContext("2d")];
  if (!context || !layer) return null;
  const { state } = app;
  const end = viewEnd(state);
  const plot = geometryOf(width, height, end - state.span, end);
  const palette = readPalette();
  context.scale(ratio, ratio);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  drawTimeAxis(context, plot, palette);
  const lanes = lanesOf(
    app.recordings.spikes.values(),
    state.outline,
    plot,
    state.rows,
    state.everyCell,
  );
  new FlatRaster(layer).draw(lanes, plot, palette, ratio);
  context.drawImage(spikes, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
