// Neurons of fixed point, for kernels/bits.inl, which says what must come before.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

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
  int shift = 0;
  Lanes v[64 * 2 / sizeof(Lanes)], left[64 * 2 / sizeof(Lanes)], drive[64 * 2 / sizeof(Lanes)];
  Lanes rest = {}, reset = {}, below = {}, leak = {}, mask = {}, refractory = {};

  static bool suit(const FixedLifArgs& s, const FixedBlock& block) {
    if (s.saturate || s.width > 16 || s.refractory > 32767) return false;
    const int32_t high = (1 << (s.width - 1)) - 1, leak_most = 1 << s.fraction >> 1;
    if (s.leak > leak_most || s.leak <= -leak_most) return false;
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

  // If they suit.
  void take(const FixedLifArgs& s, const FixedBlock& block) {
    shift = 16 - s.width;
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

  // Whether v needs no mask and both rest and reset are 0.
  bool plain() const { return shift == 0 && numbers_are_zero(rest) && numbers_are_zero(reset); }
  static bool numbers_are_zero(Lanes lanes) { return lanes[0] == 0; }

  // Ticks with the same drive, a group of neurons at a time, so that they stay in registers. Who
  // fires was not silent: left is 0 then.
  template <bool kPlain>
  void run_group(uint64_t* spikes, size_t words, size_t ticks, size_t group, uint64_t which) {
    Lanes *const own_v = v + group * kGroup, *const own_left = left + group * kGroup;
    const Lanes* const own_drive = drive + group * kGroup;
    // `silence` counts up to 0: its sign is whether a neuron is silent.
    Lanes now[kGroup], silence[kGroup], fired[kGroup];
    for (size_t i = 0; i < kGroup; ++i) now[i] = own_v[i], silence[i] = -own_left[i];
    const Lanes at_rest = rest, after = reset, under = below, factor = leak, bits = mask,
                begin = -refractory;
    char* out = reinterpret_cast<char*>(spikes) + group * sizeof(GroupMask);
    const GroupMask wanted = GroupMask(which >> (group * 8 * sizeof(GroupMask)));
    for (; ticks > 0; --ticks, out += 8 * words) {
#pragma GCC unroll 4
      for (size_t i = 0; i < kGroup; ++i) {
        const Lanes silent = silence[i] >> 15;
        Lanes held, fires;
        if constexpr (kPlain) {
          held = (now[i] + own_drive[i] + upper_half(now[i], factor)) & ~silent;
          fires = held > under;
          now[i] = held & ~fires;
        } else {
          const Lanes sum = now[i] + own_drive[i] + upper_half(now[i] - at_rest, factor);
          held = (at_rest & silent) | (sum & bits & ~silent);
          fires = held > under;
          now[i] = fires ? after : held;
        }
        silence[i] = (silence[i] - silent) | (fires & begin);
        fired[i] = fires;
      }
      const GroupMask spiked = mask_of_group(fired) & wanted;
      __builtin_memcpy(out, &spiked, sizeof spiked);
    }
    for (size_t i = 0; i < kGroup; ++i) own_v[i] = now[i], own_left[i] = -silence[i];
  }

  // Spikes go to spikes[0], spikes[words], ..., of those neurons that `which` has.
  void run(uint64_t* spikes, size_t words, size_t ticks, uint64_t which) {
    for (size_t group = 0; group < sizeof(uint64_t) / sizeof(GroupMask); ++group) {
      plain() ? run_group<true>(spikes, words, ticks, group, which)
              : run_group<false>(spikes, words, ticks, group, which);
    }
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
  SixteenBits lanes;
  if (sixteen) lanes.take(s, block);
  const bool steady = sixteen && !s.input_step && !s.noise_step && !s.trace;
  bool fits = false;
  for (size_t k = first, ticks = 1; k < end; k += ticks) {
    if (k == first || s.input_step || s.noise_step) {
      __builtin_memcpy(block.input, s.input + k * s.input_step + at, bytes);
      if (s.noise) __builtin_memcpy(block.noise, s.noise + k * s.noise_step + at, bytes);
      if (sixteen) lanes.set_drive(s, block);
      fits = short_leak && !sixteen && narrow(block.v);
      fits = fits && narrow(block.input) && narrow(block.noise);
    }
    uint64_t* const spikes = s.spikes + k * words + at / 64;
    if (sixteen) {
      ticks = steady ? end - k : 1;
      lanes.run(spikes, words, ticks, mask);
    } else {
      *spikes = mask & (fits ? fixed_tick<int32_t, uint32_t>(s, block)
                             : fixed_tick<int64_t, uint64_t>(s, block));
    }
    if (!s.trace) continue;
    if (sixteen) lanes.give_back(block);
    __builtin_memcpy(s.trace + k * s.n + at, block.v, bytes);
  }
  if (sixteen) lanes.give_back(block);
  __builtin_memcpy(s.v + at, block.v, bytes);
  __builtin_memcpy(s.refractory_left + at, block.left, bytes);
}

// So many ticks of a block before the next one: spikes of neighbours share lines, which stay in the
// second cache for 128 kB of them.
void fixed_lif(const FixedLifArgs& s) {
  const size_t fitting = s.n ? 131072 / 8 * 64 / s.n : 0, ticks = fitting < 128 ? 128 : fitting;
  for (size_t first = 0; first < s.ticks; first += ticks) {
    const size_t end = s.ticks - first < ticks ? s.ticks : first + ticks;
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

}  // namespace
}  // namespace myelin::MYELIN_TARGET
