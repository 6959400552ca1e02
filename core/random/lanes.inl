// Philox over vector lanes: the integer half of the random kernels. To be included after
// kernels/table.h (for RandomKey) and the target's vector vocabulary.
//
// A U64 lane holds one 32-bit word of a block in its lower half; the upper half is left to hold
// anything, because the one instruction that matters, the multiplication 32 x 32 -> 64, does not
// look at it. So a round needs no masks and no shuffles: two multiplications, two shifts and four
// exclusive ors.
#pragma once

#include "random/philox.h"

namespace myelin::MYELIN_TARGET {
namespace {

struct LaneBlock {
  U64 w0, w1, w2, w3;
};

// Two words to a uniform number, as uniform_from_words() does it: 27 bits of `a` and 26 of `b` are
// put into the fractions of doubles with the right exponent. Every step is exact:
//   (2^25 + a 2^-27) - (2^25 + 1/2) + (1/2 + b 2^-53)
inline F64 uniform_lanes(U64 a, U64 b) {
  const U64 high = shift_right<37>(shift_left<32>(a)) | splat_bits(0x4180000000000000);
  const U64 low = shift_right<38>(shift_left<32>(b)) | splat_bits(0x3FE0000000000000);
  return (from_bits(high) - splat(0x1p25 + 0.5)) + from_bits(low);
}

// Lane l of a vector of pairs holds this pair, counted from the first: 0 4 1 5 2 6 3 7 of eight.
inline U64 lane_pairs() {
  uint64_t pair[F64::kLanes];
  for (size_t l = 0; l < F64::kLanes; ++l) pair[l] = (l & 1) * (F64::kLanes / 2) + l / 2;
  return load_bits(pair);
}

// Writes even[0], odd[0], even[1], odd[1], ... of lanes that are numbered as lane_pairs() says:
// only shuffles that stay within 128 bits are needed then.
template <class Vector>
inline void store_interleaved(double* out, Vector even, Vector odd) {
  Vector low = even, high = odd;
  if constexpr (sizeof(Vector) == 64) {
    low = __builtin_shufflevector(even, odd, 0, 8, 2, 10, 4, 12, 6, 14);
    high = __builtin_shufflevector(even, odd, 1, 9, 3, 11, 5, 13, 7, 15);
  } else if constexpr (sizeof(Vector) == 32) {
    low = __builtin_shufflevector(even, odd, 0, 4, 2, 6);
    high = __builtin_shufflevector(even, odd, 1, 5, 3, 7);
  } else if constexpr (sizeof(Vector) == 16) {
    low = __builtin_shufflevector(even, odd, 0, 2);
    high = __builtin_shufflevector(even, odd, 1, 3);
  }
  __builtin_memcpy(out, &low, sizeof low);
  __builtin_memcpy(out + F64::kLanes, &high, sizeof high);
}

inline void store_interleaved(double* out, F64 even, F64 odd) {
  typedef double Vector __attribute__((vector_size(sizeof(F64))));
  store_interleaved(out, __builtin_bit_cast(Vector, even), __builtin_bit_cast(Vector, odd));
}

// The numbers of one RandomKey. kChains vectors are worked on at once, because the instructions of
// a round wait for each other.
class UniformLanes {
 public:
  // What one chain writes.
  static constexpr size_t kStored = 2 * F64::kLanes, kStoredAt = F64::kLanes;
  static constexpr size_t kStoredHalves = 8 * F64::kLanes;

  // For pairs with the upper half of this one.
  UniformLanes(const RandomKey& key, uint64_t pair) {
    uint32_t low = uint32_t(key.key), high = uint32_t(key.key >> 32);
    for (int round = 0; round < kPhiloxRounds; ++round) {
      k0_[round] = splat_bits(low);
      k1_[round] = splat_bits(high);
      low += kPhiloxWeyl0;
      high += kPhiloxWeyl1;
    }
    const PhiloxStart start = fill_start(pair, key.site, key.step, key.key);
    inner_ = splat_bits(start.inner);
    w0_ = splat_bits(start.w0);
    w2_ = splat_bits(start.w2);
    w3_ = splat_bits(start.w3);
  }

