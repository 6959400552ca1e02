// exp and exprel without what only large arguments need: the same bits, of fewer operations. To be
// included after math.inl, by whoever can tell beforehand.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr double kExpNear = 700, kExprelNear = 36;

// For |x| up to kExpNear: nothing is clamped, and 2^k is a double.
inline F64 exp_near(F64 x) {
  const ExpParts p = exp_parts(x, splat(0.0));
  const F64 r = p.high - p.low;
  const F64 rest = (r * r) * polynomial(r, kExpE) - p.low;
  return (splat(1.0) + (p.high + rest)) * power_of_two(p.k);
}

// For |x| up to kExprelNear: |k| is at most 52, so that 2^k - 1 is exact.
inline F64 exprel_near(F64 x) {
  const ExpParts p = exp_parts(x, splat(0.0));
  const F64 power = power_of_two(p.k);
  const Pair e_r = expm1_near(p);
  const Pair sum = fast_two_sum(power - splat(1.0), power * e_r.high);
  const F64 ratio = (sum.high + (sum.low + power * e_r.low)) / x;
  return select(absolute(x) < splat(1e-16), splat(1.0), ratio);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
