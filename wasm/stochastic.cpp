// Stochastic computing for JavaScript: plain functions of addresses and numbers, since a call of a
// layer takes microseconds. The classes are in web/src/stochastic; web/src/stochastic/raw.ts says
// these names in TypeScript, and tests/package/module.test.ts compares the two.
//
// Arrays lie in this module's memory. `settings` are numbers in the order of the struct they fill.
// Whatever can be refused answers 0 (or -1 for a count), and sc_failure() says why.
#include "stochastic.h"

#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cstdlib>

#include "random/key.h"
#include "stochastic/hdc.h"
#include "stochastic/layers.h"
#include "stochastic/learning.h"
#include "stochastic/neurons.h"
#include "stochastic/synapses.h"
#include "values.h"

namespace myelin::stochastic {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(Failure)
EMSCRIPTEN_DECLARE_VAL_TYPE(Text)

Error& failure() {
  static Error last;
  return last;
}
template <class Result>
bool done(Result&& result) {
  if (result) return true;
  failure() = result.error();
  return false;
}
double counted(const Expected<uint64_t>& count) { return done(count) ? double(*count) : -1; }

Layer* kept(Expected<DenseLayer> made) {
  return done(made) ? new DenseLayer(std::move(*made)) : nullptr;
}
template <class Made>
Layer* kept(Expected<std::unique_ptr<Made>> made) {
  return done(made) ? made->release() : nullptr;
}

// Of all layers; once there, for as long as the module.
Pool*& shared_pool() {
  static Pool* pool = nullptr;
  return pool;
}

DenseSpec dense_spec(const double* s, const char* name, size_t size, uint64_t seed) {
  DenseSpec spec;
  spec.name.assign(name, size);
  spec.inputs = int64_t(s[0]), spec.neurons = int64_t(s[1]), spec.length = int64_t(s[2]);
  spec.weights = WeightKind(s[3]);
  spec.normalise_inputs = s[4] != 0, spec.clip = s[5] != 0;
  spec.encoder = EncoderKind(s[6]), spec.weight_encoder = EncoderKind(s[7]);
  spec.seed = seed;
  spec.input_register = uint16_t(s[8]), spec.weight_register = uint16_t(s[9]);
  spec.input_step = uint32_t(s[10]), spec.weight_step = uint32_t(s[11]);
  spec.pool = shared_pool();
  return spec;
}

FixedLif fixed_lif(const double* s) {
  FixedLif lif;
  lif.width = int(s[0]), lif.fraction = int(s[1]), lif.saturate = s[2] != 0;
  lif.leak = int32_t(s[3]), lif.gain = int32_t(s[4]);
  lif.v_rest = int32_t(s[5]), lif.v_reset = int32_t(s[6]), lif.v_th = int32_t(s[7]);
  lif.refractory = int32_t(s[8]);
  return lif;
}

FloatLif float_lif(const double* s) {
  FloatLif lif;
  lif.v_rest = s[0], lif.v_reset = s[1], lif.v_th = s[2], lif.tau = s[3], lif.dt = s[4];
  lif.resistance = s[5], lif.sigma = s[6], lif.refractory = int32_t(s[7]);
  lif.homeostatic = s[8] != 0;
  lif.target = s[9], lif.trace_decay = s[10], lif.threshold_gain = s[11];
  return lif;
}

Text text_of_network(const std::string& document, const std::string& neurons, double ticks) {
  return Text(to_val(system_verilog(document, neurons, int64_t(ticks))));
}

}  // namespace

EMSCRIPTEN_BINDINGS(stochastic) {
  emscripten::register_type<Failure>("RawError");
  emscripten::register_type<Text>("string | RawError");
  emscripten::function("failure",
                       emscripten::optional_override([] { return Failure(to_val(failure())); }));
  emscripten::function("systemVerilog", &text_of_network);
}

