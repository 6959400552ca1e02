// The bounds of quotient.h in plain C++, for quotient.cpp and for generated C++.
#pragma once

#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline double quotient_bound(double d, double k) {
  const bool usual = d > 0x1p-500 && d < 0x1p500 && k >= 1 && k < 0x1p50 && double(int64_t(k)) == k;
  if (!usual) return __builtin_nan("");
  uint64_t x = __builtin_bit_cast(uint64_t, k * d);
  const auto reached = [&] { return __builtin_bit_cast(double, x) / d >= k; };
  while (reached()) --x;
  while (!reached()) ++x;
  return __builtin_bit_cast(double, x);
}

// Numbers in their order, and back.
inline int64_t rank_of(double x) {
  const int64_t bits = __builtin_bit_cast(int64_t, x);
  return bits < 0 ? INT64_MIN - bits : bits;
}
inline double of_rank(int64_t rank) {
  return __builtin_bit_cast(double, rank < 0 ? INT64_MIN - rank : rank);
}

inline double latest_start(double bound, double t, double s) {
  const auto usual = [](double x) { return x > -0x1p50 && x < 0x1p50; };
  if (!(usual(bound) && usual(t) && usual(s))) return __builtin_nan("");
  const auto reached = [&](int64_t rank) { return (t - of_rank(rank)) + s >= bound; };
  // Off by no more than the rounding of four numbers of 2^50.
  int64_t low = rank_of((t + s) - bound), high = low, step = 1;
  if (reached(low)) {
    while (reached(high = low + step)) {
      low = high;
      step *= 2;
    }
  } else {
    while (!reached(low = high - step)) {
      high = low;
      step *= 2;
    }
  }
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    (reached(middle) ? low : high) = middle;
  }
  return of_rank(low);
}

// The same for any bound of a quotient by d > 0, and any t and s that are finite: the largest start
// for which truncate(((t - start) + s) / d) >= k; NaN if there is none.
inline double latest_of_all(double d, double k, double t, double s) {
  const auto reached = [&](int64_t rank) {
    const double quotient = ((t - of_rank(rank)) + s) / d;
    const bool whole = !(quotient > -0x1p52 && quotient < 0x1p52);
    return (whole ? quotient : double(int64_t(quotient))) >= k;
  };
  int64_t high = __builtin_bit_cast(int64_t, __builtin_huge_val()), low = -high;
  if (!reached(low)) return __builtin_nan("");
  if (reached(high)) return of_rank(high);
  while (uint64_t(high) - uint64_t(low) > 1) {
    const int64_t middle = low + int64_t((uint64_t(high) - uint64_t(low)) / 2);
    (reached(middle) ? low : high) = middle;
  }
  return of_rank(low);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
