// Reads what monitors have recorded out of the engine's memory. Everything here is a copy: the
// engine's own arrays move whenever they grow.

import { ModelError } from "./errors.js";
import type { RawBlock, RawColumn, RawMonitor } from "./module.js";
import type { MonitorFrame, Rate, Spikes, Trace } from "./results.js";

type Kind = RawMonitor["kind"];

/** `slice`, also of shared memory, gives memory of its own. */
function numbers(buffer: ArrayBuffer, block: RawBlock, from = 0): Float64Array<ArrayBuffer> {
  return new Float64Array(buffer, block.address, block.length).slice(from);
}

function integers(buffer: ArrayBuffer, block: RawBlock, from = 0): Int32Array<ArrayBuffer> {
  return new Int32Array(buffer, block.address, block.length).slice(from);
}

function columns(buffer: ArrayBuffer, list: RawColumn[], from = 0, width = 1) {
  return Object.fromEntries(
    list.map(({ name, values }) => [name, numbers(buffer, values, from * width)]),
  );
}

/** The monitor of this kind with this name, or the only one of the object with this name. */
export function findMonitor(monitors: RawMonitor[], kind: Kind, name: string): RawMonitor {
  const fitting = monitors.filter((monitor) => monitor.kind === kind);
  const found = fitting.find((monitor) => monitor.name === name);
  if (found) return found;
  const [only, ...others] = fitting.filter(({ of }) => of === name);
  if (only && others.length === 0) return only;
  const names = fitting.map((monitor) => `'${monitor.name}'`).join(", ") || "none";
  const message = `there is no monitor of ${kind} called '${name}'; there are: ${names}`;
  throw new ModelError({ code: "unknown-name", where: name, message });
}

export function readSpikes(buffer: ArrayBuffer, monitor: RawMonitor): Spikes {
  return {
    t: numbers(buffer, monitor.t),
    i: integers(buffer, monitor.i),
    variables: columns(buffer, monitor.columns),
  };
}

export function readTrace(buffer: ArrayBuffer, monitor: RawMonitor): Trace {
  return {
    t: numbers(buffer, monitor.t),
    index: integers(buffer, monitor.i),
    variables: columns(buffer, monitor.columns),
  };
}

export function readRate(buffer: ArrayBuffer, monitor: RawMonitor): Rate {
  const rate = monitor.columns[0]?.values ?? { address: 0, length: 0 };
  const smooth = monitor.columns[1]?.values;
  return {
    t: numbers(buffer, monitor.t),
    rate: numbers(buffer, rate),
    ...(smooth ? { smooth: numbers(buffer, smooth) } : {}),
  };
}

/** Reads each monitor from where it stopped the time before. */
export class NewRecordings {
  #read = new Map<string, number>(); // samples or spikes, by monitor

  /** Forgets what was read, for a network that starts again. */
  clear(): void {
    this.#read.clear();
  }

  /** All that is there now has been read, for recordings of which the oldest part was dropped. */
  catchUp(monitors: RawMonitor[]): void {
    for (const { name, t } of monitors) this.#read.set(name, t.length);
  }

  read(buffer: ArrayBuffer, monitors: RawMonitor[]): MonitorFrame[] {
    return monitors.map((monitor) => this.#readOne(buffer, monitor));
  }

  #readOne(buffer: ArrayBuffer, monitor: RawMonitor): MonitorFrame {
    const { name, kind } = monitor;
    const read = this.#read.get(name) ?? 0;
    const from = read > monitor.t.length ? 0 : read; // less than before: recorded anew
    this.#read.set(name, monitor.t.length);
    const t = numbers(buffer, monitor.t, from);
    if (kind === "rate") {
      // Smoothed values go on changing when they have been sent: rates alone.
      return { name, kind, t, variables: columns(buffer, monitor.columns.slice(0, 1), from) };
    }
    if (kind === "states") {
      const variables = columns(buffer, monitor.columns, from, monitor.i.length);
      return { name, kind, t, i: integers(buffer, monitor.i), variables };
    }
    const i = integers(buffer, monitor.i, from);
    return { name, kind, t, i, variables: columns(buffer, monitor.columns, from) };
  }
}
