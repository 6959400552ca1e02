// The tier "portable" of the kernels on packed bits.
#define MYELIN_TARGET bits_portable

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/scalar.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_word.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_portable;
const BitKernels kBits_portable = bits_portable::make_bits("portable");

}  // namespace myelin
