#include "stochastic/learning.h"

#include <gtest/gtest.h>

namespace myelin::stochastic {
namespace {

LearningLayer layer_of(const StdpRule& rule, uint64_t seed = 3) {
  return std::move(*LearningLayer::make(2, 1, rule, 0.5, seed));
}

void tick(LearningLayer& layer, uint8_t pre0, uint8_t pre1, uint8_t post) {
  const uint8_t pre[2] = {pre0, pre1};
  layer.learn({pre, 2}, {&post, 1});
}

TEST(StochasticStdp, StrengthensWhatCameBefore) {
  StdpRule rule;
  rule.rate = 1;  // every change happens, and spans the range
  LearningLayer layer = layer_of(rule);
  tick(layer, 1, 0, 1);  // pre with post: neither
  EXPECT_EQ(layer.weights()[0], 0.5);
  tick(layer, 0, 0, 1);  // post one tick after pre
  EXPECT_EQ(layer.weights()[0], 1);
  EXPECT_EQ(layer.weights()[1], 0.5);
}

TEST(StochasticStdp, ForgetsAfterTheWindow) {
  StdpRule rule;
  rule.rate = 1;
  for (int age : {4, 5}) {
    LearningLayer layer = layer_of(rule);
    tick(layer, 1, 0, 1);
    for (int k = 1; k < age; ++k) tick(layer, 0, 0, 0);
    tick(layer, 0, 0, 1);
    EXPECT_EQ(layer.weights()[0], age == 4 ? 1 : 0.5);
  }
}

// Pre without post: a step down with probability rate / 2.
TEST(StochasticStdp, WeakensPreAlone) {
  StdpRule rule;
  rule.rate = 0.001;
  LearningLayer layer = layer_of(rule);
  for (int k = 0; k < 20000; ++k) tick(layer, 1, 0, 0);
  EXPECT_NEAR(layer.weights()[0], 0.5 - 20000 * 0.0005 * 0.001, 5 * 0.001 * 3.2);
  EXPECT_EQ(layer.weights()[1], 0.5);
}

TEST(RewardedStdp, ChangesWeightsByEligibilityAndReward) {
  StdpRule rule;
  rule.rewarded = true;
  LearningLayer layer = layer_of(rule);
  tick(layer, 1, 1, 1);
  tick(layer, 0, 1, 0);
  EXPECT_DOUBLE_EQ(layer.eligibility()[0], 0.81);
  EXPECT_DOUBLE_EQ(layer.eligibility()[1], (0.9 - 0.5) * 0.9);
  layer.reward(2);
  EXPECT_DOUBLE_EQ(layer.weights()[0], 0.5 + 0.01 * 2 * 0.81);
  layer.reward(1000);
  EXPECT_EQ(layer.weights()[0], 1);
}

TEST(LearningLayer, IsAFunctionOfItsSeed) {
  const auto weights = [](uint64_t seed) {
    StdpRule rule;
    rule.rate = 0.1;
    LearningLayer layer = layer_of(rule, seed);
    for (int k = 0; k < 200; ++k) tick(layer, k % 2, k % 3 == 0, k % 5 == 0);
    return std::vector<double>(layer.weights().begin(), layer.weights().end());
  };
  EXPECT_EQ(weights(1), weights(1));
  EXPECT_NE(weights(1), weights(2));
}

// pre AND Bernoulli(weight).
TEST(LearningLayer, PassesSpikesWithTheProbabilityOfTheWeight) {
  auto made = LearningLayer::make(1, 4000, {}, 0.3, 1);
  LearningLayer& layer = *made;
  std::vector<int32_t> out(4000);
  const uint8_t pre = 1, silent = 0;
  layer.currents({&pre, 1}, {out.data(), out.size()});
  int passed = 0;
  for (int32_t count : out) passed += count;
  EXPECT_NEAR(passed, 1200, 5 * 29);
  layer.currents({&silent, 1}, {out.data(), out.size()});
  EXPECT_EQ(out, std::vector<int32_t>(4000));
}

TEST(LearningLayer, RefusesBadRules) {
  StdpRule rule;
  rule.rate = 1.5;
  EXPECT_NE(LearningLayer::make(1, 1, rule, 0.5, 0).error().message.find("1.5"), std::string::npos);
  rule = {}, rule.w_max = 2;
  EXPECT_FALSE(LearningLayer::make(1, 1, rule, 0.5, 0));
  rule = {}, rule.window = 0;
  EXPECT_FALSE(LearningLayer::make(1, 1, rule, 0.5, 0));
  EXPECT_FALSE(LearningLayer::make(1, 1, {}, 1.5, 0));
  EXPECT_FALSE(LearningLayer::make(0, 1, {}, 0.5, 0));
  const uint8_t pre[2] = {};
  EXPECT_FALSE(layer_of({}).check({pre, 2}, 2));
  EXPECT_TRUE(layer_of({}).check({pre, 2}, 1));
}

}  // namespace
}  // namespace myelin::stochastic
