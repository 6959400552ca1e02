// Vectors of floats for AVX-512: sixteen lanes. See single/scalar.h for what the names mean.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kParts = 2;

struct F32 {
  static constexpr size_t kLanes = 16;
  __m512 v;
};
struct M32 {
  __mmask16 v;
};
struct U32 {
  __m512i v;
};

inline F32 splat(float x) { return {_mm512_set1_ps(x)}; }
inline F32 load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void store(float* p, F32 a) { _mm512_storeu_ps(p, a.v); }

inline F32 operator+(F32 a, F32 b) { return {_mm512_add_ps(a.v, b.v)}; }
inline F32 operator-(F32 a, F32 b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline F32 operator/(F32 a, F32 b) { return {_mm512_div_ps(a.v, b.v)}; }
inline F32 larger(F32 a, F32 b) { return {_mm512_max_ps(a.v, b.v)}; }
inline F32 smaller(F32 a, F32 b) { return {_mm512_min_ps(a.v, b.v)}; }
inline F32 negate(F32 a) { return {_mm512_xor_ps(a.v, _mm512_set1_ps(-0.0f))}; }
inline F32 absolute(F32 a) { return {_mm512_abs_ps(a.v)}; }
inline F32 square_root(F32 a) { return {_mm512_sqrt_ps(a.v)}; }

inline M32 operator<(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline M32 operator<=(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ)}; }
inline M32 operator>(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
inline M32 operator>=(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ)}; }
inline M32 operator==(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)}; }
inline M32 operator!=(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_NEQ_UQ)}; }
inline M32 operator&(M32 a, M32 b) { return {__mmask16(a.v & b.v)}; }
inline M32 operator|(M32 a, M32 b) { return {__mmask16(a.v | b.v)}; }
inline M32 operator!(M32 a) { return {__mmask16(~a.v)}; }
inline unsigned bit_mask(M32 a) { return a.v; }
inline F32 select(M32 m, F32 a, F32 b) { return {_mm512_mask_blend_ps(m.v, b.v, a.v)}; }

inline U32 to_bits(F32 a) { return {_mm512_castps_si512(a.v)}; }
inline F32 from_bits(U32 a) { return {_mm512_castsi512_ps(a.v)}; }
inline U32 operator-(U32 a, U32 b) { return {_mm512_sub_epi32(a.v, b.v)}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {_mm512_slli_epi32(a.v, kCount)};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {_mm512_srli_epi32(a.v, kCount)};
}
inline F32 bits_of_either(F32 a, F32 b) { return {_mm512_or_ps(a.v, b.v)}; }

inline F32 widen_bytes(const uint8_t* p) {
  return {_mm512_cvtepi32_ps(
      _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
}
inline void store_bytes(uint8_t* p, M32 m) {
  const __m128i bytes = _mm512_cvtepi32_epi8(_mm512_maskz_set1_epi32(m.v, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
}
inline F32 narrow(const F64 (&a)[kParts]) {
  const __m512 low = _mm512_castps256_ps512(_mm512_cvtpd_ps(a[0].v));
  return {_mm512_insertf32x8(low, _mm512_cvtpd_ps(a[1].v), 1)};
}
inline void widen(F64 (&out)[kParts], F32 a) {
  out[0] = {_mm512_cvtps_pd(_mm512_castps512_ps256(a.v))};
  out[1] = {_mm512_cvtps_pd(_mm512_extractf32x8_ps(a.v, 1))};
}
inline M32 narrow(const M64 (&m)[kParts]) { return {__mmask16(m[0].v | m[1].v << 8)}; }
inline void widen(M64 (&out)[kParts], M32 m) {
  out[0] = {__mmask8(m.v)};
  out[1] = {__mmask8(m.v >> 8)};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/single/derived.inl"
