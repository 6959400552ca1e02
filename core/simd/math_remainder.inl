// Floor division and modulo with Python's rules: the remainder has the sign of the divisor.
//
// Both rest on the exact remainder of C's fmod. For |a / b| < 2^53 it is a - q b with an exact
// product; larger quotients go through integer arithmetic, one lane at a time. modulo is exact but
// for one rounding where b is added to change the sign, as in Python; floor_divide is exact while
// the quotient is below 2^53, and beyond that the quotient of a - (a mod b) and b, rounded.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// fmod of positive finite numbers, by long division, 11 bits at a time.
[[gnu::noinline]] inline double long_remainder(double a, double b) {
  const uint64_t a_bits = __builtin_bit_cast(uint64_t, a), b_bits = __builtin_bit_cast(uint64_t, b);
  const uint64_t hidden = uint64_t(1) << 52;
  const bool a_normal = a_bits >= hidden, b_normal = b_bits >= hidden;
  const uint64_t divisor = (b_bits & (hidden - 1)) | (b_normal ? hidden : 0);
  const int b_exponent = b_normal ? int(b_bits >> 52) : 1;
  uint64_t rest = (a_bits & (hidden - 1)) | (a_normal ? hidden : 0);
  int places = (a_normal ? int(a_bits >> 52) : 1) - b_exponent;
  if (places < 0) return a;
  rest %= divisor;
  for (; places > 0; places -= 11) {
    const int step = places < 11 ? places : 11;
    rest = (rest << step) % divisor;
  }
  // rest < divisor: an integer number of units in the last place of b.
  const double unit = b_exponent > 52 ? __builtin_bit_cast(double, uint64_t(b_exponent - 52) << 52)
                                      : __builtin_bit_cast(double, uint64_t(1) << (b_exponent - 1));
  return double(rest) * unit;
}

// fmod of |a| and |b|; NaN if a is infinite, b is zero, or one is NaN.
inline F64 remainder_of_sizes(F64 a, F64 b) {
  const F64 ratio = a / b;
  const Pair product = two_product(truncate(ratio), b);
  F64 rest = (a - product.high) - product.low;
  // The rounded quotient may be one too large.
  rest = select(rest < splat(0.0), rest + b, rest);
  rest = select(a < b, a, rest);
  const M64 far = (ratio >= splat(0x1p53)) | (a > splat(0x1p1000));
  const M64 slow = far & (a >= b) & (a < splat(kInfinity)) & (b > splat(0.0));
  if (!any(slow)) return rest;
  double as[F64::kLanes], bs[F64::kLanes], rests[F64::kLanes];
  store(as, select(slow, a, splat(1.0)));
  store(bs, select(slow, b, splat(1.0)));
  for (size_t i = 0; i < F64::kLanes; ++i) rests[i] = long_remainder(as[i], bs[i]);
  return select(slow, load(rests), rest);
}

// Where the remainder, which has a's sign, must get b's.
inline M64 signs_differ(F64 rest, F64 b) {
  const F64 zero = splat(0.0);
  return ((rest < zero) & (b > zero)) | ((rest > zero) & (b < zero));
}

inline F64 c_remainder(F64 a, F64 b) {
  return with_sign_of(a, remainder_of_sizes(absolute(a), absolute(b)));
}

inline F64 modulo(F64 a, F64 b) {
  const F64 rest = c_remainder(a, b), zero = splat(0.0);
  const F64 moved = select(signs_differ(rest, b), rest + b, rest);
  return select(rest == zero, with_sign_of(b, zero), moved);
}

inline F64 floor_divide(F64 a, F64 b) {
  const F64 rest = c_remainder(a, b), one = splat(1.0), zero = splat(0.0), ratio = a / b;
  F64 quotient = (a - rest) / b;
  quotient = select(signs_differ(rest, b), quotient - one, quotient);
  F64 below = floor(quotient);
  below = select(quotient - below > splat(0.5), below + one, below);
  below = select(quotient == zero, with_sign_of(ratio, zero), below);
  return select(b == zero, ratio, below);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
