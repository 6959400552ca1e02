// Counting ones word by word: additions within the word, or one instruction.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace myelin::MYELIN_TARGET {
namespace {

struct Bits {
  uint64_t v;
};
inline Bits read(const uint64_t* p) { return {*p}; }
inline uint64_t sum(Bits a) { return a.v; }
inline Bits operator&(Bits a, Bits b) { return {a.v & b.v}; }
inline Bits operator|(Bits a, Bits b) { return {a.v | b.v}; }
inline Bits operator^(Bits a, Bits b) { return {a.v ^ b.v}; }
inline Bits operator+(Bits a, Bits b) { return {a.v + b.v}; }

inline constexpr size_t kByteBlocks = 0;
#if defined(__POPCNT__)
inline constexpr size_t kCarryBlock = 0;
inline Bits ones_of(Bits a) { return {uint64_t(__builtin_popcountll(a.v))}; }
#else
inline constexpr size_t kCarryBlock = 16;
uint64_t ones_of_word(uint64_t a);
inline Bits ones_of(Bits a) { return {ones_of_word(a.v)}; }
#endif

// Eight bytes at a time: each becomes 0 or 1, and a multiplication gathers them in the top byte.
inline uint64_t mask_of_bytes(const uint8_t* p) {
  constexpr uint64_t kLow = 0x7F7F7F7F7F7F7F7F;
  uint64_t mask = 0;
  for (int k = 0; k < 8; ++k) {
    uint64_t bytes;
    __builtin_memcpy(&bytes, p + 8 * k, 8);
    bytes = ((((bytes & kLow) + kLow) | bytes) >> 7) & 0x0101010101010101;
    mask |= bytes * 0x0102040810204080 >> 56 << 8 * k;
  }
  return mask;
}
typedef int16_t Lanes __attribute__((vector_size(16), may_alias));
inline Lanes upper_half(Lanes a, Lanes b) {
#if defined(__SSE2__)
  return Lanes(_mm_mulhi_epi16(__m128i(a), __m128i(b)));
#else
  Lanes result;
  for (int k = 0; k < 8; ++k) result[k] = int16_t(a[k] * b[k] >> 16);
  return result;
#endif
}
inline uint64_t mask_of_lanes(const int16_t* p) {
  uint8_t bytes[64];
  for (int k = 0; k < 64; ++k) bytes[k] = uint8_t(p[k]);
  return mask_of_bytes(bytes);
}
using GroupMask = uint16_t;
inline constexpr size_t kGroup = 2;
inline GroupMask mask_of_group(const Lanes (&a)[kGroup]) {
#if defined(__SSE2__)
  return GroupMask(_mm_movemask_epi8(_mm_packs_epi16(__m128i(a[0]), __m128i(a[1]))));
#else
  GroupMask mask = 0;
  for (int k = 0; k < 16; ++k) mask |= GroupMask((a[k / 8][k % 8] & 1) << k);
  return mask;
#endif
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
