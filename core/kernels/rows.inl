// Adding the weights of rows of synapses to their targets.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

constexpr size_t kAheadOfPart = 8;  // parts that are fetched before their turn
constexpr uint32_t kLongPart = 64;  // synapses

// The first and the last line. Of long arrays the first four: then the processor knows the way.
// Always inline: GCC 12 leaves out calls of what does nothing but fetch.
template <class E>
[[gnu::always_inline]] inline void fetch(const E* from, uint32_t count) {
  const uintptr_t first = reinterpret_cast<uintptr_t>(from);  // of an empty part it may be 0
  const auto at = [](uintptr_t address) { return reinterpret_cast<const void*>(address); };
  __builtin_prefetch(at(first));
  __builtin_prefetch(at(first + count * sizeof(E) - 1));
  if (count <= kLongPart) return;
  for (size_t line = 1; line < 4; ++line) __builtin_prefetch(at(first + 64 * line));
}

// Four places are read at once: what is bound here are loads and stores.
template <class T>
inline void add_one(T* target, const uint16_t* places, T value, size_t n) {
  size_t k = 0;
  for (; k + 4 <= n; k += 4) {
    uint64_t four;
    __builtin_memcpy(&four, places + k, sizeof four);
    target[four & 0xffff] += value;
    target[four >> 16 & 0xffff] += value;
    target[four >> 32 & 0xffff] += value;
    target[four >> 48] += value;
  }
  for (; k < n; ++k) target[places[k]] += value;
}

// The only value of all synapses, in place of the type of their weights.
struct OneWeight {};

// One after another: a target that occurs again must see the sum so far.
template <class T, class W>
void add_rows(const RowAdd& all) noexcept {
  constexpr bool kOne = __is_same(W, OneWeight);
  const W* const weights = static_cast<const W*>(all.weights);
  const auto fetch_part = [&](size_t k) __attribute__((always_inline)) {
    if (k >= all.count) return;
    const RowPart next = all.parts[k];
    fetch(all.places + next.begin, next.count);
    if (!kOne && !all.order) fetch(weights + next.begin, next.count);
  };
  for (size_t k = 0; k < kAheadOfPart; ++k) fetch_part(k);
  for (size_t k = 0; k < all.count; ++k) {
    fetch_part(k + kAheadOfPart);
    const RowPart part = all.parts[k];
    T* const target = static_cast<T*>(all.target) + part.base;
    const uint16_t* const places = all.places + part.begin;
    if constexpr (kOne) {
      add_one(target, places, T(all.value), part.count);
    } else if (all.order) {
      const int32_t* const order = all.order + part.begin;
      for (size_t i = 0; i < part.count; ++i) target[places[i]] += T(weights[order[i]]);
    } else {
      const W* const own = weights + part.begin;
      for (size_t i = 0; i < part.count; ++i) target[places[i]] += T(own[i]);
    }
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
