// The bodies of the four random kernels of kernels/table.h, compiled once per target. To be
// included after that header (for RandomKey and kPadding), the target's vector vocabulary and its
// math.
//
// The number of an element is a pure function of (key, site, step, element); the counters are laid
// out in random/philox.h.
#pragma once

#include "random/normal.inl"
#include "random/uniform.inl"

namespace myelin::MYELIN_TARGET {
namespace {

void normal(double* out, RandomKey key, uint64_t first, size_t n) {
  uniform(out, key, first, n);
  normal_from_uniform(out, n);
}

void normal_at(double* out, RandomKey key, const int32_t* index, size_t n) {
  uniform_at(out, key, index, n);
  normal_from_uniform(out, n);
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
