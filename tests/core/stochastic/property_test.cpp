// What holds for all lengths, tiers, thread counts and call shapes: the same bits.
#include <gtest/gtest.h>

#include "base/digest.h"
#include "random/philox.h"
#include "stochastic/layers.h"
#include "stochastic/neurons.h"

namespace myelin::stochastic {
namespace {

// Numbers of (which, k), the same everywhere.
uint32_t number(uint32_t which, uint32_t k) { return philox({k, which, 0, 0}, 0x70726F70).w0; }

std::vector<double> fractions(size_t n, uint32_t which) {
  std::vector<double> values(n);
  for (size_t k = 0; k < n; ++k) values[k] = double(number(which, uint32_t(k)) % 257) / 256;
  return values;
}

template <class T>
Span<T> span(std::vector<T>& v) {
  return {v.data(), v.size()};
}
template <class T>
Span<const T> view(const std::vector<T>& v) {
  return {v.data(), v.size()};
}

constexpr size_t kInputs = 5, kNeurons = 3, kRows = 2;

// Two rows in every call shape; `answer` is what all of them must give, or is filled.
void expect_answer(const DenseSpec& spec, const std::vector<double>& weights,
                   const std::vector<double>& rows, std::vector<double>& answer) {
  DenseLayer layer = *DenseLayer::make(spec, view(weights));
  std::vector<double> batch(kRows * kNeurons), out(kNeurons), packed(kNeurons);
  ASSERT_TRUE(layer.forward_batch(view(rows), span(batch), 40));
  if (answer.empty()) answer = batch;
  ASSERT_EQ(batch, answer);
  for (size_t n = 0; n < kRows; ++n) {
    const std::vector<double> wanted(answer.begin() + int64_t(n * kNeurons),
                                     answer.begin() + int64_t((n + 1) * kNeurons));
    ASSERT_TRUE(layer.forward_into({rows.data() + n * kInputs, kInputs}, span(out), 40 + n));
    ASSERT_EQ(out, wanted);
    const Span<uint64_t> streams = layer.inputs_view();
    const std::vector<uint64_t> copy(streams.begin(), streams.end());
    ASSERT_TRUE(layer.forward_packed(view(copy), span(packed)));
    ASSERT_EQ(packed, wanted);
    layer.forward_in_place(span(packed));
    ASSERT_EQ(packed, wanted);
  }
}

void expect_the_same_everywhere(int64_t length, Pool& pool, Digest& digest) {
  for (WeightKind kind : {WeightKind::unipolar, WeightKind::bipolar, WeightKind::sign_magnitude}) {
    DenseSpec spec;
    spec.inputs = kInputs, spec.neurons = kNeurons, spec.length = length;
    spec.seed = uint64_t(length), spec.weights = kind;
    spec.encoder = EncoderKind(number(1, uint32_t(length)) % 4);
    const std::vector<double> weights = fractions(kInputs * kNeurons, 2),
                              rows = fractions(kRows * kInputs, 3);
    std::vector<double> answer;
    for (auto tier = available_bits(); *tier; ++tier) {
      for (Pool* threads : {static_cast<Pool*>(nullptr), &pool}) {
        SCOPED_TRACE(testing::Message() << length << ' ' << int(kind) << ' ' << (*tier)->name);
        spec.kernels = *tier, spec.pool = threads;
        expect_answer(spec, weights, rows, answer);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
    digest.add(answer.data(), answer.size() * sizeof(double));
  }
}

// The digest is that of every platform: this test runs natively and in WebAssembly.
TEST(Bits, AreTheSameForEveryLengthTierAndThreadCount) {
  Pool pool(3);
  Digest digest;
  for (int64_t length = 1; length <= 4096; length += length < 1100 ? 1 : 31) {
    expect_the_same_everywhere(length, pool, digest);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(digest.hex(), "18f25bb8cfd38a7b5ea73a61e8348466");
}

TEST(Bits, AreTheSameInLongStreams) {
  Pool pool(4);
  Digest digest;
  for (int64_t length : {65537, 1 << 20}) {
    expect_the_same_everywhere(length, pool, digest);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(digest.hex(), "41e64c701887e9883bfaeec2524e7d56");
}

// Any number of at most `bits` bits and a sign, ends included.
int32_t within(uint32_t which, uint32_t k, int bits) {
  const uint32_t at = number(which, k);
  const int64_t bound = int64_t(1) << bits;
  if (at % 8 == 0) return int32_t(-bound);
  if (at % 8 == 1) return int32_t(bound - 1);
  return int32_t(int64_t(at % uint32_t(2 * bound - 1)) - bound);
}

FixedLif any_lif(uint32_t k) {
  FixedLif lif;
  lif.width = 2 + int(number(10, k) % 31);
  lif.fraction = int(number(11, k) % uint32_t(lif.width));
  lif.saturate = number(12, k) & 1;
  lif.leak = within(13, k, int(number(14, k) % 31)), lif.gain = within(15, k, 8);
  lif.v_rest = within(16, k, lif.width - 1), lif.v_reset = within(17, k, lif.width - 1);
  lif.v_th = within(18, k, lif.width - 1);
  lif.refractory = int32_t(number(19, k) % 5);
  return lif;
}

// One neuron, in one call and in several, from any state, with any parameters.
TEST(FixedLif, FollowsItsRuleWithAnyParameters) {
  constexpr size_t kSteps = 150;
  for (uint32_t k = 0; k < 1000; ++k) {
    const FixedLif lif = any_lif(k);
    ASSERT_TRUE(lif.check("lif"));
    std::vector<int32_t> inputs(k % 3 ? kSteps : 1), noise(k % 4 == 0   ? 0
                                                           : k % 4 == 1 ? 1
                                                                        : kSteps);
    const int bits = int(number(20, k) % 31);
    for (uint32_t i = 0; i < inputs.size(); ++i) inputs[i] = within(21 + k, i, bits);
    for (uint32_t i = 0; i < noise.size(); ++i) noise[i] = within(2021 + k, i, bits);
    const FixedState first{within(22, k, 31), int32_t(number(23, k) % 7) - 2};
    FixedState whole = first, parts = first, plain = first;
    std::vector<uint64_t> spikes(words_for(kSteps)), piece(2);
    std::vector<int32_t> trace(kSteps), piece_trace(50);
    const auto count =
        run(lif, whole, kSteps, view(inputs), view(noise), span(spikes), span(trace));
    ASSERT_TRUE(count);
    uint64_t fired = 0, fired_in_parts = 0;
    for (size_t t = 0; t < kSteps; ++t) {
      if (t % 50 == 0 && inputs.size() == 1 && noise.size() < 2) {
        piece.resize(1), piece_trace.resize(50);
        fired_in_parts += *run(lif, parts, 50, view(inputs), view(noise), span(piece), {});
      }
      const int32_t added = noise.empty() ? 0 : noise[noise.size() > 1 ? t : 0];
      const bool spike = tick(lif, plain, inputs[inputs.size() > 1 ? t : 0], added);
      ASSERT_EQ(trace[t], plain.v) << k << ' ' << t;
      ASSERT_EQ(spikes[t / 64] >> t % 64 & 1, spike) << k << ' ' << t;
      fired += spike;
    }
    ASSERT_EQ(*count, fired);
    ASSERT_EQ(whole.v, plain.v);
    ASSERT_EQ(whole.refractory, plain.refractory);
    if (inputs.size() > 1 || noise.size() > 1) continue;
    ASSERT_EQ(fired_in_parts, fired);
  }
}

// Half of the rules fit lanes of 16 bits in every way.
FixedLif any_narrow_lif(uint32_t k) {
  FixedLif lif = any_lif(k);
  lif.width = 2 + int(number(30, k) % 15);
  lif.fraction = int(number(31, k) % uint32_t(lif.width));
  lif.saturate = number(32, k) % 8 == 0;
  lif.leak = within(33, k, lif.fraction);
  const int32_t high = 1 << (lif.width - 1);
  lif.v_rest = number(34, k) % 4 ? 0 : within(35, k, lif.width - 1);
  lif.v_reset = within(36, k, lif.width - 1) / 2;
  lif.v_th = number(37, k) % 4 ? high / 2 : within(38, k, lif.width - 1);
  return lif;
}

// Every tier; inputs and noise for all ticks or for each, from any state, with a trace or without.
TEST(FixedLif, FollowsItsRuleInCompany) {
  constexpr size_t kSteps = 140, kNeurons = 70, kAll = kSteps * kNeurons;
  for (uint32_t k = 0; k < 300; ++k) {
    const FixedLif lif = k % 4 ? any_narrow_lif(k) : any_lif(k);
    ASSERT_TRUE(lif.check("lif"));
    std::vector<int32_t> inputs(k % 3 ? kAll : kNeurons), noise(k % 5 ? kAll : k % 2 * kNeurons);
    const int bits = int(number(40, k) % (k % 2 ? 16 : 31));
    for (uint32_t i = 0; i < inputs.size(); ++i) inputs[i] = within(41 + k, i, bits);
    for (uint32_t i = 0; i < noise.size(); ++i) noise[i] = within(1041 + k, i, bits);
    std::vector<int32_t> v(kNeurons), left(kNeurons), path(kAll);
    for (uint32_t i = 0; i < kNeurons; ++i) {
      v[i] = within(42 + k, i, k % 8 ? lif.width - 1 : 31);
      left[i] = int32_t(number(43 + k, i) % 7) - (k % 7 == 0);
    }
    std::vector<uint64_t> spikes(kSteps * 2);
    for (size_t i = 0; i < kNeurons; ++i) {
      FixedState state{v[i], left[i]};
      for (size_t t = 0; t < kSteps; ++t) {
        const size_t at = t * kNeurons + i;
        const int32_t added = noise.empty() ? 0 : noise[noise.size() > kNeurons ? at : i];
        const bool spike = tick(lif, state, inputs[inputs.size() > kNeurons ? at : i], added);
        spikes[2 * t + i / 64] |= uint64_t(spike) << i % 64;
        path[at] = state.v;
      }
    }
    for (auto tier = available_bits(); *tier; ++tier) {
      std::vector<int32_t> v2 = v, left2 = left, path2(k % 2 ? kAll : 0);
      std::vector<uint64_t> spikes2(kSteps * 2);
      ASSERT_TRUE(run_many(lif, span(v2), span(left2), kSteps, view(inputs), view(noise),
                           span(spikes2), span(path2), **tier));
      ASSERT_EQ(spikes2, spikes) << k << ' ' << (*tier)->name;
      if (!path2.empty()) {
        ASSERT_EQ(path2, path) << k << ' ' << (*tier)->name;
      }
      ASSERT_TRUE(std::equal(v2.begin(), v2.end(), path.end() - kNeurons)) << k;
    }
  }
}

}  // namespace
}  // namespace myelin::stochastic
