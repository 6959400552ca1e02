// The raw functions of wasm/stochastic.cpp, name by name; that file says what they take. Addresses
// and sizes are numbers. Not part of the public API.

export interface RawStochastic {
  _sc_take(bytes: number): number;
  _sc_free(memory: number): void;
  _sc_encode(
    settings: number,
    name: number,
    size: number,
    seed: bigint,
    values: number,
    count: number,
    registers: number,
    out: number,
  ): number;
  _sc_combine(op: number, out: number, a: number, b: number, streams: number, length: number): void;
  _sc_mux(out: number, select: number, a: number, b: number, words: number): void;
  _sc_move(out: number, input: number, length: number, by: number, around: number): void;
  _sc_pack(out: number, bytes: number, bits: number): void;
  _sc_overlap(out: number, a: number, b: number, length: number): void;
  _sc_majority(out: number, rows: number, count: number, length: number): void;
  _sc_choose(out: number, rows: number, count: number, length: number, seed: bigint): void;
  _sc_currents(
    out: number,
    products: number,
    count: number,
    length: number,
    low: number,
    high: number,
  ): void;
  _sc_threads(threads: number): number;
  _sc_layer(
    kind: number,
    settings: number,
    name: number,
    size: number,
    seed: bigint,
    weights: number,
    count: number,
  ): number;
  _sc_layer_delete(layer: number): void;
  _sc_layer_run(
    layer: number,
    shape: number,
    input: number,
    count: number,
    out: number,
    places: number,
    sample: number,
  ): number;
  _sc_layer_at(layer: number, what: number): number;
  _sc_fixed_run(
    settings: number,
    many: number,
    v: number,
    refractory: number,
    n: number,
    steps: number,
    inputs: number,
    inputCount: number,
    noise: number,
    noiseCount: number,
    spikes: number,
    trace: number,
    changes: number,
    leaks: number,
    gains: number,
    thresholds: number,
  ): number;
  _sc_fixed_noise(out: number, n: number, seed: bigint, step: number, amplitude: number): void;
  _sc_float_run(
    kind: number,
    settings: number,
    states: number,
    n: number,
    steps: number,
    inputs: number,
    inputCount: number,
    seed: bigint,
    firstStep: number,
    spikes: number,
    trace: number,
  ): number;
  _sc_learning(settings: number, name: number, size: number, seed: bigint): number;
  _sc_learning_delete(layer: number): void;
  _sc_learning_tick(
    layer: number,
    learn: number,
    pre: number,
    inputs: number,
    out: number,
    neurons: number,
  ): number;
  _sc_reward(layer: number, reward: number): void;
  _sc_learning_at(layer: number, what: number): number;
}
