#include "stochastic/neurons.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/text.h"
#include "random/stream.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

Error out_of_bounds(const std::string& where, const char* what, double value, Pieces accepted) {
  return refuse({where}, {what, " is ", value, "; it must be ", say(accepted)});
}

Error wrong_size(const char* what, size_t given, size_t wanted) {
  return refuse({what}, {given, " elements were given; it needs ", wanted});
}

// One value for all, or one for each.
Status check_shape(const char* what, size_t given, size_t one, size_t all, bool may_be_empty) {
  if (given == one || given == all || (may_be_empty && given == 0)) return {};
  return wrong_size(what, given, all);
}

// Of a run in which one tick takes `one` inputs, and all of them `all`.
Status check_run(Status status, size_t one, size_t all, size_t inputs, size_t noise, size_t spikes,
                 size_t words, size_t trace) {
  if (status) status = check_shape("inputs", inputs, one, all, false);
  if (status) status = check_shape("noise", noise, one, all, true);
  if (status) status = check_shape("spikes", spikes, words, words, false);
  if (status) status = check_shape("trace", trace, all, all, true);
  return status;
}

// A parameter that is NaN or infinite would make the state NaN, for good.
Status check_finite(const std::string& where, std::initializer_list<double> parameters) {
  for (const double x : parameters) {
    if (!(x >= -1e300 && x <= 1e300)) return out_of_bounds(where, "a parameter", x, {"finite"});
  }
  return {};
}

int64_t fit(const FixedLif& lif, int64_t sum) {
  const int64_t high = (int64_t(1) << (lif.width - 1)) - 1;
  // A branch that is nearly always taken keeps the shifts out of the chain from step to step.
  if (__builtin_expect(sum <= high && sum >= -high - 1, true)) return sum;
  if (!lif.saturate) return wrap(sum, lif.width);
  return sum > high ? high : -high - 1;
}

}  // namespace

// --- fixed point ---------------------------------------------------------------------------------

int32_t wrap(int64_t value, int width) noexcept {
  return int32_t(int64_t(uint64_t(value) << (64 - width)) >> (64 - width));
}

Status FixedLif::check(const std::string& where) const {
  if (width < 2 || width > 32) return out_of_bounds(where, "the width", width, {"from 2 to 32"});
  if (fraction < 0 || fraction >= width) {
    return out_of_bounds(where, "the fraction", fraction, {"from 0 to the width less 1"});
  }
  if (refractory < 0)
    return out_of_bounds(where, "the refractory time", refractory, {"0 or more ticks"});
  const int64_t high = (int64_t(1) << (width - 1)) - 1;
  for (const int32_t v : {v_rest, v_reset, v_th}) {
    if (v >= -high - 1 && v <= high) continue;
    return out_of_bounds(where, "a potential", v,
                         {"a number of ", width, " bits: ", -high - 1, " to ", high});
  }
  constexpr int32_t kMost = 1 << 30;
  for (const int32_t k : {leak, gain}) {
    if (k < -kMost || k > kMost) return out_of_bounds(where, "leak or gain", k, {"within 2^30"});
  }
  return {};
}

bool tick(const FixedLif& lif, FixedState& state, int32_t input, int32_t noise) noexcept {
  if (state.refractory > 0) {
    --state.refractory;
    state.v = lif.v_rest;
    return false;
  }
  const int64_t leak = ((int64_t(lif.v_rest) - state.v) * lif.leak) >> lif.fraction;
  const int64_t drive = (int64_t(input) * lif.gain) >> lif.fraction;
  const int64_t v = fit(lif, state.v + leak + drive + noise);
  const bool fires = v >= lif.v_th;
  state.v = fires ? lif.v_reset : int32_t(v);
  if (fires) state.refractory = lif.refractory;
  return fires;
}

FixedLif FixedChanges::at(FixedLif lif, size_t tick) const {
  if (leak.size) lif.leak = leak[tick];
  if (gain.size) lif.gain = gain[tick];
  if (v_th.size) lif.v_th = v_th[tick];
  return lif;
}

Status FixedChanges::check(const FixedLif& lif, size_t steps) const {
  if (!any()) return lif.check("lif");
  for (const size_t given : {leak.size, gain.size, v_th.size}) {
    if (Status s = check_shape("changes", given, steps, steps, true); !s) return s;
  }
  for (size_t k = 0; k < steps; ++k) {
    if (Status s = at(lif, k).check(say({"lif[", k, "]"})); !s) return s;
  }
  return {};
}

void set_rule(FixedLifArgs& args, const FixedLif& lif) {
  args.width = lif.width, args.fraction = lif.fraction, args.saturate = lif.saturate;
  args.leak = lif.leak, args.gain = lif.gain;
  args.v_rest = lif.v_rest, args.v_reset = lif.v_reset, args.v_th = lif.v_th;
  args.refractory = lif.refractory;
}

