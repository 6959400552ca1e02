// The tier "avx512bw" of the kernels on packed bits.
#define MYELIN_TARGET bits_avx512bw

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/avx512.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_avx512.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_avx512bw;
const BitKernels kBits_avx512bw = bits_avx512bw::make_bits("avx512bw");

}  // namespace myelin
