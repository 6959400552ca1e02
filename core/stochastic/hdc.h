// Hyperdimensional computing on long random streams.
#pragma once

#include "stochastic/stream.h"

namespace myelin::stochastic {

// Symbol `index` of a seed: every bit is 1 with probability a half.
Expected<Bitstream> hypervector(int64_t length, uint64_t seed, uint32_t index);
// XOR; its own inverse.
inline Expected<Bitstream> bind(const Bitstream& a, const Bitstream& b) {
  return a.combined(Logic::xor_, b);
}
// The majority of each bit; an even number of vectors that are split gives the first one's bit.
Expected<Bitstream> bundle(Span<const Bitstream> vectors);
// The same of packed rows of one length.
void majority(uint64_t* out, Span<const uint64_t* const> rows, size_t length) noexcept;
// Rotation by `by` places; by the length it changes nothing.
inline Bitstream permute(const Bitstream& a, int64_t by = 1) { return a.rotated(by); }
// 1 - Hamming distance / length: 1 for equal vectors, about 1/2 for unrelated ones.
Expected<double> similarity(const Bitstream& a, const Bitstream& b);

}  // namespace myelin::stochastic
