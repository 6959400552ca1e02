// What follows from the primitives of any target, and from math_single.inl.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline void fill(F32& to, float x) { to = splat(x); }

// Bits that are shifted out of the exponent's place are those of kSingleRounder. The first product
// of scale_by_sum() is exact.
inline F32 power_of_sum(F32 sum) { return from_bits(shift_left<23>(to_bits(sum))); }
inline F32 scale_by_sum(F32 x, F32 sum) {
  const U32 both = to_bits(sum), one = shift_right<1>(both);
  return (x * from_bits(shift_left<23>(one))) * from_bits(shift_left<23>(both - one));
}

inline F32 exp_single(F32 x) { return exp_floats(x); }
inline F32 exprel_single(F32 x) { return exprel_floats(x); }

}  // namespace
}  // namespace myelin::MYELIN_TARGET
