// Trains the digits network of the playground and writes web/playground/digits.json: weights, and
// digits to test with that it has not seen.
//
//   node web/build/digits.mjs
//
// There is no data set: digits are strokes of our own, bent and shifted by a keyed generator
// (web/playground/src/streams/digits.ts). Plain gradient descent with weights held in [-1, 1], in a
// fixed order, with noise on the sums as short streams have it; the same file comes out every time.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./steps.mjs";

const source = readFileSync(join(root, "web/playground/src/streams/digits.ts"), "utf8");
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
});
const { exact, pixelsOf, random, softmax, squashed, write } = await import(
  `data:text/javascript,${encodeURIComponent(outputText)}`
);

const hidden = 24;
const gains = [0.5, 1.5];
const smoothing = 0.02; // of the digit that is right: a probability of 1 would need endless weights
const rounds = 60;

const examples = (count, seed) =>
  Array.from({ length: count }, (_, k) => {
    const digit = k % 10;
    const next = random(seed + 7 * k + 1);
    const pixels = pixelsOf(write(digit, seed + 7 * k), 0.7 + 0.7 * next());
    for (let dirt = 0; dirt < 3; dirt++) pixels[Math.floor(next() * 64)] = next();
    return { digit, pixels };
  });

function train(data) {
  const next = random(11);
  const start = (count, size) =>
    Float64Array.from({ length: count }, () => (next() * 2 - 1) * size);
  const first = start(hidden * 65, 0.3);
  const second = start(10 * (hidden + 1), 0.3);
  const noise = () => (next() + next() + next() - 1.5) * 0.3;
  const x = new Float64Array(65).fill(1);
  const h = new Float64Array(hidden + 1).fill(1);
  const slope = new Float64Array(hidden);
  for (let round = 0; round < rounds; round++) {
    const rate = 0.02 * (1 - round / rounds) + 0.001;
    for (let n = 0; n < data.length; n++) {
      const { digit, pixels } = data[Math.floor(next() * data.length)];
      x.set(pixels);
      for (let j = 0; j < hidden; j++) {
        let sum = noise();
        for (let i = 0; i < 65; i++) sum += first[j * 65 + i] * x[i];
        h[j] = squashed(sum, gains[0]);
        slope[j] = h[j] > 0 && h[j] < 1 ? gains[0] : 0;
      }
      const scores = Array.from({ length: 10 }, (_, c) => {
        let sum = noise();
        for (let j = 0; j <= hidden; j++) sum += second[c * (hidden + 1) + j] * h[j];
        return sum;
      });
      const p = softmax(scores, gains[1]);
      const back = new Float64Array(hidden);
      for (let c = 0; c < 10; c++) {
        const wrong = p[c] - (c === digit ? 1 - smoothing : smoothing / 9);
        for (let j = 0; j <= hidden; j++) {
          const k = c * (hidden + 1) + j;
          if (j < hidden) back[j] += wrong * second[k];
          second[k] = Math.min(1, Math.max(-1, second[k] - rate * wrong * h[j]));
        }
      }
      for (let j = 0; j < hidden; j++) {
        const step = rate * back[j] * slope[j] * gains[1];
        if (step === 0) continue;
        for (let i = 0; i < 65; i++) {
          const k = j * 65 + i;
          first[k] = Math.min(1, Math.max(-1, first[k] - step * x[i]));
        }
      }
    }
  }
  const short = (list) => Array.from(list, (w) => Math.round(w * 100) / 100);
  return { hidden, gains, first: short(first), second: short(second) };
}

const best = (p) => p.indexOf(Math.max(...p));
const weights = train(examples(8000, 1_000_000));
const test = examples(200, 9_000_000).map(({ digit, pixels }) => ({
  digit,
  ink: Array.from(pixels, (p) => Math.round(p * 15).toString(16)).join(""),
}));
const right = test.filter(({ digit, ink }) => {
  const pixels = Array.from(ink, (one) => Number.parseInt(one, 16) / 15);
  return best(exact(weights, pixels)) === digit;
}).length;
console.log(`${right} of ${test.length} digits are read right`);
const file = join(root, "web/playground/digits.json");
writeFileSync(file, `${JSON.stringify({ ...weights, test })}\n`);
