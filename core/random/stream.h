// A sequence of random numbers that belongs to one element, for whoever cannot say beforehand how
// many it needs (rejection methods, sampling without replacement).
#pragma once

#include <cstdint>

#include "random/philox.h"

namespace myelin {

// Cheap to make and to copy; two streams with equal arguments give equal numbers. Streams never
// meet each other, nor the numbers of the fill kernels; philox.h has the limits of the arguments.
class Stream {
 public:
  Stream(uint64_t key, uint32_t site, uint64_t step, uint32_t element) noexcept
      : key_(key), next_(stream_counter(0, element, site, step)) {}

  uint32_t word() noexcept {
    if (used_ == 4) {
      const PhiloxBlock block = philox(next_, key_);
      words_[0] = block.w0;
      words_[1] = block.w1;
      words_[2] = block.w2;
      words_[3] = block.w3;
      ++next_.w0;
      used_ = 0;
    }
    return words_[used_++];
  }

  // A multiple of 2^-53 in [0, 1).
  double uniform() noexcept {
    const uint32_t a = word(), b = word();
    return uniform_from_words(a, b);
  }

  // An integer in [0, bound), each equally likely; bound must not be 0.
  // Source: Lemire, "Fast random integer generation in an interval", 2019.
  uint32_t below(uint32_t bound) noexcept {
    uint64_t product = uint64_t{word()} * bound;
    if (uint32_t(product) < bound) {
      const uint32_t unfair = (0 - bound) % bound;  // 2^32 mod bound
      while (uint32_t(product) < unfair) product = uint64_t{word()} * bound;
    }
    return uint32_t(product >> 32);
  }

 private:
  uint64_t key_;
  PhiloxBlock next_;
  uint32_t words_[4] = {};
  uint32_t used_ = 4;
};

}  // namespace myelin
