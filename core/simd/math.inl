// Elementary functions over the vector vocabulary: written once, the same bits on every target.
//
// Only correctly rounded operations are used, no libm and no fused multiply-add. All functions take
// every double: subnormals, infinities and NaN included; signed zeros follow C99, annex F.
//
// Largest errors in units in the last place of the result, held by tests/core/simd against MPFR:
//
//   exp 0.95     expm1 0.9    exprel 1.6   log 0.9      log1p 0.9    log10 0.52   power 1.0
//   sin 0.85     cos 0.85     tan 1.1      arcsin 0.75  arccos 0.75  arctan 0.85
//   sinh 1.8     cosh 1.0     tanh 0.75    square_root 0.5
//
// and of a float, for those that give one: exp_single 0.91, exprel_single 1.80
#pragma once

// In this order: each needs what is above it.
// clang-format off
#include "simd/math_pairs.inl"
#include "simd/math_exp.inl"
#include "simd/math_single.inl"
#include "simd/math_log.inl"
#include "simd/math_arc.inl"
#include "simd/math_trig.inl"
#include "simd/math_remainder.inl"
// clang-format on

namespace myelin::MYELIN_TARGET {
namespace {

// -1, 0 or 1; NaN for NaN.
inline F64 sign(F64 a) {
  const F64 zero = splat(0.0);
  const F64 side = select(a > zero, splat(1.0), splat(-1.0));
  return select(a == zero, zero, select(a == a, side, a));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
