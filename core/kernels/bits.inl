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
//   upper_half(a, b)   of the products of 16-bit lanes, Lanes
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

// 64 neurons; those beyond the last one are copied neither here nor back.
struct FixedBlock {
  int32_t v[64] = {}, left[64] = {}, input[64] = {}, noise[64] = {};
};

// A tick of them; answers who spiked. T holds every intermediate value: int32_t for narrow neurons,
// int64_t otherwise.
template <class T, class Unsigned>
uint64_t fixed_tick(const FixedLifArgs& s, FixedBlock& block) {
  const T high = T((int64_t(1) << (s.width - 1)) - 1), low = -high - 1;
  constexpr T kMost = T(Unsigned(-1) >> 1);
  // Wrapping leaves alone what was cut to the width.
  const T top = s.saturate ? high : kMost, bottom = s.saturate ? low : -kMost - 1;
  const int spare = int(sizeof(T)) * 8 - s.width;
  int fraction = s.fraction;
  asm("" : "+r"(fraction));  // or LLVM does not see for wasm that all lanes shift alike
  const T rest = s.v_rest, reset = s.v_reset, leak = s.leak, gain = s.gain, th = s.v_th;
  const int32_t refractory = s.refractory;
  int32_t* __restrict v = block.v, * __restrict left = block.left;
  int16_t fired[64];
#pragma GCC unroll 1
  for (size_t i = 0; i < 64; ++i) {
    const T before = v[i];
    T sum = before + (((rest - before) * leak) >> fraction) +
            ((T(block.input[i]) * gain) >> fraction) + T(block.noise[i]);
    sum = sum > top ? top : sum;
    sum = sum < bottom ? bottom : sum;
    sum = T(Unsigned(sum) << spare) >> spare;
    // -1 where it holds.
    const T silent = -T(left[i] > 0), fires = -T(sum >= th) & ~silent;
    v[i] = int32_t((rest & silent) | (reset & fires) | (sum & ~(silent | fires)));
    left[i] = ((left[i] + int32_t(silent)) & ~int32_t(fires)) | (refractory & int32_t(fires));
    fired[i] = int16_t(fires);
  }
  return mask_of_lanes(fired);
}

// Whether all of them are numbers of 16 bits.
inline bool narrow(const int32_t* values) {
  uint32_t all = 0;
#pragma GCC unroll 1
  for (size_t i = 0; i < 64; ++i) all |= uint32_t(values[i]) + 0x8000;
  return all < 0x10000;
}

// The same in 16-bit lanes, whose upper bits are the number: additions wrap around by themselves,
// and what a shift leaves below is cut off. (v_rest - v) leak >> fraction is the upper half of a
// product, since (v_rest - v) leak = (v - v_rest) -leak.
struct SixteenBits {
  int shift;
  Lanes v[64 * 2 / sizeof(Lanes)], left[64 * 2 / sizeof(Lanes)], drive[64 * 2 / sizeof(Lanes)];
  Lanes rest = {}, reset = {}, below = {}, leak = {}, mask = {}, refractory = {};

  static bool suit(const FixedLifArgs& s, const FixedBlock& block) {
    const int32_t high = (1 << (s.width - 1)) - 1, leak_most = 1 << s.fraction >> 1;
    if (s.saturate || s.width > 16 || s.leak > leak_most || s.leak <= -leak_most ||
        s.refractory > 32767) {
      return false;
    }
    // v - v_rest must have as few bits as v, in every tick, and silent neurons must not fire.
    if (s.v_rest > 0 || s.v_rest >= s.v_th || s.v_th - s.v_rest > high ||
        s.v_reset - s.v_rest > high) {
      return false;
    }
    bool fit = true;
#pragma GCC unroll 1
    for (size_t i = 0; i < 64; ++i) {
      fit &= block.v[i] >= -high - 1 && block.v[i] <= high + s.v_rest;
      fit &= block.left[i] >= 0 && block.left[i] <= 32767;
    }
    return fit;
  }

