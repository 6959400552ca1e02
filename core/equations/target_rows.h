// Rows of synapses, two bytes for each: its target's place in a block of at most 65,536 targets.
//
//              block 0      block 1
//   row 0    | 3 17 20    | 4          the places of a row's synapses, block after block
//   row 1    | 3          | 1 1 9
//
// A row is what spikes of one neuron reach, or a part of that with one delay. Blocks are also what
// threads share out: different blocks are different targets.
#pragma once

#include <cstdint>
#include <vector>

#include "base/span.h"

namespace myelin::equations {

struct TargetBlocks {
  uint32_t count = 1, size = 1;  // size: of every block but the last one

  TargetBlocks() = default;
  // As many as 16 bits need, and more where rows are long: a block's sums then stay in the
  // first-level cache.
  TargetBlocks(int64_t targets, double synapses_per_row);
  uint32_t of(int32_t target) const { return count == 1 ? 0 : uint32_t(target) / size; }
  uint16_t place(int32_t target) const { return uint16_t(uint32_t(target) - of(target) * size); }
};

class TargetRows {
 public:
  TargetBlocks blocks;
  // Of row r and block b: [first[r * blocks.count + b], first[r * blocks.count + b + 1]).
  std::vector<uint32_t> first{0};
  std::vector<uint16_t> places;

  uint32_t rows() const { return uint32_t((first.size() - 1) / blocks.count); }
  uint32_t begin(uint32_t row) const { return first[size_t(row) * blocks.count]; }
  uint32_t size() const { return uint32_t(places.size()); }
  uint64_t bytes() const {
    return first.capacity() * sizeof(uint32_t) + places.capacity() * sizeof(uint16_t);
  }

  // Calls use(row, target) for synapses [begin, begin + count) in their order.
  template <class Use>
  void each(uint64_t begin, uint64_t count, const Use& use) const {
    for (size_t part = part_of(begin); count > 0; ++part) {
      const int32_t row = int32_t(part / blocks.count);
      const int32_t base = int32_t(part % blocks.count * blocks.size);
      for (; begin < first[part + 1] && count > 0; ++begin, --count) {
        use(row, base + int32_t(places[begin]));
      }
    }
  }

 private:
  // The last row and block that begins there or before.
  size_t part_of(uint64_t synapse) const;
};

// One row for each source, of pairs in row order.
TargetRows rows_of_pairs(Span<const int32_t> i, Span<const int32_t> j, int64_t sources,
                         int64_t targets);
// Whether sources ascend, and targets within each.
bool in_row_order(Span<const int32_t> i, Span<const int32_t> j);

}  // namespace myelin::equations
