// The tier "avx512-vpopcntdq" of the kernels on packed bits.
#define MYELIN_TARGET bits_vpopcntdq

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/avx512.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_avx512.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_vpopcntdq;
const BitKernels kBits_vpopcntdq = bits_vpopcntdq::make_bits("avx512-vpopcntdq");

}  // namespace myelin
