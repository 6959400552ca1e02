#include "random/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/table.h"
#include "statistics.h"

namespace myelin {
namespace {

using statistics::kErrors;

constexpr size_t kMany = 100000;
constexpr RandomKey kKey = {2024, 1, 7};

// The expectations are made with libm, not with our functions.
std::vector<double> poisson_counts(double lambda, size_t cells) {
  std::vector<double> expected(cells);
  for (size_t k = 0; k < cells; ++k) {
    const double n = double(k);
    expected[k] = kMany * std::exp(n * std::log(lambda) - lambda - std::lgamma(n + 1));
  }
  return expected;
}

struct PoissonNumbers : testing::TestWithParam<double> {};

INSTANTIATE_TEST_SUITE_P(Means, PoissonNumbers, testing::Values(0.5, 3, 9.9, 10.1, 50, 1000));

// Mean and variance lambda, fourth central moment lambda (1 + 3 lambda).
TEST_P(PoissonNumbers, FollowTheDistribution) {
  const double lambda = GetParam();
  Stream stream(99, 0, 0, 1);
  std::vector<double> values(kMany);
  for (double& value : values) value = poisson(stream, lambda);

  EXPECT_LT(std::abs(statistics::mean_error(values, lambda, lambda)), kErrors);
  const double fourth = lambda * (1 + 3 * lambda);
  EXPECT_LT(std::abs(statistics::variance_error(values, lambda, fourth)), kErrors);
  const size_t cells = size_t(lambda + 10 * std::sqrt(lambda) + 10);
  const std::vector<double> counts = statistics::histogram(values, cells);
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, poisson_counts(lambda, cells))), kErrors);
}

TEST(Poisson, AcceptsEveryMean) {
  const double infinity = std::numeric_limits<double>::infinity();
  Stream stream(99, 0, 0, 1);

  EXPECT_EQ(poisson(stream, 0), 0);
  EXPECT_EQ(poisson(stream, -3), 0);
  EXPECT_EQ(poisson(stream, 1e-300), 0);
  EXPECT_NEAR(poisson(stream, 1e12), 1e12, 1e7);
  EXPECT_TRUE(std::isnan(poisson(stream, infinity)));
  EXPECT_TRUE(std::isnan(poisson(stream, std::nan(""))));
}

// Golden: made with g++ 12 on x86-64; the wasm build must give it too.
TEST(Poisson, GivesTheGoldenNumbers) {
  Stream stream(99, 0, 0, 1);
  double digest = 0;  // exact: integers below 2^53
  for (int i = 0; i < 20000; ++i) {
    digest = std::fmod(digest * 31 + poisson(stream, 0.01 * i), 1e12);
  }

  EXPECT_EQ(digest, 674110138921);
}

std::vector<double> draw(const Binomial& binomial, size_t n) {
  std::vector<double> values(n + kPadding);
  const KernelTable& row = best_kernels();
  if (binomial.wants_normal()) {
    row.normal(values.data(), kKey, 0, n);
    binomial.from_normal(values.data(), n);
  } else {
    std::vector<uint16_t> halves(n);
    row.random_halves(halves.data(), kKey, 0, n);
    binomial.from_halves(halves.data(), values.data(), n, [&](size_t k) {
      double u[kPadding];
      row.uniform(u, kKey, k, 1);
      return u[0];
    });
  }
  values.resize(n);
  return values;
}

std::vector<double> binomial_counts(double n, double p, size_t cells, double draws = kMany) {
  std::vector<double> expected(cells);
  for (size_t i = 0; i < cells && double(i) <= n; ++i) {
    const double k = double(i);
    const double ways = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    expected[i] = draws * std::exp(ways + k * std::log(p) + (n - k) * std::log1p(-p));
  }
  return expected;
}

void expect_binomial(int64_t n, double p, size_t cells) {
  const Binomial binomial(n, p);
  ASSERT_FALSE(binomial.wants_normal());

  const std::vector<double> values = draw(binomial, kMany);

  const double mean = double(n) * p, variance = mean * (1 - p);
  EXPECT_LT(std::abs(statistics::mean_error(values, mean, variance)), kErrors) << n << ' ' << p;
  const std::vector<double> counts = statistics::histogram(values, cells);
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, binomial_counts(double(n), p, cells))),
            kErrors)
      << n << ' ' << p;
}

