// The vector vocabulary for WebAssembly SIMD128: two lanes. See scalar.h for what the names mean.
#pragma once

#include <wasm_simd128.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

struct F64 {
  static constexpr size_t kLanes = 2;
  v128_t v;
};
struct M64 {
  v128_t v;
};
struct U64 {
  v128_t v;
};

inline F64 splat(double x) { return {wasm_f64x2_splat(x)}; }
inline F64 load(const double* p) { return {wasm_v128_load(p)}; }
inline void store(double* p, F64 a) { wasm_v128_store(p, a.v); }
inline U64 splat_bits(uint64_t x) { return {wasm_i64x2_splat(int64_t(x))}; }
inline U64 load_bits(const uint64_t* p) { return {wasm_v128_load(p)}; }
inline void store_bits(uint64_t* p, U64 a) { wasm_v128_store(p, a.v); }

inline U64 to_bits(F64 a) { return {a.v}; }
inline F64 from_bits(U64 a) { return {a.v}; }

inline F64 operator+(F64 a, F64 b) { return {wasm_f64x2_add(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {wasm_f64x2_sub(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {wasm_f64x2_mul(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {wasm_f64x2_div(a.v, b.v)}; }
// pmin(x, y) is y < x ? y : x and pmax(x, y) is x < y ? y : x; hence the order.
inline F64 larger(F64 a, F64 b) { return {wasm_f64x2_pmax(b.v, a.v)}; }
inline F64 smaller(F64 a, F64 b) { return {wasm_f64x2_pmin(b.v, a.v)}; }

inline M64 operator<(F64 a, F64 b) { return {wasm_f64x2_lt(a.v, b.v)}; }
inline M64 operator<=(F64 a, F64 b) { return {wasm_f64x2_le(a.v, b.v)}; }
inline M64 operator>(F64 a, F64 b) { return {wasm_f64x2_gt(a.v, b.v)}; }
inline M64 operator>=(F64 a, F64 b) { return {wasm_f64x2_ge(a.v, b.v)}; }
inline M64 operator==(F64 a, F64 b) { return {wasm_f64x2_eq(a.v, b.v)}; }
inline M64 operator!=(F64 a, F64 b) { return {wasm_f64x2_ne(a.v, b.v)}; }
inline M64 operator&(M64 a, M64 b) { return {wasm_v128_and(a.v, b.v)}; }
inline M64 operator|(M64 a, M64 b) { return {wasm_v128_or(a.v, b.v)}; }
inline M64 operator!(M64 a) { return {wasm_v128_not(a.v)}; }
inline unsigned bit_mask(M64 m) { return unsigned(wasm_i64x2_bitmask(m.v)); }
inline F64 select(M64 m, F64 a, F64 b) { return {wasm_v128_bitselect(a.v, b.v, m.v)}; }
inline U64 select(M64 m, U64 a, U64 b) { return {wasm_v128_bitselect(a.v, b.v, m.v)}; }

inline U64 operator+(U64 a, U64 b) { return {wasm_i64x2_add(a.v, b.v)}; }
inline U64 operator-(U64 a, U64 b) { return {wasm_i64x2_sub(a.v, b.v)}; }
inline U64 operator&(U64 a, U64 b) { return {wasm_v128_and(a.v, b.v)}; }
inline U64 operator|(U64 a, U64 b) { return {wasm_v128_or(a.v, b.v)}; }
inline U64 operator^(U64 a, U64 b) { return {wasm_v128_xor(a.v, b.v)}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {wasm_i64x2_shl(a.v, kCount)};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {wasm_u64x2_shr(a.v, kCount)};
}
// Engines compile this to one 32-bit multiplication of even lanes; i64x2.mul costs them three.
inline U64 multiply_low32(U64 a, U64 b) {
  return {wasm_u64x2_extmul_low_u32x4(wasm_i32x4_shuffle(a.v, a.v, 0, 2, 0, 2),
                                      wasm_i32x4_shuffle(b.v, b.v, 0, 2, 0, 2))};
}

inline F64 square_root(F64 a) { return {wasm_f64x2_sqrt(a.v)}; }
inline F64 floor(F64 a) { return {wasm_f64x2_floor(a.v)}; }
inline F64 ceil(F64 a) { return {wasm_f64x2_ceil(a.v)}; }
inline F64 truncate(F64 a) { return {wasm_f64x2_trunc(a.v)}; }
inline F64 round_single(F64 a) {
  return {wasm_f64x2_promote_low_f32x4(wasm_f32x4_demote_f64x2_zero(a.v))};
}

inline F64 widen_u8(const uint8_t* p) { return {wasm_f64x2_make(p[0], p[1])}; }
inline F64 widen_i32(const int32_t* p) {
  return {wasm_f64x2_convert_low_i32x4(wasm_v128_load64_zero(p))};
}
inline void narrow_i32(int32_t* p, F64 a) {
  wasm_v128_store64_lane(p, wasm_i32x4_trunc_sat_f64x2_zero(a.v), 0);
}
inline F64 gather(const double* source, const int32_t* index) {
  return {wasm_f64x2_make(source[index[0]], source[index[1]])};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
#include "simd/scale.inl"
