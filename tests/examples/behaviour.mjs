// What is known of each example, and how it is measured: `expect` gives limits of each figure.
import * as cells from "./behaviour/cells.mjs";
import * as networks from "./behaviour/networks.mjs";
import * as streams from "./behaviour/streams.mjs";
import * as synapses from "./behaviour/synapses.mjs";

/** By the name of the example. */
export const behaviour = Object.assign(
  {},
  ...[cells, networks, streams, synapses].flatMap((topics) => Object.values(topics)),
);
