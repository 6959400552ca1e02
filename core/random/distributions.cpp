#include "random/distributions.h"

#include <limits>

// The transcendental functions of the kernels, one lane wide: no libm, the same bits everywhere.
#define MYELIN_TARGET distributions
// The order matters:
// clang-format off
#include "simd/scalar.h"
#include "simd/math.inl"
// clang-format on

namespace myelin {
namespace {

double exp(double x) { return distributions::exp(distributions::F64{x}).v; }
double log(double x) { return distributions::log(distributions::F64{x}).v; }
double log1p(double x) { return distributions::log1p(distributions::F64{x}).v; }
double floor(double x) { return distributions::floor(distributions::F64{x}).v; }
double square_root(double x) { return distributions::square_root(distributions::F64{x}).v; }

double poisson_by_product(Stream& stream, double lambda) {
  const double limit = exp(-lambda);
  double count = 0;
  for (double product = stream.uniform(); product > limit; product *= stream.uniform()) ++count;
  return count;
}

// log of the Poisson probability of k: k log lambda - lambda - log k!, the factorial by Stirling's
// series (Abramowitz & Stegun 6.1.41), which is off by less than 1e-12 from k = 10 on. A smaller k
// walks there: P(k) = P(k + 1) (k + 1) / lambda. Written with log(lambda / k), so that the large
// terms do not cancel.
double log_poisson(double k, double lambda) {
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  double skipped = 1;
  while (k < 10) skipped *= ++k / lambda;
  const double r = 1 / k, r2 = r * r;
  const double series = r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 / 1680)));
  return k * log(lambda / k) + (k - lambda) - 0.5 * log(k) - kHalfLogTwoPi - series + log(skipped);
}

// The names are those of the paper's algorithm PTRS.
double poisson_by_rejection(Stream& stream, double mu) {
  const double b = 0.931 + 2.53 * square_root(mu), a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = stream.uniform() - 0.5, v = stream.uniform();
    const double us = 0.5 - (u < 0 ? -u : u);
    const double k = floor((2 * a / us + b) * u + mu + 0.43);
    if (us >= 0.07 && v <= v_r) return k;
    // us = 0 makes k minus infinity.
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (log(v * inverse_alpha / (a / (us * us) + b)) <= log_poisson(k, mu)) return k;
  }
}

}  // namespace

double poisson(Stream& stream, double lambda) noexcept {
  if (!(lambda < std::numeric_limits<double>::infinity())) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (lambda <= 0) return 0;
  return lambda < 10 ? poisson_by_product(stream, lambda) : poisson_by_rejection(stream, lambda);
}

Binomial::Binomial(int64_t n, double p) {
  p = p > 0 ? (p < 1 ? p : 1.0) : 0.0;
  mean_ = double(n) * p;
  deviation_ = square_root(mean_ * (1 - p));
  if (mean_ > 5 && double(n) * (1 - p) > 5) return;
  const bool failures = p > 0.5;
  tabulate(n, failures ? 1 - p : p);
  for (size_t k = 0; k < cumulative_.size(); ++k) {
    numbers_.push_back(failures ? double(n) - double(k) : double(k));
  }
}

// n p <= 5 or n <= 10, and p <= 1/2: the first probability is at least 2^-10 and the table short.
void Binomial::tabulate(int64_t n, double p) {
  const double odds = p / (1 - p);
  double probability = exp(double(n) * log1p(-p)), sum = probability;
  for (int64_t k = 0; k < n && sum < 1 && probability > 0x1p-60; ++k) {
    cumulative_.push_back(sum);
    probability *= odds * double(n - k) / double(k + 1);
    sum += probability;
  }
  cumulative_.push_back(1.0);  // above every number
  for (double& end : cumulative_) end *= kHalfEnd;
  for (size_t first = 0; first < kHalfEnd; first += kHalfEnd / kCells) {
    const uint8_t rank = rank_of(uint16_t(first));
    const double end = double(first + kHalfEnd / kCells);
    ranks_.push_back(rank != kSeveral && end <= cumulative_[rank] ? rank : kSeveral);
  }
}

// The rank of all numbers from half to half + 1, or kSeveral.
uint8_t Binomial::rank_of(uint16_t half) const noexcept {
  uint8_t rank = 0;
  while (half >= cumulative_[rank]) ++rank;
  return half + 1 <= cumulative_[rank] ? rank : kSeveral;
}

// half + u needs more bits than a double has. The difference loses none where it is below 1, and
// elsewhere it need not be exact.
double Binomial::number_of(uint16_t half, double u) const noexcept {
  size_t rank = 0;
  while (u >= cumulative_[rank] - half) ++rank;
  return numbers_[rank];
}

void Binomial::from_normal(double* values, size_t n) const noexcept {
  for (size_t i = 0; i < n; ++i) values[i] = mean_ + deviation_ * values[i];
}

double log_complement(double p) noexcept { return log1p(-p); }

}  // namespace myelin
