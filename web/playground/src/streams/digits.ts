// Digits on 8 by 8 pixels: how strokes become pixels, and strokes of our own to learn from. No
// imports: web/build/digits.mjs runs this file to train the weights.

export type Point = readonly [number, number]; // x to the right, y down
export type Stroke = readonly Point[];

export const side = 8;

// In a unit box, as a person writes them; some in two ways.
const shapes: readonly (readonly Stroke[])[][] = [
  [
    [
      [
        [0.5, 0.08],
        [0.28, 0.2],
        [0.2, 0.5],
        [0.28, 0.8],
        [0.5, 0.92],
        [0.72, 0.8],
        [0.8, 0.5],
        [0.72, 0.2],
        [0.5, 0.08],
      ],
    ],
  ],
  [
    [
      [
        [0.5, 0.08],
        [0.5, 0.92],
      ],
    ],
    [
      [
        [0.32, 0.28],
        [0.54, 0.08],
        [0.54, 0.92],
      ],
    ],
    [
      [
        [0.32, 0.28],
        [0.52, 0.08],
        [0.52, 0.92],
      ],
      [
        [0.3, 0.92],
        [0.74, 0.92],
      ],
    ],
  ],
  [
    [
      [
        [0.22, 0.28],
        [0.32, 0.12],
        [0.55, 0.08],
        [0.75, 0.22],
        [0.72, 0.42],
        [0.5, 0.66],
        [0.2, 0.92],
        [0.82, 0.92],
      ],
    ],
  ],
  [
    [
      [
        [0.22, 0.16],
        [0.48, 0.08],
        [0.72, 0.2],
        [0.68, 0.4],
        [0.42, 0.48],
        [0.7, 0.56],
        [0.78, 0.75],
        [0.55, 0.92],
        [0.2, 0.84],
      ],
    ],
  ],
  [
    [
      [
        [0.62, 0.92],
        [0.62, 0.08],
        [0.18, 0.64],
        [0.84, 0.64],
      ],
    ],
    [
      [
        [0.3, 0.08],
        [0.24, 0.5],
        [0.8, 0.5],
      ],
      [
        [0.7, 0.12],
        [0.66, 0.92],
      ],
    ],
  ],
  [
    [
      [
        [0.76, 0.08],
        [0.3, 0.08],
        [0.27, 0.45],
        [0.55, 0.4],
        [0.77, 0.58],
        [0.7, 0.82],
        [0.45, 0.92],
        [0.2, 0.84],
      ],
    ],
  ],
  [
    [
      [
        [0.68, 0.1],
        [0.4, 0.28],
        [0.24, 0.6],
        [0.32, 0.85],
        [0.55, 0.92],
        [0.75, 0.77],
        [0.68, 0.57],
        [0.45, 0.53],
        [0.27, 0.68],
      ],
    ],
  ],
  [
    [
      [
        [0.2, 0.1],
        [0.8, 0.1],
        [0.54, 0.5],
        [0.42, 0.92],
      ],
    ],
    [
      [
        [0.2, 0.1],
        [0.8, 0.1],
        [0.54, 0.5],
        [0.42, 0.92],
      ],
      [
        [0.32, 0.5],
        [0.72, 0.5],
      ],
    ],
  ],
  [
    [
      [
        [0.5, 0.48],
        [0.27, 0.32],
        [0.34, 0.12],
        [0.66, 0.12],
        [0.73, 0.32],
        [0.5, 0.48],
        [0.24, 0.7],
        [0.34, 0.92],
        [0.66, 0.92],
        [0.76, 0.7],
        [0.5, 0.48],
      ],
    ],
  ],
  [
    [
      [
        [0.72, 0.33],
        [0.55, 0.48],
        [0.31, 0.42],
        [0.25, 0.22],
        [0.45, 0.08],
        [0.68, 0.15],
        [0.73, 0.38],
        [0.7, 0.65],
        [0.62, 0.92],
      ],
    ],
    [
      [
        [0.72, 0.33],
        [0.55, 0.48],
        [0.31, 0.42],
        [0.25, 0.22],
        [0.45, 0.08],
        [0.68, 0.15],
        [0.73, 0.38],
        [0.68, 0.78],
        [0.48, 0.92],
        [0.26, 0.84],
      ],
    ],
  ],
];

