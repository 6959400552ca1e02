// Counting ones with SIMD128: ones of each byte, added in pairs.
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

inline constexpr bool kCarrySave = true;

inline Bits ones_of(Bits a) {
  const v128_t pairs =
      wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(wasm_i8x16_popcnt(a.v)));
  return {wasm_i64x2_add(wasm_u64x2_extend_low_u32x4(pairs), wasm_u64x2_extend_high_u32x4(pairs))};
}

inline uint64_t mask_of_bytes(const uint8_t* p) {
  uint64_t mask = 0;
  for (int k = 0; k < 4; ++k) {
    const v128_t set = wasm_i8x16_ne(wasm_v128_load(p + 16 * k), wasm_i8x16_const_splat(0));
    mask |= uint64_t(wasm_i8x16_bitmask(set)) << 16 * k;
  }
  return mask;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
