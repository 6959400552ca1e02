// bits: counting ones, a dense layer on streams of 1,024 bits, random bits, packing, and neurons of
// fixed point.
#include "limit.h"

namespace limit {
namespace {

// Adds the ones of many vectors of words: add() up to 31 times, then flush().
#if defined(__AVX512VPOPCNTDQ__)
struct Counter {
  using V = __m512i;
  static constexpr size_t kWords = 8;
  V sum = _mm512_setzero_si512();
  static V load(const uint64_t* p) { return _mm512_loadu_si512(p); }
  static V both(V a, V b) { return _mm512_and_si512(a, b); }
  void add(V v) { sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(v)); }
  void flush() {}
  uint64_t total() const { return uint64_t(_mm512_reduce_add_epi64(sum)); }
};
#elif defined(__AVX2__)
struct Counter {  // a table of 16 entries, twice for each byte
  using V = __m256i;
  static constexpr size_t kWords = 4;
  V bytes = _mm256_setzero_si256(), sum = bytes;
  static V load(const uint64_t* p) { return _mm256_loadu_si256(reinterpret_cast<const V*>(p)); }
  static V both(V a, V b) { return _mm256_and_si256(a, b); }
  void add(V v) {
    const V ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1,
                                    2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const V low = _mm256_set1_epi8(15);
    bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, _mm256_and_si256(v, low)));
    const V high = _mm256_and_si256(_mm256_srli_epi16(v, 4), low);
    bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, high));
  }
  void flush() {
    sum = _mm256_add_epi64(sum, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
    bytes = _mm256_setzero_si256();
  }
  uint64_t total() const {
    uint64_t part[4];
    std::memcpy(part, &sum, sizeof part);
    return part[0] + part[1] + part[2] + part[3];
  }
};
#elif defined(__wasm_simd128__)
struct Counter {
  using V = v128_t;
  static constexpr size_t kWords = 2;
  V bytes = wasm_i64x2_const(0, 0), sum = bytes;
  static V load(const uint64_t* p) { return wasm_v128_load(p); }
  static V both(V a, V b) { return wasm_v128_and(a, b); }
  void add(V v) { bytes = wasm_i8x16_add(bytes, wasm_i8x16_popcnt(v)); }
  void flush() {
    const V quarters = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(bytes));
    sum = wasm_i32x4_add(sum, quarters);
    bytes = wasm_i64x2_const(0, 0);
  }
  uint64_t total() const {
    uint32_t part[4];
    std::memcpy(part, &sum, sizeof part);
    return uint64_t(part[0]) + part[1] + part[2] + part[3];
  }
};
#else
struct Counter {
  using V = uint64_t;
  static constexpr size_t kWords = 1;
  uint64_t sum = 0;
  static V load(const uint64_t* p) { return *p; }
  static V both(V a, V b) { return a & b; }
  void add(V v) { sum += uint64_t(__builtin_popcountll(v)); }
  void flush() {}
  uint64_t total() const { return sum; }
};
#endif

constexpr size_t kBlock = 28 * Counter::kWords;  // four counters, seven vectors each

uint64_t popcount(const uint64_t* words, size_t n) {
  Counter counter[4];
  size_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    for (size_t k = 0; k < kBlock; k += 4 * Counter::kWords) {
      for (size_t c = 0; c < 4; ++c) {
        counter[c].add(Counter::load(words + i + k + c * Counter::kWords));
      }
    }
    for (Counter& one : counter) one.flush();
  }
  uint64_t sum = 0;
  for (const Counter& one : counter) sum += one.total();
  for (; i < n; ++i) sum += uint64_t(__builtin_popcountll(words[i]));
  return sum;
}

