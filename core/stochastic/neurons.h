// Neurons: fixed-point LIF, float stochastic LIF, homeostatic LIF, Izhikevich.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/span.h"
#include "kernels/bits.h"
#include "stochastic/encode.h"

namespace myelin::stochastic {

// One tick, in integers of `width` bits with `fraction` binary digits behind the point:
//
//   if r > 0: r -= 1, v = v_rest, no spike
//   leak = ((v_rest - v) * leak) >> fraction      arithmetic shift: floors
//   drive = (I * gain) >> fraction
//   v' = fit(v + leak + drive + noise)            wraps around, or saturates
//   v' >= v_th: spike, v = v_reset, r = refractory; else v = v'
struct FixedLif {
  int width = 16, fraction = 8;
  bool saturate = false;
  int32_t leak = 20, gain = 256;
  int32_t v_rest = 0, v_reset = 0, v_th = 256;
  int32_t refractory = 2;

  Status check(const std::string& where) const;
};
// The rule as the kernels take it.
void set_rule(FixedLifArgs& args, const FixedLif& lif);
struct FixedState {
  int32_t v = 0, refractory = 0;
};
// Answers whether it spiked.
bool tick(const FixedLif& lif, FixedState& state, int32_t input, int32_t noise = 0) noexcept;
// Parameters that change: one value for each tick, or none for those that stay.
struct FixedChanges {
  Span<const int32_t> leak = {}, gain = {}, v_th = {};

  bool any() const { return leak.size + gain.size + v_th.size > 0; }
  // The rule of a tick.
  FixedLif at(FixedLif lif, size_t tick) const;
  Status check(const FixedLif& lif, size_t steps) const;
};
// value cut to `width` bits, two's complement.
int32_t wrap(int64_t value, int width) noexcept;

// What one neuron does in steps ticks. `inputs` is one value for all ticks, or one for each, and so
// is `noise`, which may be empty. `spikes`: packed, a bit for each tick; `trace`: v after each
// tick, or empty. Answers the number of spikes; sizes that do not fit are refused.
Expected<uint64_t> run(const FixedLif& lif, FixedState& state, size_t steps,
                       Span<const int32_t> inputs, Span<const int32_t> noise, Span<uint64_t> spikes,
                       Span<int32_t> trace = {}, const FixedChanges& changes = {});

// Many neurons with the same parameters: v and refractory [neuron]; inputs and noise [neuron] or
// [tick][neuron] (noise may be empty), spikes [tick][word], trace [tick][neuron] or empty.
Expected<uint64_t> run_many(const FixedLif& lif, Span<int32_t> v, Span<int32_t> refractory,
                            size_t steps, Span<const int32_t> inputs, Span<const int32_t> noise,
                            Span<uint64_t> spikes, Span<int32_t> trace,
                            const BitKernels& kernels = best_bits(),
                            const FixedChanges& changes = {});

// Integers in [-amplitude, amplitude], each equally likely: of (key, step, neuron), for the neurons
// from `first` on.
void fixed_noise(Span<int32_t> out, uint64_t key, uint64_t step, int32_t amplitude,
                 uint32_t first = 0) noexcept;

// y_min + ((y_max - y_min) * count) div inputs: the current of a pipeline. `inputs` must not be 0;
// the quotient is cut toward minus infinity.
int64_t integer_current(int64_t count, int64_t inputs, int64_t y_min, int64_t y_max) noexcept;

// dv = -(v - v_rest) (dt / tau) + R I dt + sigma sqrt(dt) N(0, 1); spike at v >= v_th.
struct FloatLif {
  double v_rest = 0, v_reset = 0, v_th = 1, tau = 20, dt = 1, resistance = 1, sigma = 0;
  int32_t refractory = 0;
  // Homeostasis: trace = decay trace + (1 - decay) spike; v_th += gain (trace - target), held in
  // [0.1, 10 v_th].
  bool homeostatic = false;
  double target = 0.1, trace_decay = 0.95, threshold_gain = 0.01;

  Status check(const std::string& where) const;
};
struct FloatState {
  double v = 0, threshold = 1, trace = 0;
  int32_t refractory = 0;
};
FloatState initial(const FloatLif& lif);
// `normal`: a number with mean 0 and variance 1, looked at if sigma is not 0.
bool tick(const FloatLif& lif, FloatState& state, double input, double normal = 0) noexcept;

// v += dt (0.04 v^2 + 5 v + 140 - u + I) + sigma sqrt(dt) N, u += dt a (b v - u), both from the old
// values; at v >= 30: spike, v = c, u += d (Izhikevich 2003). The input comes from streams.
struct Izhikevich {
  double a = 0.02, b = 0.2, c = -65, d = 8, dt = 0.5, sigma = 0;

  Status check(const std::string& where) const;
};
struct IzhikevichState {
  double v = -65, u = -13;
};
bool tick(const Izhikevich& neuron, IzhikevichState& state, double input,
          double normal = 0) noexcept;

// Many neurons with the same parameters: one state for each, `inputs` [neuron] or [tick][neuron],
// spikes [tick][word], trace (v after each tick) [tick][neuron] or empty. Tick k draws its noise
// from (key, first_step + k, neuron). Answers the number of spikes. Inputs must be within 1e300:
// one that is NaN or infinite is refused, and nothing has changed (tick() does not look).
Expected<uint64_t> run_many(const FloatLif& lif, Span<FloatState> states, size_t steps,
                            Span<const double> inputs, uint64_t key, uint64_t first_step,
                            Span<uint64_t> spikes, Span<double> trace);
Expected<uint64_t> run_many(const Izhikevich& neuron, Span<IzhikevichState> states, size_t steps,
                            Span<const double> inputs, uint64_t key, uint64_t first_step,
                            Span<uint64_t> spikes, Span<double> trace);

// The same with mean 0 and variance 1.
void normals(Span<double> out, uint64_t key, uint64_t step, const KernelTable& kernels,
             uint64_t first = 0) noexcept;

}  // namespace myelin::stochastic
