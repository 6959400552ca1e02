// The inverse of the normal distribution function, at given probabilities.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/table.h"

#define MYELIN_TARGET normal_test
// The order matters:
// clang-format off
#include "simd/scalar.h"
#include "simd/math.inl"
#include "random/normal.inl"
// clang-format on

namespace myelin {
namespace {

double quantile(double p) {
  double values[kPadding] = {p};
  normal_test::normal_from_uniform(values, 1);
  return values[0];
}

// Published quantiles (NIST/SEMATECH e-Handbook 1.3.6.7.1, and to more digits AS 241, table 1).
// A number stands for the middle of its cell, 2^-54 to the right.
TEST(NormalQuantile, AgreesWithPublishedValues) {
  const struct {
    double p, z;
  } table[] = {{0.5, 0},
               {0.75, 0.6744897501960817},
               {0.9, 1.2815515655446004},
               {0.95, 1.6448536269514722},
               {0.975, 1.959963984540054},
               {0.99, 2.3263478740408408},
               {0.999, 3.090232306167813},
               {0.001, -3.090232306167813},
               {0.25, -0.6744897501960817}};
  for (const auto& [p, z] : table) EXPECT_NEAR(quantile(p), z, 1e-13) << p;
}

// Back through the distribution function of libm: both sides of each change of formula.
TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  for (double about : {1e-13, 1.3e-11, 1.5e-11, 1e-6, 0.0749, 0.0751, 0.3, 0.49}) {
    const double p = std::floor(about * 0x1p53) * 0x1p-53;  // as uniform numbers are
    const double back = 0.5 * std::erfc(-quantile(p) / std::sqrt(2.0));
    EXPECT_NEAR(back / (p + 0x1p-54), 1.0, 1e-13) << p;
  }
}

TEST(NormalQuantile, IsSymmetricAndFinite) {
  EXPECT_EQ(quantile(0), -quantile(1 - 0x1p-53));
  EXPECT_NEAR(quantile(0), -8.2924, 1e-4);
  for (double u : {0x1p-53, 0.0625, 0.25, 0.375}) {
    EXPECT_EQ(quantile(u), -quantile(1 - 0x1p-53 - u)) << u;
  }
}

TEST(NormalQuantile, Rises) {
  double last = quantile(0);
  for (int i = 1; i < 4096; ++i) {
    const double z = quantile(i / 4096.0);
    EXPECT_GT(z, last) << i;
    last = z;
  }
}

}  // namespace
}  // namespace myelin
