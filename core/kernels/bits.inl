// The bodies of kernels/bits.h, compiled once per tier. Before it come the target's vector
// vocabulary, random/bernoulli.inl and one of bits/ones_*.inl, which defines
//
//   Bits               a vector of words with & | ^ + and shift_left
//   read(p) sum(a)     a vector from memory; the sum of its words
//   ones_of(a)         how many ones each word has
//   kCarrySave         whether ones_of costs more than a few additions of bits
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

// Harley and Seal: sixteen vectors become one whose bits count sixteen each (Mula, Kurz & Lemire,
// "Faster population counts using AVX2 instructions", 2018).
struct CarrySave {
  Bits ones, twos, fours, eights, total;

  CarrySave() : ones(read(kZeros)), twos(ones), fours(ones), eights(ones), total(ones) {}

  template <class Fetch>
  Bits two(Fetch fetch, size_t k) {
    Bits carry;
    ones = add_bits(carry, ones, fetch(k), fetch(k + 1));
    return carry;
  }
  template <class Fetch>
  Bits four(Fetch fetch, size_t k) {
    const Bits a = two(fetch, k), b = two(fetch, k + 2);
    Bits carry;
    twos = add_bits(carry, twos, a, b);
    return carry;
  }
  template <class Fetch>
  Bits eight(Fetch fetch, size_t k) {
    const Bits a = four(fetch, k), b = four(fetch, k + 4);
    Bits carry;
    fours = add_bits(carry, fours, a, b);
    return carry;
  }
  template <class Fetch>
  void sixteen(Fetch fetch, size_t k) {
    const Bits a = eight(fetch, k), b = eight(fetch, k + 8);
    Bits carry;
    eights = add_bits(carry, eights, a, b);
    total = total + ones_of(carry);
  }
  uint64_t result() const {
    return 16 * sum(total) + 8 * sum(ones_of(eights)) + 4 * sum(ones_of(fours)) +
           2 * sum(ones_of(twos)) + sum(ones_of(ones));
  }
  static constexpr uint64_t kZeros[8] = {};
};

// The ones of fetch(0) to fetch(n - 1).
template <class Fetch>
inline uint64_t count_vectors(Fetch fetch, size_t n) {
  size_t k = 0;
  uint64_t result = 0;
  if constexpr (kCarrySave) {
    if (n >= 16) {
      CarrySave adder;
      for (; k + 16 <= n; k += 16) adder.sixteen(fetch, k);
      result = adder.result();
    }
  }
  Bits a = read(CarrySave::kZeros), b = a, c = a, d = a;
  for (; k + 4 <= n; k += 4) {
    a = a + ones_of(fetch(k));
    b = b + ones_of(fetch(k + 1));
    c = c + ones_of(fetch(k + 2));
    d = d + ones_of(fetch(k + 3));
  }
  for (; k < n; ++k) a = a + ones_of(fetch(k));
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
inline uint64_t count_pair(const uint64_t* a, const uint64_t* b, size_t words) {
  const size_t n = words / kBitWords;
  uint64_t total = count_vectors(
      [=](size_t k) { return Join::join(read(a + k * kBitWords), read(b + k * kBitWords)); }, n);
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

// T holds every intermediate value: int32_t for narrow neurons, int64_t otherwise.
template <class T, class Unsigned>
void fixed_lif_as(const FixedLifArgs& s) {
  const T high = T((int64_t(1) << (s.width - 1)) - 1), low = -high - 1;
  const int spare = int(sizeof(T)) * 8 - s.width;
  const T rest = s.v_rest, reset = s.v_reset, leak = s.leak, gain = s.gain, th = s.v_th;
  const int fraction = s.fraction;
  const int32_t refractory = s.refractory;
  for (size_t begin = 0; begin < s.n; begin += 64) {
    const size_t count = s.n - begin < 64 ? s.n - begin : 64;
    T fired[64];
    uint8_t fired_bytes[64] = {};
    int32_t* const v = s.v + begin;
    int32_t* const left = s.refractory_left + begin;
    const int32_t* const input = s.input + begin;
    T sums[64];
    for (size_t i = 0; i < count; ++i) {
      sums[i] =
          T(v[i]) + (((rest - T(v[i])) * leak) >> fraction) + ((T(input[i]) * gain) >> fraction);
    }
    if (s.noise) {
      for (size_t i = 0; i < count; ++i) sums[i] += T(s.noise[begin + i]);
    }
    if (s.saturate) {
      for (size_t i = 0; i < count; ++i) {
        const T sum = sums[i];
        sums[i] = sum > high ? high : sum < low ? low : sum;
      }
    } else {
      for (size_t i = 0; i < count; ++i) {
        sums[i] = T(Unsigned(sums[i]) << spare) >> spare;
      }
    }
    // -1 where it holds.
    for (size_t i = 0; i < count; ++i) {
      const T silent = -T(left[i] > 0), fires = -T(sums[i] >= th) & ~silent;
      fired[i] = fires;
      const T next = (rest & silent) | (reset & fires) | (sums[i] & ~(silent | fires));
      v[i] = int32_t(next);
      left[i] = int32_t((T(left[i]) + silent) & ~fires) | (refractory & int32_t(fires));
    }
    for (size_t i = 0; i < count; ++i) fired_bytes[i] = uint8_t(fired[i]);
    s.spikes[begin / 64] = mask_of_bytes(fired_bytes);
  }
}

inline bool within(int32_t value, int32_t bound) { return value >= -bound && value <= bound; }

void fixed_lif(const FixedLifArgs& s) {
  bool narrow = s.width <= 16 && within(s.leak, 1 << 13) && within(s.gain, 1 << 14);
  constexpr int32_t kBound = 1 << 15;
  int outside = 0;
  for (size_t i = 0; narrow && i < s.n; ++i) outside |= !within(s.input[i], kBound);
  for (size_t i = 0; narrow && s.noise && i < s.n; ++i) {
    outside |= !within(s.noise[i], kBound);
  }
  narrow = narrow && !outside;
  narrow ? fixed_lif_as<int32_t, uint32_t>(s) : fixed_lif_as<int64_t, uint64_t>(s);
}

constexpr BitKernels make_bits(const char* name) {
  return {name, popcount,  and_popcount, xor_popcount, count_rows<AndBoth>, count_rows<XorBoth>,
          pack, bernoulli, fixed_lif};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