void measure_popcount() {
  constexpr size_t kMost = (8u << 20) / 8;
  uint64_t* words = array<uint64_t>(kMost);
  Random random(2);
  for (size_t i = 0; i < kMost; ++i) words[i] = random.next();
  const auto measure = [&](const char* name, size_t n) {
    uint64_t expected = 0;
    for (size_t i = 0; i < n; ++i) expected += uint64_t(__builtin_popcountll(words[i]));
    if (popcount(words, n) != expected) std::exit(1);
    rate(name, double(n) * 8 / 1e9, "GB/s", [&] { keep(popcount(words, n)); });
  };
  measure("popcount 8 KB", 1024);
  measure("popcount 16384 words", 16384);
  measure("popcount 1 MB", 1u << 17);
  measure("popcount 8 MB", 1u << 20);
}

// out[o] = ones of x AND w[o], over 64 inputs of 1,024 bits; two outputs at a time.
constexpr size_t kInputs = 64, kOutputs = 32, kStream = 16, kRowWords = kInputs * kStream;

__attribute__((noinline)) void dense(const uint64_t* x, const uint64_t* w, uint32_t* out) {
  for (size_t o = 0; o < kOutputs; o += 2) {
    const uint64_t *first = w + o * kRowWords, *second = first + kRowWords;
    Counter a, b;
    constexpr size_t kChunk = 16 * Counter::kWords;
    for (size_t i = 0; i < kRowWords; i += kChunk) {
      for (size_t k = i; k < i + kChunk; k += Counter::kWords) {
        const auto input = Counter::load(x + k);
        a.add(Counter::both(input, Counter::load(first + k)));
        b.add(Counter::both(input, Counter::load(second + k)));
      }
      a.flush(), b.flush();
    }
    out[o] = uint32_t(a.total()), out[o + 1] = uint32_t(b.total());
  }
}

void measure_dense() {
  uint64_t *x = array<uint64_t>(kRowWords), *w = array<uint64_t>(kRowWords * kOutputs);
  Random random(3);
  for (size_t i = 0; i < kRowWords; ++i) x[i] = random.next();
  for (size_t i = 0; i < kRowWords * kOutputs; ++i) w[i] = random.next();
  uint32_t out[kOutputs], expected = 0;
  for (size_t i = 0; i < kRowWords; ++i) expected += uint32_t(__builtin_popcountll(x[i] & w[i]));
  dense(x, w, out);
  if (out[0] != expected) std::exit(1);
  rate("dense 64 to 32", 1e-6, "M/s", [&] {
    dense(x, w, out);
    keep(out);
  });
}

constexpr size_t kRandomWords = 1024;
alignas(64) uint64_t made[kRandomWords];
Words& made_at(size_t i) { return *reinterpret_cast<Words*>(made + i); }

// P(bit) = p / 2^kBits: random words are joined by OR or AND along the bits of p, lowest first.
template <int kBits>
__attribute__((noinline)) void bernoulli(RandomLanes& state, uint32_t p) {
  RandomLanes random = state;  // a copy stays in registers
  for (size_t i = 0; i < kRandomWords; i += kLanes) {
    Words bits = {};
    for (int k = __builtin_ctz(p); k < kBits; ++k) {
      bits = p >> k & 1 ? bits | random.next() : bits & random.next();
    }
    made_at(i) = bits;
  }
  state = random;
}

// Of the low halves of the lanes.
Words product(Words a, uint32_t factor) {
#if defined(__EMSCRIPTEN__)
  return a * factor;
#elif LIMIT_BYTES == 64
  return (Words)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(factor));
#elif LIMIT_BYTES == 32
  return (Words)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(factor));
#else
  return (Words)_mm_mul_epu32((__m128i)a, _mm_set1_epi64x(factor));
#endif
}