extern "C" {

// --- memory ---

EMSCRIPTEN_KEEPALIVE void* sc_take(size_t bytes) { return std::calloc(bytes, 1); }
EMSCRIPTEN_KEEPALIVE void sc_free(void* memory) { std::free(memory); }

// --- streams: [stream][word] ---

// settings: encoder, length, low, high, clip, first stream, sample. registers: of lfsr.
EMSCRIPTEN_KEEPALIVE int sc_encode(const double* s, const char* name, size_t size, uint64_t seed,
                                   const double* values, size_t count, int32_t* registers,
                                   uint64_t* out) {
  StreamSpec spec;
  spec.kind = EncoderKind(s[0]), spec.length = int64_t(s[1]);
  spec.range = {s[2], s[3], s[4] != 0};
  spec.stream = uint32_t(s[5]), spec.sample = uint64_t(s[6]);
  spec.seed = seed;
  spec.layer.assign(name, size);
  return done(encode_all({values, count}, spec, {registers, count}, out));
}
EMSCRIPTEN_KEEPALIVE void sc_combine(int op, uint64_t* out, const uint64_t* a, const uint64_t* b,
                                     size_t streams, size_t length) {
  combine(Logic(op), out, a, b, streams, length);
}
EMSCRIPTEN_KEEPALIVE void sc_mux(uint64_t* out, const uint64_t* select, const uint64_t* a,
                                 const uint64_t* b, size_t words) {
  mux(out, select, a, b, words);
}
EMSCRIPTEN_KEEPALIVE void sc_move(uint64_t* out, const uint64_t* in, size_t length, double by,
                                  int around) {
  move_bits(out, in, length, int64_t(by), around != 0);
}
EMSCRIPTEN_KEEPALIVE void sc_pack(uint64_t* out, const uint8_t* bytes, size_t bits) {
  best_bits().pack(out, bytes, bits);
}
// out: ones of a, of b, of both, SCC; without b only the first.
EMSCRIPTEN_KEEPALIVE void sc_overlap(double* out, const uint64_t* a, const uint64_t* b,
                                     size_t length) {
  if (!b) {
    out[0] = double(best_bits().popcount(a, words_for(length)));
    return;
  }
  const Overlap found = overlap(best_bits(), a, b, length);
  out[0] = double(found.a), out[1] = double(found.b), out[2] = double(found.both);
  out[3] = found.scc;
}
// One stream of several, each at an address: their majority, or at each bit one of them.
EMSCRIPTEN_KEEPALIVE void sc_majority(uint64_t* out, const uint64_t* const* rows, size_t count,
                                      size_t length) {
  majority(out, {rows, count}, length);
}
EMSCRIPTEN_KEEPALIVE void sc_choose(uint64_t* out, const uint64_t* const* rows, size_t count,
                                    size_t length, uint64_t seed) {
  choose(out, {rows, count}, length, seed);
}
// out: a current for each bit of the products.
EMSCRIPTEN_KEEPALIVE void sc_currents(double* out, const uint64_t* const* products, size_t count,
                                      size_t length, double low, double high) {
  currents({low, high}, {products, count}, {out, length});
}

// --- layers ---

// Layers made from now on share their work among so many threads. The first call decides; answers
// how many they are.
EMSCRIPTEN_KEEPALIVE unsigned sc_threads(unsigned threads) {
  Pool*& pool = shared_pool();
  if (!pool) pool = new Pool(threads);
  return pool->threads();
}
// kind: 0 dense, 1 dense with packed weights, 2 convolution, 3 recurrent. settings: those of
// DenseSpec, then of ConvSpec. weights: values, or words.
EMSCRIPTEN_KEEPALIVE Layer* sc_layer(int kind, const double* s, const char* name, size_t size,
                                     uint64_t seed, const void* weights, size_t count) {
  watch_memory();
  const DenseSpec spec = dense_spec(s, name, size, seed);
  const Span<const double> values{static_cast<const double*>(weights), count};
  if (kind == 1) {
    return kept(DenseLayer::from_packed(spec, {static_cast<const uint64_t*>(weights), count}));
  }
  if (kind == 3) return kept(RecurrentLayer::make(spec, values));
  if (kind == 0) return kept(DenseLayer::make(spec, values));
  ConvSpec conv;
  conv.dense = spec;
  int64_t* const sizes[] = {&conv.channels,      &conv.height,       &conv.width,  &conv.kernels,
                            &conv.kernel_height, &conv.kernel_width, &conv.stride, &conv.padding};
  for (size_t k = 0; k < 8; ++k) *sizes[k] = int64_t(s[12 + k]);
  return kept(ConvLayer::make(conv, values));
}
EMSCRIPTEN_KEEPALIVE void sc_layer_delete(Layer* layer) { delete layer; }
// shape: 0 values; of dense layers 1 rows of values, 2 packed streams, 3 the streams of its own
// memory, 4 standard errors. `sample`: of the (first) row.
EMSCRIPTEN_KEEPALIVE int sc_layer_run(Layer* layer, int shape, const void* in, size_t count,
                                      double* out, size_t places, double sample) {
  const Span<const double> values{static_cast<const double*>(in), count};
  const Span<double> results{out, places};
  const uint64_t row = uint64_t(sample);
  if (shape == 0) return done(layer->forward_into(values, results, row));
  DenseLayer* const dense = static_cast<DenseLayer*>(layer);
  Status status;
  if (shape == 1) status = dense->forward_batch(values, results, row);
  if (shape == 2) {
    status = dense->forward_packed({static_cast<const uint64_t*>(in), count}, results);
  }
  if (shape == 3) dense->forward_in_place(results);
  if (shape == 4) status = dense->standard_errors(values, results);
  return done(status);
}
// Addresses: 0 and 1 the streams of inputs and of weights (dense), 2 the state (recurrent).
EMSCRIPTEN_KEEPALIVE const void* sc_layer_at(Layer* layer, int what) {
  if (what == 2) return layer->state().data;
  DenseLayer* const dense = static_cast<DenseLayer*>(layer);
  return what ? dense->weights_view().data : dense->inputs_view().data;
}

// --- neurons ---

// Ticks of many neurons, or (`many` 0) of one: spikes are packed over neurons, or over ticks.
// changes: `leaks`, `gains` and `thresholds` values, one after the other, of FixedChanges.
EMSCRIPTEN_KEEPALIVE double sc_fixed_run(const double* settings, int many, int32_t* v,
                                         int32_t* refractory, size_t n, size_t steps,
                                         const int32_t* inputs, size_t input_count,
                                         const int32_t* noise, size_t noise_count, uint64_t* spikes,
                                         int32_t* trace, const int32_t* changes, size_t leaks,
                                         size_t gains, size_t thresholds) {
  const FixedLif lif = fixed_lif(settings);
  const Span<const int32_t> x{inputs, input_count}, added{noise, noise_count};
  const Span<uint64_t> out{spikes, many ? words_for(n) * steps : words_for(steps)};
  const Span<int32_t> path{trace, trace ? n * steps : 0};
  const FixedChanges changing{
      {changes, leaks}, {changes + leaks, gains}, {changes + leaks + gains, thresholds}};
  if (many) {
    return counted(
        run_many(lif, {v, n}, {refractory, n}, steps, x, added, out, path, best_bits(), changing));
  }
  FixedState state{v[0], refractory[0]};
  const double count = counted(run(lif, state, steps, x, added, out, path, changing));
  v[0] = state.v, refractory[0] = state.refractory;
  return count;
}
EMSCRIPTEN_KEEPALIVE void sc_fixed_noise(int32_t* out, size_t n, uint64_t seed, double step,
                                         int amplitude) {
  fixed_noise({out, n}, random_key(seed, "noise"), uint64_t(step), amplitude);
}
// kind: 0 FloatLif, 1 Izhikevich; `states`: of FloatState or IzhikevichState.
EMSCRIPTEN_KEEPALIVE double sc_float_run(int kind, const double* s, void* states, size_t n,
                                         size_t steps, const double* inputs, size_t input_count,
                                         uint64_t seed, double first_step, uint64_t* spikes,
                                         double* trace) {
  const Span<const double> x{inputs, input_count};
  const Span<uint64_t> out{spikes, words_for(n) * steps};
  const Span<double> path{trace, trace ? n * steps : 0};
  const uint64_t key = random_key(seed, "neurons"), first = uint64_t(first_step);
  if (kind == 0) {
    const Span<FloatState> given{static_cast<FloatState*>(states), n};
    return counted(run_many(float_lif(s), given, steps, x, key, first, out, path));
  }
  const Span<IzhikevichState> given{static_cast<IzhikevichState*>(states), n};
  return counted(
      run_many({s[0], s[1], s[2], s[3], s[4], s[5]}, given, steps, x, key, first, out, path));
}

// --- learning ---

// settings: inputs, neurons, weight, then those of StdpRule.
EMSCRIPTEN_KEEPALIVE LearningLayer* sc_learning(const double* s, const char* name, size_t size,
                                                uint64_t seed) {
  watch_memory();
  StdpRule rule;
  rule.w_min = s[3], rule.w_max = s[4], rule.rate = s[5], rule.window = int32_t(s[6]);
  rule.rewarded = s[7] != 0, rule.up = s[8], rule.down = s[9], rule.decay = s[10];
  auto made = LearningLayer::make(int64_t(s[0]), int64_t(s[1]), rule, s[2], seed, {name, size});
  return done(made) ? new LearningLayer(std::move(*made)) : nullptr;
}
EMSCRIPTEN_KEEPALIVE void sc_learning_delete(LearningLayer* layer) { delete layer; }
// What the neurons get of `pre` in this tick (out i32[neuron]), or what follows from pre and post.
EMSCRIPTEN_KEEPALIVE int sc_learning_tick(LearningLayer* layer, int learn, const uint8_t* pre,
                                          size_t inputs, void* out, size_t neurons) {
  if (!done(layer->check({pre, inputs}, neurons))) return 0;
  if (learn) {
    layer->learn({pre, inputs}, {static_cast<const uint8_t*>(out), neurons});
  } else {
    layer->currents({pre, inputs}, {static_cast<int32_t*>(out), neurons});
  }
  return 1;
}
EMSCRIPTEN_KEEPALIVE void sc_reward(LearningLayer* layer, double reward) { layer->reward(reward); }
// Addresses of the weights and of the eligibility.
EMSCRIPTEN_KEEPALIVE const double* sc_learning_at(LearningLayer* layer, int what) {
  return what ? layer->eligibility().data : layer->weights().data;
}

}  // extern "C"

}  // namespace myelin::stochastic
