// Logarithms and powers.
//
// x = 2^k m with m in [sqrt(1/2), sqrt(2)); f = m - 1, s = f / (2 + f), and
// log(m) = 2 atanh(s) = 2 s + s^3 L(s^2), L fitted by coefficients.py.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// 2 s + s z L(z) with z = s^2: relative error 2^-58.4.
inline constexpr double kLogL[] = {
    0x1.5555555555594p-1, 0x1.999999997f71ap-2, 0x1.249249423e325p-2, 0x1.c71c51d335ec5p-3,
    0x1.746648d55bd70p-3, 0x1.39a0d0aa96991p-3, 0x1.2f0df3023492ep-3,
};
// 2 s + 2/3 s z + s z^2 M(z): relative error 2^-73.2.
inline constexpr double kLogM[] = {
    0x1.9999999999995p-2, 0x1.2492492493150p-2, 0x1.c71c71c564425p-3, 0x1.745d183def419p-3,
    0x1.3b135ffe52cb6p-3, 0x1.112112e5f91e5p-3, 0x1.de26150680611p-4, 0x1.eb769c8da05f0p-4,
};
inline constexpr double kTwoThirdsHigh = 0x1.5555555555555p-1,
                        kTwoThirdsLow = 0x1.5555555555555p-55;
inline constexpr double kInverseLn10High = 0x1.bcb7b1526e50ep-2,
                        kInverseLn10Low = 0x1.95355baaafad3p-57;
inline constexpr uint64_t kSqrtHalfBits = 0x3FE6A09E667F3BCD, kOneBits = 0x3FF0000000000000;

// x = 2^k m for a positive, finite, normal x.
struct LogParts {
  F64 k, m;
};

inline LogParts log_parts(F64 x) {
  const U64 shifted = to_bits(x) + splat_bits(kOneBits - kSqrtHalfBits);
  const U64 significand = shifted & splat_bits((uint64_t(1) << 52) - 1);
  // An integer below 2^52 becomes a double by giving it the exponent of 2^52.
  const U64 biased = shift_right<52>(shifted) | splat_bits(0x4330000000000000);
  return {from_bits(biased) - splat(0x1p52 + 1023.0),
          from_bits(significand + splat_bits(kSqrtHalfBits))};
}

// The same for subnormal x too.
inline LogParts log_parts_of_any(F64 x) {
  const M64 tiny = x < splat(0x1p-1022);
  const LogParts p = log_parts(select(tiny, x * splat(0x1p54), x));
  return {p.k - select(tiny, splat(54.0), splat(0.0)), p.m};
}

// What every logarithm answers outside (0, infinity).
inline F64 log_or_special(F64 x, F64 result) {
  result = select(x < splat(kInfinity), result, x);
  result = select(x == splat(0.0), splat(-kInfinity), result);
  return select(x < splat(0.0), splat(__builtin_nan("")), result);
}

// k ln 2 + log(1 + f) + more. f - f^2/2 is taken apart because it is nearly all of the result.
inline F64 log_of_parts(F64 k, F64 f, F64 more) {
  const F64 s = f / (splat(2.0) + f), z = s * s;
  const F64 half_square = splat(0.5) * f * f;
  const F64 tail = s * (half_square + z * polynomial(z, kLogL)) + (k * splat(kLn2Low) + more);
  return k * splat(kLn2High) - ((half_square - tail) - f);
}

inline F64 log(F64 x) {
  const LogParts p = log_parts_of_any(x);
  return log_or_special(x, log_of_parts(p.k, p.m - splat(1.0), splat(0.0)));
}

inline F64 log1p(F64 x) {
  const Pair sum = two_sum(splat(1.0), x);
  const LogParts p = log_parts(sum.high);
  // Beyond 2^64 the lost part is too small to matter, but must stay finite.
  const F64 low = sum.low * power_of_two(-smaller(p.k, splat(64.0)));
  const M64 near = p.k == splat(0.0);
  const F64 f = select(near, x, p.m - splat(1.0));
  const F64 result = log_of_parts(p.k, f, select(near, splat(0.0), low / p.m));
  return select(x == splat(0.0), x, log_or_special(splat(1.0) + x, result));
}

// log(x) for positive finite x with a relative error below 2^-64.
inline Pair log_pair(F64 x) {
  const LogParts p = log_parts_of_any(x);
  const F64 f = p.m - splat(1.0);
  const Pair s = divide({f, splat(0.0)}, fast_two_sum(splat(2.0), f));
  const Pair z = multiply(s, s);
  const F64 tail = splat(kTwoThirdsLow) + z.high * polynomial(z.high, kLogM);
  const Pair cubic = multiply(multiply(s, z), fast_two_sum(splat(kTwoThirdsHigh), tail));
  const Pair lead = two_sum(p.k * splat(kLn2High), splat(2.0) * s.high);
  const Pair sum = two_sum(lead.high, cubic.high);
  const F64 low = (splat(2.0) * s.low + cubic.low) + p.k * splat(kLn2Low);
  return fast_two_sum(sum.high, sum.low + (lead.low + low));
}

// Exact for powers of ten.
inline F64 log10(F64 x) {
  const Pair scaled = multiply(log_pair(x), {splat(kInverseLn10High), splat(kInverseLn10Low)});
  return log_or_special(x, scaled.high);
}

// x^y for x >= 0, by e^(y log x); NaN where x or y is NaN.
inline F64 power_of_positive(F64 x, F64 y) {
  Pair l = log_pair(x);
  l.high = select(x == splat(0.0), splat(-kInfinity), select(x < splat(kInfinity), l.high, x));
  const F64 estimate = y * l.high;
  const M64 saturated = absolute(estimate) > splat(1000.0);
  // The exact product would meet infinity - infinity there.
  const F64 factor = select(saturated, splat(0.0), y);
  const Pair product = two_product(factor, l.high);
  const F64 low = product.low + factor * l.low;
  return exp_of_sum(select(saturated, estimate, product.high), select(saturated, splat(0.0), low));
}

// The special cases are those of C99, annex F.
inline F64 power(F64 x, F64 y) {
  const F64 one = splat(1.0), zero = splat(0.0), size = absolute(x);
  F64 result = power_of_positive(size, y);
  const M64 whole = floor(y) == y;
  const F64 half = y * splat(0.5);
  const M64 odd = whole & (floor(half) != half);
  result = select(odd, with_sign_of(x, result), result);
  const M64 undefined = (x < zero) & (x > splat(-kInfinity)) & !whole;
  result = select(undefined, splat(__builtin_nan("")), result);
  // -1 to an infinite power.
  const M64 endless = (size == one) & (absolute(y) == splat(kInfinity));
  return select((y == zero) | (x == one) | endless, one, result);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
