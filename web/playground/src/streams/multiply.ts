// Two streams as correlated as one likes, and what an AND gate makes of them.
import { Bitstream, encode, type Encoder, type Engine } from "../stochastic";

export interface Settings {
  a: number;
  b: number;
  length: number;
  correlation: number; // SCC that is asked for, -1 to 1; of encoder bernoulli
  encoder: Encoder;
  seed: number;
}

export interface Lane {
  name: string;
  bits: Uint8Array;
  value: number;
  error: number; // standard error, for independent bits
  exact: number;
}

export interface Outcome {
  lanes: [Lane, Lane, Lane];
  scc: number;
  rms: number; // error of the product over tries
  tries: number;
}

/** What AND gives of streams with this SCC: between the least, the product, and the most. */
export function andOf({ a, b }: Settings, scc: number): number {
  const bound = scc > 0 ? Math.min(a, b) : Math.max(a + b - 1, 0);
  return a * b + Math.abs(scc) * (bound - a * b);
}

/** Streams of one experiment; the caller disposes of them. */
function streams(engine: Engine, settings: Settings, sample: number): [Bitstream, Bitstream] {
  const { a, b, length, correlation, encoder, seed } = settings;
  const common = { length, seed, encoder, name: "gate", sample };
  const made = (p: number, stream: number): Bitstream =>
    encode(engine, p, {
      ...common,
      stream,
      ...(encoder === "lfsr" ? { seeds: [register(seed + sample, stream)] } : {}),
    });
  const first = made(a, 0);
  const apart = made(b, 1);
  if (correlation === 0 || encoder !== "bernoulli") return [first, apart];
  // The same random numbers as those of `first`: as much overlap as there can be; and as little.
  const near = correlation > 0 ? made(b, 0) : inverted(made(1 - b, 0));
  const choice = made(Math.abs(correlation), 2);
  const mixed = Bitstream.mux(choice, near, apart);
  for (const one of [apart, near, choice]) one.dispose();
  return [first, mixed];
}

function inverted(stream: Bitstream): Bitstream {
  const made = stream.not();
  stream.dispose();
  return made;
}

const register = (seed: number, stream: number): number =>
  (0xace1 + 7919 * (seed + 1) + 7 * stream) & 0xffff || 1;

const tries = 64;

export function multiply(engine: Engine, settings: Settings): Outcome {
  const { a, b } = settings;
  let squares = 0;
  for (let sample = 1; sample <= tries; sample++) {
    const [x, y] = streams(engine, settings, sample);
    squares += (x.overlap(y).both / x.length - a * b) ** 2;
    x.dispose();
    y.dispose();
  }
  const [x, y] = streams(engine, settings, 0);
  const product = x.and(y);
  const lane = (name: string, stream: Bitstream, exact: number): Lane => ({
    name,
    exact,
    bits: stream.bits(),
    value: stream.value(),
    error: stream.standardError(),
  });
  const outcome: Outcome = {
    lanes: [lane("a", x, a), lane("b", y, b), lane("a AND b", product, a * b)],
    scc: x.scc(y),
    rms: Math.sqrt(squares / tries),
    tries,
  };
  for (const one of [x, y, product]) one.dispose();
  return outcome;
}

/** The estimate after so many bits, at about `points` places, close together at the beginning. */
export function estimates(bits: Uint8Array, points = 160): { n: number; value: number }[] {
  const found: { n: number; value: number }[] = [];
  let ones = 0;
  let next = 1;
  for (let k = 0; k < bits.length; k++) {
    ones += bits[k] ?? 0;
    if (k + 1 < next && k + 1 < bits.length) continue;
    found.push({ n: k + 1, value: ones / (k + 1) });
    next = Math.max(k + 2, Math.ceil((k + 1) * bits.length ** (1 / points)));
  }
  return found;
}
