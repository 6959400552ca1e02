// Polynomials, and numbers kept as an unevaluated sum of two doubles.
//
// Sources: Dekker, "A floating-point technique for extending the available precision", 1971;
// Knuth, TAOCP 2, 4.2.2 (two_sum); Estrin, 1960.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// coefficients[kFirst] + ... + coefficients[kFirst + kCount - 1] x^(kCount - 1), by halves, so that
// the processor finds independent work. powers[j] is x^(2^j).
template <size_t kFirst, size_t kCount>
inline F64 estrin(const F64* powers, const double* coefficients) {
  if constexpr (kCount == 1) {
    return splat(coefficients[kFirst]);
  } else {
    constexpr size_t kLevel = kCount > 8 ? 3 : kCount > 4 ? 2 : kCount > 2 ? 1 : 0;
    constexpr size_t kHalf = size_t(1) << kLevel;
    return estrin<kFirst, kHalf>(powers, coefficients) +
           estrin<kFirst + kHalf, kCount - kHalf>(powers, coefficients) * powers[kLevel];
  }
}

// The coefficients from kFirst on; the lowest belongs to x^0.
template <size_t kFirst = 0, size_t kCount>
inline F64 polynomial(F64 x, const double (&coefficients)[kCount]) {
  static_assert(kCount <= 16);
  const F64 x2 = x * x, x4 = x2 * x2;
  const F64 powers[] = {x, x2, x4, x4 * x4};
  return estrin<kFirst, kCount - kFirst>(powers, coefficients);
}

struct Pair {
  F64 high, low;
};

// a + b exactly.
inline Pair two_sum(F64 a, F64 b) {
  const F64 sum = a + b, b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

// The same if |a| >= |b| or a is zero.
inline Pair fast_two_sum(F64 a, F64 b) {
  const F64 sum = a + b;
  return {sum, b - (sum - a)};
}

// Two halves of 26 bits each, the second with a sign. No product is at risk of overflow, as in
// Veltkamp's way; |a| must be less than 2^1023.
inline Pair split(F64 a) {
  const U64 rounded = (to_bits(a) + splat_bits(1u << 26)) & splat_bits(~uint64_t((1u << 27) - 1));
  const F64 high = from_bits(rounded);
  return {high, a - high};
}

// a * b exactly, unless a part falls below the smallest double.
inline Pair two_product(F64 a, F64 b) {
  const F64 product = a * b;
  const Pair x = split(a), y = split(b);
  const F64 rest = ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low;
  return {product, rest};
}

inline Pair multiply(Pair a, Pair b) {
  const Pair product = two_product(a.high, b.high);
  return fast_two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

// a / b with a relative error of about 2^-100; low may be a little more than half a unit of high.
// One division serves both parts: what the first product lacks, the second brings.
inline Pair divide(Pair a, Pair b) {
  const F64 inverse = splat(1.0) / b.high, quotient = a.high * inverse;
  const Pair back = two_product(quotient, b.high);
  const F64 rest = ((a.high - back.high) - back.low) + (a.low - quotient * b.low);
  return {quotient, rest * inverse};
}

inline Pair select(M64 m, Pair a, Pair b) {
  return {select(m, a.high, b.high), select(m, a.low, b.low)};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
