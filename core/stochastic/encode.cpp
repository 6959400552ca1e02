#include "stochastic/encode.h"

#include <algorithm>

#include "base/text.h"
#include "random/key.h"
#include "random/philox.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

// The polynomials over GF(2) that make maximal sequences, ascending by degree and value; the
// first dimensions of a Sobol sequence use one each. Coefficients between the ends, as usual.
struct Polynomial {
  uint8_t degree;
  uint16_t middle;
};

// Whether x^degree + ... + 1 makes a register run through all 2^degree - 1 states.
bool is_primitive(int degree, uint32_t middle) {
  const uint32_t taps = middle << 1 | 1 | uint32_t(1) << degree, top = uint32_t(1) << degree;
  uint32_t state = 1, period = 0;
  do {
    state <<= 1;
    if (state & top) state ^= taps;
    ++period;
  } while (state != 1 && state != 0 && period < top);
  return period == top - 1 && state == 1;
}

// One after the other.
class Polynomials {
 public:
  Polynomial next() {
    for (;; ++degree_, middle_ = 0) {
      while (middle_ < uint32_t(1) << (degree_ - 1)) {
        const uint32_t middle = middle_++;
        if (is_primitive(degree_, middle)) return {uint8_t(degree_), uint16_t(middle)};
      }
    }
  }

 private:
  int degree_ = 1;
  uint32_t middle_ = 0;
};

constexpr uint32_t kSobolBits = 32;
// Streams beyond this number share a dimension and differ by a digital shift.
constexpr uint32_t kSobolDimensions = 160;

struct Directions {
  uint32_t v[kSobolBits];
};

// Dimension 0 is van der Corput's sequence. The free first numbers of the others are odd and
// otherwise random with a fixed key: one dimension alone is balanced whatever they are.
Directions make_directions(uint32_t dimension, Polynomials& polynomials) {
  Directions d{};
  if (dimension == 0) {
    for (uint32_t k = 0; k < kSobolBits; ++k) d.v[k] = uint32_t(1) << (31 - k);
    return d;
  }
  const Polynomial p = polynomials.next();
  constexpr uint64_t kKey = 0x536F626F6C;
  for (uint32_t k = 0; k < kSobolBits; ++k) {
    if (k < p.degree) {
      const uint32_t word = philox({dimension, k, 0, 0}, kKey).w0;
      d.v[k] = (word << (31 - k)) | uint32_t(1) << (31 - k);
      continue;
    }
    uint32_t v = d.v[k - p.degree] ^ d.v[k - p.degree] >> p.degree;
    for (uint32_t q = 1; q < p.degree; ++q) {
      if (p.middle >> (p.degree - 1 - q) & 1) v ^= d.v[k - q];
    }
    d.v[k] = v;
  }
  return d;
}

const Directions* all_directions() {
  static const std::vector<Directions> kAll = [] {
    std::vector<Directions> all;
    Polynomials polynomials;
    for (uint32_t k = 0; k < kSobolDimensions; ++k) all.push_back(make_directions(k, polynomials));
    return all;
  }();
  return kAll.data();
}

// All streams beyond the dimensions are shifted by one value each.
uint32_t sobol_shift(uint32_t stream) {
  return stream < kSobolDimensions ? 0 : philox({stream, 0, 1, 0}, 0x536F626F6C).w0;
}

// The bits where value < threshold; next_value() goes through the values of the stream.
template <class Next>
void compare(uint64_t* out, size_t length, uint64_t threshold, Next next_value) {
  for (size_t begin = 0; begin < length; begin += 64) {
    const size_t end = std::min(length - begin, size_t(64));
    uint64_t word = 0;
    for (size_t k = 0; k < end; ++k) word |= uint64_t(uint64_t(next_value()) < threshold) << k;
    out[begin / 64] = word;
  }
}

void sobol_encode(uint64_t* out, uint32_t stream, uint64_t position, double p, size_t length) {
  const Directions& d = all_directions()[stream % kSobolDimensions];
  uint32_t x = sobol(stream, position);
  compare(out, length, uint64_t(round_even(p * 0x1p32)), [&] {
    const uint32_t value = x;
    x ^= d.v[std::min(__builtin_ctzll(++position), 31)];
    return value;
  });
}

void rate_encode(uint64_t* out, double p, size_t length) {
  const uint64_t ones = uint64_t(round_even(p * double(length)));
  // Bit k is 1 where floor((k + 1) ones / length) has grown, counted by a remainder.
  uint64_t rest = 0;
  compare(out, length, ones, [&] {
    rest += ones;
    const bool full = rest >= length;
    if (full) rest -= length;
    return full ? rest : ones;
  });
}

}  // namespace

Status check_range(const Range& range, const std::string& where) {
  if (range.high > range.low && range.high - range.low < 1e300) return {};
  return deny({where}, {"the range is [", range.low, ", ", range.high,
                        "]; its end must be greater than its beginning"});
}

