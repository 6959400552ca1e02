// Bernoulli bits: xoshiro256++, one generator for each stream, the streams of a block side by side
// in vector lanes. To be included after kernels/bits.h and the target's vector vocabulary.
//
// The state of a stream's generator is two Philox blocks of (key, site, step, stream), so its bits
// are a function of these and the probability alone, whatever stands beside it. Every word takes
// kFoldedDigits random words r, folded along the binary digits of p from the last to the first:
//
//   digit 1: bits = bits | r     digit 0: bits = bits & r
//
// With open = r ^ digit both are: where open, bits stay, elsewhere they are the digit. So for
// x = bits ^ digit, x = x & open: two operations, and one more to change to the next digit's x.
//
// A bit is undecided when every r differs from its digit, one in 2^kFoldedDigits: it compares the
// remaining digits of p with a mixture of the generator's state and its own place.
//
// Sources: Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2021; the mixture
// is the finalizer of SplitMix64 (Steele, Lea & Flood 2014).
#pragma once

#include "random/philox.h"

namespace myelin::MYELIN_TARGET {
namespace {

template <int kCount>
inline U64 rotate(U64 a) {
  return shift_left<kCount>(a) | shift_right<64 - kCount>(a);
}

inline uint64_t mixed(uint64_t z) {
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

struct BernoulliLanes {
  static constexpr size_t kLanes = F64::kLanes;

  U64 s0, s1, s2, s3;
  U64 digits[kFoldedDigits];  // all ones or zeros, the last digit first
  U64 turns[kFoldedDigits];   // digits ^ the ones before them
  uint64_t rest[kLanes];      // the digits that are not folded, as a 64-bit threshold
  bool any_rest = false;

  // Streams `first` to `first + count - 1`, count <= kLanes; other lanes repeat the first.
  BernoulliLanes(const BernoulliArgs& args, size_t at, size_t count) {
    uint64_t p[kLanes], streams[kLanes];
    for (size_t l = 0; l < kLanes; ++l) {
      const size_t i = at + (l < count ? l : 0);
      streams[l] = args.first + i;
      p[l] = args.thresholds[i];
      rest[l] = p[l] << (64 - kBernoulliBits + kFoldedDigits);
      if (p[l] >= kBernoulliOne) rest[l] = ~uint64_t(0);
      any_rest |= rest[l] != 0;
    }
    seed(args.key, load_bits(streams), 0, s0, s1);
    seed(args.key, load_bits(streams), 1, s2, s3);
    // 1 becomes the largest number below it, whose digits are all ones.
    const U64 threshold = load_bits(p), zero = splat_bits(0);
    U64 left = shift_left<64 - kBernoulliBits>(threshold - shift_right<kBernoulliBits>(threshold));
    for (int d = kFoldedDigits; d-- > 0; left = left + left) {
      digits[d] = zero - shift_right<63>(left);
    }
    for (int d = 0; d < kFoldedDigits; ++d) {
      turns[d] = d ? digits[d] ^ digits[d - 1] : digits[d];
    }
  }

  // The four words of philox(stream_counter(block, stream, ...)) in every lane; a lane's upper half
  // may hold anything until the end (see random/lanes.inl).
  static void seed(const RandomKey& key, U64 streams, uint32_t block, U64& low, U64& high) {
    const PhiloxBlock base = stream_counter(block, 0, key.site, key.step);
    U64 w0 = splat_bits(base.w0), w1 = streams, w2 = splat_bits(base.w2), w3 = splat_bits(base.w3);
    uint32_t k0 = uint32_t(key.key), k1 = uint32_t(key.key >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < kPhiloxRounds; ++round) {
      const U64 p0 = multiply_low32(w0, splat_bits(kPhiloxMultiplier0));
      const U64 p1 = multiply_low32(w2, splat_bits(kPhiloxMultiplier1));
      w0 = shift_right<32>(p1) ^ w1 ^ splat_bits(k0);
      w2 = shift_right<32>(p0) ^ w3 ^ splat_bits(k1);
      w1 = p1;
      w3 = p0;
      k0 += kPhiloxWeyl0;
      k1 += kPhiloxWeyl1;
    }
    low = shift_left<32>(w1) | shift_right<32>(shift_left<32>(w0));
    high = shift_left<32>(w3) | shift_right<32>(shift_left<32>(w2));
  }

  U64 next() {
    const U64 result = rotate<23>(s0 + s3) + s0;
    const U64 t = shift_left<17>(s1);
    s2 = s2 ^ s0;
    s3 = s3 ^ s1;
    s1 = s1 ^ s2;
    s0 = s0 ^ s3;
    s2 = s2 ^ t;
    s3 = rotate<45>(s3);
    return result;
  }

  // One word of each stream to out[0], out[stride], ...
  void word(uint64_t* out, size_t stride, size_t count) {
    U64 x = splat_bits(0), undecided = splat_bits(~uint64_t(0));
    // Unrolled as a whole it does not fit the registers.
#pragma GCC unroll 5
    for (int d = 0; d < kFoldedDigits; ++d) {
      const U64 open = next() ^ digits[d];
      x = (x ^ turns[d]) & open;
      undecided = undecided & open;
    }
    uint64_t words[kLanes], left[kLanes], salt[kLanes];
    store_bits(words, x ^ digits[kFoldedDigits - 1]);
    for (size_t l = 0; l < count; ++l) out[l * stride] = words[l];
    if (!any_rest) return;
    store_bits(left, undecided);
    store_bits(salt, s1);
    for (size_t l = 0; l < count; ++l) {
      if (left[l]) out[l * stride] |= settle(left[l], salt[l], rest[l]);
    }
  }

  static uint64_t settle(uint64_t undecided, uint64_t salt, uint64_t rest) {
    if (rest == ~uint64_t(0)) return undecided;
    uint64_t ones = 0;
    for (; undecided; undecided &= undecided - 1) {
      const uint64_t place = uint64_t(__builtin_ctzll(undecided)) + 1;
      if (mixed(salt + place * 0x9E3779B97F4A7C15) < rest) ones |= undecided & (0 - undecided);
    }
    return ones;
  }
};

void bernoulli(const BernoulliArgs& args) {
  constexpr size_t kLanes = F64::kLanes;
  for (size_t i = 0; i < args.streams; i += kLanes) {
    const size_t count = args.streams - i < kLanes ? args.streams - i : kLanes;
    BernoulliLanes lanes(args, i, count);
    uint64_t* const out = args.out + i * args.stride;
    for (size_t w = 0; w < args.words; ++w) lanes.word(out + w, args.stride, count);
  }
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
