// The tier "avx2" of the kernels on packed bits.
#define MYELIN_TARGET bits_avx2

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/avx2.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_avx2.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_avx2;
const BitKernels kBits_avx2 = bits_avx2::make_bits("avx2");

}  // namespace myelin
