#include "stochastic/encode.h"

#include <gtest/gtest.h>

#include <cmath>

namespace myelin::stochastic {
namespace {

StreamSpec spec_of(EncoderKind kind, int64_t length) {
  StreamSpec spec;
  spec.kind = kind;
  spec.length = length;
  return spec;
}

TEST(Lfsr, FollowsItsPolynomial) { EXPECT_EQ(lfsr_next(0xACE1), 0x59C3); }

TEST(Lfsr, ReturnsAfter65535Ticks) {
  uint16_t state = 0xACE1;
  int period = 0;
  do {
    state = lfsr_next(state);
    ++period;
  } while (state != 0xACE1);
  EXPECT_EQ(period, 65535);
}

TEST(Lfsr, GivesThresholdLessOneOnesInAPeriod) {
  std::vector<uint64_t> words(1024);
  for (uint32_t threshold : {0u, 1u, 2u, 6554u, 65535u, 65536u}) {
    EXPECT_EQ(lfsr_encode(words.data(), 44257, threshold, 65535), 44257);
    EXPECT_EQ(best_bits().popcount(words.data(), 1024), threshold ? threshold - 1 : 0);
  }
}

TEST(Lfsr, HasDefaultSeedsThatAreNeverZero) {
  EXPECT_EQ(default_register(kInputSeed, 7, 2), 0xACE1 + 14);
  EXPECT_EQ(default_register(0xFFFF, 1, 1), 1);
  StreamSpec spec = spec_of(EncoderKind::lfsr, 8);
  spec.register_seed = 0;
  const auto refused = encode(0.5, spec);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "seeds[0]");
}

TEST(Encoders, AreExactAtTheEnds) {
  for (EncoderKind kind : {EncoderKind::bernoulli, EncoderKind::sobol, EncoderKind::rate}) {
    for (int64_t length : {1, 63, 64, 65, 1025}) {
      EXPECT_EQ(encode(0, spec_of(kind, length))->ones(), 0u);
      EXPECT_EQ(encode(1, spec_of(kind, length))->ones(), uint64_t(length));
    }
  }
}

// Five standard deviations, and a million bits.
TEST(Bernoulli, EstimatesItsProbability) {
  for (double p : {0.5, 0.1, 1 / 4096.0}) {
    const auto x = encode(p, spec_of(EncoderKind::bernoulli, 1 << 20));
    EXPECT_NEAR(x->density(), p, 5 * standard_error(p, 1 << 20));
  }
}

TEST(Bernoulli, MultipliesWithAnd) {
  StreamSpec spec = spec_of(EncoderKind::bernoulli, 1 << 18);
  const auto a = encode(0.6, spec);
  spec.stream = 1;
  const auto b = encode(0.7, spec);
  EXPECT_NEAR(a->combined(Logic::and_, *b)->value(), 0.42, 5 * standard_error(0.42, 1 << 18));
  EXPECT_NEAR(*scc(*a, *b), 0, 0.02);
}

TEST(Bernoulli, DependsOnSeedLayerStreamAndSample) {
  StreamSpec spec = spec_of(EncoderKind::bernoulli, 256);
  const std::string first = encode(0.5, spec)->text();
  EXPECT_EQ(encode(0.5, spec)->text(), first);
  StreamSpec other = spec;
  other.seed = 1;
  EXPECT_NE(encode(0.5, other)->text(), first);
  other = spec, other.layer = "other";
  EXPECT_NE(encode(0.5, other)->text(), first);
  other = spec, other.stream = 1;
  EXPECT_NE(encode(0.5, other)->text(), first);
  other = spec, other.sample = 1;
  EXPECT_NE(encode(0.5, other)->text(), first);
}

TEST(Bernoulli, DoesNotDependOnLength) {
  const std::string longest = encode(0.3, spec_of(EncoderKind::bernoulli, 4096))->text();
  for (int64_t length : {1, 2, 63, 64, 65, 100, 1024, 1025, 4095}) {
    const std::string text = encode(0.3, spec_of(EncoderKind::bernoulli, length))->text();
    EXPECT_EQ(text, longest.substr(0, size_t(length)));
  }
}

// Every dimension alone is balanced: among 2^m points exactly ceil(p 2^m) lie below p.
TEST(Sobol, IsExactInEveryDimensionForPowersOfTwo) {
  for (uint32_t stream : {0u, 1u, 2u, 17u, 100u, 159u}) {
    for (double p : {0.5, 0.25, 0.75, 0.3}) {
      StreamSpec spec = spec_of(EncoderKind::sobol, 1024);
      spec.stream = stream;
      EXPECT_EQ(encode(p, spec)->ones(), uint64_t(std::ceil(p * 1024))) << stream << ' ' << p;
    }
  }
}

// Pairs of dimensions multiply better than independent bits do: on average over pairs.
TEST(Sobol, MultipliesBetterThanBernoulli) {
  double error[2] = {};
  for (uint32_t a = 0; a < 8; ++a) {
    for (uint32_t b = 0; b < a; ++b) {
      for (EncoderKind kind : {EncoderKind::bernoulli, EncoderKind::sobol}) {
        StreamSpec spec = spec_of(kind, 1024);
        spec.stream = a;
        const auto x = encode(0.4, spec);
        spec.stream = b;
        const auto y = encode(0.7, spec);
        const double off = x->combined(Logic::and_, *y)->value() - 0.28;
        error[kind == EncoderKind::sobol] += off * off;
      }
    }
  }
  EXPECT_LT(error[1], error[0] / 4);
}

TEST(Sobol, IsTheSequenceOfVanDerCorputInTheFirstDimension) {
  EXPECT_EQ(sobol(0, 0), 0u);
  EXPECT_EQ(sobol(0, 1), 0x80000000u);
  EXPECT_EQ(sobol(0, 2), 0xC0000000u);  // Gray-code order
  EXPECT_EQ(sobol(0, 3), 0x40000000u);
}

TEST(Rate, SpacesOnesEvenly) {
  EXPECT_EQ(encode(0.25, spec_of(EncoderKind::rate, 12))->text(), "000100010001");
  for (int64_t length : {1, 63, 64, 65, 1025}) {
    const auto x = encode(0.3, spec_of(EncoderKind::rate, length));
    EXPECT_EQ(x->ones(), uint64_t(std::nearbyint(0.3 * double(length))));
    EXPECT_LE(runs(*x).longest_ones, 1u);
  }
}

TEST(Encoders, MapRangesToProbabilities) {
  StreamSpec spec = spec_of(EncoderKind::rate, 100);
  spec.range = {-1, 3, false};
  EXPECT_EQ(encode(0, spec)->ones(), 25u);
  spec.range.clip = true;
  EXPECT_EQ(encode(7, spec)->ones(), 100u);
  EXPECT_EQ(encode(-7, spec)->ones(), 0u);
}

TEST(Encoders, MapProbabilitiesBack) {
  const Range range{-70, 30, false};
  StreamSpec spec = spec_of(EncoderKind::rate, 100);
  spec.range = range;
  EXPECT_EQ(from_probability(encode(-45, spec)->density(), range), -45);
  EXPECT_EQ(from_probability(0, range), -70);
  EXPECT_EQ(from_probability(1, range), 30);
}

// XNOR: pa pb + (1 - pa)(1 - pb), the product of bipolar values; MUX: s a + (1 - s) b.
TEST(Bernoulli, MultipliesWithXnorAndAddsWithMux) {
  const auto stream = [](double x, uint32_t index, Coding coding) {
    StreamSpec spec = spec_of(EncoderKind::bernoulli, 1 << 18);
    spec.stream = index, spec.coding = coding;
    if (coding == Coding::bipolar) spec.range = {-1, 1, false};
    return *encode(x, spec);
  };
  const Bitstream a = stream(0.6, 0, Coding::bipolar), b = stream(-0.7, 1, Coding::bipolar);
  const double p = 0.8 * 0.15 + 0.2 * 0.85;
  const Bitstream product = *a.combined(Logic::xnor, b);
  EXPECT_NEAR(product.density(), p, 5 * standard_error(p, 1 << 18));
  EXPECT_NEAR(product.value(), -0.42, 10 * standard_error(p, 1 << 18));
  const auto sum = mux(stream(0.25, 2, Coding::unipolar), stream(0.9, 3, Coding::unipolar),
                       stream(0.1, 4, Coding::unipolar));
  EXPECT_NEAR(sum->value(), 0.3, 5 * standard_error(0.3, 1 << 18));
}

// rint(p 65536), of p = 0, 1 and halves.
TEST(Lfsr, HasThresholdsThatAreRounded) {
  EXPECT_EQ(lfsr_threshold(0), 0u);
  EXPECT_EQ(lfsr_threshold(1), 65536u);
  EXPECT_EQ(lfsr_threshold(0.8), 52429u);
  EXPECT_EQ(lfsr_threshold(2.5 / 65536), 2u);
  EXPECT_EQ(lfsr_threshold(3.5 / 65536), 4u);
}

TEST(Encoders, RefuseWhatIsOutsideTheRange) {
  for (double bad : {-0.001, 1.5, std::nan("")}) {
    const auto refused = encode(bad, spec_of(EncoderKind::bernoulli, 64));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::out_of_range);
    EXPECT_EQ(refused.error().where, "values[0]");
    EXPECT_NE(refused.error().message.find("from 0 to 1"), std::string::npos);
  }
  StreamSpec clipping = spec_of(EncoderKind::bernoulli, 64);
  clipping.range.clip = true;
  EXPECT_FALSE(encode(std::nan(""), clipping));
  EXPECT_FALSE(encode(0.5, spec_of(EncoderKind::rate, 0)));
  StreamSpec empty = clipping;
  empty.range = {1, 1, false};
  EXPECT_FALSE(encode(1, empty));
}

}  // namespace
}  // namespace myelin::stochastic
