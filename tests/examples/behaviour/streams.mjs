// Streams of bits, layers and fixed-point neurons.
import { deviation, mean } from "../measure.mjs";

const about = (value, part) => [value * (1 - part), value * (1 + part)];

export const streams = {
  // Layers give sums of products, with errors of sqrt(sum of w x (1 - w x) / length); a cell driven
  // by I fires each tau ln(I / (I - 1)), 11.9 and 8.1 ms, up to the next step on the whole; a fixed-point neuron with current 128
  // each fifth step. Twins give the smaller number instead of the product.
  stochastic_computing: {
    measure: (r) => {
      const [first, second] = r.traces("sums", "value");
      const of = (name, variable) => r.traces(name, variable)[0];
      const rate = (name, cell) =>
        r.spikes(name).i.filter((one) => one === cell).length / r.duration;
      return {
        first: mean(first),
        second: mean(second),
        error: deviation(first),
        slow: rate("cells", 0),
        fast: rate("cells", 1),
        driven: rate("driven", 0),
        drivenFaster: rate("driven", 1),
        paced: rate("paced", 0),
        product: mean(of("apart", "and_mean")),
        apart: mean(of("apart", "scc")),
        smaller: mean(of("alike", "and_mean")),
        alike: mean(of("alike", "scc")),
      };
    },
    expect: {
      first: about(0.72, 0.004),
      second: about(0.9, 0.004),
      error: about(Math.sqrt((0.18 * 0.82 + 0.3 * 0.7 + 0.24 * 0.76) / 1024), 0.1),
      slow: [1000 / 13, 1000 / 11],
      fast: [1000 / 9, 1000 / 8],
      driven: about(1000 / 7, 0.1),
      drivenFaster: about(1000 / 6, 0.1),
      paced: [200, 200],
      product: about(0.4, 0.005),
      apart: [-0.01, 0.01],
      smaller: about(0.3, 0.01),
      alike: [1, 1],
    },
  },
};
