// Vectors of floats for AVX2: eight lanes. See single/scalar.h for what the names mean.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kParts = 2;

struct F32 {
  static constexpr size_t kLanes = 8;
  __m256 v;
};
struct M32 {
  __m256 v;
};
struct U32 {
  __m256i v;
};

inline F32 splat(float x) { return {_mm256_set1_ps(x)}; }
inline F32 load(const float* p) { return {_mm256_loadu_ps(p)}; }
inline void store(float* p, F32 a) { _mm256_storeu_ps(p, a.v); }

inline F32 operator+(F32 a, F32 b) { return {_mm256_add_ps(a.v, b.v)}; }
inline F32 operator-(F32 a, F32 b) { return {_mm256_sub_ps(a.v, b.v)}; }
inline F32 operator*(F32 a, F32 b) { return {_mm256_mul_ps(a.v, b.v)}; }
inline F32 operator/(F32 a, F32 b) { return {_mm256_div_ps(a.v, b.v)}; }
inline F32 larger(F32 a, F32 b) { return {_mm256_max_ps(a.v, b.v)}; }
inline F32 smaller(F32 a, F32 b) { return {_mm256_min_ps(a.v, b.v)}; }
inline F32 negate(F32 a) { return {_mm256_xor_ps(a.v, _mm256_set1_ps(-0.0f))}; }
inline F32 absolute(F32 a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }
inline F32 square_root(F32 a) { return {_mm256_sqrt_ps(a.v)}; }

inline M32 operator<(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)}; }
inline M32 operator<=(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ)}; }
inline M32 operator>(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)}; }
inline M32 operator>=(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ)}; }
inline M32 operator==(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)}; }
inline M32 operator!=(F32 a, F32 b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_NEQ_UQ)}; }
inline M32 operator&(M32 a, M32 b) { return {_mm256_and_ps(a.v, b.v)}; }
inline M32 operator|(M32 a, M32 b) { return {_mm256_or_ps(a.v, b.v)}; }
inline M32 operator!(M32 a) {
  return {_mm256_xor_ps(a.v, _mm256_castsi256_ps(_mm256_set1_epi32(-1)))};
}
inline unsigned bit_mask(M32 a) { return unsigned(_mm256_movemask_ps(a.v)); }
inline F32 select(M32 m, F32 a, F32 b) { return {_mm256_blendv_ps(b.v, a.v, m.v)}; }

inline U32 to_bits(F32 a) { return {_mm256_castps_si256(a.v)}; }
inline F32 from_bits(U32 a) { return {_mm256_castsi256_ps(a.v)}; }
inline U32 operator-(U32 a, U32 b) { return {_mm256_sub_epi32(a.v, b.v)}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {_mm256_slli_epi32(a.v, kCount)};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {_mm256_srli_epi32(a.v, kCount)};
}
inline F32 bits_of_either(F32 a, F32 b) { return {_mm256_or_ps(a.v, b.v)}; }

inline F32 widen_bytes(const uint8_t* p) {
  return {_mm256_cvtepi32_ps(
      _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))))};
}
// Eight bits, each in a byte.
struct Spread {
  uint64_t of[256];
  constexpr Spread() : of() {
    for (int k = 0; k < 256 * 8; ++k) of[k / 8] |= uint64_t(k / 8 >> k % 8 & 1) << 8 * (k % 8);
  }
};
inline constexpr Spread kSpreadByte;
inline void store_bytes(uint8_t* p, M32 m) { __builtin_memcpy(p, &kSpreadByte.of[bit_mask(m)], 8); }
inline F32 narrow(const F64 (&a)[kParts]) {
  const __m256 low = _mm256_castps128_ps256(_mm256_cvtpd_ps(a[0].v));
  return {_mm256_insertf128_ps(low, _mm256_cvtpd_ps(a[1].v), 1)};
}
inline void widen(F64 (&out)[kParts], F32 a) {
  out[0] = {_mm256_cvtps_pd(_mm256_castps256_ps128(a.v))};
  out[1] = {_mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1))};
}
// The lower half of each lane of 64 bits, which the shuffle leaves in the order 0 1 4 5 2 3 6 7.
inline M32 narrow(const M64 (&m)[kParts]) {
  const __m256 mixed = _mm256_shuffle_ps(_mm256_castpd_ps(m[0].v), _mm256_castpd_ps(m[1].v), 0x88);
  return {_mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(mixed), 0xd8))};
}
inline void widen(M64 (&out)[kParts], M32 m) {
  const __m256i bits = _mm256_castps_si256(m.v);
  out[0] = {_mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm256_castsi256_si128(bits)))};
  out[1] = {_mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm256_extracti128_si256(bits, 1)))};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/single/derived.inl"
