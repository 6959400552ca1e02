// Vectors of floats for NEON: four lanes. See single/scalar.h for what the names mean.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kParts = 2;

struct F32 {
  static constexpr size_t kLanes = 4;
  float32x4_t v;
};
struct M32 {
  uint32x4_t v;
};
struct U32 {
  uint32x4_t v;
};

inline F32 splat(float x) { return {vdupq_n_f32(x)}; }
inline F32 load(const float* p) { return {vld1q_f32(p)}; }
inline void store(float* p, F32 a) { vst1q_f32(p, a.v); }

inline F32 operator+(F32 a, F32 b) { return {vaddq_f32(a.v, b.v)}; }
inline F32 operator-(F32 a, F32 b) { return {vsubq_f32(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {vmulq_f32(a.v, b.v)}; }
inline F32 operator/(F32 a, F32 b) { return {vdivq_f32(a.v, b.v)}; }
inline F32 larger(F32 a, F32 b) { return {vbslq_f32(vcgtq_f32(a.v, b.v), a.v, b.v)}; }
inline F32 smaller(F32 a, F32 b) { return {vbslq_f32(vcltq_f32(a.v, b.v), a.v, b.v)}; }
inline F32 negate(F32 a) { return {vnegq_f32(a.v)}; }
inline F32 absolute(F32 a) { return {vabsq_f32(a.v)}; }
inline F32 square_root(F32 a) { return {vsqrtq_f32(a.v)}; }

inline M32 operator<(F32 a, F32 b) { return {vcltq_f32(a.v, b.v)}; }
inline M32 operator<=(F32 a, F32 b) { return {vcleq_f32(a.v, b.v)}; }
inline M32 operator>(F32 a, F32 b) { return {vcgtq_f32(a.v, b.v)}; }
inline M32 operator>=(F32 a, F32 b) { return {vcgeq_f32(a.v, b.v)}; }
inline M32 operator==(F32 a, F32 b) { return {vceqq_f32(a.v, b.v)}; }
inline M32 operator!=(F32 a, F32 b) { return {vmvnq_u32(vceqq_f32(a.v, b.v))}; }
inline M32 operator&(M32 a, M32 b) { return {vandq_u32(a.v, b.v)}; }
inline M32 operator|(M32 a, M32 b) { return {vorrq_u32(a.v, b.v)}; }
inline M32 operator!(M32 a) { return {vmvnq_u32(a.v)}; }
inline unsigned bit_mask(M32 a) {
  const uint32_t bits[] = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(a.v, vld1q_u32(bits)));
}
inline F32 select(M32 m, F32 a, F32 b) { return {vbslq_f32(m.v, a.v, b.v)}; }

inline U32 to_bits(F32 a) { return {vreinterpretq_u32_f32(a.v)}; }
inline F32 from_bits(U32 a) { return {vreinterpretq_f32_u32(a.v)}; }
inline U32 operator-(U32 a, U32 b) { return {vsubq_u32(a.v, b.v)}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {vshlq_n_u32(a.v, kCount)};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {vshrq_n_u32(a.v, kCount)};
}
inline F32 bits_of_either(F32 a, F32 b) {
  return {vreinterpretq_f32_u32(vorrq_u32(vreinterpretq_u32_f32(a.v), vreinterpretq_u32_f32(b.v)))};
}

inline F32 widen_bytes(const uint8_t* p) {
  const float lanes[] = {float(p[0]), float(p[1]), float(p[2]), float(p[3])};
  return load(lanes);
}
inline void store_bytes(uint8_t* p, M32 m) {
  const uint32x4_t ones = vandq_u32(m.v, vdupq_n_u32(0x01010101));
  const uint16x4_t words = vmovn_u32(ones);
  const uint8x8_t bytes = vmovn_u16(vcombine_u16(words, words));
  const uint32_t four = vget_lane_u32(vreinterpret_u32_u8(bytes), 0);
  __builtin_memcpy(p, &four, sizeof four);
}
inline F32 narrow(const F64 (&a)[kParts]) {
  return {vcombine_f32(vcvt_f32_f64(a[0].v), vcvt_f32_f64(a[1].v))};
}
inline void widen(F64 (&out)[kParts], F32 a) {
  out[0] = {vcvt_f64_f32(vget_low_f32(a.v))};
  out[1] = {vcvt_f64_f32(vget_high_f32(a.v))};
}
inline M32 narrow(const M64 (&m)[kParts]) {
  return {vcombine_u32(vmovn_u64(m[0].v), vmovn_u64(m[1].v))};
}
inline void widen(M64 (&out)[kParts], M32 m) {
  out[0] = {vreinterpretq_u64_s64(vmovl_s32(vreinterpret_s32_u32(vget_low_u32(m.v))))};
  out[1] = {vreinterpretq_u64_s64(vmovl_s32(vreinterpret_s32_u32(vget_high_u32(m.v))))};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/single/derived.inl"
