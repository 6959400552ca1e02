// Kernels on packed bits: one row of function pointers for each tier.
//
// Word w, bit k of a stream is its bit 64 w + k; the tail of the last word is 0. A tier is finer
// than a row of kernels/table.h, because counting ones has instructions of its own:
//
//   portable            additions within a word
//   popcnt              one instruction for each word
//   avx2                Harley-Seal: carry-save adders, a look-up for every sixteenth vector
//   avx512bw            look-up in a vector of 64 bytes
//   avx512-vpopcntdq    one instruction for eight words
//   neon, simd128       ones of each byte, added in pairs
//
// All tiers give the same bits. Pointers need no alignment; nothing beyond what is asked is
// touched.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/table.h"

namespace myelin {

enum class Logic : uint8_t { and_, or_, xor_, xnor, and_not };

// Which random bits: (key, site, step) as in RandomKey; `first` is the first stream.
struct BernoulliArgs {
  RandomKey key;
  uint32_t first = 0;
  size_t streams = 0, words = 0;
  const uint64_t* thresholds = nullptr;  // p * 2^kBernoulliBits for each stream
  uint64_t* out = nullptr;               // [stream][word], rows `stride` words apart
  size_t stride = 0;
};
// A probability is a multiple of 2^-kBernoulliBits.
inline constexpr int kBernoulliBits = 40;
inline constexpr uint64_t kBernoulliOne = uint64_t(1) << kBernoulliBits;
// So many binary digits of it are folded for all bits, the others where they decide.
inline constexpr int kFoldedDigits = 10;

// Fixed-point LIF neurons; see stochastic/neurons.h for the rule. Every |parameter| is below 2^31.
struct FixedLifArgs {
  int32_t* v = nullptr;  // [neuron], and so are these:
  int32_t* refractory_left = nullptr;
  const int32_t* input = nullptr;  // of tick k: from input + k input_step on; step 0: the same
  const int32_t* noise = nullptr;  // as input; null: none
  uint64_t* spikes = nullptr;      // packed, one bit for each neuron: [tick][word]
  int32_t* trace = nullptr;        // v after each tick, [tick][neuron]; null: none
  size_t n = 0, ticks = 1;
  size_t input_step = 0, noise_step = 0;
  int width = 16, fraction = 8;
  bool saturate = false;
  int32_t leak = 0, gain = 0, v_rest = 0, v_reset = 0, v_th = 0, refractory = 0;
};

struct BitKernels {
  const char* name;

  uint64_t (*popcount)(const uint64_t* a, size_t words);
  uint64_t (*and_popcount)(const uint64_t* a, const uint64_t* b, size_t words);
  uint64_t (*xor_popcount)(const uint64_t* a, const uint64_t* b, size_t words);
  // counts[r] = ones of (weights[r * words ...] AND x), for each of `rows` rows; or of XOR.
  void (*and_rows)(uint64_t* counts, const uint64_t* weights, const uint64_t* x, size_t words,
                   size_t rows);
  void (*xor_rows)(uint64_t* counts, const uint64_t* weights, const uint64_t* x, size_t words,
                   size_t rows);
  // Bit k of `out` is bytes[k] != 0; writes whole words.
  void (*pack)(uint64_t* out, const uint8_t* bytes, size_t bits);
  // Bits that are 1 with the probability of their stream; whole words, tails included.
  void (*bernoulli)(const BernoulliArgs& args);
  void (*fixed_lif)(const FixedLifArgs& args);
  // One neuron, whose spikes are a bit for each tick; answers how many they are.
  uint64_t (*fixed_run)(const FixedLifArgs& args);
};

// The best tier of this machine. For tests: the one that the environment variable MYELIN_SIMD
// names, as find_bits() takes it, if this machine can run that.
const BitKernels& best_bits() noexcept;
// By the name of a tier, or of a row of kernels/table.h ("avx512": the best that row can run);
// null if there is none.
const BitKernels* find_bits(const char* name) noexcept;
// The tiers that this machine can run, simplest first; null-terminated.
const BitKernels* const* available_bits() noexcept;
// The tiers that this build has compiled and this machine cannot run; null-terminated.
const char* const* unavailable_bits() noexcept;

// out = a OP b for whole words; the caller masks the tail.
inline uint64_t logic_word(Logic op, uint64_t a, uint64_t b) {
  switch (op) {
    case Logic::and_:
      return a & b;
    case Logic::or_:
      return a | b;
    case Logic::xor_:
      return a ^ b;
    case Logic::xnor:
      return ~(a ^ b);
    case Logic::and_not:
      return a & ~b;
  }
  return 0;
}

}  // namespace myelin