Status to_probabilities(double* p, Span<const double> x, const Range& range,
                        const std::string& name, const char* list) {
  for (size_t k = 0; k < x.size; ++k) {
    const double value = x[k];
    const bool below = value<range.low, above = value> range.high;
    if (value != value || ((below || above) && !range.clip)) {
      return deny({name, list, "[", k, "]"},
                  {"the value is ", value, "; it must be from ", range.low, " to ", range.high},
                  ErrorCode::out_of_range);
    }
    if (p) p[k] = below ? 0 : above ? 1 : (value - range.low) / (range.high - range.low);
  }
  return {};
}

uint16_t lfsr_encode(uint64_t* out, uint16_t seed, uint32_t threshold, size_t length) noexcept {
  uint16_t state = seed;
  compare(out, length, threshold, [&] {
    const uint16_t value = state;
    state = lfsr_next(state);
    return value;
  });
  return state;
}

uint16_t default_register(uint16_t base, uint32_t step, uint64_t index) {
  const uint16_t seed = uint16_t(base + step * index);
  return seed ? seed : 1;
}

Status check_registers(Span<const int32_t> registers, const std::string& where) {
  for (size_t k = 0; k < registers.size; ++k) {
    if (registers[k] >= 1 && registers[k] <= 65535) continue;
    return deny({where, "[", k, "]"},
                {"the seed of a shift register is ", registers[k], "; it must be from 1 to 65535"});
  }
  return {};
}

uint32_t sobol(uint32_t dimension, uint64_t index) noexcept {
  const Directions& d = all_directions()[dimension % kSobolDimensions];
  const uint32_t gray = uint32_t(index ^ index >> 1);
  uint32_t x = sobol_shift(dimension);
  for (uint32_t k = 0; k < kSobolBits; ++k) {
    if (gray >> k & 1) x ^= d.v[k];
  }
  return x;
}

void Encoder::run(const EncodeArgs& args, const BitKernels& kernels, Pool* pool) noexcept {
  constexpr size_t kBlock = 64;  // streams
  const size_t blocks = (args.p.size + kBlock - 1) / kBlock;
  if (!pool || blocks < 2 || args.p.size * args.length < size_t(1) << 18) {
    return run_some(args, kernels, 0, args.p.size);
  }
  pool->run(blocks, [&](size_t b, unsigned) {
    run_some(args, kernels, b * kBlock, std::min(args.p.size, (b + 1) * kBlock));
  });
}

void Encoder::run_some(const EncodeArgs& args, const BitKernels& kernels, size_t begin,
                       size_t end) noexcept {
  const size_t words = words_for(args.length);
  if (args.kind == EncoderKind::bernoulli) {
    for (size_t i = begin; i < end; ++i) {
      thresholds_[i] = uint64_t(round_even(args.p[i] * double(kBernoulliOne)));
    }
    kernels.bernoulli({{args.key, args.bank, args.sample},
                       args.first + uint32_t(begin),
                       end - begin,
                       words,
                       thresholds_.data() + begin,
                       args.out + begin * words,
                       words});
    const uint64_t mask = tail_mask(args.length);
    for (size_t i = begin; i < end; ++i) args.out[(i + 1) * words - 1] &= mask;
    return;
  }
  for (size_t i = begin; i < end; ++i) {
    uint64_t* const out = args.out + i * words;
    if (args.kind == EncoderKind::lfsr) {
      args.registers[i] =
          lfsr_encode(out, uint16_t(args.registers[i]), lfsr_threshold(args.p[i]), args.length);
    } else if (args.kind == EncoderKind::sobol) {
      sobol_encode(out, args.first + uint32_t(i), args.position, args.p[i], args.length);
    } else {
      rate_encode(out, args.p[i], args.length);
    }
  }
}

Status encode_all(Span<const double> values, const StreamSpec& spec, Span<int32_t> registers,
                  uint64_t* out) {
  if (Status s = check_length(spec.length, "stream"); !s) return s;
  if (Status s = check_range(spec.range, "stream.range"); !s) return s;
  std::vector<double> p(values.size);
  if (Status s = to_probabilities(p.data(), values, spec.range, "values"); !s) return s;
  if (spec.kind == EncoderKind::lfsr) {
    if (Status s = check_registers(registers, "seeds"); !s) return s;
  }
  EncodeArgs args;
  args.kind = spec.kind;
  args.key = random_key(spec.seed, spec.layer);
  args.first = spec.stream;
  args.sample = spec.sample;
  args.length = size_t(spec.length);
  args.p = {p.data(), p.size()};
  args.registers = registers;
  args.out = out;
  Encoder(p.size()).run(args, best_bits());
  return {};
}

Expected<Bitstream> encode(double x, const StreamSpec& spec) {
  if (Status s = check_length(spec.length, "stream"); !s) return s.error();
  int32_t seed = spec.register_seed;
  Bitstream stream(size_t(spec.length), spec.coding);
  if (Status s = encode_all({&x, 1}, spec, {&seed, 1}, stream.words().data); !s) return s.error();
  return stream;
}

}  // namespace myelin::stochastic
