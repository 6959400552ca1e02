// The vector vocabulary for NEON on AArch64: two lanes. See scalar.h for what the names mean.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

struct F64 {
  static constexpr size_t kLanes = 2;
  float64x2_t v;
};
struct M64 {
  uint64x2_t v;
};
struct U64 {
  uint64x2_t v;
};

inline F64 splat(double x) { return {vdupq_n_f64(x)}; }
inline F64 load(const double* p) { return {vld1q_f64(p)}; }
inline void store(double* p, F64 a) { vst1q_f64(p, a.v); }
inline U64 splat_bits(uint64_t x) { return {vdupq_n_u64(x)}; }
inline U64 load_bits(const uint64_t* p) { return {vld1q_u64(p)}; }
inline void store_bits(uint64_t* p, U64 a) { vst1q_u64(p, a.v); }

inline U64 to_bits(F64 a) { return {vreinterpretq_u64_f64(a.v)}; }
inline F64 from_bits(U64 a) { return {vreinterpretq_f64_u64(a.v)}; }

inline F64 operator+(F64 a, F64 b) { return {vaddq_f64(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {vsubq_f64(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {vmulq_f64(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {vdivq_f64(a.v, b.v)}; }
// Not vmaxq and vminq: those answer NaN if any operand is one.
inline F64 larger(F64 a, F64 b) { return {vbslq_f64(vcgtq_f64(a.v, b.v), a.v, b.v)}; }
inline F64 smaller(F64 a, F64 b) { return {vbslq_f64(vcltq_f64(a.v, b.v), a.v, b.v)}; }

inline M64 operator<(F64 a, F64 b) { return {vcltq_f64(a.v, b.v)}; }
inline M64 operator<=(F64 a, F64 b) { return {vcleq_f64(a.v, b.v)}; }
inline M64 operator>(F64 a, F64 b) { return {vcgtq_f64(a.v, b.v)}; }
inline M64 operator>=(F64 a, F64 b) { return {vcgeq_f64(a.v, b.v)}; }
inline M64 operator==(F64 a, F64 b) { return {vceqq_f64(a.v, b.v)}; }
inline M64 operator&(M64 a, M64 b) { return {vandq_u64(a.v, b.v)}; }
inline M64 operator|(M64 a, M64 b) { return {vorrq_u64(a.v, b.v)}; }
inline M64 operator!(M64 a) { return {veorq_u64(a.v, vdupq_n_u64(~uint64_t(0)))}; }
inline M64 operator!=(F64 a, F64 b) { return !(a == b); }
inline unsigned bit_mask(M64 m) {
  return unsigned(vgetq_lane_u64(m.v, 0) & 1) | unsigned(vgetq_lane_u64(m.v, 1) & 2);
}
inline F64 select(M64 m, F64 a, F64 b) { return {vbslq_f64(m.v, a.v, b.v)}; }
inline U64 select(M64 m, U64 a, U64 b) { return {vbslq_u64(m.v, a.v, b.v)}; }

inline U64 operator+(U64 a, U64 b) { return {vaddq_u64(a.v, b.v)}; }
inline U64 operator-(U64 a, U64 b) { return {vsubq_u64(a.v, b.v)}; }
inline U64 operator&(U64 a, U64 b) { return {vandq_u64(a.v, b.v)}; }
inline U64 operator|(U64 a, U64 b) { return {vorrq_u64(a.v, b.v)}; }
inline U64 operator^(U64 a, U64 b) { return {veorq_u64(a.v, b.v)}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {vshlq_n_u64(a.v, kCount)};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {vshrq_n_u64(a.v, kCount)};
}
inline U64 multiply_low32(U64 a, U64 b) { return {vmull_u32(vmovn_u64(a.v), vmovn_u64(b.v))}; }

inline F64 square_root(F64 a) { return {vsqrtq_f64(a.v)}; }
inline F64 floor(F64 a) { return {vrndmq_f64(a.v)}; }
inline F64 ceil(F64 a) { return {vrndpq_f64(a.v)}; }
inline F64 truncate(F64 a) { return {vrndq_f64(a.v)}; }
inline F64 round_single(F64 a) { return {vcvt_f64_f32(vcvt_f32_f64(a.v))}; }

inline F64 widen_u8(const uint8_t* p) {
  const double lanes[] = {double(p[0]), double(p[1])};
  return load(lanes);
}
inline F64 widen_i32(const int32_t* p) { return {vcvtq_f64_s64(vmovl_s32(vld1_s32(p)))}; }
inline void narrow_i32(int32_t* p, F64 a) { vst1_s32(p, vmovn_s64(vcvtq_s64_f64(a.v))); }
inline F64 gather(const double* source, const int32_t* index) {
  const double lanes[] = {source[index[0]], source[index[1]]};
  return load(lanes);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
#include "simd/scale.inl"