  int16_t up(int32_t number) const { return int16_t(uint32_t(number) << shift); }
  static int16_t* numbers(Lanes* lanes) { return reinterpret_cast<int16_t*>(lanes); }

  SixteenBits(const FixedLifArgs& s, const FixedBlock& block) : shift(16 - s.width) {
#pragma GCC unroll 1
    for (size_t i = 0; i < 64; ++i) {
      numbers(v)[i] = up(block.v[i]);
      numbers(left)[i] = int16_t(block.left[i]);
    }
    rest += up(s.v_rest), reset += up(s.v_reset), below += up(s.v_th - 1), mask += up(-1);
    leak += int16_t(-(s.leak << (16 - s.fraction))), refractory += int16_t(s.refractory);
  }
  // The lower bits of a product are right however large it is.
  void set_drive(const FixedLifArgs& s, const FixedBlock& block) {
    int fraction = s.fraction, by = shift;
    asm("" : "+r"(fraction), "+r"(by));
    const uint32_t gain = uint32_t(s.gain);
#pragma GCC unroll 1
    for (size_t i = 0; i < 64; ++i) {
      const uint32_t scaled = uint32_t(block.input[i]) * gain >> fraction;
      numbers(drive)[i] = int16_t((scaled + uint32_t(block.noise[i])) << by);
    }
  }
  void give_back(FixedBlock& block) {
#pragma GCC unroll 1
    for (size_t i = 0; i < 64; ++i) {
      block.v[i] = numbers(v)[i] >> shift;
      block.left[i] = numbers(left)[i];
    }
  }

  uint64_t tick() {
    Lanes fired[64 * 2 / sizeof(Lanes)];
    for (size_t i = 0; i < 64 * 2 / sizeof(Lanes); ++i) {
      const Lanes sum = (v[i] + upper_half(v[i] - rest, leak) + drive[i]) & mask;
      const Lanes silent = left[i] > 0, held = silent ? rest : sum, fires = held > below;
      v[i] = fires ? reset : held;
      left[i] = fires ? refractory : left[i] + silent;
      fired[i] = fires;
    }
    return mask_of_lanes(numbers(fired));
  }
};

// Neurons from `at` on, ticks from `first` on.
void fixed_block(const FixedLifArgs& s, size_t at, size_t first, size_t end) {
  const size_t count = s.n - at < 64 ? s.n - at : 64, bytes = count * 4, words = (s.n + 63) / 64;
  const uint64_t mask = ~uint64_t(0) >> (64 - count);
  FixedBlock block;
  __builtin_memcpy(block.v, s.v + at, bytes);
  __builtin_memcpy(block.left, s.refractory_left + at, bytes);
  const bool short_leak = s.width <= 16 && s.leak >= -(1 << 13) && s.leak <= 1 << 13 &&
                          s.gain >= -(1 << 14) && s.gain <= 1 << 14;
  const bool sixteen = SixteenBits::suit(s, block);
  SixteenBits lanes(s, block);
  bool fits = false;
  for (size_t k = first; k < end; ++k) {
    if (k == first || s.input_step || s.noise_step) {
      __builtin_memcpy(block.input, s.input + k * s.input_step + at, bytes);
      if (s.noise) __builtin_memcpy(block.noise, s.noise + k * s.noise_step + at, bytes);
      if (sixteen) lanes.set_drive(s, block);
      fits = short_leak && !sixteen && narrow(block.input) && narrow(block.noise);
    }
    const uint64_t spikes = sixteen ? lanes.tick()
                            : fits  ? fixed_tick<int32_t, uint32_t>(s, block)
                                    : fixed_tick<int64_t, uint64_t>(s, block);
    s.spikes[k * words + at / 64] = spikes & mask;
    if (!s.trace) continue;
    if (sixteen) lanes.give_back(block);
    __builtin_memcpy(s.trace + k * s.n + at, block.v, bytes);
  }
  if (sixteen) lanes.give_back(block);
  __builtin_memcpy(s.v + at, block.v, bytes);
  __builtin_memcpy(s.refractory_left + at, block.left, bytes);
}

