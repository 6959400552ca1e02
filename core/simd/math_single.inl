// exp and exprel of floats, in operations on floats: written once for vectors of floats (F32, see
// single/) and for doubles that hold floats (Rounded).
//
// As in math_exp.inl, with ln 2 = high + low whose 9 bits of high times an 8-bit k are exact, and a
// polynomial with relative error 2^-28. In a dense sample of floats, in units in the last place:
// exp 0.91, exprel 1.80; half a unit would be the correctly rounded result.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// Doubles that are floats. A rounded sum, product or quotient of doubles is that of floats
// (Figueroa, When is double rounding innocuous?, 1995).
struct Rounded {
  F64 v;
};
inline void fill(Rounded& to, float x) { to = {splat(double(x))}; }
inline Rounded operator+(Rounded a, Rounded b) { return {round_single(a.v + b.v)}; }
inline Rounded operator-(Rounded a, Rounded b) { return {round_single(a.v - b.v)}; }
inline Rounded operator*(Rounded a, Rounded b) { return {round_single(a.v * b.v)}; }
inline Rounded operator/(Rounded a, Rounded b) { return {round_single(a.v / b.v)}; }
inline Rounded larger(Rounded a, Rounded b) { return {larger(a.v, b.v)}; }
inline Rounded smaller(Rounded a, Rounded b) { return {smaller(a.v, b.v)}; }
inline Rounded absolute(Rounded a) { return {absolute(a.v)}; }
inline M64 operator<(Rounded a, Rounded b) { return a.v < b.v; }
inline Rounded select(M64 m, Rounded a, Rounded b) { return {select(m, a.v, b.v)}; }

template <class V>
inline V all_lanes(float x) {
  V made;
  fill(made, x);
  return made;
}

// Adding this rounds to an integer, which is then in the low bits of the sum.
inline constexpr float kSingleRounder = 0x1.8p23f;
// 2^k where the sum is kSingleRounder + 127 + k; k from -126 to 127.
inline Rounded power_of_sum(Rounded sum) {
  return {power_of_two(sum.v - splat(double(kSingleRounder + 127)))};
}
// x * 2^k, rounded once, where the sum is kSingleRounder + 254 + k; k from -150 to 130.
inline Rounded scale_by_sum(Rounded x, Rounded sum) {
  return {round_single(x.v * power_of_two(sum.v - splat(double(kSingleRounder + 254))))};
}

// x = k ln 2 + r, r = high - low; the sum is kSingleRounder + bias + k. e^r = 1 + (high + rest).
template <class V>
struct FloatExp {
  V sum, high, rest;
};
template <class V>
inline FloatExp<V> float_exp(V x, int bias) {
  const auto c = [](float value) { return all_lanes<V>(value); };
  const V rounder = c(kSingleRounder + float(bias));
  const V sum = x * c(0x1.715476p+0f) + rounder, k = sum - rounder;
  const V high = x - k * c(0x1.63p-1f), low = k * c(-0x1.bd0106p-13f);
  const V r = high - low, r2 = r * r;
  const V near = c(0x1p-1f) + c(0x1.55548cp-3f) * r;
  const V far = (c(0x1.5554e4p-5f) + c(0x1.123d06p-7f) * r) + c(0x1.6d514ep-10f) * r2;
  return {sum, high, r2 * (near + far * r2) - low};
}

// Below -104 the result is 0, above 89 infinity. The order of operands keeps NaN.
template <class V>
inline V exp_floats(V x) {
  const auto c = [](float value) { return all_lanes<V>(value); };
  const FloatExp<V> e = float_exp(smaller(c(89), larger(c(-104), x)), 254);
  return scale_by_sum(c(1) + (e.high + e.rest), e.sum);
}

// 2^-8 times (e^x - 1), so that it is finite as long as exprel is, by as much of x. Nothing is lost
// below -18, where e^x - 1 is -1.
template <class V>
inline V exprel_floats(V x) {
  const auto c = [](float value) { return all_lanes<V>(value); };
  const V unit = c(0x1p-8f);
  x = smaller(c(93.5f), x);
  const FloatExp<V> e = float_exp(larger(c(-18), x), 127 - 8);
  const V power = power_of_sum(e.sum), base = power - unit;
  // The leading parts may cancel; the base is 0, or larger than what is added.
  const V lead = power * e.high, most = base + lead;
  const V grown = most + (power * e.rest + (lead - (most - base)));
  return select(absolute(x) < c(0x1p-30f), c(1), grown / (x * unit));
}

// Of the nearest floats.
inline F64 exp_single(F64 x) { return exp_floats(Rounded{round_single(x)}).v; }
inline F64 exprel_single(F64 x) { return exprel_floats(Rounded{round_single(x)}).v; }

}  // namespace
}  // namespace myelin::MYELIN_TARGET
