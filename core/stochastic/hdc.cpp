#include "stochastic/hdc.h"

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
  for (size_t k = 0; k < result.length(); ++k) {
    size_t ones = 0;
    for (const Bitstream& vector : vectors) ones += vector.bit(k);
    const bool split = 2 * ones == vectors.size;
    const bool bit = split ? vectors[0].bit(k) : 2 * ones > vectors.size;
    result.words()[k / 64] |= uint64_t(bit) << k % 64;
  }
  return result;
}

Expected<double> similarity(const Bitstream& a, const Bitstream& b) {
  Expected<Bitstream> different = bind(a, b);
  if (!different) return different.error();
  return 1 - double(different->ones()) / double(a.length());
}

}  // namespace myelin::stochastic
