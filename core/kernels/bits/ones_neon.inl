// Counting ones with NEON: ones of each byte, added in pairs.
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

inline constexpr size_t kCarryBlock = 16;

inline Bits ones_of(Bits a) {
  const uint8x16_t bytes = vcntq_u8(vreinterpretq_u8_u64(a.v));
  return {vpaddlq_u32(vpaddlq_u16(vpaddlq_u8(bytes)))};
}

inline uint64_t mask_of_bytes(const uint8_t* p) {
  constexpr uint8_t kPlaces[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t places = vld1q_u8(kPlaces);
  uint64_t mask = 0;
  for (int k = 0; k < 4; ++k) {
    const uint8x16_t bytes = vld1q_u8(p + 16 * k);
    const uint8x16_t set = vandq_u8(vtstq_u8(bytes, bytes), places);
    const uint64_t low = vaddv_u8(vget_low_u8(set)), high = vaddv_u8(vget_high_u8(set));
    mask |= (low | high << 8) << 16 * k;
  }
  return mask;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
