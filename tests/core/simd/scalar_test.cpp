// The building blocks under the elementary functions, on the scalar target.
#define MYELIN_TARGET scalar

#include "simd/scalar.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../kernels/rows.h"

// After the vocabulary.
#include "simd/math.inl"
#include "simd/math_exp_near.inl"

namespace myelin::scalar {
namespace {

TEST(Pairs, SumExactly) {
  const Pair sum = two_sum(splat(1.0), splat(0x1p-80));
  EXPECT_EQ(sum.high.v, 1.0);
  EXPECT_EQ(sum.low.v, 0x1p-80);
}

TEST(Pairs, MultiplyExactly) {
  rows::Generator next{1};
  for (int i = 0; i < 10000; ++i) {
    const double a = next.between(-1e3, 1e3), b = next.between(-1e-3, 1e3);
    const Pair product = two_product(splat(a), splat(b));
    ASSERT_EQ(product.high.v, a * b);
    ASSERT_EQ(product.low.v, std::fma(a, b, -(a * b)));
  }
}

TEST(Pairs, SplitIntoTwentySixBits) {
  rows::Generator next{2};
  for (int i = 0; i < 10000; ++i) {
    const double a = next.between(-1e3, 1e3);
    const Pair parts = split(splat(a));
    ASSERT_EQ(parts.high.v + parts.low.v, a);
    ASSERT_EQ(rows::bits(parts.high.v) & ((1u << 27) - 1), 0u);
    ASSERT_EQ(rows::bits(parts.low.v) & ((1u << 26) - 1), 0u);
  }
}

TEST(Scale, RoundsOnceIntoTheSubnormals) {
  for (double x : {1.0, 1.5, 0x1.fffffffffffffp0, 0x1.0000000000001p0, 0.75}) {
    for (int k = -1100; k <= 1024; ++k) {
      ASSERT_EQ(scale(splat(x), splat(k)).v, std::ldexp(x, k)) << x << " * 2^" << k;
    }
  }
}

// Bits, so that zeros and their signs count too.
TEST(Near, ExponentialsHaveTheBitsOfThoseForAllArguments) {
  rows::Generator next{3};
  const auto compare = [](double x) {
    ASSERT_EQ(rows::bits(exp_near(splat(x)).v), rows::bits(exp(splat(x)).v)) << x;
    if (__builtin_fabs(x) > kExprelNear) return;
    ASSERT_EQ(rows::bits(exprel_near(splat(x)).v), rows::bits(exprel(splat(x)).v)) << x;
  };
  for (int i = 0; i < 200000; ++i) {
    compare(next.between(-kExpNear, kExpNear));
    compare(next.between(-kExprelNear, kExprelNear));
    compare(std::ldexp(next.between(-1, 1), -int(next() % 1100)));
  }
  // Where 2^k is chosen one way or the other.
  for (double k = -1009.5; k <= 1009.5; k += 0.5) {
    const double x = k * 0.69314718055994531;
    if (__builtin_fabs(x) > kExpNear) continue;
    for (double near : {std::nextafter(x, -1e3), x, std::nextafter(x, 1e3)}) compare(near);
  }
  for (double x : {0.0, -0.0, kExpNear, -kExpNear, kExprelNear, -kExprelNear, 1e-16, -1e-16}) {
    compare(x);
  }
}

TEST(Polynomial, EvaluatesEveryDegree) {
  constexpr double kPowers[] = {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  EXPECT_EQ(polynomial(splat(0.0), kPowers).v, 1.0);
  EXPECT_EQ(polynomial(splat(2.0), kPowers).v, 10778947368421.0);  // (20^11 - 1) / 19
  EXPECT_EQ(polynomial<8>(splat(2.0), kPowers).v, 1e8 + 2e9 + 4e10);
}

TEST(Reduction, MeetsBothWaysAtTheBorder) {
  // The integer reduction also works one binade lower, where the other is used.
  rows::Generator next{3};
  for (int i = 0; i < 1000; ++i) {
    const double size = next.between(0x1p19, 0x1p20), x = i % 2 == 0 ? size : -size;
    const Reduced near = reduce_angle_near(splat(x));
    const QuarterTurns turns = quarter_turns(x);
    ASSERT_EQ(std::fmod(std::fmod(near.n.v, 4.0) + 4.0, 4.0), turns.quadrant);
    ASSERT_NEAR(near.r.high.v, turns.high * 1.5707963267948966, 3e-16);
  }
}

}  // namespace
}  // namespace myelin::scalar
