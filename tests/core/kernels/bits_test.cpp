// The kernels on packed bits, every tier against counting one by one and against the portable tier.
#include "kernels/bits.h"

#include <cstdlib>

#include "kernels/rows.h"
#include "random/philox.h"

namespace myelin {
namespace {

using rows::Generator;

struct EachTier : testing::TestWithParam<const BitKernels*> {
  const BitKernels& tier() const { return *GetParam(); }
};

std::vector<const BitKernels*> tiers() {
  std::vector<const BitKernels*> list;
  for (auto tier = available_bits(); *tier; ++tier) list.push_back(*tier);
  return list;
}
std::string tier_name(const testing::TestParamInfo<const BitKernels*>& info) {
  std::string name = info.param->name;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}
INSTANTIATE_TEST_SUITE_P(Tiers, EachTier, testing::ValuesIn(tiers()), tier_name);

std::vector<uint64_t> random_words(size_t n, uint64_t seed) {
  Generator next{seed};
  std::vector<uint64_t> words(n);
  for (uint64_t& word : words) word = next();
  return words;
}

uint64_t count(uint64_t word) {
  uint64_t ones = 0;
  for (; word; word &= word - 1) ++ones;
  return ones;
}

TEST_P(EachTier, CountsOnes) {
  for (size_t n : {0, 1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 65, 129, 256, 500, 1025, 16384}) {
    const std::vector<uint64_t> a = random_words(n, n), b = random_words(n, n + 1);
    uint64_t ones = 0, both = 0, differ = 0;
    for (size_t w = 0; w < n; ++w) {
      ones += count(a[w]);
      both += count(a[w] & b[w]);
      differ += count(a[w] ^ b[w]);
    }

    EXPECT_EQ(tier().popcount(a.data(), n), ones) << n;
    EXPECT_EQ(tier().and_popcount(a.data(), b.data(), n), both) << n;
    EXPECT_EQ(tier().xor_popcount(a.data(), b.data(), n), differ) << n;
  }
}

TEST_P(EachTier, CountsRowsAsItCountsOne) {
  const size_t words = 37, count = 11;
  const std::vector<uint64_t> x = random_words(words, 1), weights = random_words(words * count, 2);
  std::vector<uint64_t> ands(count), xors(count);

  tier().and_rows(ands.data(), weights.data(), x.data(), words, count);
  tier().xor_rows(xors.data(), weights.data(), x.data(), words, count);

  for (size_t r = 0; r < count; ++r) {
    EXPECT_EQ(ands[r], tier().and_popcount(&weights[r * words], x.data(), words));
    EXPECT_EQ(xors[r], tier().xor_popcount(&weights[r * words], x.data(), words));
  }
}

TEST_P(EachTier, PacksBytesOfAnyValue) {
  for (size_t bits : {1, 7, 8, 63, 64, 65, 127, 128, 1000, 1025}) {
    std::vector<uint8_t> bytes(bits);
    Generator next{bits};
    for (uint8_t& byte : bytes) byte = next() % 2 ? uint8_t(next()) : 0;
    std::vector<uint64_t> words((bits + 63) / 64 + 1, 0x5555);

    tier().pack(words.data(), bytes.data(), bits);

    for (size_t k = 0; k < (words.size() - 1) * 64; ++k) {
      ASSERT_EQ(words[k / 64] >> k % 64 & 1, k < bits && bytes[k] != 0) << bits << ' ' << k;
    }
    EXPECT_EQ(words.back(), 0x5555u);
  }
}

std::vector<uint64_t> bernoulli(const BitKernels& tier, const std::vector<uint64_t>& thresholds,
                                size_t words, uint32_t first = 0, uint64_t step = 5) {
  std::vector<uint64_t> out(thresholds.size() * words);
  tier.bernoulli(
      {{42, 1, step}, first, thresholds.size(), words, thresholds.data(), out.data(), words});
  return out;
}

std::vector<uint64_t> many_thresholds(size_t n) {
  Generator next{7};
  std::vector<uint64_t> thresholds(n);
  for (uint64_t& p : thresholds) p = next() % (kBernoulliOne + 1);
  thresholds[0] = 0;
  thresholds[1 % n] = kBernoulliOne;
  thresholds[2 % n] = kBernoulliOne / 2;
  thresholds[3 % n] = 1;
  return thresholds;
}

TEST_P(EachTier, EncodesTheBitsOfThePortableTier) {
  const BitKernels& portable = *find_bits("portable");
  for (size_t streams : {1, 2, 3, 5, 8, 9, 31}) {
    const std::vector<uint64_t> p = many_thresholds(streams);
    EXPECT_EQ(bernoulli(tier(), p, 33), bernoulli(portable, p, 33)) << streams;
  }
}

// A stream's bits do not depend on what is encoded beside it, nor on its length.
TEST_P(EachTier, EncodesAStreamAloneAsInCompany) {
  const std::vector<uint64_t> p = many_thresholds(13);
  const std::vector<uint64_t> all = bernoulli(tier(), p, 20);
  for (uint32_t i = 0; i < 13; ++i) {
    const std::vector<uint64_t> alone = bernoulli(tier(), {p[i]}, 9, i);
    for (size_t w = 0; w < alone.size(); ++w) ASSERT_EQ(alone[w], all[i * 20 + w]) << i;
  }
}

// The rule, written down once more in the plainest way.
TEST_P(EachTier, EncodesByTheRuleOfTheHeader) {
  const uint64_t p = 0x5A5A5A5A5A;  // of 2^40
  const std::vector<uint64_t> words = bernoulli(tier(), {p}, 200, 3);
  const PhiloxBlock low = philox(stream_counter(0, 3, 1, 5), 42);
  const PhiloxBlock high = philox(stream_counter(1, 3, 1, 5), 42);
  uint64_t s[4] = {uint64_t(low.w1) << 32 | low.w0, uint64_t(low.w3) << 32 | low.w2,
                   uint64_t(high.w1) << 32 | high.w0, uint64_t(high.w3) << 32 | high.w2};
  const auto rotate = [](uint64_t x, int k) { return x << k | x >> (64 - k); };
  for (uint64_t word : words) {
    uint64_t bits = 0, open = ~uint64_t(0);
    for (int d = kBernoulliBits - kFoldedDigits; d < kBernoulliBits; ++d) {
      const uint64_t r = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
      s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = rotate(s[3], 45);
      bits = p >> d & 1 ? bits | r : bits & r;
      open &= p >> d & 1 ? ~r : r;
    }
    for (int k = 0; k < 64; ++k) {
      if (!(open >> k & 1)) continue;
      uint64_t z = s[1] + uint64_t(k + 1) * 0x9E3779B97F4A7C15;
      z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
      z = (z ^ z >> 27) * 0x94D049BB133111EB;
      if ((z ^ z >> 31) >> 34 < (p & ((uint64_t(1) << 30) - 1))) bits |= uint64_t(1) << k;
    }
    ASSERT_EQ(word, bits);
  }
}

TEST_P(EachTier, EncodesExactEndPoints) {
  const std::vector<uint64_t> words = bernoulli(tier(), {0, kBernoulliOne}, 5000);
  EXPECT_EQ(tier().popcount(words.data(), 5000), 0u);
  EXPECT_EQ(tier().popcount(words.data() + 5000, 5000), 5000u * 64);
}

// Within five standard deviations of p n, also where only the digits after the tenth differ from 0.
TEST_P(EachTier, EncodesTheProbability) {
  const size_t words = 1 << 14;
  const double n = double(words) * 64;
  for (double p : {0.5, 0.3, 0.999, 1.0 / 4096, 1.0 / 65536, 0.25 + 1.0 / 4096}) {
    const std::vector<uint64_t> bits =
        bernoulli(tier(), {uint64_t(p * double(kBernoulliOne))}, words);
    const double ones = double(tier().popcount(bits.data(), words));
    EXPECT_NEAR(ones, n * p, 5 * std::sqrt(n * p * (1 - p))) << p;
  }
}

// Neighbouring bits, words, streams and steps are independent.
TEST_P(EachTier, EncodesIndependentBits) {
  const size_t words = 1 << 13;
  const double n = double(words - 1) * 64;
  const std::vector<uint64_t> two =
      bernoulli(tier(), {kBernoulliOne / 2, kBernoulliOne / 2}, words);
  const std::vector<uint64_t> later =
      bernoulli(tier(), {kBernoulliOne / 2, kBernoulliOne / 2}, words, 0, 6);
  const uint64_t* const a = two.data();
  for (const uint64_t* b : {a + 1, a + words, later.data()}) {
    EXPECT_NEAR(double(tier().xor_popcount(a, b, words - 1)), n / 2, 2.5 * std::sqrt(n));
  }
  std::vector<uint64_t> shifted(words - 1);
  for (size_t w = 0; w + 1 < words; ++w) shifted[w] = a[w] >> 1 | a[w + 1] << 63;
  EXPECT_NEAR(double(tier().xor_popcount(a, shifted.data(), words - 1)), n / 2, 2.5 * std::sqrt(n));
}

TEST_P(EachTier, TicksFixedPointNeuronsAsThePortableTier) {
  Generator next{3};
  for (bool saturate : {false, true}) {
    for (int32_t scale : {1 << 8, 1 << 14, 1 << 24}) {
      for (size_t n : {1, 63, 64, 65, 200}) {
        std::vector<int32_t> v(n), left(n), input(n), noise(n);
        for (size_t i = 0; i < n; ++i) {
          v[i] = int32_t(next() % 60000) - 30000;
          left[i] = int32_t(next() % 3);
          input[i] = int32_t(next() % uint64_t(2 * scale)) - scale;
          noise[i] = int32_t(next() % 100) - 50;
        }
        std::vector<int32_t> v2 = v, left2 = left;
        std::vector<uint64_t> spikes((n + 63) / 64), spikes2 = spikes;
        FixedLifArgs args;
        args.n = n, args.input = input.data(), args.noise = noise.data();
        args.saturate = saturate, args.leak = 300, args.gain = 256, args.v_th = 256;
        args.refractory = 2;
        args.v = v.data(), args.refractory_left = left.data(), args.spikes = spikes.data();
        tier().fixed_lif(args);
        args.v = v2.data(), args.refractory_left = left2.data(), args.spikes = spikes2.data();
        find_bits("portable")->fixed_lif(args);
        EXPECT_EQ(v, v2);
        EXPECT_EQ(left, left2);
        EXPECT_EQ(spikes, spikes2);
      }
    }
  }
}

TEST(BitTiers, AreFoundByTheNameOfARow) {
  for (auto row = available_kernels(); *row; ++row) {
    EXPECT_NE(find_bits((*row)->name), nullptr) << (*row)->name;
  }
  EXPECT_EQ(find_bits("auto"), &best_bits());
  EXPECT_STREQ(find_bits("scalar")->name, "portable");
  EXPECT_EQ(find_bits("mmx"), nullptr);
}

// Natively; tests/core/stochastic/CMakeLists.txt runs the tests of streams once with each tier.
TEST(BitTiers, AreForcedByTheEnvironment) {
  const char* const wanted = std::getenv("MYELIN_SIMD");
  if (!wanted) GTEST_SKIP() << "MYELIN_SIMD is not set";
  const BitKernels* const forced = find_bits(wanted);
  if (!forced) GTEST_SKIP() << "this machine cannot run " << wanted << "; it runs the best it can";
  EXPECT_EQ(&best_bits(), forced);
}

TEST(BitTiers, ThatThisMachineLacksAreNamed) {
  std::string names;
  for (auto name = unavailable_bits(); *name; ++name) {
    EXPECT_EQ(find_bits(*name), nullptr);
    names += std::string(" ") + *name;
  }
  if (!names.empty()) GTEST_SKIP() << "compiled, but this machine cannot run:" << names;
}

}  // namespace
}  // namespace myelin