// Philox4x32-10, a counter for each lane, 32-bit words in 64-bit lanes.
__attribute__((noinline)) void philox(uint64_t& counter) {
  const Words low = Words{} + 0xffffffffu;
  Words lanes = {};
  for (size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = lane;
  for (size_t i = 0; i < kRandomWords; i += 2 * kLanes, counter += kLanes) {
    Words a = lanes + counter, b = {}, c = {}, d = {};
    uint64_t key0 = 1, key1 = 2;
    for (int round = 0; round < 10; ++round) {
      const Words first = product(a, 0xD2511F53u), second = product(c, 0xCD9E8D57u);
      a = (second >> 32) ^ b ^ key0, c = (first >> 32) ^ d ^ key1;
      b = second & low, d = first & low;
      key0 = (key0 + 0x9E3779B9u) & 0xffffffffu, key1 = (key1 + 0xBB67AE85u) & 0xffffffffu;
    }
    made_at(i) = a | b << 32, made_at(i + kLanes) = c | d << 32;
  }
}

void measure_random() {
  RandomLanes random(4);
  uint64_t counter = 0;
  const double gigabits = kRandomWords * 64 / 1e9;
  const auto check = [](double p) {
    const double density = double(popcount(made, kRandomWords)) / (64.0 * kRandomWords);
    if (!(density > p - 0.01 && density < p + 0.01)) std::exit(1);
  };
  rate("random xoshiro", gigabits, "Gbit/s", [&] {
    for (size_t i = 0; i < kRandomWords; i += kLanes) made_at(i) = random.next();
    keep(made);
  });
  check(0.5);
  rate("random philox", gigabits, "Gbit/s", [&] { philox(counter), keep(made); });
  check(0.5);
  rate("bernoulli 16-bit", gigabits, "Gbit/s", [&] { bernoulli<16>(random, 19661), keep(made); });
  check(0.3);
  rate("bernoulli 8-bit", gigabits, "Gbit/s", [&] { bernoulli<8>(random, 77), keep(made); });
  check(0.3);
}

// Bit k is bytes[k] != 0.
__attribute__((noinline)) void pack(uint64_t* out, const uint8_t* bytes, size_t words) {
  for (size_t w = 0; w < words; ++w, bytes += 64) {
    uint64_t mask = 0;
#if defined(__EMSCRIPTEN__)
    for (size_t k = 0; k < 64; k += 16) {
      const v128_t set = wasm_i8x16_ne(wasm_v128_load(bytes + k), wasm_i8x16_const_splat(0));
      mask |= uint64_t(wasm_i8x16_bitmask(set)) << k;
    }
#elif LIMIT_BYTES == 64
    const __m512i set = _mm512_loadu_si512(bytes);
    mask = _mm512_cmpneq_epi8_mask(set, _mm512_setzero_si512());
#else
    for (size_t k = 0; k < 64; k += 16) {
      const __m128i set = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + k));
      const __m128i zero = _mm_cmpeq_epi8(set, _mm_setzero_si128());
      mask |= uint64_t(~_mm_movemask_epi8(zero) & 0xffff) << k;
    }
#endif
    out[w] = mask;
  }
}

void measure_pack() {
  constexpr size_t kWords = (1 << 20) / 64;
  uint8_t* bytes = array<uint8_t>(64 * kWords);
  uint64_t* words = array<uint64_t>(kWords);
  Random random(5);
  size_t ones = 0;
  for (size_t k = 0; k < 64 * kWords; ++k) ones += bytes[k] = random.next() >> 63;
  pack(words, bytes, kWords);
  if (popcount(words, kWords) != ones) std::exit(1);
  rate("pack 1 Mbit", 1e-6, "M/s", [&] { pack(words, bytes, kWords), keep(words); });
}

// Neurons of 16 bits, 8 of them behind the point: v += (-v 20 >> 8) + I, 256 fires, two ticks
// silent.
constexpr int kThreshold = 256, kLeak = 20, kSilent = 2, kInput = 128;

__attribute__((noinline)) uint64_t neuron(int32_t* trace, uint64_t* spikes, size_t ticks,
                                          int32_t input) {
  int32_t v = 0;
  uint64_t count = 0;
  for (size_t k = 0; k < ticks;) {
    v += ((-v * kLeak) >> 8) + input;
    if (__builtin_expect(v < kThreshold, true)) {
      trace[k++] = v;
      continue;
    }
    spikes[k / 64] |= uint64_t(1) << (k % 64);
    ++count;
    v = 0;
    for (const size_t end = std::min(ticks, k + 1 + kSilent); k < end; ++k) trace[k] = 0;
  }
  return count;
}

