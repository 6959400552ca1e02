// Draws spikes with WebGL2. Each chunk of the recording is one buffer on the card, written once;
// panning and zooming change a few numbers only.
import type { SpikeChunk } from "../run/recordings";
import type { Geometry } from "./geometry";
import { markOf, type Lane } from "./lanes";
import { rgb, type Palette } from "./palette";

const mostPopulations = 8;

const vertexSource = `#version 300 es
uniform highp float offset, scale, firstCell, cells, stride;
uniform highp float bounds[${mostPopulations}];
uniform mediump vec3 colors[${mostPopulations}];
uniform mediump vec2 mark;
in highp vec2 spike;
out mediump vec3 color;
void main() {
  color = colors[0];
  for (int k = 1; k < ${mostPopulations}; k++) if (spike.y >= bounds[k]) color = colors[k];
  highp float x = (spike.x + offset) * scale * 2.0 - 1.0;
  highp float y = (spike.y + 0.5 - firstCell) / cells * 2.0 - 1.0;
  bool drawn = stride < 1.5 || mod(spike.y + 0.25, stride) < 0.5;
  gl_Position = vec4(drawn ? x : 9.0, y, 0.0, 1.0);
  gl_PointSize = max(mark.x, mark.y);
}`;

const fragmentSource = `#version 300 es
uniform mediump vec2 mark;
in mediump vec3 color;
out mediump vec4 result;
void main() {
  mediump vec2 at = abs(gl_PointCoord - 0.5) * max(mark.x, mark.y);
  if (at.x > mark.x * 0.5 || at.y > mark.y * 0.5) discard;
  mediump float soft = mark.x == mark.y ? clamp(mark.x * 0.5 + 0.5 - length(at), 0.0, 1.0) : 1.0;
  result = vec4(color, 1.0) * soft;
}`;

interface Uploaded {
  buffer: WebGLBuffer;
  vertices: WebGLVertexArrayObject;
  n: number;
}

export class GlRaster {
  #uploaded = new Map<SpikeChunk, Uploaded>();
  #program: WebGLProgram;
  #places = new Map<string, WebGLUniformLocation | null>();

  /** Null where the browser has no WebGL2, or would emulate it on the processor. */
  static create(canvas: HTMLCanvasElement): GlRaster | null {
    if (isEmulated()) return null;
    const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
    return gl instanceof WebGL2RenderingContext ? new GlRaster(gl) : null;
  }

  private constructor(private readonly gl: WebGL2RenderingContext) {
    this.#program = link(gl);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.SCISSOR_TEST);
  }

  draw(lanes: readonly Lane[], plot: Geometry, palette: Palette, ratio: number): void {
    const { gl } = this;
    const height = gl.drawingBufferHeight;
    gl.scissor(0, 0, gl.drawingBufferWidth, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program);
    const used = new Set<SpikeChunk>();
    for (const lane of lanes) {
      const px = (value: number): number => Math.round(value * ratio);
      const [top, bottom] = [Math.max(plot.top, lane.top), Math.min(plot.bottom, lane.bottom)];
      for (const chunk of lane.store.chunks) used.add(chunk);
      if (bottom <= top) continue;
      // Only what is visible of the lane: zoomed in, the whole would exceed the largest viewport.
      gl.viewport(px(plot.left), height - px(bottom), px(plot.right - plot.left), px(bottom - top));
      const perCell = (lane.bottom - lane.top) / lane.size;
      gl.uniform1f(this.#place("firstCell"), (lane.bottom - bottom) / perCell);
      gl.uniform1f(this.#place("cells"), (bottom - top) / perCell);
      gl.scissor(
        px(plot.left),
        height - px(bottom + 2),
        px(plot.right - plot.left),
        px(bottom - top + 4),
      );
      this.#lane(lane, plot, palette, ratio);
    }
    this.#drop(used);
  }

  #lane(lane: Lane, plot: Geometry, palette: Palette, ratio: number): void {
    const { gl } = this;
    const populations = lane.populations.slice(0, mostPopulations);
    const bounds = new Float32Array(mostPopulations).fill(1e9);
    const colors = new Float32Array(mostPopulations * 3);
    populations.forEach((one, k) => {
      bounds[k] = one.begin;
      colors.set(rgb(palette.roles[one.role]), k * 3);
    });
    const [width, height] = markOf(lane);
    gl.uniform1fv(this.#place("bounds"), bounds);
    gl.uniform3fv(this.#place("colors"), colors);
    gl.uniform2f(this.#place("mark"), width * ratio, height * ratio);
    gl.uniform1f(this.#place("stride"), lane.stride);
    gl.uniform1f(this.#place("scale"), 1 / (plot.end - plot.begin));
    for (const { chunk, from, to } of lane.store.between(plot.begin, plot.end)) {
      const { vertices } = this.#upload(chunk);
      gl.bindVertexArray(vertices);
      // Times in a chunk are relative to its first, so that single precision is enough.
      gl.uniform1f(this.#place("offset"), (chunk.t[0] ?? 0) - plot.begin);
      gl.drawArrays(gl.POINTS, from, to - from);
    }
  }

  #upload(chunk: SpikeChunk): Uploaded {
    const { gl } = this;
    const have = this.#uploaded.get(chunk) ?? this.#reserve(chunk);
    if (have.n < chunk.n) {
      const fresh = new Float32Array((chunk.n - have.n) * 2);
      const base = chunk.t[0] ?? 0;
      for (let k = have.n, at = 0; k < chunk.n; k++) {
        fresh[at++] = (chunk.t[k] ?? 0) - base;
        fresh[at++] = chunk.i[k] ?? 0;
      }
      gl.bindBuffer(gl.ARRAY_BUFFER, have.buffer);
      gl.bufferSubData(gl.ARRAY_BUFFER, have.n * 8, fresh);
      have.n = chunk.n;
    }
    return have;
  }

  #reserve(chunk: SpikeChunk): Uploaded {
    const { gl } = this;
    const made = { buffer: gl.createBuffer(), vertices: gl.createVertexArray(), n: 0 };
    gl.bindVertexArray(made.vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, made.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, chunk.t.length * 8, gl.DYNAMIC_DRAW);
    const place = gl.getAttribLocation(this.#program, "spike");
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
    this.#uploaded.set(chunk, made);
    return made;
  }

  #drop(used: ReadonlySet<SpikeChunk>): void {
    for (const [chunk, { buffer, vertices }] of this.#uploaded) {
      if (used.has(chunk)) continue;
      this.gl.deleteBuffer(buffer);
      this.gl.deleteVertexArray(vertices);
      this.#uploaded.delete(chunk);
    }
  }

  #place(name: string): WebGLUniformLocation | null {
    if (!this.#places.has(name))
      this.#places.set(name, this.gl.getUniformLocation(this.#program, name));
    return this.#places.get(name) ?? null;
  }
}

/** Asked on a canvas of its own: one that has had WebGL cannot be drawn on otherwise. */
function isEmulated(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue; // the context is lost; nothing is drawn
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
