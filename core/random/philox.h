// Philox 4x32-10: a counter-based generator. A block of four random words is a pure function of a
// 128-bit counter and a 64-bit key, so a number can be had for any element in any order.
//
// Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
//
// The functions have internal linkage: this header is compiled into files for different
// instruction sets, and the linker must not choose one of the copies for all of them.
#pragma once

#include <cstdint>

namespace myelin {

inline constexpr uint64_t kPhiloxMultiplier0 = 0xD2511F53, kPhiloxMultiplier1 = 0xCD9E8D57;
inline constexpr uint32_t kPhiloxWeyl0 = 0x9E3779B9, kPhiloxWeyl1 = 0xBB67AE85;
inline constexpr int kPhiloxRounds = 10;

// Four words: a counter, or what it is turned into.
struct PhiloxBlock {
  uint32_t w0, w1, w2, w3;
};

static constexpr PhiloxBlock philox(PhiloxBlock c, uint64_t key) noexcept {
  uint32_t k0 = uint32_t(key), k1 = uint32_t(key >> 32);
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const uint64_t p0 = kPhiloxMultiplier0 * c.w0, p1 = kPhiloxMultiplier1 * c.w2;
    c = {uint32_t(p1 >> 32) ^ c.w1 ^ k0, uint32_t(p1), uint32_t(p0 >> 32) ^ c.w3 ^ k1,
         uint32_t(p0)};
    k0 += kPhiloxWeyl0;
    k1 += kPhiloxWeyl1;
  }
  return c;
}

// Two words to a multiple of 2^-53 in [0, 1).
static constexpr double uniform_from_words(uint32_t a, uint32_t b) noexcept {
  return (double(a >> 5) * 0x1p26 + double(b >> 6)) * 0x1p-53;
}

// Which counter belongs to whom. Two kinds, told apart by the highest bit, never meet:
//
//   fill:    one number per element; elements 2 p and 2 p + 1 share the block of pair p
//            w0 = pair 0..31     w1 = pair 32..39, site 0..23    w2, w3 = step 0..62, 0
//   stream:  many words per element; block b holds words 4 b to 4 b + 3
//            w0 = b 0..31        w1 = element 0..31    w2, w3 = step 0..46, site 0..15, 1
//
// Sixteen bits per element are of the kind fill: elements 8 b to 8 b + 7 share the block of "pair"
// kHalves + b, whose pair no elements are. The lower half of w0 is the first's, its upper half the
// second's, and so on.
//
// Limits of fill: 2^40 elements, 2^24 sites, 2^63 steps. Limits of stream: 2^34 words,
// 2^32 elements, 2^47 steps (446 years at 0.1 ms), 2^16 sites.
inline constexpr uint64_t kHalves = uint64_t{1} << 39;

static constexpr PhiloxBlock fill_counter(uint64_t pair, uint32_t site, uint64_t step) noexcept {
  return {uint32_t(pair), uint32_t(pair >> 32) | site << 8, uint32_t(step),
          uint32_t(step >> 32) & 0x7FFFFFFF};
}

static constexpr PhiloxBlock stream_counter(uint32_t block, uint32_t element, uint32_t site,
                                            uint64_t step) noexcept {
  return {block, element, uint32_t(step),
          (uint32_t(step >> 32) & 0x7FFF) | (site & 0xFFFF) << 15 | 0x80000000};
}

// Of the first two rounds of fill_counter(pair, ...), what is the same for all pairs with the same
// upper half: half of the four multiplications. With q = multiplier 0 * lower half of the pair and
// r = multiplier 1 * (q >> 32 ^ inner), the words are r >> 32 ^ w0, r, q ^ w2 and w3.
struct PhiloxStart {
  uint32_t inner, w0, w2, w3;
};

static constexpr PhiloxStart fill_start(uint64_t pair, uint32_t site, uint64_t step,
                                        uint64_t key) noexcept {
  const PhiloxBlock c = fill_counter(pair, site, step);
  const uint32_t k0 = uint32_t(key), k1 = uint32_t(key >> 32);
  const uint64_t p1 = kPhiloxMultiplier1 * c.w2;
  const uint64_t p0 = kPhiloxMultiplier0 * (uint32_t(p1 >> 32) ^ c.w1 ^ k0);
  return {c.w3 ^ k1, uint32_t(p1) ^ (k0 + kPhiloxWeyl0), uint32_t(p0 >> 32) ^ (k1 + kPhiloxWeyl1),
          uint32_t(p0)};
}

}  // namespace myelin
