// Counting ones with SIMD128: ones of each byte, added in pairs.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

using Bits = U64;
inline Bits read(const uint64_t* p) { return load_bits(p); }
// The halves of each word apart: ones_of() counts in 32 bits, which additions never fill.
inline uint64_t sum(Bits a) {
  uint32_t halves[4];
  wasm_v128_store(halves, a.v);
  return uint64_t(halves[0]) + halves[1] + halves[2] + halves[3];
}

inline constexpr size_t kCarryBlock = 4;

// Bytes hold the ones of 31 blocks.
inline constexpr size_t kByteBlocks = 31;
inline Bits ones_of_bytes(Bits a) { return {wasm_i8x16_popcnt(a.v)}; }
inline Bits add_bytes(Bits a, Bits b) { return {wasm_i8x16_add(a.v, b.v)}; }
inline Bits sum_bytes(Bits a) {
  const v128_t pairs = wasm_u16x8_extadd_pairwise_u8x16(a.v);
  return {wasm_i32x4_dot_i16x8(pairs, wasm_i16x8_const_splat(1))};
}
inline Bits ones_of(Bits a) { return sum_bytes(ones_of_bytes(a)); }

inline uint64_t mask_of_bytes(const uint8_t* p) {
  uint64_t mask = 0;
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    const v128_t set = wasm_i8x16_ne(wasm_v128_load(p + 16 * k), wasm_i8x16_const_splat(0));
    mask |= uint64_t(wasm_i8x16_bitmask(set)) << 16 * k;
  }
  return mask;
}
typedef int16_t Lanes __attribute__((vector_size(16), may_alias));
// The products of the even lanes, and of the odd ones, apart.
inline Lanes upper_half(Lanes a, Lanes b) {
  const v128_t low = wasm_i32x4_const_splat(0xFFFF), x = v128_t(a), y = v128_t(b);
  const v128_t even = wasm_i32x4_dot_i16x8(x, wasm_v128_and(y, low));
  const v128_t odd = wasm_i32x4_dot_i16x8(x, wasm_v128_andnot(y, low));
  return Lanes(wasm_i16x8_shuffle(wasm_u32x4_shr(even, 16), odd, 0, 9, 2, 11, 4, 13, 6, 15));
}
inline uint64_t mask_of_lanes(const int16_t* p) {
  uint64_t mask = 0;
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    const v128_t low = wasm_v128_load(p + 16 * k), high = wasm_v128_load(p + 16 * k + 8);
    mask |= uint64_t(wasm_i8x16_bitmask(wasm_i8x16_narrow_i16x8(low, high))) << 16 * k;
  }
  return mask;
}
using GroupMask = uint32_t;
inline constexpr size_t kGroup = 4;
inline GroupMask mask_of_group(const Lanes (&a)[kGroup]) {
  const v128_t low = wasm_i8x16_narrow_i16x8(v128_t(a[0]), v128_t(a[1]));
  const v128_t high = wasm_i8x16_narrow_i16x8(v128_t(a[2]), v128_t(a[3]));
  return wasm_i8x16_bitmask(low) | wasm_i8x16_bitmask(high) << 16;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
