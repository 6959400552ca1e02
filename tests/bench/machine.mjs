// What a measurement was made on, and how quiet it was there.
import { cpus, loadavg, totalmem } from "node:os";

export function machine() {
  const processors = cpus();
  return {
    processor: processors[0].model.trim(),
    processors: processors.length,
    memory_gigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: loadavg()[0],
  };
}

/** One line; the load is the mean number of busy programs in the last minute. */
export function sentence({ processor, processors, memory_gigabytes, node, load }) {
  const quiet = load < 0.5 ? "quiet" : load < 1.5 ? "not quiet" : "busy";
  return `${processors} x ${processor}, ${memory_gigabytes} GB, Node ${node}; load ${load.toFixed(1)}: ${quiet}`;
}
