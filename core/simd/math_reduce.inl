// Reduction of huge angles: x * 2/pi in integer arithmetic, one lane at a time.
//
// Source: Payne & Hanek, "Radian reduction for trigonometric functions", SIGNUM 18 (1983). Only the
// bits of 2/pi that can reach the last two bits of the integer part, or the fraction, are used.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

// 2/pi: 64 zero bits, then its first 1280 bits after the point (printed by mpmath).
inline constexpr uint64_t kTwoOverPiBits[] = {
    0,
    0xA2F9836E4E441529,
    0xFC2757D1F534DDC0,
    0xDB6295993C439041,
    0xFE5163ABDEBBC561,
    0xB7246E3A424DD2E0,
    0x06492EEA09D1921C,
    0xFE1DEB1CB129A73E,
    0xE88235F52EBB4484,
    0xE99C7026B45F7E41,
    0x3991D639835339F4,
    0x9C845F8BBDF9283B,
    0x1FF897FFDE05980F,
    0xEF2F118B5A0A6D1F,
    0x6D367ECF27CB09B7,
    0x4F463F669E5FEA2D,
    0x7527BAC7EBE5F17B,
    0x3D0739F78A5292EA,
    0x6BFB5FB11F8D5D08,
    0x56033046FC7B6BAB,
    0xF0CFBC209AF4361D,
};

// x * 2/pi = quadrant + high + low modulo 4, with |high + low| <= 1/2.
struct QuarterTurns {
  double high, low, quadrant;
};

// 64 bits of the table from bit `position` on.
inline uint64_t table_bits(unsigned position) {
  const uint64_t* word = kTwoOverPiBits + position / 64;
  const unsigned shift = position % 64;
  return shift == 0 ? word[0] : word[0] << shift | word[1] >> (64 - shift);
}

// 2^exponent for a normal result.
inline double exact_power_of_two(int exponent) {
  return __builtin_bit_cast(double, uint64_t(exponent + 1023) << 52);
}

// The nonzero 192-bit fraction {top, middle, bottom} * 2^-192 as a sum of two doubles.
inline QuarterTurns fraction_to_doubles(uint64_t top, uint64_t middle, uint64_t bottom) {
  int zeros = 0;
  if (top == 0) top = middle, middle = bottom, bottom = 0, zeros = 64;
  if (const int shift = top == 0 ? 0 : __builtin_clzll(top); shift != 0) {
    top = top << shift | middle >> (64 - shift);
    middle = middle << shift | bottom >> (64 - shift);
    zeros += shift;
  }
  const uint64_t rest = (top & 0x7FF) << 42 | middle >> 22;
  return {double(top >> 11) * exact_power_of_two(-53 - zeros),
          double(rest) * exact_power_of_two(-106 - zeros), 0.0};
}

// For finite |x| > 2^20; zero otherwise.
[[gnu::noinline]] inline QuarterTurns quarter_turns(double x) {
  const uint64_t bits = __builtin_bit_cast(uint64_t, x);
  const int exponent = int(bits >> 52 & 0x7FF) - 1075;  // |x| = significand * 2^exponent
  if (exponent < -33 || exponent == 0x7FF - 1075) return {0.0, 0.0, 0.0};
  const uint64_t significand = (bits & ((uint64_t(1) << 52) - 1)) | uint64_t(1) << 52;

  // Bits of 2/pi with weights from 2^(1 - exponent) down: the product counts units of 2^-190.
  const unsigned first = unsigned(exponent - 2 + 64);
  using Wide = unsigned __int128;
  const Wide low = Wide(significand) * table_bits(first + 128);
  const Wide middle = Wide(significand) * table_bits(first + 64) + uint64_t(low >> 64);
  const uint64_t high = significand * table_bits(first) + uint64_t(middle >> 64);

  uint64_t quadrant = high >> 62;
  uint64_t words[] = {high << 2 | uint64_t(middle) >> 62,
                      uint64_t(middle) << 2 | uint64_t(low) >> 62, uint64_t(low) << 2};
  const bool above_half = words[0] >> 63;
  if (above_half) {
    // To the nearest integer: the fraction minus one. The carry of the negation is beneath notice.
    for (uint64_t& word : words) word = ~word;
    ++quadrant;
  }
  QuarterTurns turns = fraction_to_doubles(words[0], words[1], words[2]);
  const bool negative = x < 0.0;
  if (above_half != negative) turns.high = -turns.high, turns.low = -turns.low;
  turns.quadrant = double((negative ? 4 - quadrant : quadrant) & 3);
  return turns;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
