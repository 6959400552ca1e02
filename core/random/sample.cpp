#include "random/sample.h"

#include <bit>
#include <cassert>

#include "base/order.h"

namespace myelin {
namespace {

// A set of integers below `population`, one bit for each.
class BitSet {
 public:
  explicit BitSet(int32_t population) : bits_(size_t(population) / 64 + 1) {}

  bool insert(uint32_t value) {
    uint64_t& word = bits_[value / 64];
    const uint64_t bit = uint64_t{1} << value % 64;
    const bool is_new = (word & bit) == 0;
    word |= bit;
    return is_new;
  }

  void invert(int32_t population) {
    for (uint64_t& word : bits_) word = ~word;
    bits_.back() &= (uint64_t{1} << population % 64) - 1;
  }

  std::vector<int32_t> sorted(int32_t count) const {
    std::vector<int32_t> values;
    values.reserve(size_t(count));
    for (size_t w = 0; w < bits_.size(); ++w) {
      for (uint64_t rest = bits_[w]; rest != 0; rest &= rest - 1) {
        values.push_back(int32_t(w * 64) + std::countr_zero(rest));
      }
    }
    return values;
  }

 private:
  std::vector<uint64_t> bits_;
};

// A set of few integers: open addressing, at most half full.
class HashSet {
 public:
  explicit HashSet(int32_t count)
      : shift_(32 - std::bit_width(uint32_t(count) * 2)), slots_(size_t{1} << (32 - shift_), -1) {}

  bool insert(uint32_t value) {
    size_t slot = uint32_t(value * 0x9E3779B9u) >> shift_;  // multiplicative hash: Knuth, 6.4
    while (slots_[slot] != -1) {
      if (slots_[slot] == int32_t(value)) return false;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = int32_t(value);
    return true;
  }

  std::vector<int32_t> sorted() const {
    std::vector<int32_t> values;
    for (int32_t value : slots_) {
      if (value != -1) values.push_back(value);
    }
    sort(values);
    return values;
  }

 private:
  int shift_;
  std::vector<int32_t> slots_;
};

// Floyd's algorithm: Bentley & Floyd, "A sample of brilliance", CACM 30 (1987).
template <class Set>
void insert_sample(Stream& stream, int32_t population, int32_t count, Set& set) {
  for (int32_t last = population - count; last < population; ++last) {
    if (!set.insert(stream.below(uint32_t(last) + 1))) set.insert(uint32_t(last));
  }
}

}  // namespace

std::vector<int32_t> sample_distinct(Stream& stream, int32_t population, int32_t count) {
  assert(0 <= count && count <= population);
  if (count == 0) return {};
  // Bits while they take no more room than the answer.
  if (population / 32 <= count) {
    BitSet set(population);
    const bool most = count > population / 2;  // then choose those left out
    insert_sample(stream, population, most ? population - count : count, set);
    if (most) set.invert(population);
    return set.sorted(count);
  }
  HashSet set(count);
  insert_sample(stream, population, count, set);
  return set.sorted();
}

}  // namespace myelin