/** Numbers from 0 to 1: of (seed, index) alone. */
export function random(seed: number): () => number {
  let index = 0;
  return () => {
    let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(++index, 0xc2b2ae35);
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** How somebody might write a digit: bent, slanted, larger or smaller, off the middle. */
export function write(digit: number, seed: number): Stroke[] {
  const next = random(seed);
  const spread = (size: number): number => (next() + next() - 1) * size;
  const ways = shapes[digit] ?? [];
  const strokes = ways[Math.floor(next() * ways.length)] ?? [];
  const [wide, high] = [0.85 + spread(0.4), 1 + spread(0.2)];
  const [slant, turn] = [spread(0.45), spread(0.3)];
  return strokes.map((stroke) =>
    stroke.map(([a, b]): Point => {
      const x = (a - 0.5 + spread(0.09)) * wide - (b - 0.5) * slant;
      const y = (b - 0.5 + spread(0.09)) * high;
      return [0.5 + x - y * turn, 0.5 + y + x * turn];
    }),
  );
}

/** Strokes of any size and place, in the middle of the unit box. */
export function centred(strokes: readonly Stroke[]): Stroke[] {
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scale = 0.8 / Math.max(right - left, bottom - top, 0.1);
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  return strokes.map((stroke) =>
    stroke.map(([x, y]): Point => [0.5 + (x - x0) * scale, 0.5 + (y - y0) * scale]),
  );
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
  const t = Math.min(1, Math.max(0, part));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** The ink of each pixel, 0 to 1; `width` of the pen in pixels. */
export function pixelsOf(strokes: readonly Stroke[], width = 1): Float64Array {
  const pixels = new Float64Array(side * side);
  if (strokes.length === 0) return pixels;
  const lines = centred(strokes);
  for (let k = 0; k < pixels.length; k++) {
    const at: Point = [((k % side) + 0.5) / side, (Math.floor(k / side) + 0.5) / side];
    let least = Infinity;
    for (const line of lines) {
      for (let i = 0; i < line.length; i++) {
        const [a, b] = [line[i], line[Math.min(i + 1, line.length - 1)]];
        if (a && b) least = Math.min(least, distance(at, a, b));
      }
    }
    pixels[k] = Math.min(1, Math.max(0, width / 2 + 0.5 - least * side));
  }
  return pixels;
}

/** A network of two layers: weights and biases in [-1, 1]; a bias is the weight of an input of 1. */
export interface Weights {
  hidden: number; // neurons
  first: readonly number[]; // [neuron][pixel, then bias]
  second: readonly number[]; // [digit][neuron, then bias]
  gains: readonly [number, number];
}

export const withBias = (values: ArrayLike<number>): number[] => [...Array.from(values), 1];
/** What the hidden neurons make of the sums of the first layer. */
export const squashed = (sum: number, gain: number): number => Math.min(1, Math.max(0, sum * gain));

export function softmax(scores: ArrayLike<number>, gain: number): number[] {
  const list = Array.from(scores, (score) => score * gain);
  const most = Math.max(...list);
  const powers = list.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, one) => total + one, 0);
  return powers.map((one) => one / sum);
}

export function product(weights: readonly number[], values: ArrayLike<number>): number[] {
  const inputs = values.length;
  return Array.from({ length: weights.length / inputs }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += (weights[j * inputs + i] ?? 0) * (values[i] ?? 0);
    return sum;
  });
}

/** The probabilities that streams without end would give. */
export function exact(weights: Weights, pixels: ArrayLike<number>): number[] {
  const hidden = product(weights.first, withBias(pixels)).map((sum) =>
    squashed(sum, weights.gains[0]),
  );
  return softmax(product(weights.second, withBias(hidden)), weights.gains[1]);
}
