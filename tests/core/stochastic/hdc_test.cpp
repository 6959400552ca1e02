#include "stochastic/hdc.h"

#include <gtest/gtest.h>

namespace myelin::stochastic {
namespace {

constexpr int64_t kLength = 10000;
Bitstream symbol(uint32_t index) { return *hypervector(kLength, 1, index); }

TEST(Hypervectors, AreUnrelated) {
  EXPECT_EQ(*similarity(symbol(0), symbol(0)), 1);
  EXPECT_NEAR(*similarity(symbol(0), symbol(1)), 0.5, 0.025);  // five standard deviations
}

TEST(Hypervectors, AreUnboundByTheSameVector) {
  const Bitstream bound = *bind(symbol(0), symbol(1));
  EXPECT_EQ(bind(bound, symbol(1))->text(), symbol(0).text());
  EXPECT_NEAR(*similarity(bound, symbol(0)), 0.5, 0.025);
}

TEST(Hypervectors, AreSimilarToABundleOfThree) {
  const Bitstream members[3] = {symbol(0), symbol(1), symbol(2)};
  const Bitstream bundled = *bundle({members, 3});
  for (const Bitstream& member : members) EXPECT_NEAR(*similarity(bundled, member), 0.75, 0.025);
}

TEST(Hypervectors, ComeBackAfterAFullTurn) {
  EXPECT_EQ(permute(symbol(0), kLength).text(), symbol(0).text());
  EXPECT_NEAR(*similarity(permute(symbol(0)), symbol(0)), 0.5, 0.025);
}

TEST(Hypervectors, OfDifferentLengthDoNotGoTogether) {
  EXPECT_FALSE(bind(symbol(0), *hypervector(64, 1, 0)));
  EXPECT_FALSE(similarity(symbol(0), *hypervector(64, 1, 0)));
  const Bitstream mixed[2] = {symbol(0), *hypervector(64, 1, 0)};
  EXPECT_FALSE(bundle({mixed, 2}));
  EXPECT_FALSE(bundle({}));
  EXPECT_FALSE(hypervector(0, 1, 0));
}

}  // namespace
}  // namespace myelin::stochastic
