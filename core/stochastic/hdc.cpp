#include "stochastic/hdc.h"

#include <algorithm>

#include "stochastic/encode.h"

namespace myelin::stochastic {

Expected<Bitstream> hypervector(int64_t length, uint64_t seed, uint32_t index) {
  StreamSpec spec;
  spec.length = length;
  spec.seed = seed;
  spec.layer = "hypervector";
  spec.stream = index;
  return encode(0.5, spec);
}

Expected<Bitstream> bundle(Span<const Bitstream> vectors) {
  if (vectors.empty()) {
    return Error{ErrorCode::invalid_argument, "bundle", "there are no vectors; it needs one"};
  }
  for (const Bitstream& vector : vectors) {
    if (Expected<Bitstream> fits = vectors[0].combined(Logic::and_, vector); !fits) {
      return fits.error();
    }
  }
  Bitstream result(vectors[0].length());
  std::vector<const uint64_t*> rows;
  for (const Bitstream& vector : vectors) rows.push_back(vector.words().data);
  majority(result.words().data, {rows.data(), rows.size()}, result.length());
  return result;
}

void majority(uint64_t* out, Span<const uint64_t* const> rows, size_t length) noexcept {
  std::fill_n(out, words_for(length), uint64_t(0));
  for (size_t k = 0; k < length; ++k) {
    size_t ones = 0;
    for (const uint64_t* row : rows) ones += row[k / 64] >> (k % 64) & 1;
    const bool bit =
        2 * ones > rows.size || (2 * ones == rows.size && rows[0][k / 64] >> (k % 64) & 1);
    out[k / 64] |= uint64_t(bit) << (k % 64);
  }
}

Expected<double> similarity(const Bitstream& a, const Bitstream& b) {
  Expected<Bitstream> different = bind(a, b);
  if (!different) return different.error();
  return 1 - double(different->ones()) / double(a.length());
}

}  // namespace myelin::stochastic
