// The vector vocabulary for SSE4.1: two lanes. See scalar.h for what the names mean.
#pragma once

#include <smmintrin.h>

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

struct F64 {
  static constexpr size_t kLanes = 2;
  __m128d v;
};
struct M64 {
  __m128d v;
};
struct U64 {
  __m128i v;
};

inline F64 splat(double x) { return {_mm_set1_pd(x)}; }
inline F64 load(const double* p) { return {_mm_loadu_pd(p)}; }
inline void store(double* p, F64 a) { _mm_storeu_pd(p, a.v); }
inline U64 splat_bits(uint64_t x) { return {_mm_set1_epi64x(int64_t(x))}; }
inline U64 load_bits(const uint64_t* p) {
  return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))};
}
inline void store_bits(uint64_t* p, U64 a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), a.v); }

inline U64 to_bits(F64 a) { return {_mm_castpd_si128(a.v)}; }
inline F64 from_bits(U64 a) { return {_mm_castsi128_pd(a.v)}; }

inline F64 operator+(F64 a, F64 b) { return {_mm_add_pd(a.v, b.v)}; }
inline F64 operator-(F64 a, F64 b) { return {_mm_sub_pd(a.v, b.v)}; }
inline F64 operator*(F64 a, F64 b) { return {_mm_mul_pd(a.v, b.v)}; }
inline F64 operator/(F64 a, F64 b) { return {_mm_div_pd(a.v, b.v)}; }
// The instruction is defined as the comparison followed by the selection.
inline F64 larger(F64 a, F64 b) { return {_mm_max_pd(a.v, b.v)}; }
inline F64 smaller(F64 a, F64 b) { return {_mm_min_pd(a.v, b.v)}; }

inline M64 operator<(F64 a, F64 b) { return {_mm_cmplt_pd(a.v, b.v)}; }
inline M64 operator<=(F64 a, F64 b) { return {_mm_cmple_pd(a.v, b.v)}; }
inline M64 operator>(F64 a, F64 b) { return {_mm_cmpgt_pd(a.v, b.v)}; }
inline M64 operator>=(F64 a, F64 b) { return {_mm_cmpge_pd(a.v, b.v)}; }
inline M64 operator==(F64 a, F64 b) { return {_mm_cmpeq_pd(a.v, b.v)}; }
inline M64 operator!=(F64 a, F64 b) { return {_mm_cmpneq_pd(a.v, b.v)}; }
inline M64 operator&(M64 a, M64 b) { return {_mm_and_pd(a.v, b.v)}; }
inline M64 operator|(M64 a, M64 b) { return {_mm_or_pd(a.v, b.v)}; }
inline M64 operator!(M64 a) { return {_mm_xor_pd(a.v, _mm_castsi128_pd(_mm_set1_epi64x(-1)))}; }
inline unsigned bit_mask(M64 m) { return unsigned(_mm_movemask_pd(m.v)); }
inline F64 select(M64 m, F64 a, F64 b) { return {_mm_blendv_pd(b.v, a.v, m.v)}; }
inline U64 select(M64 m, U64 a, U64 b) {
  return {_mm_blendv_epi8(b.v, a.v, _mm_castpd_si128(m.v))};
}

inline U64 operator+(U64 a, U64 b) { return {_mm_add_epi64(a.v, b.v)}; }
inline U64 operator-(U64 a, U64 b) { return {_mm_sub_epi64(a.v, b.v)}; }
inline U64 operator&(U64 a, U64 b) { return {_mm_and_si128(a.v, b.v)}; }
inline U64 operator|(U64 a, U64 b) { return {_mm_or_si128(a.v, b.v)}; }
inline U64 operator^(U64 a, U64 b) { return {_mm_xor_si128(a.v, b.v)}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {_mm_slli_epi64(a.v, kCount)};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {_mm_srli_epi64(a.v, kCount)};
}
inline U64 multiply_low32(U64 a, U64 b) { return {_mm_mul_epu32(a.v, b.v)}; }

inline F64 square_root(F64 a) { return {_mm_sqrt_pd(a.v)}; }
inline F64 floor(F64 a) { return {_mm_floor_pd(a.v)}; }
inline F64 ceil(F64 a) { return {_mm_ceil_pd(a.v)}; }
inline F64 truncate(F64 a) { return {_mm_round_pd(a.v, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC)}; }
inline F64 round_single(F64 a) { return {_mm_cvtps_pd(_mm_cvtpd_ps(a.v))}; }

inline F64 widen_u8(const uint8_t* p) {
  return {_mm_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(p[0] | p[1] << 8)))};
}
inline F64 widen_i32(const int32_t* p) {
  return {_mm_cvtepi32_pd(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)))};
}
inline void narrow_i32(int32_t* p, F64 a) {
  _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_cvttpd_epi32(a.v));
}
inline F64 gather(const double* source, const int32_t* index) {
  return {_mm_set_pd(source[index[1]], source[index[0]])};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
#include "simd/scale.inl"
