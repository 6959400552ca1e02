// The vector vocabulary, one lane wide: the reference that every other target must equal.
//
// Each header of this folder (scalar, sse41, avx2, avx512, neon, simd128) defines the same names
// for its instruction set, in namespace myelin::MYELIN_TARGET. They have internal linkage and no
// standard templates, so that the linker can never pick a copy compiled for another target.
//
//   F64, M64, U64     kLanes doubles, answers of comparisons, 64-bit words
//   splat load store  store writes kLanes elements; no alignment needed
//   + - * /           IEEE, rounded once; no fused multiply-add on any target
//   larger smaller    a > b ? a : b and a < b ? a : b: the second operand if one is NaN
//   floor ceil truncate square_root    IEEE; the sign of a zero is kept (ceil(-0.5) is -0.0)
//   < <= > >= ==      false with NaN; != is true
//   select(m, a, b)   a where m holds, else b
//   bit_mask(m)       bit i is lane i
//   to_bits from_bits the IEEE encoding; U64 knows + - & | ^, shifts, and a 32-bit multiply
//   widen_*, narrow_* other element types to and from doubles
//   round_single      the nearest float, as a double
//   scale(x, k)       x * 2^k rounded once, for |x| in [1/2, 2], k an integer in [-1100, 1100]
//
// The sign and payload of a NaN are the machine's choice; everything else is equal to the bit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

struct F64 {
  static constexpr size_t kLanes = 1;
  double v;
};
struct M64 {
  bool v;
};
struct U64 {
  uint64_t v;
};

inline F64 splat(double x) { return {x}; }
inline F64 load(const double* p) { return {*p}; }
inline void store(double* p, F64 a) { *p = a.v; }
inline U64 splat_bits(uint64_t x) { return {x}; }
inline U64 load_bits(const uint64_t* p) { return {*p}; }
inline void store_bits(uint64_t* p, U64 a) { *p = a.v; }

inline U64 to_bits(F64 a) { return {__builtin_bit_cast(uint64_t, a.v)}; }
inline F64 from_bits(U64 a) { return {__builtin_bit_cast(double, a.v)}; }

inline F64 operator+(F64 a, F64 b) { return {a.v + b.v}; }
inline F64 operator-(F64 a, F64 b) { return {a.v - b.v}; }
inline F64 operator*(F64 a, F64 b) { return {a.v * b.v}; }
inline F64 operator/(F64 a, F64 b) { return {a.v / b.v}; }
inline F64 larger(F64 a, F64 b) { return {a.v > b.v ? a.v : b.v}; }
inline F64 smaller(F64 a, F64 b) { return {a.v < b.v ? a.v : b.v}; }

inline M64 operator<(F64 a, F64 b) { return {a.v < b.v}; }
inline M64 operator<=(F64 a, F64 b) { return {a.v <= b.v}; }
inline M64 operator>(F64 a, F64 b) { return {a.v > b.v}; }
inline M64 operator>=(F64 a, F64 b) { return {a.v >= b.v}; }
inline M64 operator==(F64 a, F64 b) { return {a.v == b.v}; }
inline M64 operator!=(F64 a, F64 b) { return {a.v != b.v}; }
inline M64 operator&(M64 a, M64 b) { return {a.v && b.v}; }
inline M64 operator|(M64 a, M64 b) { return {a.v || b.v}; }
inline M64 operator!(M64 a) { return {!a.v}; }
inline unsigned bit_mask(M64 m) { return m.v; }
inline F64 select(M64 m, F64 a, F64 b) { return {m.v ? a.v : b.v}; }
inline U64 select(M64 m, U64 a, U64 b) { return {m.v ? a.v : b.v}; }

inline U64 operator+(U64 a, U64 b) { return {a.v + b.v}; }
inline U64 operator-(U64 a, U64 b) { return {a.v - b.v}; }
inline U64 operator&(U64 a, U64 b) { return {a.v & b.v}; }
inline U64 operator|(U64 a, U64 b) { return {a.v | b.v}; }
inline U64 operator^(U64 a, U64 b) { return {a.v ^ b.v}; }
template <int kCount>
inline U64 shift_left(U64 a) {
  return {a.v << kCount};
}
template <int kCount>
inline U64 shift_right(U64 a) {
  return {a.v >> kCount};
}
// The 64-bit product of the low halves.
inline U64 multiply_low32(U64 a, U64 b) { return {uint64_t(uint32_t(a.v)) * uint32_t(b.v)}; }

inline F64 square_root(F64 a) { return {__builtin_sqrt(a.v)}; }

// Rounds |a| to an integer by pushing its fraction out of the significand; libm is not asked
// because old x86 has no instruction for it. Doubles from 2^52 on are integers already.
inline F64 floor(F64 a) {
  const double size = __builtin_fabs(a.v);
  if (!(size < 0x1p52)) return a;
  double rounded = __builtin_copysign((size + 0x1p52) - 0x1p52, a.v);
  if (rounded > a.v) rounded -= 1.0;
  return {__builtin_copysign(rounded, a.v)};
}
inline F64 ceil(F64 a) { return {-floor(F64{-a.v}).v}; }
inline F64 truncate(F64 a) { return {__builtin_copysign(floor(F64{__builtin_fabs(a.v)}).v, a.v)}; }
inline F64 round_single(F64 a) { return {double(float(a.v))}; }

inline F64 widen_u8(const uint8_t* p) { return {double(*p)}; }
inline F64 widen_i32(const int32_t* p) { return {double(*p)}; }
// The values are integers, or truncated, and within the range of int32_t.
inline void narrow_i32(int32_t* p, F64 a) { *p = int32_t(a.v); }
inline F64 gather(const double* source, const int32_t* index) { return {source[*index]}; }

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/derived.inl"
#include "simd/scale.inl"
