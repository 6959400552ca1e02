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

  // One number for each random number, in place: of the kernel normal, if wants_normal(), or
  // uniform.
  void from_random(double* values, size_t n) const noexcept;

  // The same integers from the words with which uniform numbers begin: most need no more to be
  // known. For the others the number is asked for: uniform(k).
  template <class Uniform>
  void from_words(const uint32_t* words, double* values, size_t n, const Uniform& uniform) const {
    for (size_t k = 0; k < n; ++k) {
      const uint8_t rank = ranks_[words[k] >> kWordShift];
      values[k] = rank != kSeveral ? numbers_[rank] : number_of(uniform(k));
    }
  }

 private:
  void tabulate(int64_t n, double p);
  double number_of(double u) const noexcept;

  // Of cells, equal parts of [0, 1): so many that few have several ranks.
  static constexpr size_t kCells = 4096, kWordShift = 20;
  static constexpr uint8_t kSeveral = 255;

  double mean_, deviation_;
  // Integers only: numbers_[rank], for the first rank with u < cumulative_[rank]. Successes are
  // counted, or failures if those are rarer.
  std::vector<double> cumulative_, numbers_;
  std::vector<uint8_t> ranks_;  // of each cell, or kSeveral
};

// log(1 - p): before the next success floor(log(1 - u) / log(1 - p)) trials fail, for a uniform u.
double log_complement(double p) noexcept;

}  // namespace myelin