TEST(BinomialNumbers, AreIntegersWhenSuccessesAreRare) {
  expect_binomial(1000, 0.002, 20);
  expect_binomial(1000, 0.005, 30);
  expect_binomial(1000000000, 1e-9, 20);
  expect_binomial(10, 0.5, 11);
  expect_binomial(1, 0.3, 2);
}

TEST(BinomialNumbers, AreIntegersWhenFailuresAreRare) {
  expect_binomial(1000, 0.998, 1001);
  expect_binomial(9, 0.8, 10);
}

TEST(BinomialNumbers, AreCertainAtTheEnds) {
  for (double value : draw(Binomial(50, 0), 100)) EXPECT_EQ(value, 0);
  for (double value : draw(Binomial(50, 1), 100)) EXPECT_EQ(value, 50);
  for (double value : draw(Binomial(0, 0.5), 100)) EXPECT_EQ(value, 0);
}

// Numbers so rare that sixteen bits do not tell them apart: of 0.002 * 1000 above 12, of which
// there are 2 in a million.
TEST(BinomialNumbers, KeepTheirTails) {
  constexpr size_t kDraws = 4000000, kCells = 30;
  const double n = 1000, p = 0.002;

  const std::vector<double> values = draw(Binomial(1000, p), kDraws);

  const double mean = n * p, variance = mean * (1 - p);
  const double fourth = variance * (1 + 3 * variance * (1 - 2 / n));
  EXPECT_LT(std::abs(statistics::mean_error(values, mean, variance)), kErrors);
  EXPECT_LT(std::abs(statistics::variance_error(values, variance, fourth)), kErrors);
  const std::vector<double> counts = statistics::histogram(values, kCells);
  const std::vector<double> expected = binomial_counts(n, p, kCells, kDraws);
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, expected)), kErrors);
  double far = 0, expected_far = 0;
  for (size_t k = 13; k < kCells; ++k) {
    far += counts[k];
    expected_far += expected[k];
  }
  EXPECT_NEAR(expected_far, 0.8, 0.3);
  EXPECT_LT(std::abs(far - expected_far), 4 * std::sqrt(expected_far));
}

// The probability of 0 is 0.7: 45875.2 parts of 65536.
TEST(BinomialNumbers, TakeAUniformNumberOnlyWhereSixteenBitsAreNotEnough) {
  const Binomial binomial(1, 0.3);
  const uint16_t halves[] = {0, 45874, 45875, 45875, 45876, 65535};
  const double u[] = {1, 1, 0.19999, 0.20001, 0, 0};
  size_t asked = 0;
  double values[6];

  binomial.from_halves(halves, values, 6, [&](size_t k) { return ++asked, u[k]; });

  EXPECT_EQ(std::vector<double>(values, values + 6), (std::vector<double>{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(asked, 2u);
}

// Inversion keeps the order of the random numbers, up to the largest one.
TEST(BinomialNumbers, TakeTheExtremesOfTheRandomNumbers) {
  const uint16_t halves[] = {0, 65535};
  const double u[] = {0, 1 - 0x1p-53};
  double values[2];

  Binomial(10, 0.5).from_halves(halves, values, 2, [&](size_t k) { return u[k]; });

  EXPECT_EQ(values[0], 0);
  EXPECT_EQ(values[1], 10);
}

TEST(BinomialNumbers, AreNormalWhenBothAreCommon) {
  const Binomial binomial(50, 0.5);
  ASSERT_TRUE(binomial.wants_normal());
  EXPECT_FALSE(Binomial(1000, 0.005).wants_normal());
  EXPECT_TRUE(Binomial(1000, 0.0051).wants_normal());

  const std::vector<double> values = draw(binomial, kMany);

  EXPECT_LT(std::abs(statistics::mean_error(values, 25, 12.5)), kErrors);
  EXPECT_LT(std::abs(statistics::variance_error(values, 12.5, 3 * 12.5 * 12.5)), kErrors);
}

}  // namespace
}  // namespace myelin
