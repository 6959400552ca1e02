// Philox over vector lanes for WebAssembly: what lanes.inl does, with the same names, four times as
// fast. The widening multiplications of wasm take packed 32-bit words, so a vector holds the words
// of four blocks.
#pragma once

#include <wasm_simd128.h>

#include "random/philox.h"

namespace myelin::MYELIN_TARGET {
namespace {

// Four words of each kind: those of four blocks.
struct LaneBlock {
  v128_t w0, w1, w2, w3;
};

struct LaneProduct {
  v128_t low, high;
};

inline LaneProduct multiply_words(v128_t a, v128_t b) {
  const v128_t first = wasm_u64x2_extmul_low_u32x4(a, b);
  const v128_t last = wasm_u64x2_extmul_high_u32x4(a, b);
  return {wasm_i32x4_shuffle(first, last, 0, 2, 4, 6), wasm_i32x4_shuffle(first, last, 1, 3, 5, 7)};
}

// See uniform_lanes() in lanes.inl. `a` has its 27 bits in words 0 and 1, `b` its 26.
inline v128_t uniform_lanes(v128_t a, v128_t b) {
  const v128_t high = wasm_i32x4_shuffle(a, wasm_i32x4_const_splat(0x41800000), 0, 4, 1, 5);
  const v128_t low = wasm_i32x4_shuffle(b, wasm_i32x4_const_splat(0x3FE00000), 0, 4, 1, 5);
  return wasm_f64x2_add(wasm_f64x2_sub(high, wasm_f64x2_const_splat(0x1p25 + 0.5)), low);
}

inline void store_uniform_lanes(double* out, v128_t a, v128_t b) {
  wasm_v128_store(out, uniform_lanes(a, b));
  wasm_v128_store(out + 2,
                  uniform_lanes(wasm_i64x2_shuffle(a, a, 1, 1), wasm_i64x2_shuffle(b, b, 1, 1)));
}

class UniformLanes {
 public:
  static constexpr size_t kStored = 8, kStoredAt = 4, kStoredHalves = 32;

  UniformLanes(const RandomKey& key, uint64_t pair)
      : start_(fill_start(pair, key.site, key.step, key.key)) {
    uint32_t low = uint32_t(key.key), high = uint32_t(key.key >> 32);
    for (int round = 0; round < kPhiloxRounds; ++round) {
      k0_[round] = wasm_u32x4_splat(low);
      k1_[round] = wasm_u32x4_splat(high);
      low += kPhiloxWeyl0;
      high += kPhiloxWeyl1;
    }
  }

  template <size_t kChains>
  void store(double* out, uint64_t pair) const {
    LaneBlock blocks[kChains];
    run_from(pair, blocks);
#pragma clang loop unroll(full)
    for (const LaneBlock& w : blocks) {
      const v128_t a = wasm_u32x4_shr(w.w0, 5), b = wasm_u32x4_shr(w.w1, 6);
      const v128_t c = wasm_u32x4_shr(w.w2, 5), d = wasm_u32x4_shr(w.w3, 6);
      store_uniform_lanes(out, wasm_i32x4_shuffle(a, c, 0, 4, 1, 5),
                          wasm_i32x4_shuffle(b, d, 0, 4, 1, 5));
      store_uniform_lanes(out + 4, wasm_i32x4_shuffle(a, c, 2, 6, 3, 7),
                          wasm_i32x4_shuffle(b, d, 2, 6, 3, 7));
      out += kStored;
    }
  }

