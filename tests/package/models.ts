// Small networks for the tests.
import {
  ms,
  network,
  neuronGroup,
  recordRate,
  recordSpikes,
  recordStates,
  synapses,
  type ModelDocument,
} from "myelin";

/** 100 cells with different drive, weakly coupled; a 100 ms run has a few hundred spikes. */
export function ring(options: { size?: number; run?: ModelDocument["run"] } = {}): ModelDocument {
  const { size = 100, run = "100 ms" } = options;
  return network(
    { dt: ms(0.1), seed: 7, constants: { tau: ms(10) }, run },
    neuronGroup("cells", size, {
      equations: ["dv/dt = (drive - v) / tau : 1", "drive : 1"],
      threshold: "v > 1",
      reset: "v = 0",
      method: "exact",
      init: { drive: "1.1 + i / N", v: "rand()" },
    }),
    synapses("ring", "cells", "cells", { onPre: "v += 0.01", connect: { p: 0.1 }, delay: ms(1) }),
    recordSpikes("cells"),
    recordStates("cells", ["v"], { index: [0, 1, 2] }),
    recordRate("cells"),
  );
}

/** Its one variable leaves the numbers after 5 ms. */
export function exploding(): ModelDocument {
  return network(
    { dt: ms(0.1), run: "20 ms" },
    neuronGroup("cells", 1, {
      equations: "dx/dt = x**2 / ms : 1",
      method: "euler",
      init: { x: 1e3 },
    }),
    recordStates("cells", ["x"]),
  );
}
