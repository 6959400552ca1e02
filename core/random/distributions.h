// Poisson and binomial numbers. All are integers (or, where it says so, reals) held in
// doubles, computed without libm: the same bits everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "random/stream.h"

namespace myelin {

// A Poisson number of mean lambda: 0 if lambda is not above 0, NaN if it is NaN or infinite.
// Below 10: products of uniforms (Knuth, TAOCP 3.4.1). From 10 on: the transformed rejection PTRS
// of Hoermann, "The transformed rejection method for generating Poisson random variables", 1993.
double poisson(Stream& stream, double lambda) noexcept;

// Numbers of the binomial distribution of n trials with success probability p, prepared once.
//
// With n p > 5 and n (1 - p) > 5 they are real numbers of the normal approximation with mean n p
// and variance n p (1 - p); else integers, by inversion of the cumulative distribution.
class Binomial {
 public:
  // n >= 0; p is taken into [0, 1] (NaN becomes 0).
  Binomial(int64_t n, double p);

  bool wants_normal() const noexcept { return cumulative_.empty(); }
  double mean() const noexcept { return mean_; }
  double standard_deviation() const noexcept { return deviation_; }

  // One number for each normal number, in place, if wants_normal().
  void from_normal(double* values, size_t n) const noexcept;

  // Else one for each number of the kernel random_halves. Those that sixteen bits do not decide
  // take a uniform number too: uniform(k).
  template <class Uniform>
  void from_halves(const uint16_t* halves, double* values, size_t n, const Uniform& uniform) const {
    const uint8_t* const ranks = ranks_.data();
    const double* const numbers = numbers_.data();
    const auto one = [&](size_t k) {
      uint8_t rank = ranks[halves[k] >> kCellShift];
      if (rank == kSeveral) rank = rank_of(halves[k]);
      values[k] = rank != kSeveral ? numbers[rank] : number_of(halves[k], uniform(k));
    };
    size_t k = 0;
    for (; k + 4 <= n; k += 4) {
      unsigned rank[4], all = 0;
      for (size_t i = 0; i < 4; ++i) all |= rank[i] = ranks[halves[k + i] >> kCellShift];
      if (all == kSeveral) {
        for (size_t i = 0; i < 4; ++i) one(k + i);
      } else {
        for (size_t i = 0; i < 4; ++i) values[k + i] = numbers[rank[i]];
      }
    }
    for (; k < n; ++k) one(k);
  }

 private:
  void tabulate(int64_t n, double p);
  uint8_t rank_of(uint16_t half) const noexcept;
  double number_of(uint16_t half, double u) const noexcept;

  // Of cells, equal parts of the halves: so many that few have several ranks, and the table stays
  // in the innermost cache.
  static constexpr size_t kHalfEnd = 65536, kCells = 4096, kCellShift = 4;
  static constexpr uint8_t kSeveral = 255;

  double mean_, deviation_;
  // Integers only: numbers_[rank], for the first rank with x < cumulative_[rank], where x is
  // half + u for 16 random bits and an independent uniform number u: uniform in [0, 65536).
  // Successes are counted, or failures if those are rarer.
  std::vector<double> cumulative_, numbers_;
  std::vector<uint8_t> ranks_;  // of each cell, below 64; or kSeveral
};

// log(1 - p): before the next success floor(log(1 - u) / log(1 - p)) trials fail, for a uniform u.
double log_complement(double p) noexcept;

}  // namespace myelin
