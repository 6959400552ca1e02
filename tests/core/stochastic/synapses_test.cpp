#include "stochastic/synapses.h"

#include <gtest/gtest.h>

namespace myelin::stochastic {
namespace {

StreamSpec spec_of(uint32_t stream) {
  StreamSpec spec;
  spec.length = 1 << 14;
  spec.stream = stream;
  return spec;
}

TEST(BitstreamSynapse, Multiplies) {
  const auto synapse = BitstreamSynapse::make(0.5, spec_of(0));
  const auto input = encode(0.8, spec_of(1));
  EXPECT_NEAR(synapse->apply(*input)->value(), 0.4, 0.02);
  EXPECT_FALSE(*synapse->correlated(*input));
}

// The same seed: AND gives the minimum, and the synapse says so.
TEST(BitstreamSynapse, KnowsWhenStreamsAreCorrelated) {
  const auto synapse = BitstreamSynapse::make(0.5, spec_of(0));
  const auto input = encode(0.8, spec_of(0));
  EXPECT_NEAR(synapse->apply(*input)->value(), 0.5, 0.02);
  EXPECT_TRUE(*synapse->correlated(*input));
}

TEST(DotProduct, AddsTheProducts) {
  const Bitstream a[2] = {*Bitstream::from_text("1100"), *Bitstream::from_text("1111")};
  const Bitstream w[2] = {*Bitstream::from_text("1010"), *Bitstream::from_text("0111")};
  EXPECT_EQ(*dot_product({a, 2}, {w, 2}), 4u);
  EXPECT_FALSE(dot_product({a, 2}, {w, 1}));
  EXPECT_FALSE(dot_product({}, {}));
  const Bitstream other[2] = {*Bitstream::from_text("1100"), *Bitstream::from_text("11")};
  EXPECT_FALSE(dot_product({a, 2}, {other, 2}));
}

TEST(MuxAdder, GivesTheMean) {
  const Bitstream inputs[3] = {*encode(0.2, spec_of(0)), *encode(0.5, spec_of(1)),
                               *encode(0.8, spec_of(2))};
  EXPECT_NEAR(mux_add({inputs, 3}, 1)->value(), 0.5, 5 * standard_error(0.5, 1 << 14));
  EXPECT_EQ(mux_add({inputs, 3}, 1)->text(), mux_add({inputs, 3}, 1)->text());
  EXPECT_NE(mux_add({inputs, 3}, 1)->text(), mux_add({inputs, 3}, 2)->text());
}

TEST(CurrentSource, MapsOnesOfATick) {
  const Bitstream a[2] = {*Bitstream::from_text("1100"), *Bitstream::from_text("1110")};
  const Bitstream w[2] = {*Bitstream::from_text("1010"), *Bitstream::from_text("1011")};
  const auto current = currents({-1, 3}, {a, 2}, {w, 2});
  EXPECT_EQ(*current, (std::vector<double>{3, -1, 1, -1}));
}

}  // namespace
}  // namespace myelin::stochastic