// Tick by tick, as FixedLifArgs say.
static uint64_t run_changing(const FixedLif& lif, FixedState& state, const FixedLifArgs& args,
                             const FixedChanges& changes) {
  uint64_t count = 0;
  std::fill_n(args.spikes, words_for(args.ticks), uint64_t(0));
  for (size_t k = 0; k < args.ticks; ++k) {
    const int32_t noise = args.noise ? args.noise[k * args.noise_step] : 0;
    const uint64_t fired = tick(changes.at(lif, k), state, args.input[k * args.input_step], noise);
    args.spikes[k / 64] |= fired << (k % 64);
    count += fired;
    if (args.trace) args.trace[k] = state.v;
  }
  return count;
}

Expected<uint64_t> run(const FixedLif& lif, FixedState& state, size_t steps,
                       Span<const int32_t> inputs, Span<const int32_t> noise, Span<uint64_t> spikes,
                       Span<int32_t> trace, const FixedChanges& changes) {
  const Status sizes = check_run(changes.check(lif, steps), 1, steps, inputs.size, noise.size,
                                 spikes.size, words_for(steps), trace.size);
  if (!sizes) return sizes.error();
  FixedLifArgs args;
  set_rule(args, lif);
  args.v = &state.v, args.refractory_left = &state.refractory;
  args.input = inputs.data, args.input_step = inputs.size > 1;
  args.noise = noise.empty() ? nullptr : noise.data, args.noise_step = noise.size > 1;
  args.spikes = spikes.data;
  args.trace = trace.size ? trace.data : nullptr;
  args.n = 1;
  args.ticks = steps;
  return changes.any() ? run_changing(lif, state, args, changes) : best_bits().fixed_run(args);
}

Expected<uint64_t> run_many(const FixedLif& lif, Span<int32_t> v, Span<int32_t> refractory,
                            size_t steps, Span<const int32_t> inputs, Span<const int32_t> noise,
                            Span<uint64_t> spikes, Span<int32_t> trace, const BitKernels& kernels,
                            const FixedChanges& changes) {
  const size_t n = v.size, words = words_for(n);
  Status sizes = changes.check(lif, steps);
  if (sizes && refractory.size != n) sizes = wrong_size("refractory", refractory.size, n);
  sizes = check_run(std::move(sizes), n, n * steps, inputs.size, noise.size, spikes.size,
                    words * steps, trace.size);
  if (!sizes) return sizes.error();
  FixedLifArgs args;
  args.v = v.data;
  args.refractory_left = refractory.data;
  args.n = n;
  args.ticks = steps;
  args.input = inputs.data, args.input_step = inputs.size > n ? n : 0;
  args.noise = noise.empty() ? nullptr : noise.data, args.noise_step = noise.size > n ? n : 0;
  args.spikes = spikes.data;
  args.trace = trace.size ? trace.data : nullptr;
  if (changes.any()) args.ticks = 1;
  for (size_t k = 0; k < steps; k += args.ticks) {
    set_rule(args, changes.any() ? changes.at(lif, k) : lif);
    kernels.fixed_lif(args);
    args.input += args.input_step;
    if (args.noise) args.noise += args.noise_step;
    args.spikes += words;
    if (args.trace) args.trace += n;
  }
  return kernels.popcount(spikes.data, spikes.size);
}

void fixed_noise(Span<int32_t> out, uint64_t key, uint64_t step, int32_t amplitude,
                 uint32_t first) noexcept {
  for (size_t i = 0; i < out.size; ++i) {
    Stream stream(key, 3, step, first + uint32_t(i));
    out[i] = int32_t(stream.below(2 * uint32_t(amplitude) + 1)) - amplitude;
  }
}

int64_t integer_current(int64_t count, int64_t inputs, int64_t y_min, int64_t y_max) noexcept {
  const int64_t product = (y_max - y_min) * count, quotient = product / inputs;
  return y_min + quotient - (product % inputs < 0);
}

// --- floating point ------------------------------------------------------------------------------

Status FloatLif::check(const std::string& where) const {
  if (!(tau > 0)) return out_of_bounds(where, "tau", tau, {"positive"});
  if (!(dt > 0)) return out_of_bounds(where, "dt", dt, {"positive"});
  if (!(sigma >= 0)) return out_of_bounds(where, "sigma", sigma, {"0 or more"});
  if (refractory < 0)
    return out_of_bounds(where, "the refractory time", refractory, {"0 or more ticks"});
  return check_finite(where, {v_rest, v_reset, v_th, tau, dt, resistance, sigma, target,
                              trace_decay, threshold_gain});
}

FloatState initial(const FloatLif& lif) { return {lif.v_rest, lif.v_th, 0, 0}; }

