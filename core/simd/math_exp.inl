// exp and its relatives.
//
// e^x = 2^k e^r with |r| <= ln(2) / 2 (Cody & Waite, Software Manual for the Elementary Functions,
// 1980), and e^r = 1 + r + r^2 E(r) with E fitted by coefficients.py, relative error 2^-63.8.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr double kExpE[] = {
    0x1.0000000000000p-1,  0x1.555555555555cp-3,  0x1.5555555555558p-5,  0x1.111111110e9eep-7,
    0x1.6c16c16c1500ap-10, 0x1.a01a01b44bb2bp-13, 0x1.a01a01ad776cfp-16, 0x1.71ddee5f22b42p-19,
    0x1.27e4cc2648232p-22, 0x1.af6ea400fd05cp-26, 0x1.1f8bb5e5ff35ap-29,
};
inline constexpr double kInfinity = __builtin_huge_val();
inline constexpr double kLog2E = 0x1.71547652b82fep+0;
// ln 2 = high + low; the 32 bits of high times an 11-bit k are exact.
inline constexpr double kLn2High = 0x1.62e42fef00000p-1, kLn2Low = 0x1.473de6af278edp-34;

// x + more = k ln 2 + r, r = high - low.
struct ExpParts {
  F64 k, high, low;
};

// `more` is a small addition to x, to be added late.
inline ExpParts exp_parts(F64 x, F64 more) {
  const F64 k = round_to_integer(x * splat(kLog2E));
  return {k, x - k * splat(kLn2High), k * splat(kLn2Low) - more};
}

// e^(x + more). Outside the clamp the result is 0 or infinity; the order of operands keeps NaN.
inline F64 exp_of_sum(F64 x, F64 more) {
  x = smaller(splat(710.0), larger(splat(-746.0), x));
  const ExpParts p = exp_parts(x, more);
  const F64 r = p.high - p.low;
  const F64 rest = (r * r) * polynomial(r, kExpE) - p.low;
  return scale(splat(1.0) + (p.high + rest), p.k);
}

inline F64 exp(F64 x) { return exp_of_sum(x, splat(0.0)); }

// e^r - 1 as a pair. r^2 / 2 is split into a part that is exact and a rest, because after the
// multiplication by 2^k and the subtraction of 1 its rounding would show.
inline Pair expm1_near(ExpParts p) {
  const F64 r = p.high - p.low, half = splat(0.5);
  const F64 lead = split(r).high;
  // p.high is x, or a multiple of a unit of x that is larger than the square of any p.low.
  const Pair sum = fast_two_sum(p.high, half * lead * lead);
  const F64 cubic = (r * r) * r * polynomial<1>(r, kExpE);
  const F64 tail = half * (r - lead) * (r + lead) + (cubic - p.low);
  return {sum.high, sum.low + tail};
}

// (e^x - 1) * unit as a pair. unit is 2^-16 where e^x may be too large for a double, else 1.
struct Expm1Parts {
  Pair value;
  F64 unit, inverse_unit;
};

// For x up to 718.
inline Expm1Parts expm1_parts(F64 x) {
  x = larger(splat(-80.0), x);
  const ExpParts p = exp_parts(x, splat(0.0));
  const M64 huge = x > splat(700.0);
  const F64 unit = select(huge, splat(0x1p-16), splat(1.0));
  const F64 power = power_of_two(p.k - select(huge, splat(16.0), splat(0.0)));
  // power * (1 + high + rest) - unit, where the leading parts may cancel.
  const Pair base = two_sum(power, -unit);
  const Pair e_r = expm1_near(p);
  // |e_r| < 0.41, and the base is zero or at least half the power.
  const Pair sum = fast_two_sum(base.high, power * e_r.high);
  return {fast_two_sum(sum.high, sum.low + (base.low + power * e_r.low)), unit,
          select(huge, splat(0x1p16), splat(1.0))};
}

// Beyond 718 all results are infinite, exprel's too. The order of operands keeps NaN.
inline F64 up_to_718(F64 x) { return smaller(splat(718.0), x); }

inline F64 expm1(F64 x) {
  const Expm1Parts e = expm1_parts(up_to_718(x));
  return select(x == splat(0.0), x, e.value.high * e.inverse_unit);
}

// (e^x - 1) / x; 1 for |x| < 1e-16, infinity above 717.
inline F64 exprel(F64 x) {
  x = up_to_718(x);
  const Expm1Parts e = expm1_parts(x);
  const F64 ratio = e.value.high / x * e.inverse_unit;
  return select(absolute(x) < splat(1e-16), splat(1.0), ratio);
}

// With t = e^|x| - 1: (t + t / (t + 1)) / 2.
inline F64 sinh(F64 x) {
  const Expm1Parts e = expm1_parts(up_to_718(absolute(x)));
  const F64 t = e.value.high, ratio = t / (t + e.unit) * e.unit;
  return with_sign_of(x, (t + (ratio + e.value.low)) * (splat(0.5) * e.inverse_unit));
}

inline F64 cosh(F64 x) {
  const Expm1Parts e = expm1_parts(up_to_718(absolute(x)));
  const Pair power = fast_two_sum(larger(e.value.high, e.unit), smaller(e.value.high, e.unit));
  const F64 low = power.low + e.value.low;
  const F64 inverse = e.unit / power.high * e.unit;
  return (power.high + (low + inverse)) * (splat(0.5) * e.inverse_unit);
}

// With t = e^(-2|x|) - 1: -t / (t + 2).
inline F64 tanh(F64 x) {
  const Pair t = expm1_parts(absolute(x) * splat(-2.0)).value;
  const Pair sum = fast_two_sum(splat(2.0), t.high);
  const Pair ratio = divide(t, {sum.high, sum.low + t.low});
  return with_sign_of(x, absolute(ratio.high + ratio.low));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
