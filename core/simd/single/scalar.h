// Vectors of floats, one lane wide: the reference for the other headers of this folder.
//
// As in simd/scalar.h, which comes before: F32, M32 and U32 are to floats what F64, M64 and U64 are
// to doubles, and bits_of_either(a, b) has the bits of both. A vector of floats has the lanes of
// kParts vectors of doubles:
//
//   narrow(parts)      floats of doubles, rounded to nearest; one mask of several
//   widen(parts, a)    doubles of floats, exactly; several masks of one
//   widen_bytes(p)     floats of bytes
//   store_bytes(p, m)  0 or 1 in as many bytes
#pragma once

#include <cstddef>
#include <cstdint>

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kParts = 1;

struct F32 {
  static constexpr size_t kLanes = 1;
  float v;
};
struct M32 {
  bool v;
};
struct U32 {
  uint32_t v;
};

inline F32 splat(float x) { return {x}; }
inline F32 load(const float* p) { return {*p}; }
inline void store(float* p, F32 a) { *p = a.v; }

inline F32 operator+(F32 a, F32 b) { return {a.v + b.v}; }
inline F32 operator-(F32 a, F32 b) { return {a.v - b.v}; }
inline F32 operator*(F32 a, F32 b) { return {a.v * b.v}; }
inline F32 operator/(F32 a, F32 b) { return {a.v / b.v}; }
inline F32 larger(F32 a, F32 b) { return {a.v > b.v ? a.v : b.v}; }
inline F32 smaller(F32 a, F32 b) { return {a.v < b.v ? a.v : b.v}; }
inline F32 negate(F32 a) { return {-a.v}; }
inline F32 absolute(F32 a) { return {__builtin_fabsf(a.v)}; }
inline F32 square_root(F32 a) { return {__builtin_sqrtf(a.v)}; }

inline M32 operator<(F32 a, F32 b) { return {a.v < b.v}; }
inline M32 operator<=(F32 a, F32 b) { return {a.v <= b.v}; }
inline M32 operator>(F32 a, F32 b) { return {a.v > b.v}; }
inline M32 operator>=(F32 a, F32 b) { return {a.v >= b.v}; }
inline M32 operator==(F32 a, F32 b) { return {a.v == b.v}; }
inline M32 operator!=(F32 a, F32 b) { return {a.v != b.v}; }
inline M32 operator&(M32 a, M32 b) { return {a.v && b.v}; }
inline M32 operator|(M32 a, M32 b) { return {a.v || b.v}; }
inline M32 operator!(M32 a) { return {!a.v}; }
inline unsigned bit_mask(M32 a) { return a.v; }
inline F32 select(M32 m, F32 a, F32 b) { return {m.v ? a.v : b.v}; }

inline U32 to_bits(F32 a) { return {__builtin_bit_cast(uint32_t, a.v)}; }
inline F32 from_bits(U32 a) { return {__builtin_bit_cast(float, a.v)}; }
inline U32 operator-(U32 a, U32 b) { return {a.v - b.v}; }
template <int kCount>
inline U32 shift_left(U32 a) {
  return {a.v << kCount};
}
template <int kCount>
inline U32 shift_right(U32 a) {
  return {a.v >> kCount};
}
inline F32 bits_of_either(F32 a, F32 b) {
  return {__builtin_bit_cast(
      float, __builtin_bit_cast(uint32_t, a.v) | __builtin_bit_cast(uint32_t, b.v))};
}

inline F32 widen_bytes(const uint8_t* p) { return {float(*p)}; }
inline void store_bytes(uint8_t* p, M32 m) { *p = m.v; }
inline F32 narrow(const F64 (&a)[kParts]) { return {float(a[0].v)}; }
inline void widen(F64 (&out)[kParts], F32 a) { out[0] = {double(a.v)}; }
inline M32 narrow(const M64 (&m)[kParts]) { return {m[0].v}; }
inline void widen(M64 (&out)[kParts], M32 m) { out[0] = {m.v}; }

}  // namespace
}  // namespace myelin::MYELIN_TARGET

#include "simd/single/derived.inl"