  // Both elements of each pair from `pair` on.
  template <size_t kChains>
  void store(double* out, uint64_t pair) const {
    const U64 lanes = lane_pairs();
    LaneBlock blocks[kChains];
    for (LaneBlock& block : blocks) {
      block = begin(splat_bits(pair) + lanes);
      pair += F64::kLanes;
    }
    run(blocks);
    for (const LaneBlock& w : blocks) {
      store_interleaved(out, uniform_lanes(w.w0, w.w1), uniform_lanes(w.w2, w.w3));
      out += kStored;
    }
  }

  // The eight 16-bit numbers of each block from `block` on.
  template <size_t kChains>
  void store_halves(uint16_t* out, uint64_t block) const {
    const U64 lanes = lane_pairs();
    LaneBlock blocks[kChains];
    for (LaneBlock& w : blocks) {
      w = begin(splat_bits(block) + lanes);
      block += F64::kLanes;
    }
    run(blocks);
    const U64 low = splat_bits(0xFFFFFFFF);
    for (const LaneBlock& w : blocks) {
      double words[kStored];
      store_interleaved(words, from_bits((w.w0 & low) | shift_left<32>(w.w1)),
                        from_bits((w.w2 & low) | shift_left<32>(w.w3)));
      __builtin_memcpy(out, words, sizeof words);
      out += kStoredHalves;
    }
  }

  // The listed elements. Half of each block is thrown away: they need not be neighbours.
  template <size_t kChains>
  void store_at(double* out, const int32_t* index) const {
    U64 odd[kChains];
    LaneBlock blocks[kChains];
    for (size_t c = 0; c < kChains; ++c) {
      // Adding 2^52 leaves an integer in the low bits of the double.
      const U64 elements = to_bits(widen_i32(index + c * kStoredAt) + splat(0x1p52));
      odd[c] = splat_bits(0) - (elements & splat_bits(1));
      blocks[c] = begin(shift_right<33>(shift_left<32>(elements)));
    }
    run(blocks);
    for (size_t c = 0; c < kChains; ++c) {
      const LaneBlock& w = blocks[c];
      const U64 a = w.w0 ^ ((w.w0 ^ w.w2) & odd[c]), b = w.w1 ^ ((w.w1 ^ w.w3) & odd[c]);
      myelin::MYELIN_TARGET::store(out + c * kStoredAt, uniform_lanes(a, b));
    }
  }

 private:
  // See fill_start().
  LaneBlock begin(U64 pairs) const {
    const U64 q = multiply_low32(pairs, splat_bits(kPhiloxMultiplier0));
    const U64 r = multiply_low32(shift_right<32>(q) ^ inner_, splat_bits(kPhiloxMultiplier1));
    return {shift_right<32>(r) ^ w0_, r, q ^ w2_, w3_};
  }

  // The other rounds of philox() of philox.h in every lane.
  template <size_t kChains>
  void run(LaneBlock (&blocks)[kChains]) const {
    const U64 m0 = splat_bits(kPhiloxMultiplier0), m1 = splat_bits(kPhiloxMultiplier1);
    for (int round = 2; round < kPhiloxRounds; ++round) {
      for (LaneBlock& c : blocks) {
        const U64 p0 = multiply_low32(c.w0, m0), p1 = multiply_low32(c.w2, m1);
        c = {shift_right<32>(p1) ^ (c.w1 ^ k0_[round]), p1,
             shift_right<32>(p0) ^ (c.w3 ^ k1_[round]), p0};
      }
    }
  }

  U64 k0_[kPhiloxRounds], k1_[kPhiloxRounds];
  U64 inner_, w0_, w2_, w3_;
};

}  // namespace
}  // namespace myelin::MYELIN_TARGET
