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

inline constexpr size_t kByteBlocks = 0;
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
typedef int16_t Lanes __attribute__((vector_size(16), may_alias));
inline Lanes upper_half(Lanes a, Lanes b) {
  const int16x8_t x = int16x8_t(a), y = int16x8_t(b);
  const int32x4_t low = vmull_s16(vget_low_s16(x), vget_low_s16(y));
  const int32x4_t high = vmull_high_s16(x, y);
  return Lanes(vuzp2q_s16(vreinterpretq_s16_s32(low), vreinterpretq_s16_s32(high)));
}
inline uint64_t mask_of_lanes(const int16_t* p) {
  int8_t bytes[64];
  for (int k = 0; k < 8; ++k) vst1_s8(bytes + 8 * k, vmovn_s16(vld1q_s16(p + 8 * k)));
  return mask_of_bytes(reinterpret_cast<const uint8_t*>(bytes));
}
using GroupMask = uint64_t;
inline constexpr size_t kGroup = 8;
inline GroupMask mask_of_group(const Lanes (&a)[kGroup]) {
  return mask_of_lanes(reinterpret_cast<const int16_t*>(a));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
