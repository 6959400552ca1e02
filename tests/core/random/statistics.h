// What the tests of random numbers measure. All bounds are four standard errors: with a fixed seed
// a test that passes once passes always, and a wrong generator fails it almost surely.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace myelin::statistics {

inline constexpr double kErrors = 4;

inline double mean(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / double(values.size());
}

inline double variance(const std::vector<double>& values) {
  const double m = mean(values);
  double sum = 0;
  for (double value : values) sum += (value - m) * (value - m);
  return sum / double(values.size() - 1);
}

// In standard errors: (observed - expected) / error.
inline double mean_error(const std::vector<double>& values, double expected, double variance) {
  return (mean(values) - expected) / std::sqrt(variance / double(values.size()));
}

// The standard error of a variance follows from the fourth central moment.
inline double variance_error(const std::vector<double>& values, double expected,
                             double fourth_moment) {
  const double error = std::sqrt((fourth_moment - expected * expected) / double(values.size()));
  return (variance(values) - expected) / error;
}

// Zero on average, with unit variance, for independent sequences.
inline double correlation_error(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean(a), mean_b = mean(b);
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / std::sqrt(variance(a) * variance(b) * double(a.size()));
}

// (X^2 - d) / sqrt(2 d) of counts against expectations; neighbouring cells are joined until each
// expects 20.
inline double chi_square_error(const std::vector<double>& observed,
                               const std::vector<double>& expected) {
  double chi_square = 0, cells = 0, seen = 0, due = 0, due_later = 0;
  for (double e : expected) due_later += e;
  for (size_t i = 0; i < expected.size(); ++i) {
    seen += observed[i];
    due += expected[i];
    due_later -= expected[i];
    if ((due < 20 || due_later < 20) && i + 1 < expected.size()) continue;
    chi_square += (seen - due) * (seen - due) / due;
    cells += 1;
    seen = due = 0;
  }
  return (chi_square - (cells - 1)) / std::sqrt(2 * (cells - 1));
}

// Counts of the integers 0 .. cells - 1; the last cell takes what is larger.
inline std::vector<double> histogram(const std::vector<double>& values, size_t cells) {
  std::vector<double> counts(cells);
  for (double value : values) counts[value < double(cells) ? size_t(value) : cells - 1] += 1;
  return counts;
}

}  // namespace myelin::statistics
