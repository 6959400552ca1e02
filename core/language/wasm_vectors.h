// The vector vocabulary of core/simd (scalar.h says what the names mean), for vectors that are
// names: instructions are appended to `writer`.
#pragma once

#include "language/wasm_math.h"

namespace myelin::MYELIN_TARGET {
namespace {

using wasm::Op;
using wasm::Vector;

wasm::Emitter* writer = nullptr;  // of the math under construction

struct F64 {
  static constexpr size_t kLanes = 2;
  Vector v;
};
struct M64 {
  Vector v;
};
struct U64 {
  Vector v;
};
struct F32 {
  Vector v;
};
struct M32 {
  Vector v;
};
struct U32 {
  Vector v;
};

void leave_if_far(Vector mask);

[[gnu::noinline]] Vector apply(Op op, Vector a) { return writer->apply(op, a); }
[[gnu::noinline]] Vector apply(Op op, Vector a, Vector b) { return writer->apply(op, a, b); }
[[gnu::noinline]] Vector choose(Vector m, Vector a, Vector b) { return writer->choose(m, a, b); }
[[gnu::noinline]] Vector shift(Op op, Vector a, int count) {
  return writer->compute(op, {a}, count);
}
[[gnu::noinline]] Vector constant(double x) { return writer->constant(x); }

inline F64 splat(double x) { return {constant(x)}; }
inline U64 splat_bits(uint64_t x) { return {constant(__builtin_bit_cast(double, x))}; }
inline U64 to_bits(F64 a) { return {a.v}; }
inline F64 from_bits(U64 a) { return {a.v}; }

// Only named in code that is not reached: a function leaves before it takes lanes apart.
inline F64 load(const double*) { return {}; }
inline void store(double*, F64) {}

inline F64 operator+(F64 a, F64 b) { return {apply(Op::f64x2_add, a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {apply(Op::f64x2_sub, a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {apply(Op::f64x2_mul, a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {apply(Op::f64x2_div, a.v, b.v)}; }
inline F64 larger(F64 a, F64 b) { return {apply(Op::f64x2_pmax, b.v, a.v)}; }
inline F64 smaller(F64 a, F64 b) { return {apply(Op::f64x2_pmin, b.v, a.v)}; }

inline M64 operator<(F64 a, F64 b) { return {apply(Op::f64x2_lt, a.v, b.v)}; }
inline M64 operator<=(F64 a, F64 b) { return {apply(Op::f64x2_le, a.v, b.v)}; }
inline M64 operator>(F64 a, F64 b) { return {apply(Op::f64x2_gt, a.v, b.v)}; }
inline M64 operator>=(F64 a, F64 b) { return {apply(Op::f64x2_ge, a.v, b.v)}; }
inline M64 operator==(F64 a, F64 b) { return {apply(Op::f64x2_eq, a.v, b.v)}; }
inline M64 operator!=(F64 a, F64 b) { return {apply(Op::f64x2_ne, a.v, b.v)}; }
inline M64 operator&(M64 a, M64 b) { return {apply(Op::v128_and, a.v, b.v)}; }
inline M64 operator|(M64 a, M64 b) { return {apply(Op::v128_or, a.v, b.v)}; }
inline M64 operator!(M64 a) { return {apply(Op::v128_not, a.v)}; }
// Asked for when lanes may need what is too rare to be generated: then another function is called
// for the whole vector, and this one is left.
inline unsigned bit_mask(M64 m) {
  leave_if_far(m.v);
  return 0;
}
inline F64 select(M64 m, F64 a, F64 b) { return {choose(m.v, a.v, b.v)}; }
inline U64 select(M64 m, U64 a, U64 b) { return {choose(m.v, a.v, b.v)}; }

inline U64 operator+(U64 a, U64 b) { return {apply(Op::i64x2_add, a.v, b.v)}; }
inline U64 operator-(U64 a, U64 b) { return {apply(Op::i64x2_sub, a.v, b.v)}; }
inline U64 operator&(U64 a, U64 b) { return {apply(Op::v128_and, a.v, b.v)}; }
inline U64 operator|(U64 a, U64 b) { return {apply(Op::v128_or, a.v, b.v)}; }
inline U64 operator^(U64 a, U64 b) { return {apply(Op::v128_xor, a.v, b.v)}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {shift(Op::i64x2_shl, a.v, kCount)};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {shift(Op::i64x2_shr_u, a.v, kCount)};
}

inline F64 square_root(F64 a) { return {apply(Op::f64x2_sqrt, a.v)}; }
inline F64 floor(F64 a) { return {apply(Op::f64x2_floor, a.v)}; }
inline F64 ceil(F64 a) { return {apply(Op::f64x2_ceil, a.v)}; }
inline F64 truncate(F64 a) { return {apply(Op::f64x2_trunc, a.v)}; }
inline F64 round_single(F64 a) {
  return {apply(Op::f64x2_promote_low_f32x4, apply(Op::f32x4_demote_f64x2_zero, a.v))};
}

// --- four floats, as much of them as their functions ask for -------------------------------------

inline F32 splat(float x) {
  const uint64_t bits = __builtin_bit_cast(uint32_t, x);
  return {constant(__builtin_bit_cast(double, bits << 32 | bits))};
}
inline F32 operator+(F32 a, F32 b) { return {apply(Op::f32x4_add, a.v, b.v)}; }
inline F32 operator-(F32 a, F32 b) { return {apply(Op::f32x4_sub, a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {apply(Op::f32x4_mul, a.v, b.v)}; }
inline F32 operator/(F32 a, F32 b) { return {apply(Op::f32x4_div, a.v, b.v)}; }
inline F32 larger(F32 a, F32 b) { return {apply(Op::f32x4_pmax, b.v, a.v)}; }
inline F32 smaller(F32 a, F32 b) { return {apply(Op::f32x4_pmin, b.v, a.v)}; }
inline F32 absolute(F32 a) { return {apply(Op::f32x4_abs, a.v)}; }
inline M32 operator<(F32 a, F32 b) { return {apply(Op::f32x4_lt, a.v, b.v)}; }
inline F32 select(M32 m, F32 a, F32 b) { return {choose(m.v, a.v, b.v)}; }
inline U32 to_bits(F32 a) { return {a.v}; }
inline F32 from_bits(U32 a) { return {a.v}; }
inline U32 operator-(U32 a, U32 b) { return {apply(Op::i32x4_sub, a.v, b.v)}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {shift(Op::i32x4_shl, a.v, kCount)};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {shift(Op::i32x4_shr_u, a.v, kCount)};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
#include "simd/scale.inl"
