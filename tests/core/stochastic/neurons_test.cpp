#include "stochastic/neurons.h"

#include <gtest/gtest.h>

#include <cmath>

namespace myelin::stochastic {
namespace {

FixedLif lif_of(int32_t leak, int32_t refractory) {
  FixedLif lif;
  lif.leak = leak, lif.refractory = refractory;
  return lif;
}

TEST(FixedLif, AddsItsInput) {
  FixedState state;
  EXPECT_FALSE(tick(lif_of(20, 2), state, 10));
  EXPECT_EQ(state.v, 10);
}

TEST(FixedLif, LeaksWithAFloor) {
  FixedState state{100, 0};
  tick(lif_of(10, 2), state, 0);
  EXPECT_EQ(state.v, 96);  // (-1000) >> 8 is -4
}

TEST(FixedLif, SpikesAndResets) {
  FixedState state{250, 0};
  EXPECT_TRUE(tick(lif_of(0, 2), state, 10));
  EXPECT_EQ(state.v, 0);
  EXPECT_EQ(state.refractory, 2);
}

TEST(FixedLif, IsSilentForTheRefractoryTime) {
  FixedState state{250, 0};
  const FixedLif lif = lif_of(0, 3);
  EXPECT_TRUE(tick(lif, state, 300));
  for (int k = 0; k < 3; ++k) EXPECT_FALSE(tick(lif, state, 300));
  EXPECT_TRUE(tick(lif, state, 300));
}

TEST(FixedLif, FiresEveryFifthStep) {
  FixedState state;
  const int32_t input = 128;
  std::vector<uint64_t> spikes(words_for(100000));
  EXPECT_EQ(*run(lif_of(20, 2), state, 100000, {&input, 1}, {}, {spikes.data(), spikes.size()}),
            20000u);
}

TEST(FixedLif, WrapsOrSaturates) {
  EXPECT_EQ(wrap(32768, 16), -32768);
  EXPECT_EQ(wrap(-32769, 16), 32767);
  EXPECT_EQ(wrap(5, 4), 5);
  EXPECT_EQ(wrap(8, 4), -8);
  FixedLif lif = lif_of(0, 0);
  lif.v_th = 32767;
  FixedState state{32700, 0};
  EXPECT_FALSE(tick(lif, state, 100));
  EXPECT_EQ(state.v, -32736);
  lif.saturate = true;
  state = {-32700, 0};
  EXPECT_FALSE(tick(lif, state, -100));
  EXPECT_EQ(state.v, -32768);
  state = {32700, 0};
  EXPECT_TRUE(tick(lif, state, 100));  // 32767
}

// One by one, over steps, and many at once; constant and varying input; any width.
TEST(FixedLif, AnswersTheSameInEveryCallShape) {
  const size_t n = 70, steps = 200;
  for (int width : {8, 16, 24, 32}) {
    FixedLif lif = lif_of(20, 2);
    lif.width = width, lif.fraction = 4, lif.gain = 16, lif.v_th = 100, lif.saturate = width == 24;
    std::vector<int32_t> inputs(n * steps), noise(n * steps), v(n), left(n), trace(n * steps);
    for (size_t k = 0; k < steps; ++k) {
      for (size_t i = 0; i < n; ++i) inputs[k * n + i] = int32_t((k * 37 + i * 101) % 120) - 30;
      fixed_noise({noise.data() + k * n, n}, 9, k, 5);
    }
    std::vector<uint64_t> spikes(2 * steps);
    for (auto tier = available_bits(); *tier; ++tier) {
      std::fill(v.begin(), v.end(), 0);
      std::fill(left.begin(), left.end(), 0);
      ASSERT_TRUE(run_many(lif, {v.data(), n}, {left.data(), n}, steps, {inputs.data(), n * steps},
                           {noise.data(), n * steps}, {spikes.data(), 2 * steps},
                           {trace.data(), n * steps}, **tier));
      for (size_t i = 0; i < n; ++i) {
        std::vector<int32_t> own_inputs(steps), own_noise(steps), own_trace(steps);
        for (size_t k = 0; k < steps; ++k) {
          own_inputs[k] = inputs[k * n + i], own_noise[k] = noise[k * n + i];
        }
        std::vector<uint64_t> own(words_for(steps));
        FixedState state, plain;
        ASSERT_TRUE(run(lif, state, steps, {own_inputs.data(), steps}, {own_noise.data(), steps},
                        {own.data(), own.size()}, {own_trace.data(), steps}));
        for (size_t k = 0; k < steps; ++k) {
          const bool fired = tick(lif, plain, own_inputs[k], own_noise[k]);
          ASSERT_EQ(trace[k * n + i], plain.v) << (*tier)->name << width;
          ASSERT_EQ(own_trace[k], plain.v);
          ASSERT_EQ(spikes[2 * k + i / 64] >> i % 64 & 1, fired);
          ASSERT_EQ(own[k / 64] >> k % 64 & 1, fired);
        }
      }
    }
  }
}

// The first tick leaks 2^36 from -2^31, so that v is as large as it can be.
TEST(FixedLif, TakesStatesOfMoreBitsThanTheWidth) {
  FixedLif lif = lif_of(1 << 13, 0);
  lif.saturate = true, lif.v_rest = 0, lif.v_th = 32767;
  const int32_t input = 0;
  for (auto tier = available_bits(); *tier; ++tier) {
    FixedState state{INT32_MIN, 0};
    int32_t v = INT32_MIN, left = 0, path = 0;
    uint64_t spikes = 0;
    ASSERT_TRUE(
        run_many(lif, {&v, 1}, {&left, 1}, 1, {&input, 1}, {}, {&spikes, 1}, {&path, 1}, **tier));
    EXPECT_TRUE(tick(lif, state, 0));
    EXPECT_EQ(spikes, 1u) << (*tier)->name;
    EXPECT_EQ(path, state.v) << (*tier)->name;
  }
}

TEST(FixedLif, RefusesParametersAndSizes) {
  FixedLif lif;
  lif.width = 33;
  EXPECT_NE(lif.check("n").error().message.find("33"), std::string::npos);
  lif = {}, lif.fraction = 16;
  EXPECT_FALSE(lif.check("n"));
  lif = {}, lif.v_th = 40000;
  EXPECT_NE(lif.check("n").error().message.find("-32768 to 32767"), std::string::npos);
  lif = {}, lif.refractory = -1;
  EXPECT_FALSE(lif.check("n"));
  lif = {}, lif.gain = INT32_MAX;
  EXPECT_FALSE(lif.check("n"));
  FixedState state;
  const int32_t inputs[2] = {};
  uint64_t spikes[1];
  EXPECT_FALSE(run({}, state, 3, {inputs, 2}, {}, {spikes, 1}));
  EXPECT_FALSE(run({}, state, 65, {inputs, 1}, {}, {spikes, 1}));
}

// Leak, gain and threshold of each tick, of one neuron and of many: as tick() with these rules.
TEST(FixedLif, TakesParametersThatChange) {
  constexpr size_t kSteps = 300, kN = 70;
  std::vector<int32_t> leak(kSteps), gain(kSteps), v_th(kSteps), inputs(kN);
  for (size_t k = 0; k < kSteps; ++k) {
    leak[k] = int32_t(k * 7 % 120), gain[k] = int32_t(k * 13 % 400);
    v_th[k] = 100 + int32_t(k * 31 % 200);
  }
  for (size_t i = 0; i < kN; ++i) inputs[i] = int32_t(3 * i);
  const FixedChanges changes{{leak.data(), kSteps}, {gain.data(), kSteps}, {v_th.data(), kSteps}};
  std::vector<uint64_t> spikes(2 * kSteps);
  for (auto tier = available_bits(); *tier; ++tier) {
    std::vector<int32_t> v(kN), left(kN), trace(kN * kSteps);
    const auto count =
        run_many({}, {v.data(), kN}, {left.data(), kN}, kSteps, {inputs.data(), kN}, {},
                 {spikes.data(), 2 * kSteps}, {trace.data(), kN * kSteps}, **tier, changes);
    ASSERT_TRUE(count);
    uint64_t fired = 0;
    for (size_t i = 0; i < kN; ++i) {
      FixedState state, plain;
      std::vector<uint64_t> own(words_for(kSteps));
      const auto ones =
          run({}, state, kSteps, {&inputs[i], 1}, {}, {own.data(), own.size()}, {}, changes);
      for (size_t k = 0; k < kSteps; ++k) {
        const bool spike = tick(changes.at({}, k), plain, inputs[i]);
        ASSERT_EQ(trace[k * kN + i], plain.v) << (*tier)->name << k;
        ASSERT_EQ(own[k / 64] >> k % 64 & 1, spike);
        ASSERT_EQ(spikes[2 * k + i / 64] >> i % 64 & 1, spike);
      }
      ASSERT_EQ(state.v, plain.v);
      fired += *ones;
    }
    EXPECT_EQ(*count, fired);
    EXPECT_GT(fired, 100u);
  }
}

TEST(FixedLif, RefusesChangesThatDoNotFit) {
  const int32_t input = 1, leak[2] = {1, 2}, v_th[2] = {100, 40000};
  FixedState state{7, 0};
  uint64_t spikes = 0;
  const auto short_list = run({}, state, 3, {&input, 1}, {}, {&spikes, 1}, {}, {{leak, 2}, {}, {}});
  ASSERT_FALSE(short_list);
  EXPECT_NE(short_list.error().message.find("2 elements were given; it needs 3"),
            std::string::npos);
  const auto wide = run({}, state, 2, {&input, 1}, {}, {&spikes, 1}, {}, {{}, {}, {v_th, 2}});
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().where, "lif[1]");
  EXPECT_EQ(state.v, 7);
}

TEST(FixedNoise, IsEvenAndBounded) {
  std::vector<int32_t> noise(30000);
  fixed_noise({noise.data(), noise.size()}, 1, 2, 2);
  int counts[5] = {};
  for (int32_t x : noise) {
    ASSERT_TRUE(x >= -2 && x <= 2);
    ++counts[x + 2];
  }
  for (int count : counts) EXPECT_NEAR(count, 6000, 5 * std::sqrt(30000 * 0.2 * 0.8));
}

TEST(IntegerCurrent, Floors) {
  EXPECT_EQ(integer_current(2, 3, 0, 256), 170);
  EXPECT_EQ(integer_current(1, 3, 0, -256), -86);
  EXPECT_EQ(integer_current(3, 3, 5, 261), 261);
}

// v_inf = I tau: with I tau below the threshold it never fires, and comes to rest there.
TEST(FloatLif, ApproachesItsFixedPoint) {
  FloatLif lif;
  FloatState state = initial(lif);
  for (int k = 0; k < 1000; ++k) EXPECT_FALSE(tick(lif, state, 0.049));
  EXPECT_NEAR(state.v, 0.98, 1e-9);
}

TEST(FloatLif, IsNoisyIfAsked) {
  FloatLif lif;
  lif.sigma = 0.1, lif.v_th = 1e9;
  FloatState state = initial(lif);
  std::vector<double> noise(20000);
  normals({noise.data(), noise.size()}, 5, 0, best_kernels());
  double square = 0;
  for (double z : noise) {
    tick(lif, state, 0, z);
    square += state.v * state.v;
  }
  // The variance of this recursion is sigma^2 dt / (1 - (1 - dt / tau)^2).
  EXPECT_NEAR(square / 20000, 0.01 / (1 - 0.95 * 0.95), 0.02);
}

TEST(FloatLif, HoldsItsRateByItsThreshold) {
  FloatLif lif;
  lif.homeostatic = true;
  FloatState state = initial(lif);
  int spikes = 0;
  for (int k = 0; k < 20000; ++k) spikes += tick(lif, state, 0.3) && k >= 10000;
  EXPECT_NEAR(spikes / 10000.0, 0.1, 0.005);  // target
}

TEST(FloatLif, HoldsItsThresholdWithinBounds) {
  FloatLif lif;
  lif.homeostatic = true;
  FloatState silent = initial(lif), busy = silent;
  for (int k = 0; k < 20000; ++k) {
    tick(lif, silent, 0);
    tick(lif, busy, 1e6);
  }
  EXPECT_EQ(silent.threshold, 0.1);
  EXPECT_EQ(busy.threshold, 10);
}

// NaN and infinity, in parameters and in inputs: refused with the index, and nothing has changed.
TEST(FloatNeurons, RefuseNumbersThatAreNone) {
  const double nan = std::nan("");
  FloatLif lif;
  for (double FloatLif::*which :
       {&FloatLif::v_rest, &FloatLif::v_reset, &FloatLif::v_th, &FloatLif::tau, &FloatLif::dt,
        &FloatLif::resistance, &FloatLif::sigma, &FloatLif::target, &FloatLif::trace_decay,
        &FloatLif::threshold_gain}) {
    for (double bad : {nan, HUGE_VAL}) {
      lif = {}, lif.*which = bad;
      EXPECT_FALSE(lif.check("n"));
    }
  }
  lif = {}, lif.v_th = nan;
  EXPECT_EQ(lif.check("n").error().message, "a parameter is nan; it must be finite");
  Izhikevich izhikevich;
  izhikevich.b = nan;
  EXPECT_FALSE(izhikevich.check("n"));

  for (bool homeostatic : {false, true}) {
    for (double bad : {nan, HUGE_VAL, -HUGE_VAL}) {
      lif = {}, lif.homeostatic = homeostatic;
      const std::vector<double> inputs = {0.1, 0.2, bad, 0.3};
      std::vector<FloatState> states(2, initial(lif));
      std::vector<IzhikevichState> others(2);
      std::vector<uint64_t> spikes(2, 7);
      const auto refused =
          run_many(lif, {states.data(), 2}, 2, {inputs.data(), 4}, 1, 0, {spikes.data(), 2}, {});
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().where, "inputs[2]");
      EXPECT_EQ(refused.error().code, ErrorCode::out_of_range);
      EXPECT_FALSE(run_many(Izhikevich{}, {others.data(), 2}, 2, {inputs.data(), 4}, 1, 0,
                            {spikes.data(), 2}, {}));
      EXPECT_EQ(states[0].v, 0);
      EXPECT_EQ(others[0].v, -65);
      EXPECT_EQ(spikes, std::vector<uint64_t>(2, 7));
    }
  }
}

TEST(FloatLif, RefusesParameters) {
  FloatLif lif;
  lif.tau = 0;
  EXPECT_NE(lif.check("n").error().message.find("tau is 0"), std::string::npos);
  lif = {}, lif.sigma = -1;
  EXPECT_FALSE(lif.check("n"));
  lif = {}, lif.dt = 0;
  EXPECT_FALSE(lif.check("n"));
}

// Regular spiking with 10: tonic firing that adapts; silent without input.
TEST(Izhikevich, SpikesRegularly) {
  Izhikevich neuron;
  IzhikevichState state;
  int early = 0, late = 0, none = 0;
  for (int k = 0; k < 2000; ++k) {
    const bool spike = tick(neuron, state, 10);
    early += spike && k < 400;
    late += spike && k >= 1600;
  }
  IzhikevichState rest;
  for (int k = 0; k < 2000; ++k) none += tick(neuron, rest, 0);
  EXPECT_GE(early, late);
  EXPECT_GT(late, 2);
  EXPECT_EQ(none, 0);
}

}  // namespace
}  // namespace myelin::stochastic
