// The uniform kernels. The body, compiled once per target; RandomKey is that of kernels/table.h.
#pragma once

#if defined(__wasm_simd128__)
#include "random/lanes_simd128.inl"
#else
#include "random/lanes.inl"
#endif

namespace myelin::MYELIN_TARGET {
namespace {

// Two chains: on all targets faster than one (by 20 to 30 %), and than four, which do not fit into
// the registers.
inline constexpr size_t kUniformChains = 2;

void uniform(double* out, RandomKey key, uint64_t first, size_t n) {
  if (n == 0) return;
  uint64_t pair = first >> 1;
  if (first & 1) {
    const PhiloxBlock w = philox(fill_counter(pair++, key.site, key.step), key.key);
    *out++ = uniform_from_words(w.w2, w.w3);
    --n;
  }
  if (pair >> 32 != (pair + n) >> 32) {  // lanes share the upper half
    for (size_t i = 0; i < n; ++i) {
      const PhiloxBlock w = philox(fill_counter(pair + i / 2, key.site, key.step), key.key);
      out[i] = i & 1 ? uniform_from_words(w.w2, w.w3) : uniform_from_words(w.w0, w.w1);
    }
    return;
  }
  const UniformLanes lanes(key, pair);
  constexpr size_t kOne = UniformLanes::kStored, kAll = kUniformChains * kOne;
  size_t i = 0;
  for (; i + kAll <= n; i += kAll) lanes.store<kUniformChains>(out + i, pair + i / 2);
  for (; i + kOne <= n; i += kOne) lanes.store<1>(out + i, pair + i / 2);
  if (i < n) {
    double rest[kOne];
    lanes.store<1>(rest, pair + i / 2);
    __builtin_memcpy(out + i, rest, (n - i) * sizeof(double));
  }
}

void uniform_at(double* out, RandomKey key, const int32_t* index, size_t n) {
  const UniformLanes lanes(key, 0);
  constexpr size_t kOne = UniformLanes::kStoredAt, kAll = kUniformChains * kOne;
  size_t i = 0;
  for (; i + kAll <= n; i += kAll) lanes.store_at<kUniformChains>(out + i, index + i);
  for (; i + kOne <= n; i += kOne) lanes.store_at<1>(out + i, index + i);
  if (i < n) {
    int32_t rest[kOne] = {};
    double values[kOne];
    __builtin_memcpy(rest, index + i, (n - i) * sizeof(int32_t));
    lanes.store_at<1>(values, rest);
    __builtin_memcpy(out + i, values, (n - i) * sizeof(double));
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
