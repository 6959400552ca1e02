// The vector vocabulary for AVX-512 (F, DQ, VL, BW): eight lanes. See scalar.h for what the names
// mean.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

struct F64 {
  static constexpr size_t kLanes = 8;
  __m512d v;
};
struct M64 {
  __mmask8 v;
};
struct U64 {
  __m512i v;
};

inline F64 splat(double x) { return {_mm512_set1_pd(x)}; }
inline F64 load(const double* p) { return {_mm512_loadu_pd(p)}; }
inline void store(double* p, F64 a) { _mm512_storeu_pd(p, a.v); }
inline U64 splat_bits(uint64_t x) { return {_mm512_set1_epi64(int64_t(x))}; }
inline U64 load_bits(const uint64_t* p) {
  return {_mm512_loadu_si512(reinterpret_cast<const __m512i*>(p))};
}
inline void store_bits(uint64_t* p, U64 a) {
  _mm512_storeu_si512(reinterpret_cast<__m512i*>(p), a.v);
}

inline U64 to_bits(F64 a) { return {_mm512_castpd_si512(a.v)}; }
inline F64 from_bits(U64 a) { return {_mm512_castsi512_pd(a.v)}; }

inline F64 operator+(F64 a, F64 b) { return {_mm512_add_pd(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {_mm512_sub_pd(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {_mm512_mul_pd(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {_mm512_div_pd(a.v, b.v)}; }
// The instruction is defined as the comparison followed by the selection.
inline F64 larger(F64 a, F64 b) { return {_mm512_max_pd(a.v, b.v)}; }
inline F64 smaller(F64 a, F64 b) { return {_mm512_min_pd(a.v, b.v)}; }

inline M64 operator<(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline M64 operator<=(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)}; }
inline M64 operator>(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GT_OQ)}; }
inline M64 operator>=(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GE_OQ)}; }
inline M64 operator==(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)}; }
inline M64 operator!=(F64 a, F64 b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_NEQ_UQ)}; }
inline M64 operator&(M64 a, M64 b) { return {__mmask8(a.v & b.v)}; }
inline M64 operator|(M64 a, M64 b) { return {__mmask8(a.v | b.v)}; }
inline M64 operator!(M64 a) { return {__mmask8(~a.v)}; }
inline unsigned bit_mask(M64 m) { return m.v; }
inline F64 select(M64 m, F64 a, F64 b) { return {_mm512_mask_blend_pd(m.v, b.v, a.v)}; }
inline U64 select(M64 m, U64 a, U64 b) { return {_mm512_mask_blend_epi64(m.v, b.v, a.v)}; }

inline U64 operator+(U64 a, U64 b) { return {_mm512_add_epi64(a.v, b.v)}; }
inline U64 operator-(U64 a, U64 b) { return {_mm512_sub_epi64(a.v, b.v)}; }
inline U64 operator&(U64 a, U64 b) { return {_mm512_and_si512(a.v, b.v)}; }
inline U64 operator|(U64 a, U64 b) { return {_mm512_or_si512(a.v, b.v)}; }
inline U64 operator^(U64 a, U64 b) { return {_mm512_xor_si512(a.v, b.v)}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {_mm512_slli_epi64(a.v, kCount)};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {_mm512_srli_epi64(a.v, kCount)};
}
inline U64 multiply_low32(U64 a, U64 b) { return {_mm512_mul_epu32(a.v, b.v)}; }

inline F64 square_root(F64 a) { return {_mm512_sqrt_pd(a.v)}; }
inline F64 floor(F64 a) {
  return {_mm512_roundscale_pd(a.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)};
}
inline F64 ceil(F64 a) {
  return {_mm512_roundscale_pd(a.v, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC)};
}
inline F64 truncate(F64 a) {
  return {_mm512_roundscale_pd(a.v, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC)};
}
// The instruction rounds once, into the subnormal range too, as the two products elsewhere do.
inline F64 scale(F64 x, F64 k) { return {_mm512_scalef_pd(x.v, k.v)}; }
inline F64 round_single(F64 a) { return {_mm512_cvtps_pd(_mm512_cvtpd_ps(a.v))}; }

inline F64 widen_u8(const uint8_t* p) {
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  return {_mm512_cvtepi32_pd(_mm256_cvtepu8_epi32(bytes))};
}
inline F64 widen_i32(const int32_t* p) {
  return {_mm512_cvtepi32_pd(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
inline void narrow_i32(int32_t* p, F64 a) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvttpd_epi32(a.v));
}
inline F64 gather(const double* source, const int32_t* index) {
  const __m256i indices = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(index));
  return {_mm512_i32gather_pd(indices, source, 8)};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
