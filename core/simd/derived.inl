// What follows from the primitives of any target.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr uint64_t kSignBit = uint64_t(1) << 63;

inline bool any(M64 m) { return bit_mask(m) != 0; }
inline bool all(M64 m) { return bit_mask(m) == (1u << F64::kLanes) - 1; }

inline F64 absolute(F64 a) { return from_bits(to_bits(a) & splat_bits(~kSignBit)); }
inline F64 operator-(F64 a) { return from_bits(to_bits(a) ^ splat_bits(kSignBit)); }
// `size` must not be negative.
inline F64 with_sign_of(F64 sign, F64 size) {
  return from_bits(to_bits(size) | (to_bits(sign) & splat_bits(kSignBit)));
}
inline F64 one_where(M64 m) { return select(m, splat(1.0), splat(0.0)); }

// Adding 1.5 * 2^52 rounds to the nearest integer, ties to even, and leaves that integer in the
// low bits of the sum; subtracting it again gives the integer as a double. For |a| < 2^51.
inline constexpr double kRounder = 0x1.8p52;
inline F64 round_to_integer(F64 a) { return (a + splat(kRounder)) - splat(kRounder); }

// 2^k for an integer k in [-1022, 1023]: the sum carries k + 1023 in its low bits, and the shift
// moves them into the exponent.
inline F64 power_of_two(F64 k) {
  return from_bits(shift_left<52>(to_bits(k + splat(kRounder + 1023.0))));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
