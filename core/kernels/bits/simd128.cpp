// The tier "simd128" of the kernels on packed bits.
#define MYELIN_TARGET bits_simd128

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/simd128.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_simd128.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_simd128;
const BitKernels kBits_simd128 = bits_simd128::make_bits("simd128");

}  // namespace myelin
