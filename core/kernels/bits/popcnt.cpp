// The tier "popcnt" of the kernels on packed bits.
#define MYELIN_TARGET bits_popcnt

// In this order: each needs what is above it.
// clang-format off
#include "kernels/bits.h"
#include "simd/sse41.h"
#include "random/bernoulli.inl"
#include "kernels/bits/ones_word.inl"
#include "kernels/bits.inl"
// clang-format on

namespace myelin {

extern const BitKernels kBits_popcnt;
const BitKernels kBits_popcnt = bits_popcnt::make_bits("popcnt");

}  // namespace myelin
