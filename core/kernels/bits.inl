// The bodies of kernels/bits.h, compiled once per tier. Before it come the target's vector
// vocabulary, random/bernoulli.inl and one of bits/ones_*.inl, which defines
//
//   Bits               a vector of words with & | ^ + and shift_left
//   read(p) sum(a)     a vector from memory; the sum of its words
//   ones_of(a)         how many ones each word has
//   kCarryBlock        how many vectors are added bit by bit before ones_of: 16, 4, or 0
//   mask_of_bytes(p)   bit k is p[k] != 0, for 64 bytes
#pragma once

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
  template <class Fetch>
  void block(const Fetch& fetch) {
    total = total + ones_of(add<kLevels - 1>(fetch, 0));
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
      for (; n >= kCarryBlock; n -= kCarryBlock, fetch.advance(kCarryBlock)) adder.block(fetch);
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
uint64_t and_popcount(const uint64_t* a, const uint64_t* b, size_t words) {
  return count_pair<AndBoth>(a, b, words);
}
uint64_t xor_popcount(const uint64_t* a, const uint64_t* b, size_t words) {
  return count_pair<XorBoth>(a, b, words);
}

// x is used from the first cache for every row; a row is contiguous, so one pass counts it.
template <class Join>
void count_rows(uint64_t* counts, const uint64_t* weights, const uint64_t* x, size_t words,
                size_t rows) {
  for (size_t r = 0; r < rows; ++r) counts[r] = count_pair<Join>(weights + r * words, x, words);
}

void pack(uint64_t* out, const uint8_t* bytes, size_t bits) {
  size_t w = 0;
  for (; 64 * w + 64 <= bits; ++w) out[w] = mask_of_bytes(bytes + 64 * w);
  if (64 * w >= bits) return;
  uint64_t last = 0;
  for (size_t k = 64 * w; k < bits; ++k) last |= uint64_t(bytes[k] != 0) << (k % 64);
  out[w] = last;
}

// A tick of 64 neurons; answers who spiked. T holds every intermediate value: int32_t for narrow
// neurons, int64_t otherwise.
template <class T, class Unsigned>
uint64_t fixed_lif_block(const FixedLifArgs& s, int32_t* __restrict v, int32_t* __restrict left,
                         const int32_t* __restrict input, const int32_t* __restrict noise) {
  const T high = T((int64_t(1) << (s.width - 1)) - 1), low = -high - 1;
  constexpr T kMost = T(Unsigned(-1) >> 1);
  // Wrapping leaves alone what was cut to the width.
  const T top = s.saturate ? high : kMost, bottom = s.saturate ? low : -kMost - 1;
  const int spare = int(sizeof(T)) * 8 - s.width;
  int fraction = s.fraction;
  asm("" : "+r"(fraction));  // or LLVM does not see for wasm that all lanes shift alike
  const T rest = s.v_rest, reset = s.v_reset, leak = s.leak, gain = s.gain, th = s.v_th;
  const int32_t refractory = s.refractory;
  int32_t spikes[64];
  uint8_t fired[64];
#pragma GCC unroll 1
  for (size_t i = 0; i < 64; ++i) {
    const T before = v[i];
    T sum = before + (((rest - before) * leak) >> fraction) + ((T(input[i]) * gain) >> fraction) +
            T(noise[i]);
    sum = sum > top ? top : sum;
    sum = sum < bottom ? bottom : sum;
    sum = T(Unsigned(sum) << spare) >> spare;
    // -1 where it holds.
    const T silent = -T(left[i] > 0), fires = -T(sum >= th) & ~silent;
    v[i] = int32_t((rest & silent) | (reset & fires) | (sum & ~(silent | fires)));
    left[i] = ((left[i] + int32_t(silent)) & ~int32_t(fires)) | (refractory & int32_t(fires));
    spikes[i] = int32_t(fires);
  }
  for (size_t i = 0; i < 64; ++i) fired[i] = uint8_t(spikes[i]);
  return mask_of_bytes(fired);
}

template <class T, class Unsigned>
void fixed_lif_as(const FixedLifArgs& s) {
  constexpr int32_t kNone[64] = {};
  const size_t end = s.n & ~size_t(63), rest = s.n - end, bytes = rest * 4;
  for (size_t at = 0; at < end; at += 64) {
    s.spikes[at / 64] = fixed_lif_block<T, Unsigned>(s, s.v + at, s.refractory_left + at,
                                                     s.input + at, s.noise ? s.noise + at : kNone);
  }
  if (rest == 0) return;
  int32_t v[64] = {}, left[64] = {}, input[64] = {}, noise[64] = {};
  __builtin_memcpy(v, s.v + end, bytes);
  __builtin_memcpy(left, s.refractory_left + end, bytes);
  __builtin_memcpy(input, s.input + end, bytes);
  if (s.noise) __builtin_memcpy(noise, s.noise + end, bytes);
  s.spikes[end / 64] =
      fixed_lif_block<T, Unsigned>(s, v, left, input, noise) & ((uint64_t(1) << rest) - 1);
  __builtin_memcpy(s.v + end, v, bytes);
  __builtin_memcpy(s.refractory_left + end, left, bytes);
}

// Whether all of them are numbers of 16 bits.
inline bool narrow(const int32_t* values, size_t n) {
  uint32_t all = 0;
  for (size_t i = 0; i < n; ++i) all |= uint32_t(values[i]) + 0x8000;
  return all < 0x10000;
}

void fixed_lif(const FixedLifArgs& s) {
  const bool fits = s.width <= 16 && s.leak >= -(1 << 13) && s.leak <= 1 << 13 &&
                    s.gain >= -(1 << 14) && s.gain <= 1 << 14 && narrow(s.input, s.n) &&
                    (!s.noise || narrow(s.noise, s.n));
  fits ? fixed_lif_as<int32_t, uint32_t>(s) : fixed_lif_as<int64_t, uint64_t>(s);
}

// v + (((v_rest - v) leak) >> fraction) is (v keep + v_rest leak) >> fraction, a shorter chain from
// tick to tick, and fits 64 bits for all parameters. One comparison finds sums that stay within the
// width and below the threshold; after a spike the next ticks do not wait for the chain.
uint64_t fixed_run(const FixedRunArgs& args) {
  const FixedRunArgs s = args;  // what is written below cannot be part of it
  const int64_t low = -(int64_t(1) << (s.width - 1)), high = -low - 1, rest = s.v_rest;
  const int64_t keep = (int64_t(1) << s.fraction) - s.leak, pull = rest * s.leak, th = s.v_th;
  const uint64_t quiet = uint64_t(th - low);
  const auto drive_at = [&s](size_t k) {
    const int64_t noise = s.noise ? s.noise[k * s.noise_step] : 0;
    return ((int64_t(s.input[k * s.input_step]) * s.gain) >> s.fraction) + noise;
  };
  const bool varies = s.input_step || s.noise_step;
  uint64_t count = 0;
  int64_t v = *s.v, drive = s.n ? drive_at(0) : 0;
  int32_t left = *s.refractory_left;
  for (size_t w = 0; 64 * w < s.n; ++w) s.spikes[w] = 0;
  for (size_t k = 0; k < s.n; ++k) {
    if (left > 0) {
      --left;
      v = rest;
    } else {
      if (varies) drive = drive_at(k);
      v = ((v * keep + pull) >> s.fraction) + drive;
      if (uint64_t(v - low) >= quiet) {
        if (s.saturate) {
          v = v > high ? high : v < low ? low : v;
        } else {
          v = int64_t(uint64_t(v) << (64 - s.width)) >> (64 - s.width);
        }
        if (v >= th) {
          s.spikes[k / 64] |= uint64_t(1) << (k % 64);
          ++count;
          v = s.v_reset;
          left = s.refractory;
        }
      }
    }
    if (s.trace) s.trace[k] = int32_t(v);
  }
  *s.v = int32_t(v);
  *s.refractory_left = left;
  return count;
}

constexpr BitKernels make_bits(const char* name) {
  return {name, popcount,  and_popcount, xor_popcount, count_rows<AndBoth>, count_rows<XorBoth>,
          pack, bernoulli, fixed_lif,    fixed_run};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
