// Bit streams: packed words, their true length, and what a bit is worth.
//
// Word w, bit k holds stream bit 64 w + k; W = ceil(L / 64) words; tail bits are 0 and stay 0.
// A stream of density p stands for p (unipolar) or 2 p - 1 (bipolar).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/span.h"
#include "kernels/bits.h"

namespace myelin::stochastic {

enum class Coding : uint8_t { unipolar, bipolar };

// Longer streams would not be an estimate but a table.
inline constexpr int64_t kMaxLength = int64_t(1) << 31;

inline size_t words_for(size_t bits) { return (bits + 63) / 64; }
// The bits of the last word that count.
inline uint64_t tail_mask(size_t bits) {
  return bits % 64 ? (uint64_t(1) << bits % 64) - 1 : ~uint64_t(0);
}
Status check_length(int64_t length, const std::string& where);

class Bitstream {
 public:
  // All zeros. A length of 0 is refused by the makers below; it is here for containers.
  explicit Bitstream(size_t length = 0, Coding coding = Coding::unipolar)
      : length_(length), coding_(coding), words_(words_for(length)) {}
  static Expected<Bitstream> from_words(Span<const uint64_t> words, int64_t length,
                                        Coding coding = Coding::unipolar);
  static Expected<Bitstream> from_bytes(Span<const uint8_t> bytes,
                                        Coding coding = Coding::unipolar);
  // "0101", the first bit first.
  static Expected<Bitstream> from_text(std::string_view bits, Coding coding = Coding::unipolar);

  size_t length() const { return length_; }
  Coding coding() const { return coding_; }
  Span<const uint64_t> words() const { return {words_.data(), words_.size()}; }
  // Whoever writes keeps the tail 0.
  Span<uint64_t> words() { return {words_.data(), words_.size()}; }
  bool bit(size_t k) const { return words_[k / 64] >> (k % 64) & 1; }
  std::string text() const;

  // Streams of different length do not go together. XNOR multiplies bipolar values, AND unipolar.
  Expected<Bitstream> combined(Logic op, const Bitstream& other) const;
  Bitstream complement() const;
  // Bit k moves to k + by; what leaves at one end enters at the other, or is lost.
  Bitstream rotated(int64_t by) const { return moved(by, true); }
  Bitstream shifted(int64_t by) const { return moved(by, false); }

  uint64_t ones() const { return best_bits().popcount(words_.data(), words_.size()); }
  double density() const { return double(ones()) / double(length_); }
  double value() const;
  // Of value(), for independent bits: sqrt(p (1 - p) / L), twice that if bipolar.
  double standard_error() const;

 private:
  Bitstream moved(int64_t by, bool around) const;
  size_t length_;
  Coding coding_;
  std::vector<uint64_t> words_;
};

// The same on packed rows [stream][word] of one length each, whose tails are 0; `out` may be a or
// b, except in move_bits().
void combine(Logic op, uint64_t* out, const uint64_t* a, const uint64_t* b, size_t streams,
             size_t length) noexcept;
void move_bits(uint64_t* out, const uint64_t* in, size_t length, int64_t by, bool around) noexcept;
void mux(uint64_t* out, const uint64_t* select, const uint64_t* a, const uint64_t* b,
         size_t words) noexcept;

// select ? a : b, bit by bit: the value s a + (1 - s) b.
Expected<Bitstream> mux(const Bitstream& select, const Bitstream& a, const Bitstream& b);

// Ones of two streams together and apart, and what follows: SCC is 1 for streams that overlap as
// much as they can, 0 for independent ones, -1 for those that overlap as little as they can.
struct Overlap {
  uint64_t a = 0, b = 0, both = 0;
  double and_mean = 0, scc = 0;
};
Overlap overlap(const BitKernels& kernels, const uint64_t* a, const uint64_t* b, size_t length);
Expected<double> scc(const Bitstream& a, const Bitstream& b);

struct Runs {
  uint64_t count = 0;  // maximal stretches of equal bits
  uint64_t longest_ones = 0, longest_zeros = 0;
};
Runs runs(const Bitstream& stream);

// Of the estimate of a density from `length` independent bits.
double standard_error(double p, double length);

}  // namespace myelin::stochastic
