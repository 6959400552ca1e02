// sin, cos, tan.
//
// x = n pi/2 + r with |r| <= pi/4 and r known as a pair; sin r and cos r are polynomials fitted by
// coefficients.py (relative errors 2^-57.9 and 2^-64). n pi/2 is subtracted in four pieces of pi/2
// while n has at most 20 bits (Cody & Waite, 1980); beyond, see math_reduce.inl.
#pragma once

#include "simd/math_reduce.inl"

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr double kSinS[] = {
    -0x1.5555555555548p-3, 0x1.111111110f77cp-7,   -0x1.a01a019bf7bcbp-13,
    0x1.71de35649b231p-19, -0x1.ae5e591921411p-26, 0x1.5d8f97c9f3d4bp-33,
};
inline constexpr double kCosC[] = {
    0x1.555555555554bp-5,   -0x1.6c16c16c1504bp-10, 0x1.a01a019c9773cp-16,
    -0x1.27e4f7f8e48edp-22, 0x1.1ee9e1583270bp-29,  -0x1.8fa99010a4496p-37,
};
inline constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
// pi/2 in 33 + 33 + 33 + 53 bits; n times one of the first three is exact.
inline constexpr double kHalfPi[] = {0x1.921fb54400000p+0, 0x1.0b4611a600000p-34,
                                     0x1.3198a2e000000p-69, 0x1.b839a252049c1p-104};

// x = n pi/2 + r; of n only the last two bits count.
struct Reduced {
  Pair r;
  F64 n;
};

inline Reduced reduce_angle_near(F64 x) {
  const F64 n = round_to_integer(x * splat(kTwoOverPi));
  const F64 first = x - n * splat(kHalfPi[0]);  // exact: the operands are close
  const Pair second = two_sum(first, -(n * splat(kHalfPi[1])));
  const Pair third = two_sum(second.high, -(n * splat(kHalfPi[2])));
  const F64 low = (third.low + second.low) - n * splat(kHalfPi[3]);
  return {fast_two_sum(third.high, low), n};
}

inline Reduced reduce_angle(F64 x) {
  const M64 far = absolute(x) > splat(0x1p20);
  const M64 finite = absolute(x) < splat(kInfinity);
  Reduced near = reduce_angle_near(select(far, splat(0.0), x));
  near.r.high = select(finite, near.r.high, x - x);
  if (!any(far & finite)) return near;
  double lanes[F64::kLanes], high[F64::kLanes], low[F64::kLanes], quadrant[F64::kLanes];
  store(lanes, x);
  for (size_t i = 0; i < F64::kLanes; ++i) {
    const QuarterTurns turns = quarter_turns(lanes[i]);
    high[i] = turns.high, low[i] = turns.low, quadrant[i] = turns.quadrant;
  }
  const Pair half_pi = {splat(0x1.921fb54442d18p+0), splat(0x1.1a62633145c07p-54)};
  const Pair r = multiply({load(high), load(low)}, half_pi);
  return {select(far & finite, r, near.r), select(far, load(quadrant), near.n)};
}

// Leading part and the rest, to be added.
inline Pair sin_near(Pair r) {
  const F64 z = r.high * r.high;
  const F64 tail = (r.high * z) * polynomial(z, kSinS);
  return {r.high, tail + (r.low - splat(0.5) * z * r.low)};
}

inline Pair cos_near(Pair r) {
  const F64 z = r.high * r.high, half = splat(0.5) * z, lead = splat(1.0) - half;
  const F64 tail = (z * z) * polynomial(z, kCosC) - r.high * r.low;
  return {lead, ((splat(1.0) - lead) - half) + tail};
}

inline M64 is_odd(F64 n) {
  const F64 half = n * splat(0.5);
  return round_to_integer(half) != half;
}

// Changes the sign of a where n mod 4 is 2 or 3.
inline F64 negate_by_half_turns(F64 a, F64 n) {
  const U64 last_bits = to_bits(n + splat(kRounder));
  return from_bits(to_bits(a) ^ (shift_left<62>(last_bits) & splat_bits(kSignBit)));
}

inline F64 sin(F64 x) {
  const Reduced a = reduce_angle(x);
  const Pair parts = select(is_odd(a.n), cos_near(a.r), sin_near(a.r));
  const F64 result = negate_by_half_turns(parts.high + parts.low, a.n);
  return select(x == splat(0.0), x, result);
}

inline F64 cos(F64 x) {
  const Reduced a = reduce_angle(x);
  const Pair parts = select(is_odd(a.n), sin_near(a.r), cos_near(a.r));
  return negate_by_half_turns(parts.high + parts.low, a.n + splat(1.0));
}

// sin / cos, or -cos / sin after an odd number of quarter turns.
inline F64 tan(F64 x) {
  const Reduced a = reduce_angle(x);
  const Pair sine_parts = sin_near(a.r), cosine_parts = cos_near(a.r);
  const Pair sine = fast_two_sum(sine_parts.high, sine_parts.low);
  const Pair cosine = fast_two_sum(cosine_parts.high, cosine_parts.low);
  const M64 odd = is_odd(a.n);
  const Pair ratio = divide(select(odd, cosine, sine), select(odd, sine, cosine));
  const F64 result = ratio.high + ratio.low;
  return select(x == splat(0.0), x, select(odd, -result, result));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
