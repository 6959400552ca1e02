// scale(x, k) for targets without an instruction for it.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// x * 2^k rounded once, for |x| in [1/2, 2] and an integer k in [-1100, 1100]. 2^k itself may not
// be a double, so it is applied in two halves; the first product is exact.
inline F64 scale(F64 x, F64 k) {
  const F64 half = round_to_integer(k * splat(0.5));
  return (x * power_of_two(half)) * power_of_two(k - half);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
