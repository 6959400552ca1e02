// Counting ones with AVX2: a look-up for each half byte.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

using Bits = U64;
inline Bits read(const uint64_t* p) { return load_bits(p); }
inline uint64_t sum(Bits a) {
  uint64_t words[sizeof(Bits) / 8], total = 0;
  store_bits(words, a);
  for (const uint64_t word : words) total += word;
  return total;
}

inline constexpr size_t kByteBlocks = 0;
inline constexpr size_t kCarryBlock = 16;

inline Bits ones_of(Bits a) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                         0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(a.v, half));
  const __m256i high =
      _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(a.v, 4), half));
  return {_mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256())};
}

inline uint64_t mask_of_bytes(const uint8_t* p) {
  uint64_t mask = 0;
  for (int k = 0; k < 2; ++k) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32 * k));
    const __m256i zero = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    mask |= uint64_t(~uint32_t(_mm256_movemask_epi8(zero))) << 32 * k;
  }
  return mask;
}
typedef int16_t Lanes __attribute__((vector_size(32), may_alias));
inline Lanes upper_half(Lanes a, Lanes b) {
  return Lanes(_mm256_mulhi_epi16(__m256i(a), __m256i(b)));
}
inline uint64_t mask_of_lanes(const int16_t* p) {
  const auto lanes = [p](int k) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 16 * k));
  };
  uint64_t mask = 0;
  for (int k = 0; k < 4; k += 2) {
    // Packing goes half by half.
    const __m256i bytes = _mm256_packs_epi16(lanes(k), lanes(k + 1));
    const __m256i ordered = _mm256_permute4x64_epi64(bytes, 0xD8);
    mask |= uint64_t(uint32_t(_mm256_movemask_epi8(ordered))) << 16 * k;
  }
  return mask;
}
using GroupMask = uint64_t;
inline constexpr size_t kGroup = 4;
inline GroupMask mask_of_group(const Lanes (&a)[kGroup]) {
  return mask_of_lanes(reinterpret_cast<const int16_t*>(a));
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
