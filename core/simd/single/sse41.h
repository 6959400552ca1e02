// Vectors of floats for SSE4.1: four lanes. See single/scalar.h for what the names mean.
#pragma once

#include <smmintrin.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kParts = 2;

struct F32 {
  static constexpr size_t kLanes = 4;
  __m128 v;
};
struct M32 {
  __m128 v;
};
struct U32 {
  __m128i v;
};

inline F32 splat(float x) { return {_mm_set1_ps(x)}; }
inline F32 load(const float* p) { return {_mm_loadu_ps(p)}; }
inline void store(float* p, F32 a) { _mm_storeu_ps(p, a.v); }

inline F32 operator+(F32 a, F32 b) { return {_mm_add_ps(a.v, b.v)}; }
inline F32 operator-(F32 a, F32 b) { return {_mm_sub_ps(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {_mm_mul_ps(a.v, b.v)}; }
inline F32 operator/(F32 a, F32 b) { return {_mm_div_ps(a.v, b.v)}; }
inline F32 larger(F32 a, F32 b) { return {_mm_max_ps(a.v, b.v)}; }
inline F32 smaller(F32 a, F32 b) { return {_mm_min_ps(a.v, b.v)}; }
inline F32 negate(F32 a) { return {_mm_xor_ps(a.v, _mm_set1_ps(-0.0f))}; }
inline F32 absolute(F32 a) { return {_mm_andnot_ps(_mm_set1_ps(-0.0f), a.v)}; }
inline F32 square_root(F32 a) { return {_mm_sqrt_ps(a.v)}; }

inline M32 operator<(F32 a, F32 b) { return {_mm_cmplt_ps(a.v, b.v)}; }
inline M32 operator<=(F32 a, F32 b) { return {_mm_cmple_ps(a.v, b.v)}; }
inline M32 operator>(F32 a, F32 b) { return {_mm_cmpgt_ps(a.v, b.v)}; }
inline M32 operator>=(F32 a, F32 b) { return {_mm_cmpge_ps(a.v, b.v)}; }
inline M32 operator==(F32 a, F32 b) { return {_mm_cmpeq_ps(a.v, b.v)}; }
inline M32 operator!=(F32 a, F32 b) { return {_mm_cmpneq_ps(a.v, b.v)}; }
inline M32 operator&(M32 a, M32 b) { return {_mm_and_ps(a.v, b.v)}; }
inline M32 operator|(M32 a, M32 b) { return {_mm_or_ps(a.v, b.v)}; }
inline M32 operator!(M32 a) { return {_mm_xor_ps(a.v, _mm_castsi128_ps(_mm_set1_epi32(-1)))}; }
inline unsigned bit_mask(M32 a) { return unsigned(_mm_movemask_ps(a.v)); }
inline F32 select(M32 m, F32 a, F32 b) { return {_mm_blendv_ps(b.v, a.v, m.v)}; }

inline U32 to_bits(F32 a) { return {_mm_castps_si128(a.v)}; }
inline F32 from_bits(U32 a) { return {_mm_castsi128_ps(a.v)}; }
inline U32 operator-(U32 a, U32 b) { return {_mm_sub_epi32(a.v, b.v)}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {_mm_slli_epi32(a.v, kCount)};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {_mm_srli_epi32(a.v, kCount)};
}
inline F32 bits_of_either(F32 a, F32 b) { return {_mm_or_ps(a.v, b.v)}; }

inline F32 widen_bytes(const uint8_t* p) {
  return {_mm_cvtepi32_ps(_mm_cvtepu8_epi32(_mm_loadu_si32(p)))};
}
inline void store_bytes(uint8_t* p, M32 m) {
  const __m128i bits = _mm_castps_si128(m.v), words = _mm_packs_epi32(bits, bits);
  _mm_storeu_si32(p, _mm_and_si128(_mm_packs_epi16(words, words), _mm_set1_epi8(1)));
}
inline F32 narrow(const F64 (&a)[kParts]) {
  return {_mm_movelh_ps(_mm_cvtpd_ps(a[0].v), _mm_cvtpd_ps(a[1].v))};
}
inline void widen(F64 (&out)[kParts], F32 a) {
  out[0] = {_mm_cvtps_pd(a.v)};
  out[1] = {_mm_cvtps_pd(_mm_movehl_ps(a.v, a.v))};
}
inline M32 narrow(const M64 (&m)[kParts]) {
  return {_mm_shuffle_ps(_mm_castpd_ps(m[0].v), _mm_castpd_ps(m[1].v), 0x88)};
}
inline void widen(M64 (&out)[kParts], M32 m) {
  out[0] = {_mm_castps_pd(_mm_unpacklo_ps(m.v, m.v))};
  out[1] = {_mm_castps_pd(_mm_unpackhi_ps(m.v, m.v))};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/single/derived.inl"
