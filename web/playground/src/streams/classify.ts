// The digits network on streams of one length: class probabilities, and how far they scatter.
import { DenseLayer, type Engine } from "../stochastic";
import { softmax, squashed, withBias, type Weights } from "./digits";

export interface Reading {
  mean: number[]; // of each class
  deviation: number[]; // over samples
}

export class Classifier {
  #weights: Weights;
  #first: DenseLayer;
  #second: DenseLayer;

  constructor(engine: Engine, weights: Weights, length: number, seed = 1) {
    this.#weights = weights;
    const common = { arithmetic: "sign-magnitude", length, seed, clip: true } as const;
    const pixels = weights.first.length / weights.hidden;
    this.#first = DenseLayer.make(engine, {
      ...common,
      inputs: pixels,
      neurons: weights.hidden,
      weights: weights.first,
      name: "hidden",
    });
    this.#second = DenseLayer.make(engine, {
      ...common,
      inputs: weights.hidden + 1,
      neurons: weights.second.length / (weights.hidden + 1),
      weights: weights.second,
      name: "digits",
    });
  }

  /** Probabilities of rows of pixels, each with random bits of its own. */
  probabilities(rows: readonly ArrayLike<number>[], sample = 0): number[][] {
    const [first, second] = [this.#first, this.#second];
    const [before, after] = this.#weights.gains;
    const sums = first.forwardBatch(rows.flatMap(withBias), undefined, { sample });
    const hidden = rows.flatMap((_, k) =>
      withBias(
        sums
          .subarray(k * first.neurons, (k + 1) * first.neurons)
          .map((sum) => squashed(sum, before)),
      ),
    );
    const scores = second.forwardBatch(hidden, undefined, { sample });
    return rows.map((_, k) =>
      softmax(scores.subarray(k * second.neurons, (k + 1) * second.neurons), after),
    );
  }

  read(pixels: ArrayLike<number>, samples: number): Reading {
    const all = this.probabilities(Array.from({ length: samples }, () => pixels));
    const classes = all[0]?.map((_, k) => all.map((row) => row[k] ?? 0)) ?? [];
    const mean = classes.map((one) => one.reduce((sum, p) => sum + p, 0) / samples);
    const deviation = classes.map((one, k) =>
      Math.sqrt(one.reduce((sum, p) => sum + (p - (mean[k] ?? 0)) ** 2, 0) / (samples - 1)),
    );
    return { mean, deviation };
  }

  dispose(): void {
    this.#first.dispose();
    this.#second.dispose();
  }
}

export const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));
