// Counting ones with AVX-512: one instruction where there is VPOPCNTDQ, else a look-up for each
// half byte.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

using Bits = U64;
inline Bits read(const uint64_t* p) { return load_bits(p); }
inline uint64_t sum(Bits a) {
  uint64_t words[sizeof(Bits) / 8], total = 0;
  store_bits(words, a);
  for (const uint64_t word : words) total += word;
  return total;
}

inline constexpr size_t kByteBlocks = 0;
#if defined(__AVX512VPOPCNTDQ__)
inline constexpr size_t kCarryBlock = 0;
inline Bits ones_of(Bits a) { return {_mm512_popcnt_epi64(a.v)}; }
#else
inline constexpr size_t kCarryBlock = 16;
inline Bits ones_of(Bits a) {
  const __m512i table =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m512i half = _mm512_set1_epi8(15);
  const __m512i low = _mm512_shuffle_epi8(table, _mm512_and_si512(a.v, half));
  const __m512i high =
      _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(a.v, 4), half));
  return {_mm512_sad_epu8(_mm512_add_epi8(low, high), _mm512_setzero_si512())};
}
#endif

inline uint64_t mask_of_bytes(const uint8_t* p) {
  const __m512i bytes = _mm512_loadu_si512(p);
  return _mm512_test_epi8_mask(bytes, bytes);
}
typedef int16_t Lanes __attribute__((vector_size(64), may_alias));
inline Lanes upper_half(Lanes a, Lanes b) {
  return Lanes(_mm512_mulhi_epi16(__m512i(a), __m512i(b)));
}
inline uint64_t mask_of_lanes(const int16_t* p) {
  const uint64_t low = _mm512_movepi16_mask(_mm512_loadu_si512(p));
  return low | uint64_t(_mm512_movepi16_mask(_mm512_loadu_si512(p + 32))) << 32;
}
using GroupMask = uint64_t;
inline constexpr size_t kGroup = 2;
inline GroupMask mask_of_group(const Lanes (&a)[kGroup]) {
  return mask_of_lanes(reinterpret_cast<const int16_t*>(a));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
