// The bodies of kernels/bits.h, compiled once per tier. Before it come the target's vector
// vocabulary, random/bernoulli.inl and one of bits/ones_*.inl, which defines
//
//   Bits               a vector of words with & | ^ + and shift_left
//   read(p) sum(a)     a vector from memory; the sum of its words
//   ones_of(a)         how many ones each word has
//   kCarryBlock        how many vectors are added bit by bit before ones_of: 16, 4, or 0
//   kByteBlocks        for how many of these blocks bytes can count, with ones_of_bytes, add_bytes
//                      and sum_bytes (together ones_of); 0: there are none of these
//   mask_of_bytes(p)   bit k is p[k] != 0, for 64 bytes
//   mask_of_lanes(p)   bit k is p[k] != 0, for 64 numbers that are 0 or -1
//   mask_of_group(a)   a GroupMask: the same of kGroup vectors of Lanes, as many as registers hold
//   upper_half(a, b)   of the products of 16-bit lanes, Lanes
#pragma once

#include "kernels/bits_fixed.inl"

namespace myelin::MYELIN_TARGET {
namespace {

inline constexpr size_t kBitWords = sizeof(Bits) / sizeof(uint64_t);

// Bit by bit, a + b + c = 2 * twos + result.
inline Bits add_bits(Bits& twos, Bits a, Bits b, Bits c) {
  const Bits either = a ^ b;
  twos = (a & b) | (either & c);
  return either ^ c;
}

// Harley and Seal: kCarryBlock vectors become one whose bits count so many each (Mula, Kurz &
// Lemire, "Faster population counts using AVX2 instructions", 2018).
struct CarrySave {
  static constexpr int kLevels = kCarryBlock == 16 ? 4 : 2;
  Bits level[kLevels], total;  // bits of level[k] count 2^k, words of total the whole block

  CarrySave() : total(read(kZeros)) {
    for (Bits& one : level) one = total;
  }

  template <int kLevel, class Fetch>
  Bits add(const Fetch& fetch, size_t k) {
    Bits carry;
    if constexpr (kLevel == 0) {
      level[0] = add_bits(carry, level[0], fetch(k), fetch(k + 1));
    } else {
      const Bits a = add<kLevel - 1>(fetch, k), b = add<kLevel - 1>(fetch, k + (1 << kLevel));
      level[kLevel] = add_bits(carry, level[kLevel], a, b);
    }
    return carry;
  }
  // Answers how many vectors it has added: a block, or as many as bytes can count.
  template <class Fetch, class Bytes = Bits>
  size_t some(Fetch& fetch, size_t n) {
    if constexpr (kByteBlocks > 1) {
      const size_t all = n >> kLevels, blocks = all < kByteBlocks ? all : kByteBlocks;
      Bytes bytes = read(kZeros);
#pragma GCC unroll 1
      for (size_t k = 0; k < blocks; ++k, fetch.advance(kCarryBlock)) {
        bytes = add_bytes(bytes, ones_of_bytes(add<kLevels - 1>(fetch, 0)));
      }
      total = total + sum_bytes(bytes);
      return blocks * kCarryBlock;
    }
    total = total + ones_of(add<kLevels - 1>(fetch, 0));
    fetch.advance(kCarryBlock);
    return kCarryBlock;
  }
  uint64_t result() const {
    uint64_t ones = sum(total);
    for (int k = kLevels; k-- > 0;) ones = 2 * ones + sum(ones_of(level[k]));
    return ones;
  }
  static constexpr uint64_t kZeros[8] = {};
};

// The ones of fetch(0) to fetch(n - 1).
template <class Fetch>
inline uint64_t count_vectors(Fetch fetch, size_t n) {
  uint64_t result = 0;
  if constexpr (kCarryBlock > 0) {
    if (n >= kCarryBlock) {
      CarrySave adder;
      // Not unrolled: V8 puts all loads of a block before everything else, and spills them.
#pragma GCC unroll 1
      while (n >= kCarryBlock) n -= adder.some(fetch, n);
      result = adder.result();
    }
  }
  Bits a = read(CarrySave::kZeros), b = a, c = a, d = a;
  if constexpr (kCarryBlock != 4) {
    for (; n >= 4; n -= 4, fetch.advance(4)) {
      a = a + ones_of(fetch(0));
      b = b + ones_of(fetch(1));
      c = c + ones_of(fetch(2));
      d = d + ones_of(fetch(3));
    }
  }
  for (; n > 0; --n, fetch.advance(1)) a = a + ones_of(fetch(0));
  return result + sum((a + b) + (c + d));
}

inline uint64_t ones_of_word(uint64_t a) {
  a -= a >> 1 & 0x5555555555555555;
  a = (a & 0x3333333333333333) + (a >> 2 & 0x3333333333333333);
  return ((a + (a >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101 >> 56;
}

struct JustA {
  template <class T>
  static T join(T a, T) {
    return a;
  }
};
struct AndBoth {
  template <class T>
  static T join(T a, T b) {
    return a & b;
  }
};
struct XorBoth {
  template <class T>
  static T join(T a, T b) {
    return a ^ b;
  }
};

template <class Join>
struct Pairs {
  const uint64_t *a, *b;
  Bits operator()(size_t k) const {
    return Join::join(read(a + k * kBitWords), read(b + k * kBitWords));
  }
  void advance(size_t vectors) { a += vectors * kBitWords, b += vectors * kBitWords; }
};

template <class Join>
inline uint64_t count_pair(const uint64_t* a, const uint64_t* b, size_t words) {
  const size_t n = words / kBitWords;
  uint64_t total = count_vectors(Pairs<Join>{a, b}, n);
  for (size_t w = n * kBitWords; w < words; ++w) total += ones_of_word(Join::join(a[w], b[w]));
  return total;
}

uint64_t popcount(const uint64_t* a, size_t words) { return count_pair<JustA>(a, a, words); }

// x is used from the first cache for every row; a row is contiguous, so one pass counts it.
template <class Join>
[[gnu::noinline]] void count_rows(uint64_t* counts, const uint64_t* weights, const uint64_t* x,
                                  size_t words, size_t rows) {
  for (size_t r = 0; r < rows; ++r) counts[r] = count_pair<Join>(weights + r * words, x, words);
}

uint64_t and_popcount(const uint64_t* a, const uint64_t* b, size_t words) {
  uint64_t ones;
  count_rows<AndBoth>(&ones, a, b, words, 1);
  return ones;
}
uint64_t xor_popcount(const uint64_t* a, const uint64_t* b, size_t words) {
  uint64_t ones;
  count_rows<XorBoth>(&ones, a, b, words, 1);
  return ones;
}

void pack(uint64_t* out, const uint8_t* bytes, size_t bits) {
  size_t w = 0;
  for (; 64 * w + 64 <= bits; ++w) out[w] = mask_of_bytes(bytes + 64 * w);
  if (64 * w >= bits) return;
  uint64_t last = 0;
  for (size_t k = 64 * w; k < bits; ++k) last |= uint64_t(bytes[k] != 0) << (k % 64);
  out[w] = last;
}

constexpr BitKernels make_bits(const char* name) {
  return {name, popcount,  and_popcount, xor_popcount, count_rows<AndBoth>, count_rows<XorBoth>,
          pack, bernoulli, fixed_lif,    fixed_run};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
