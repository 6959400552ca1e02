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
  for (size_t i = 0; i < n; i += kAll) {
    double rest[kAll];
    const bool whole = i + kAll <= n;
    lanes.store<kUniformChains>(whole ? out + i : rest, pair + i / 2);
    if (!whole) __builtin_memcpy(out + i, rest, (n - i) * sizeof(double));
  }
}

void uniform_at(double* out, RandomKey key, const int32_t* index, size_t n) {
  const UniformLanes lanes(key, 0);
  constexpr size_t kAll = kUniformChains * UniformLanes::kStoredAt;
  for (size_t i = 0; i < n; i += kAll) {
    int32_t rest[kAll];
    double values[kAll];
    const bool whole = i + kAll <= n;
    if (!whole) {
      __builtin_memset(rest, 0, sizeof rest);
      __builtin_memcpy(rest, index + i, (n - i) * sizeof(int32_t));
    }
    lanes.store_at<kUniformChains>(whole ? out + i : values, whole ? index + i : rest);
    if (!whole) __builtin_memcpy(out + i, values, (n - i) * sizeof(double));
  }
}

// Of the elements from `first` to the end of its block, as many as n; answers how many.
[[gnu::noinline]] size_t random_halves_one(uint16_t* out, const RandomKey& key, uint64_t first,
                                           size_t n) {
  const PhiloxBlock w = philox(fill_counter(kHalves + (first >> 3), key.site, key.step), key.key);
  const uint32_t words[] = {w.w0, w.w1, w.w2, w.w3};
  size_t k = 0;
  for (; k < n && (k == 0 || (first & 7)); ++k, ++first) {
    out[k] = uint16_t(words[first >> 1 & 3] >> (first & 1) * 16);
  }
  return k;
}

void random_halves(uint16_t* out, RandomKey key, uint64_t first, size_t n) {
  const bool all = first >> 35 != (first + n) >> 35;
  while (n > 0 && (all || (first & 7))) {
    const size_t done = random_halves_one(out, key, first, n);
    out += done;
    first += done;
    n -= done;
  }
  const uint64_t block = kHalves + (first >> 3);
  const UniformLanes lanes(key, block);
  constexpr size_t kAll = kUniformChains * UniformLanes::kStoredHalves;
  for (size_t i = 0; i < n; i += kAll) {
    uint16_t rest[kAll];
    const bool whole = i + kAll <= n;
    lanes.store_halves<kUniformChains>(whole ? out + i : rest, block + i / 8);
    if (!whole) __builtin_memcpy(out + i, rest, (n - i) * sizeof(uint16_t));
  }
}

// Lists are mostly runs of neighbours, which share blocks.
void random_halves_at(uint16_t* out, RandomKey key, const int32_t* index, size_t n) {
  uint16_t halves[8];
  int32_t block = -1;
  for (size_t k = 0; k < n; ++k) {
    if (index[k] >> 3 != block) {
      block = index[k] >> 3;
      random_halves_one(halves, key, uint64_t(block) << 3, 8);
    }
    out[k] = halves[index[k] & 7];
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
