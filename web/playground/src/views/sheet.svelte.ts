// Canvases that fill an element and are drawn anew when something changed, once a frame at most.
import { onMount } from "svelte";
import type { App } from "../app";
import { readPalette, type Palette } from "./palette";

export interface Sheet {
  readonly host: HTMLElement;
  readonly canvases: HTMLCanvasElement[]; // the first is drawn on; all are kept as large as the host
}

export interface SheetSize {
  readonly width: number; // CSS pixels
  readonly height: number;
  readonly ratio: number; // device pixels of one
}

/**
 * To be called while a component is set up; `sheet` is asked once it is mounted. `touch` reads what
 * the drawing depends on besides the state.
 */
export function drawOn(
  app: App,
  sheet: () => Sheet,
  draw: (context: CanvasRenderingContext2D, size: SheetSize, palette: Palette) => void,
  touch?: () => void,
): void {
  let palette: Palette | undefined;
  let asked = 0;

  function drawNow(): void {
    asked = 0;
    const { host, canvases } = sheet();
    const [width, height, ratio] = [host.clientWidth, host.clientHeight, devicePixelRatio];
    const context = canvases[0]?.getContext("2d");
    if (!context || width < 80 || height < 40) return;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    for (const canvas of canvases) {
      if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    }
    palette ??= readPalette();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, { width, height, ratio }, palette);
  }
  function ask(): void {
    asked ||= requestAnimationFrame(drawNow);
  }

  $effect(() => {
    void { ...app.state }; // any change of the state may show
    touch?.();
    ask();
  });
  $effect(() => {
    void app.state.dark;
    palette = undefined;
  });
  onMount(() => {
    const observer = new ResizeObserver(ask);
    observer.observe(sheet().host);
    void document.fonts.ready.then(ask);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(asked);
    };
  });
}
