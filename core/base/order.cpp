#include "base/order.h"

#include <numeric>
#include <utility>

namespace myelin {

// One stable pass of counting for each byte, from the lowest.
void sort_by(std::vector<int32_t>& indices, const void* keys, size_t size) {
  if (indices.empty()) return;
  const auto* bytes = static_cast<const uint8_t*>(keys);
  std::vector<int32_t> sorted(indices.size());
  for (size_t byte = 0; byte < size; ++byte) {
    const auto digit = [&](int32_t index) {
      return bytes ? bytes[size_t(index) * size + byte] : uint8_t(uint32_t(index) >> 8 * byte);
    };
    size_t places[256] = {};
    for (const int32_t index : indices) ++places[digit(index)];
    if (places[digit(indices[0])] == indices.size()) continue;
    size_t next = 0;
    for (size_t& place : places) next += std::exchange(place, next);
    for (const int32_t index : indices) sorted[places[digit(index)]++] = index;
    indices.swap(sorted);
  }
}

std::vector<int32_t> count_up(size_t count) {
  std::vector<int32_t> indices(count);
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

std::vector<int32_t> order_of_pairs(Span<const int32_t> i, Span<const int32_t> j) {
  std::vector<int32_t> order = count_up(i.size);
  sort_by(order, j);
  sort_by(order, i);
  return order;
}

}  // namespace myelin