typedef int16_t Shorts __attribute__((vector_size(LIMIT_BYTES)));

// v * factor / 2^16.
Shorts upper(Shorts v, Shorts factor) {
#if defined(__EMSCRIPTEN__)
  const v128_t a = (v128_t)v, b = (v128_t)factor;
  const v128_t low = wasm_i32x4_extmul_low_i16x8(a, b), high = wasm_i32x4_extmul_high_i16x8(a, b);
  return (Shorts)wasm_i16x8_shuffle(low, high, 1, 3, 5, 7, 9, 11, 13, 15);
#elif LIMIT_BYTES == 64
  return (Shorts)_mm512_mulhi_epi16((__m512i)v, (__m512i)factor);
#elif LIMIT_BYTES == 32
  return (Shorts)_mm256_mulhi_epi16((__m256i)v, (__m256i)factor);
#else
  return (Shorts)_mm_mulhi_epi16((__m128i)v, (__m128i)factor);
#endif
}
// One bit for each lane of a comparison.
uint32_t bits(Shorts m) {
#if defined(__EMSCRIPTEN__)
  return wasm_i16x8_bitmask((v128_t)m);
#elif LIMIT_BYTES == 64
  return _mm512_movepi16_mask((__m512i)m);
#elif LIMIT_BYTES == 32
  const __m256i bytes = _mm256_packs_epi16((__m256i)m, (__m256i)m);
  return _mm256_movemask_epi8(_mm256_permute4x64_epi64(bytes, 0xD8)) & 0xffff;
#else
  return _mm_movemask_epi8(_mm_packs_epi16((__m128i)m, (__m128i)m)) & 0xff;
#endif
}

// As many neurons as fit two vectors, for all ticks; a row of spikes has `row` bytes.
__attribute__((noinline)) void neurons(uint8_t* spikes, size_t row, size_t ticks, int16_t input) {
  const Shorts factor = Shorts{} + int16_t(-kLeak << 8), drive = Shorts{} + input;
  Shorts v[2] = {}, left[2] = {};
  for (size_t k = 0; k < ticks; ++k, spikes += row) {
    uint64_t fired[2];
    for (int i = 0; i < 2; ++i) {
      const Shorts silent = left[i] > 0;
      const Shorts sum = (v[i] + drive + upper(v[i], factor)) & ~silent;
      const Shorts fires = sum >= int16_t(kThreshold);
      v[i] = sum & ~fires;
      left[i] = (left[i] + silent) | (fires & int16_t(kSilent));
      fired[i] = bits(fires);
    }
    const uint64_t both = fired[0] | fired[1] << (LIMIT_BYTES / 2);
    std::memcpy(spikes, &both, LIMIT_BYTES / 8);
  }
}

void measure_neurons() {
  constexpr size_t kTicks = 100000, kMany = 1024, kSteps = 1000, kRow = kMany / 8;
  int32_t* trace = array<int32_t>(kTicks);
  uint64_t* spikes = array<uint64_t>(kMany * kSteps / 64 + 8);
  uint64_t count = 0;
  rate("fixed neuron", kTicks / 1e9, "Gstep/s",
       [&] { count = neuron(trace, spikes, kTicks, kInput), keep(trace); });
  if (count != kTicks / 5) std::exit(1);
  rate("fixed neurons", double(kMany * kSteps) / 1e9, "Gstep/s", [&] {
    for (size_t at = 0; at < kRow; at += LIMIT_BYTES / 8) {
      neurons(reinterpret_cast<uint8_t*>(spikes) + at, kRow, kSteps, kInput);
    }
    keep(spikes);
  });
  if (popcount(spikes, kMany * kSteps / 64) != kMany * kSteps / 5) std::exit(1);
}

}  // namespace
}  // namespace limit

int main() {
  limit::measure_popcount();
  limit::measure_dense();
  limit::measure_random();
  limit::measure_pack();
  limit::measure_neurons();
}
