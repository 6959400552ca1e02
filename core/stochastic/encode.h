// Numbers to streams: four encoders.
//
//   bernoulli  independent bits; a function of (key, bank, sample, stream, word, p) and nothing
//   else lfsr       a 16-bit shift register for each stream, compared with a threshold, as hardware
//   does sobol      a low-discrepancy sequence, one dimension for each stream rate       rint(p L)
//   ones, evenly spaced
//
// p = 0 gives no ones and p = 1 all ones with every encoder but lfsr, whose register is never 0:
// over a period of 65535 it gives max(0, threshold - 1) ones, as the hardware does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/pool.h"
#include "base/span.h"
#include "kernels/bits.h"
#include "stochastic/stream.h"

namespace myelin::stochastic {

enum class EncoderKind : uint8_t { bernoulli, lfsr, sobol, rate };

// Rounds to the nearest integer, halves to even; for |x| < 2^51.
inline double round_even(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

// x in [low, high] to p in [0, 1]. Outside: clipped if asked, else an error naming the index in
// `name` + `list`. p may be null: only looked at.
struct Range {
  double low = 0, high = 1;
  bool clip = false;
};
Status to_probabilities(double* p, Span<const double> x, const Range& range,
                        const std::string& name, const char* list = "");
// What a density stands for.
inline double from_probability(double p, const Range& range) {
  return range.low + p * (range.high - range.low);
}
Status check_range(const Range& range, const std::string& where);

// Streams of one bank of one layer draw from one key; `bank` 0 is for inputs, 1 for weights.
struct EncodeArgs {
  EncoderKind kind = EncoderKind::bernoulli;
  uint64_t key = 0;       // random_key(seed, layer)
  uint32_t bank = 0;      // below 2^16
  uint64_t sample = 0;    // below 2^47: the row of a batch, the step of a run
  uint32_t first = 0;     // index of the first stream
  uint64_t position = 0;  // sobol: index of the first bit
  size_t length = 0;
  Span<const double> p;          // one for each stream, in [0, 1]
  Span<int32_t> registers = {};  // lfsr: one for each stream; left where the streams end
  uint64_t* out = nullptr;       // [stream][word]
};

// Encodes with memory of its own for thresholds, made once for so many streams.
class Encoder {
 public:
  explicit Encoder(size_t streams = 0) : thresholds_(streams) {}
  // Many streams are shared by the threads of `pool`, if there is one.
  void run(const EncodeArgs& args, const BitKernels& kernels, Pool* pool = nullptr) noexcept;

 private:
  void run_some(const EncodeArgs& args, const BitKernels& kernels, size_t begin,
                size_t end) noexcept;
  std::vector<uint64_t> thresholds_;
};

// The register after a tick.
inline uint16_t lfsr_next(uint16_t r) {
  return uint16_t(r << 1 | ((r >> 15 ^ r >> 13 ^ r >> 12 ^ r >> 10) & 1));
}
inline uint32_t lfsr_threshold(double p) { return uint32_t(round_even(p * 65536)); }
// Bits (register < threshold), then a tick; answers the register afterwards.
uint16_t lfsr_encode(uint64_t* out, uint16_t seed, uint32_t threshold, size_t length) noexcept;

// base + step * index, cut to 16 bits, 1 instead of 0.
inline constexpr uint16_t kInputSeed = 0xACE1, kWeightSeed = 0xBEEF;
uint16_t default_register(uint16_t base, uint32_t step, uint64_t index);
// 0 is no state of a shift register.
Status check_registers(Span<const int32_t> registers, const std::string& where);

// Element `index` of dimension `dimension` of a Sobol sequence in Gray-code order, times 2^32.
uint32_t sobol(uint32_t dimension, uint64_t index) noexcept;

// One stream, for direct use.
struct StreamSpec {
  EncoderKind kind = EncoderKind::bernoulli;
  int64_t length = 1024;
  Coding coding = Coding::unipolar;
  Range range;
  uint64_t seed = 0;
  std::string layer = "stream";
  uint32_t stream = 0;
  uint64_t sample = 0;
  uint16_t register_seed = kInputSeed;  // lfsr
};
Expected<Bitstream> encode(double x, const StreamSpec& spec);
// Many: stream i, [stream][word] in `out`, is the one of `spec.stream` + i. lfsr: `registers` holds
// one for each and keeps where they end. Nothing is written if something is refused.
Status encode_all(Span<const double> values, const StreamSpec& spec, Span<int32_t> registers,
                  uint64_t* out);

}  // namespace myelin::stochastic
