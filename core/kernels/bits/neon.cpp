// The tier "neon" of the kernels on packed bits.
#define MYELIN_TARGET bits_neon

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/neon.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_neon.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_neon;
const BitKernels kBits_neon = bits_neon::make_bits("neon");

}  // namespace myelin