  template <size_t kChains>
  void store_halves(uint16_t* out, uint64_t block) const {
    LaneBlock blocks[kChains];
    run_from(block, blocks);
#pragma clang loop unroll(full)
    for (const LaneBlock& w : blocks) {
      const v128_t a = wasm_i32x4_shuffle(w.w0, w.w1, 0, 4, 1, 5);
      const v128_t b = wasm_i32x4_shuffle(w.w2, w.w3, 0, 4, 1, 5);
      const v128_t c = wasm_i32x4_shuffle(w.w0, w.w1, 2, 6, 3, 7);
      const v128_t d = wasm_i32x4_shuffle(w.w2, w.w3, 2, 6, 3, 7);
      wasm_v128_store(out, wasm_i64x2_shuffle(a, b, 0, 2));
      wasm_v128_store(out + 8, wasm_i64x2_shuffle(a, b, 1, 3));
      wasm_v128_store(out + 16, wasm_i64x2_shuffle(c, d, 0, 2));
      wasm_v128_store(out + 24, wasm_i64x2_shuffle(c, d, 1, 3));
      out += kStoredHalves;
    }
  }

  template <size_t kChains>
  void store_at(double* out, const int32_t* index) const {
    v128_t odd[kChains];
    LaneBlock blocks[kChains];
#pragma clang loop unroll(full)
    for (size_t c = 0; c < kChains; ++c) {
      const v128_t elements = wasm_v128_load(index + c * kStoredAt);
      odd[c] = wasm_i32x4_shr(wasm_i32x4_shl(elements, 31), 31);
      blocks[c] = begin(wasm_u32x4_shr(elements, 1));
    }
    run(blocks);
#pragma clang loop unroll(full)
    for (size_t c = 0; c < kChains; ++c) {
      const LaneBlock& w = blocks[c];
      store_uniform_lanes(out + c * kStoredAt,
                          wasm_u32x4_shr(wasm_v128_bitselect(w.w2, w.w0, odd[c]), 5),
                          wasm_u32x4_shr(wasm_v128_bitselect(w.w3, w.w1, odd[c]), 6));
    }
  }

 private:
  // See fill_start().
  LaneBlock begin(v128_t pairs) const {
    const v128_t* factors = multipliers_;
    asm volatile("" : "+r"(factors));
    const LaneProduct q = multiply_words(pairs, wasm_v128_load(factors));
    const v128_t word = wasm_v128_xor(q.high, wasm_u32x4_splat(start_.inner));
    const LaneProduct r = multiply_words(word, wasm_v128_load(factors + 1));
    return {wasm_v128_xor(r.high, wasm_u32x4_splat(start_.w0)), r.low,
            wasm_v128_xor(q.low, wasm_u32x4_splat(start_.w2)), wasm_u32x4_splat(start_.w3)};
  }

  template <size_t kChains>
  [[gnu::always_inline]] void run_from(uint64_t pair, LaneBlock (&blocks)[kChains]) const {
#pragma clang loop unroll(full)
    for (LaneBlock& block : blocks) {
      const v128_t first = wasm_u32x4_splat(uint32_t(pair));
      block = begin(wasm_i32x4_add(first, wasm_i32x4_const(0, 1, 2, 3)));
      pair += 4;
    }
    run(blocks);
  }

  // The factors come from memory that the compiler cannot see through: of a constant, LLVM would
  // extend first and then multiply 64 x 64 bits, for which processors have no instruction.
  template <size_t kChains>
  void run(LaneBlock (&blocks)[kChains]) const {
    for (int round = 2; round < kPhiloxRounds; ++round) {
      const v128_t* factors = multipliers_;
      asm volatile("" : "+r"(factors));
      const v128_t m0 = wasm_v128_load(factors), m1 = wasm_v128_load(factors + 1);
#pragma clang loop unroll(full)
      for (LaneBlock& c : blocks) {
        const LaneProduct p0 = multiply_words(c.w0, m0), p1 = multiply_words(c.w2, m1);
        c = {wasm_v128_xor(p1.high, wasm_v128_xor(c.w1, k0_[round])), p1.low,
             wasm_v128_xor(p0.high, wasm_v128_xor(c.w3, k1_[round])), p0.low};
      }
    }
  }

  v128_t k0_[kPhiloxRounds], k1_[kPhiloxRounds];
  v128_t multipliers_[2] = {wasm_u32x4_splat(kPhiloxMultiplier0),
                            wasm_u32x4_splat(kPhiloxMultiplier1)};
  PhiloxStart start_;
};

}  // namespace
}  // namespace myelin::MYELIN_TARGET