// So many ticks of a block before the next one: spikes of neighbours share lines of the cache.
void fixed_lif(const FixedLifArgs& s) {
  constexpr size_t kTicks = 128;
  for (size_t first = 0; first < s.ticks; first += kTicks) {
    const size_t end = s.ticks - first < kTicks ? s.ticks : first + kTicks;
    for (size_t at = 0; at < s.n; at += 64) fixed_block(s, at, first, end);
  }
}

// v + (((v_rest - v) leak) >> fraction) is (v keep + v_rest leak) >> fraction, a shorter chain from
// tick to tick, and fits 64 bits for all parameters. One comparison finds sums that stay within the
// width and below the threshold; after a spike the next ticks do not wait for the chain.
template <bool kVaries>
uint64_t fixed_run_as(const FixedLifArgs& args) {
  const FixedLifArgs s = args;  // what is written below cannot be part of it
  const int64_t low = -(int64_t(1) << (s.width - 1)), high = -low - 1, rest = s.v_rest;
  const int64_t keep = (int64_t(1) << s.fraction) - s.leak, pull = rest * s.leak, th = s.v_th;
  const uint64_t quiet = uint64_t(th - low);
  const auto drive_at = [&s](size_t k) {
    const int64_t noise = s.noise ? s.noise[k * s.noise_step] : 0;
    return ((int64_t(s.input[k * s.input_step]) * s.gain) >> s.fraction) + noise;
  };
  uint64_t count = 0;
  int64_t v = *s.v, drive = drive_at(0);
  int32_t left = *s.refractory_left;
  int32_t *out = s.trace, *const end = out + s.ticks;
  while (out != end) {
    for (; left > 0 && out != end; --left) *out++ = int32_t(v = rest);
    for (; out != end; *out++ = int32_t(v)) {
      if constexpr (kVaries) drive = drive_at(size_t(out - s.trace));
      v = ((v * keep + pull) >> s.fraction) + drive;
      if (__builtin_expect(uint64_t(v - low) < quiet, true)) continue;
      if (s.saturate) {
        v = v > high ? high : v < low ? low : v;
      } else {
        v = int64_t(uint64_t(v) << (64 - s.width)) >> (64 - s.width);
      }
      if (v < th) continue;
      const size_t k = size_t(out - s.trace);
      s.spikes[k / 64] |= uint64_t(1) << (k % 64);
      ++count;
      *out++ = int32_t(v = s.v_reset);
      left = s.refractory;
      break;
    }
  }
  *s.v = int32_t(v);
  *s.refractory_left = left;
  return count;
}

// In pieces if nobody wants the trace, which then goes nowhere.
uint64_t fixed_run(const FixedLifArgs& args) {
  int32_t nowhere[256];
  FixedLifArgs s = args;
  uint64_t count = 0;
  for (size_t w = 0; 64 * w < s.ticks; ++w) s.spikes[w] = 0;
  for (size_t left = args.ticks; left > 0; left -= s.ticks) {
    s.ticks = args.trace || left < 256 ? left : 256;
    if (!args.trace) s.trace = nowhere;
    count += s.input_step || s.noise_step ? fixed_run_as<true>(s) : fixed_run_as<false>(s);
    s.input += s.ticks * s.input_step;
    if (s.noise) s.noise += s.ticks * s.noise_step;
    s.spikes += s.ticks / 64;
  }
  return count;
}

constexpr BitKernels make_bits(const char* name) {
  return {name, popcount,  and_popcount, xor_popcount, count_rows<AndBoth>, count_rows<XorBoth>,
          pack, bernoulli, fixed_lif,    fixed_run};
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