bool tick(const FloatLif& lif, FloatState& state, double input, double normal) noexcept {
  bool fires = false;
  if (state.refractory > 0) {
    --state.refractory;
    state.v = lif.v_rest;
  } else {
    double dv = -(state.v - lif.v_rest) * (lif.dt / lif.tau) + lif.resistance * input * lif.dt;
    if (lif.sigma != 0) dv += lif.sigma * __builtin_sqrt(lif.dt) * normal;
    state.v += dv;
    fires = state.v >= state.threshold;
    if (fires) {
      state.v = lif.v_reset;
      state.refractory = lif.refractory;
    }
  }
  if (lif.homeostatic) {
    state.trace = lif.trace_decay * state.trace + (1 - lif.trace_decay) * double(fires);
    const double th = state.threshold + lif.threshold_gain * (state.trace - lif.target);
    state.threshold = th < 0.1 ? 0.1 : th > 10 * lif.v_th ? 10 * lif.v_th : th;
  }
  return fires;
}

Status Izhikevich::check(const std::string& where) const {
  if (!(dt > 0)) return out_of_bounds(where, "dt", dt, {"positive"});
  if (!(sigma >= 0)) return out_of_bounds(where, "sigma", sigma, {"0 or more"});
  return check_finite(where, {a, b, c, d, dt, sigma});
}

bool tick(const Izhikevich& neuron, IzhikevichState& state, double input, double normal) noexcept {
  const double v = state.v, u = state.u;
  state.v = v + neuron.dt * (0.04 * v * v + 5 * v + 140 - u + input);
  if (neuron.sigma != 0) state.v += neuron.sigma * __builtin_sqrt(neuron.dt) * normal;
  state.u = u + neuron.dt * (neuron.a * (neuron.b * v - u));
  if (!(state.v >= 30)) return false;
  state.v = neuron.c;
  state.u += neuron.d;
  return true;
}

namespace {

// What run_many() does for either kind: `step` is a tick of one neuron, and v the first number of
// its state, which takes `each` bytes.
struct FloatNeuron {
  const void* neuron;
  double sigma;
  char* states;
  size_t each, n;
  bool (*step)(const void* neuron, void* state, double input, double normal);
};

template <class Neuron, class State>
FloatNeuron float_neuron(const Neuron& neuron, Span<State> states) {
  const auto step = [](const void* which, void* state, double input, double normal) {
    return tick(*static_cast<const Neuron*>(which), *static_cast<State*>(state), input, normal);
  };
  return {&neuron,       neuron.sigma, reinterpret_cast<char*>(states.data),
          sizeof(State), states.size,  step};
}

Expected<uint64_t> run_floats(Status sizes, const FloatNeuron& what, size_t steps,
                              Span<const double> inputs, uint64_t key, uint64_t first_step,
                              Span<uint64_t> spikes, Span<double> trace) {
  const size_t n = what.n, words = words_for(n);
  sizes = check_run(std::move(sizes), n, n * steps, inputs.size, 0, spikes.size, words * steps,
                    trace.size);
  if (sizes) sizes = to_probabilities(nullptr, inputs, {-1e300, 1e300}, "inputs");
  if (!sizes) return sizes.error();
  const size_t each = inputs.size > n ? n : 0;
  std::vector<double> noise(what.sigma == 0 ? 0 : n);
  uint64_t count = 0;
  std::fill(spikes.begin(), spikes.end(), uint64_t(0));
  for (size_t k = 0; k < steps; ++k) {
    normals({noise.data(), noise.size()}, key, first_step + k, best_kernels());
    for (size_t i = 0; i < n; ++i) {
      char* const state = what.states + i * what.each;
      const double normal = noise.empty() ? 0 : noise[i];
      const uint64_t fired = what.step(what.neuron, state, inputs[k * each + i], normal);
      spikes[k * words + i / 64] |= fired << (i % 64);
      count += fired;
      if (trace.size) trace[k * n + i] = *reinterpret_cast<const double*>(state);
    }
  }
  return count;
}

}  // namespace

Expected<uint64_t> run_many(const FloatLif& lif, Span<FloatState> states, size_t steps,
                            Span<const double> inputs, uint64_t key, uint64_t first_step,
                            Span<uint64_t> spikes, Span<double> trace) {
  return run_floats(lif.check("neurons"), float_neuron(lif, states), steps, inputs, key, first_step,
                    spikes, trace);
}
Expected<uint64_t> run_many(const Izhikevich& neuron, Span<IzhikevichState> states, size_t steps,
                            Span<const double> inputs, uint64_t key, uint64_t first_step,
                            Span<uint64_t> spikes, Span<double> trace) {
  return run_floats(neuron.check("neurons"), float_neuron(neuron, states), steps, inputs, key,
                    first_step, spikes, trace);
}

void normals(Span<double> out, uint64_t key, uint64_t step, const KernelTable& kernels,
             uint64_t first) noexcept {
  double padded[64];
  for (size_t begin = 0; begin < out.size; begin += 64) {
    const size_t count = std::min(out.size - begin, size_t(64));
    kernels.normal(padded, {key, 4, step}, first + begin, count);
    std::copy_n(padded, count, out.data + begin);
  }
}

}  // namespace myelin::stochastic
