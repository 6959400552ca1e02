// Counting ones word by word: additions within the word, or one instruction.
#pragma once

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

}  // namespace
}  // namespace myelin::MYELIN_TARGET
