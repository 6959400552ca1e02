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

// For the few elements that lanes do not take.
[[gnu::noinline]] double uniform_one(const RandomKey& key, uint64_t element) {
  const PhiloxBlock w = philox(fill_counter(element >> 1, key.site, key.step), key.key);
  return element & 1 ? uniform_from_words(w.w2, w.w3) : uniform_from_words(w.w0, w.w1);
}

// Elements are taken one at a time up to an even one, and all where lanes do not share the upper
// half of the pair.
bool apart(uint64_t first, size_t n) { return first >> 33 != (first + 2 * n) >> 33; }

void uniform(double* out, RandomKey key, uint64_t first, size_t n) {
  const bool all = apart(first, n);
  for (; n > 0 && (all || (first & 1)); --n) *out++ = uniform_one(key, first++);
  const uint64_t pair = first >> 1;
  const UniformLanes lanes(key, pair);
  constexpr size_t kAll = kUniformChains * UniformLanes::kStored;
  size_t i = 0;
  for (; i + kAll <= n; i += kAll) lanes.store<kUniformChains>(out + i, pair + i / 2);
  if (i < n) {
    double rest[kAll];
    lanes.store<kUniformChains>(rest, pair + i / 2);
    __builtin_memcpy(out + i, rest, (n - i) * sizeof(double));
  }
}

void random_words(uint32_t* out, RandomKey key, uint64_t first, size_t n) {
  const bool all = apart(first, n);
  for (; n > 0 && (all || (first & 1)); --n, ++first) {
    const PhiloxBlock w = philox(fill_counter(first >> 1, key.site, key.step), key.key);
    *out++ = first & 1 ? w.w2 : w.w0;
  }
  const uint64_t pair = first >> 1;
  const UniformLanes lanes(key, pair);
  constexpr size_t kAll = kUniformChains * UniformLanes::kStored;
  size_t i = 0;
  for (; i + kAll <= n; i += kAll) lanes.store_words<kUniformChains>(out + i, pair + i / 2);
  if (i < n) {
    uint32_t rest[kAll];
    lanes.store_words<kUniformChains>(rest, pair + i / 2);
    __builtin_memcpy(out + i, rest, (n - i) * sizeof(uint32_t));
  }
}

void uniform_at(double* out, RandomKey key, const int32_t* index, size_t n) {
  const UniformLanes lanes(key, 0);
  constexpr size_t kAll = kUniformChains * UniformLanes::kStoredAt;
  size_t i = 0;
  for (; i + kAll <= n; i += kAll) lanes.store_at<kUniformChains>(out + i, index + i);
  if (i < n) {
    int32_t rest[kAll] = {};
    double values[kAll];
    __builtin_memcpy(rest, index + i, (n - i) * sizeof(int32_t));
    lanes.store_at<kUniformChains>(values, rest);
    __builtin_memcpy(out + i, values, (n - i) * sizeof(double));
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
