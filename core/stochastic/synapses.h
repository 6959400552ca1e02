// Streams that meet: synapse, dot product, multiplexer adder, current source.
#pragma once

#include <vector>

#include "stochastic/encode.h"
#include "stochastic/stream.h"

namespace myelin::stochastic {

// input AND a stream of the weight: their product, for independent streams.
class BitstreamSynapse {
 public:
  // `spec.range` is that of the weight.
  static Expected<BitstreamSynapse> make(double weight, const StreamSpec& spec);
  const Bitstream& weight() const { return weight_; }
  Expected<Bitstream> apply(const Bitstream& input) const {
    return input.combined(Logic::and_, weight_);
  }
  // |SCC| of input and weight above a half: AND gives rather their minimum than their product.
  Expected<bool> correlated(const Bitstream& input) const;

 private:
  explicit BitstreamSynapse(Bitstream weight) : weight_(std::move(weight)) {}
  Bitstream weight_;
};

// Ones of all inputs[i] AND weights[i].
Expected<uint64_t> dot_product(Span<const Bitstream> inputs, Span<const Bitstream> weights);

// Bit k of the result is bit k of an input chosen at random for each k: the mean of the values.
Expected<Bitstream> mux_add(Span<const Bitstream> inputs, uint64_t seed);

// The same of packed rows of one length.
void choose(uint64_t* out, Span<const uint64_t* const> rows, size_t length, uint64_t seed) noexcept;

// y_min + (ones / inputs) (y_max - y_min) for each tick: ones of that bit over all products.
struct CurrentSource {
  double y_min = 0, y_max = 1;
  double at(uint64_t ones, uint64_t inputs) const {
    return y_min + double(ones) / double(inputs) * (y_max - y_min);
  }
};
Expected<std::vector<double>> currents(const CurrentSource& source, Span<const Bitstream> inputs,
                                       Span<const Bitstream> weights);
// Of products, packed rows: out has a place for each bit.
void currents(const CurrentSource& source, Span<const uint64_t* const> products,
              Span<double> out) noexcept;

}  // namespace myelin::stochastic
