// Orders of elements by keys, in linear time. One piece of machine code serves all keys: std::sort
// would be compiled for each kind, 3 kB a time in the wasm build.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/span.h"

namespace myelin {

// Sorts indices by the keys they point to; those with equal keys keep their order. Keys are stored
// as `size` bytes each, lowest byte first; without keys, the indices themselves are sorted. Neither
// keys nor indices are negative.
void sort_by(std::vector<int32_t>& indices, const void* keys, size_t size);

template <class T>
void sort_by(std::vector<int32_t>& indices, Span<const T> keys) {
  static_assert(std::is_integral_v<T>);
  sort_by(indices, keys.data, sizeof(T));
}
inline void sort(std::vector<int32_t>& indices) { sort_by(indices, nullptr, sizeof(int32_t)); }

// 0, 1 ... count - 1, to be sorted.
std::vector<int32_t> count_up(size_t count);
// The indices of the pairs (i, j), sorted by i, then j, then index.
std::vector<int32_t> order_of_pairs(Span<const int32_t> i, Span<const int32_t> j);

}  // namespace myelin
