#include "equations/target_rows.h"

#include <algorithm>
#include <numeric>

namespace myelin::equations {
namespace {

constexpr int64_t kMostTargets = 65536;
constexpr int64_t kCachedTargets = 4096;  // their doubles fit the first-level cache
constexpr double kWorthBlock = 96;        // synapses of a row for which a block is worth a visit

}  // namespace

TargetBlocks::TargetBlocks(int64_t targets, double synapses_per_row) {
  targets = std::max<int64_t>(targets, 1);
  const auto size_of = [&](int64_t blocks) {
    return ((targets + blocks - 1) / blocks + 7) / 8 * 8;  // whole cache lines of doubles
  };
  int64_t blocks = 1;
  while (size_of(blocks) > kMostTargets) blocks *= 2;
  while (size_of(blocks) > kCachedTargets && synapses_per_row / double(blocks * 2) >= kWorthBlock) {
    blocks *= 2;
  }
  size = uint32_t(size_of(blocks));
  count = uint32_t((targets + size - 1) / size);
}

size_t TargetRows::part_of(uint64_t synapse) const {
  return size_t(std::upper_bound(first.begin(), first.end(), synapse) - first.begin()) - 1;
}

bool in_row_order(Span<const int32_t> i, Span<const int32_t> j) {
  for (size_t k = 1; k < i.size; ++k) {
    if (i[k] < i[k - 1] || (i[k] == i[k - 1] && j[k] < j[k - 1])) return false;
  }
  return true;
}

TargetRows rows_of_pairs(Span<const int32_t> i, Span<const int32_t> j, int64_t sources,
                         int64_t targets) {
  TargetRows made;
  made.blocks = TargetBlocks(targets, double(i.size) / double(std::max<int64_t>(sources, 1)));
  made.first.assign(size_t(sources) * made.blocks.count + 1, 0);
  made.places.resize(i.size);
  for (size_t k = 0; k < i.size; ++k) {
    ++made.first[size_t(i[k]) * made.blocks.count + made.blocks.of(j[k]) + 1];
    made.places[k] = made.blocks.place(j[k]);
  }
  std::partial_sum(made.first.begin(), made.first.end(), made.first.begin());
  return made;
}

}  // namespace myelin::equations
