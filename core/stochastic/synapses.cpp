#include "stochastic/synapses.h"

#include <algorithm>

#include "random/key.h"
#include "random/stream.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

Status check_pairs(Span<const Bitstream> inputs, Span<const Bitstream> weights) {
  const Pieces where{"streams"};
  if (inputs.empty()) return refuse(where, {"there are no streams; at least one is needed"});
  if (inputs.size != weights.size) {
    return refuse(where, {"there are ", inputs.size, " inputs and ", weights.size,
                          " weights; there must be as many"});
  }
  for (size_t i = 0; i < inputs.size; ++i) {
    for (const size_t length : {inputs[i].length(), weights[i].length()}) {
      if (length == inputs[0].length()) continue;
      return refuse(where, {"the lengths are ", inputs[0].length(), " and ", length,
                            "; streams of one operation have the same length"});
    }
  }
  return {};
}

std::vector<const uint64_t*> rows_of(Span<const Bitstream> streams) {
  std::vector<const uint64_t*> rows;
  for (const Bitstream& stream : streams) rows.push_back(stream.words().data);
  return rows;
}

}  // namespace

Expected<BitstreamSynapse> BitstreamSynapse::make(double weight, const StreamSpec& spec) {
  auto stream = encode(weight, spec);
  if (!stream) return stream.error();
  return BitstreamSynapse(std::move(*stream));
}

Expected<bool> BitstreamSynapse::correlated(const Bitstream& input) const {
  auto c = scc(input, weight_);
  if (!c) return c.error();
  return *c > 0.5 || *c < -0.5;
}

Expected<uint64_t> dot_product(Span<const Bitstream> inputs, Span<const Bitstream> weights) {
  if (Status s = check_pairs(inputs, weights); !s) return s.error();
  uint64_t ones = 0;
  for (size_t i = 0; i < inputs.size; ++i) {
    const Span<const uint64_t> x = inputs[i].words(), w = weights[i].words();
    ones += best_bits().and_popcount(x.data, w.data, x.size);
  }
  return ones;
}

Expected<Bitstream> mux_add(Span<const Bitstream> inputs, uint64_t seed) {
  if (Status s = check_pairs(inputs, inputs); !s) return s.error();
  Bitstream result(inputs[0].length(), inputs[0].coding());
  const std::vector<const uint64_t*> rows = rows_of(inputs);
  choose(result.words().data, {rows.data(), rows.size()}, result.length(), seed);
  return result;
}

void choose(uint64_t* out, Span<const uint64_t* const> rows, size_t length,
            uint64_t seed) noexcept {
  std::fill_n(out, words_for(length), uint64_t(0));
  Stream choice(random_key(seed, "mux"), 5, 0, 0);
  for (size_t k = 0; k < length; ++k) {
    const uint64_t* const row = rows[choice.below(uint32_t(rows.size))];
    out[k / 64] |= row[k / 64] & uint64_t(1) << (k % 64);
  }
}

Expected<std::vector<double>> currents(const CurrentSource& source, Span<const Bitstream> inputs,
                                       Span<const Bitstream> weights) {
  if (Status s = check_pairs(inputs, weights); !s) return s.error();
  std::vector<Bitstream> products;
  for (size_t i = 0; i < inputs.size; ++i) {
    products.push_back(*inputs[i].combined(Logic::and_, weights[i]));
  }
  const std::vector<const uint64_t*> rows = rows_of({products.data(), products.size()});
  std::vector<double> result(inputs[0].length());
  currents(source, {rows.data(), rows.size()}, {result.data(), result.size()});
  return result;
}

void currents(const CurrentSource& source, Span<const uint64_t* const> products,
              Span<double> out) noexcept {
  for (size_t k = 0; k < out.size; ++k) {
    uint64_t ones = 0;
    for (const uint64_t* row : products) ones += row[k / 64] >> (k % 64) & 1;
    out[k] = source.at(ones, products.size);
  }
}

}  // namespace myelin::stochastic
