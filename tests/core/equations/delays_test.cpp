// Spike propagation: delays, pathways, order within a step (equations.md 2.3, 2.6).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Steps = std::vector<int64_t>;

// One spike of `in` at step 0; the pulse stays visible until the reset of the same or the next
// step.
std::string relay(const std::string& synapses, const std::string& in = "", int targets = 1) {
  return R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0], "times": [0])j" +
         in + R"j(}], "neurons": [{"name": "g", "size": )j" + std::to_string(targets) +
         R"j(, "equations": "x : 1", "threshold": "x > 0.5", "reset": "x = 0"}],
         "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x = 1")j" +
         synapses +
         R"j(}], "record": [{"states": "g", "variables": ["x"], "when": "after_synapses"}])j";
}

// The step in which the pulse is seen after slot synapses.
int64_t arrival(const std::string& synapses, const std::string& in = "", size_t target = 0,
                int targets = 1) {
  Model network(relay(synapses, in, targets));
  network.run(3e-3);
  const auto x = network.trace(0, target);
  for (size_t k = 0; k < x.size(); ++k) {
    if (x[k] > 0) return int64_t(k);
  }
  return -1;
}

TEST(Delay, IsZeroIfAbsentAndActsInTheSameStep) { EXPECT_EQ(arrival(""), 0); }

// truncate(delay / dt + 0.5) of the floating-point quotient, at dt = 0.1 ms.
TEST(Delay, RoundsAsTheQuotientDoes) {
  const std::pair<const char*, int64_t> facts[] = {{"0 ms", 0},    {"0.04 ms", 0}, {"0.05 ms", 1},
                                                   {"0.1 ms", 1},  {"0.15 ms", 1}, {"0.25 ms", 3},
                                                   {"0.35 ms", 4}, {"0.5 ms", 5},  {"0.95 ms", 10},
                                                   {"1 ms", 10},   {"1.15 ms", 12}};

  for (const auto& [delay, steps] : facts) {
    EXPECT_EQ(arrival(R"j(, "delay": ")j" + std::string(delay) + "\""), steps) << delay;
  }
}

TEST(Delay, MayBeANumberAQuantityAnExpressionOrAConstant) {
  EXPECT_EQ(arrival(R"j(, "delay": 0.0003)j"), 3);
  EXPECT_EQ(arrival(R"j(, "delay": "0.1*ms + 0.2*ms")j"), 3);
  EXPECT_EQ(arrival(R"j(, "delay": "3*d", "constants": {"d": "0.1 ms"})j"), 3);
  EXPECT_EQ(arrival(R"j(, "delay": {"pre": "0.3 ms"})j"), 3);
}

TEST(Delay, OfEachSynapseIsAnInitialValue) {
  for (const char* init : {R"j("delay": "j*0.2*ms")j", R"j("pre.delay": [0, 0.0002, 0.0004])j"}) {
    const std::string synapses = R"j(, "init": {)j" + std::string(init) + "}";
    for (size_t j = 0; j < 3; ++j) EXPECT_EQ(arrival(synapses, "", j, 3), int64_t(2 * j)) << init;
  }
}

TEST(Delay, MayBeRandom) {
  Model network(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0],
                                 "times": [0]}],
    "neurons": [{"name": "g", "size": 2000, "equations": "x : 1", "threshold": "x > 0.5", "reset": "x = 0"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x = 1",
                  "init": {"delay": "rand()*ms"}}],
    "record": [{"spikes": "g"}])j");

  network.run(3e-3);

  // Arrivals fire one step later. Uniform over [0, 10] steps after rounding: mean 5, variance
  // 100/12 + 1/12 of the rounding.
  std::vector<double> steps;
  for (const auto& [step, i] : network.spikes()) steps.push_back(double(step) - 1);
  ASSERT_EQ(steps.size(), 2000u);
  EXPECT_NEAR(Moments(steps).mean, 5, 4 * std::sqrt(101.0 / 12 / 2000));
}

// Source dt 0.5 ms, target dt 0.1 ms: the arrival is visible from t = 0.5 ms on.
TEST(Delay, CountsStepsOfTheSource) {
  const std::string in = R"j(, "dt": "0.5 ms")j";
  EXPECT_EQ(arrival(R"j(, "delay": "0.5 ms")j", in), 5);
  EXPECT_EQ(arrival(R"j(, "delay": "0.2 ms")j", in), 0);
  EXPECT_EQ(arrival(R"j(, "delay": "0.3 ms")j", in), 5);
}

TEST(Delay, KeepsSpikesApartInALongQueue) {
  Model network(R"j("dt": "1 ms", "inputs": [{"kind": "spikes", "name": "in", "size": 2,
                       "indices": [0, 1, 0, 0, 1], "times": [0, 0.001, 0.002, 0.004, 0.01]}],
    "neurons": [{"name": "g", "size": 2, "equations": "x : 1", "threshold": "x > 0.5", "reset": "x = 0"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": {"condition": "i == j"},
                  "onPre": "x = 1", "delay": "7 ms"}],
    "record": [{"spikes": "g"}])j");

  network.run(0.03);

  // Each arrival makes the target fire in the step after.
  EXPECT_EQ(network.spikes(), (Spikes{{8, 0}, {9, 1}, {10, 0}, {12, 0}, {18, 1}}));
}

TEST(Pathway, ActsAfterThresholdAndBeforeReset) {
  // g fires in step 0; its reset then clears what the zero-delay synapse added in that step.
  Model network(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0, 0],
                                 "times": [0, 0.0001]}],
    "neurons": [{"name": "g", "size": 1, "equations": ["x : 1", "seen : 1"],
                 "threshold": "t < 0.05*ms", "reset": "seen = x; x = 0"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x += 1"}])j");

  network.run(2e-4);

  EXPECT_EQ(network.value("g.seen"), 1);
  EXPECT_EQ(network.value("g.x"), 1);
}

TEST(Pathway, PreRunsBeforePostInTheSameStep) {
  Model network(R"j("neurons": [{"name": "g", "size": 2, "threshold": "True"}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "equations": "x : 1",
                  "connect": {"i": 0, "j": 1}, "onPre": "x = 1", "onPost": "x *= 2"}])j");

  network.run(1e-4);

  EXPECT_EQ(network.value("s.x"), 2);
}

TEST(Pathway, HasItsOwnDelayAndSide) {
  Model network(
      R"j("inputs": [{"kind": "spikes", "name": "a", "size": 1, "indices": [0], "times": [0]},
                                {"kind": "spikes", "name": "b", "size": 1, "indices": [0], "times": [0]}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "equations": "x : 1", "connect": true,
                  "onPre": {"now": "x += 1", "later": "x += 10"}, "onPost": {"back": "x += 100"},
                  "delay": {"later": "0.2 ms", "back": "0.4 ms"}}],
    "record": [{"states": "s", "variables": ["x"], "when": "end"}])j");

  network.run(6e-4);

  EXPECT_EQ(network.trace(), (std::vector<double>{1, 1, 11, 11, 111, 111}));
}

TEST(Pathway, KeepsPerSynapseDelaysByItsName) {
  Model network(
      R"j("inputs": [{"kind": "spikes", "name": "a", "size": 1, "indices": [0], "times": [0]}],
    "neurons": [{"name": "g", "size": 3}],
    "synapses": [{"name": "s", "from": "a", "to": "g", "equations": "x : 1", "connect": true,
                  "onPre": {"one": "x += 1", "two": "x += 10"},
                  "init": {"two.delay": "j*0.1*ms"}, "delay": {"one": "0.1 ms"}}],
    "record": [{"states": "s", "variables": ["x"], "when": "end"}])j");

  network.run(3e-4);

  EXPECT_EQ(network.trace(0, 0), (std::vector<double>{10, 11, 11}));
  EXPECT_EQ(network.trace(0, 1), (std::vector<double>{0, 11, 11}));
  EXPECT_EQ(network.trace(0, 2), (std::vector<double>{0, 1, 11}));
}

// Names: x_post is plain x of the target, x_pre of the source; i and j count from the subgroup.
TEST(Pathway, ReadsAndWritesBothSides) {
  Model network(R"j("neurons": [
      {"name": "a", "size": 4, "equations": "x : 1", "threshold": "t < 0.05*ms", "init": {"x": "i"},
       "subgroups": {"tail": [2, 4]}},
      {"name": "b", "size": 3, "equations": ["x : 1", "y : 1"], "subgroups": {"tail": [1, 3]}}],
    "synapses": [{"name": "s", "from": "a.tail", "to": "b.tail", "connect": {"i": [0, 1], "j": [1, 0]},
                  "onPre": "x_post += x_pre; y += 10*i + j; x_pre += 100"}])j");

  network.run(1e-4);

  EXPECT_EQ(network.values("b.x"), (std::vector<double>{0, 3, 2}));
  EXPECT_EQ(network.values("b.y"), (std::vector<double>{0, 10, 1}));
  EXPECT_EQ(network.values("a.x"), (std::vector<double>{0, 1, 102, 103}));
}

TEST(Pathway, CountsSynapsesOfNeurons) {
  Model network(
      R"j("neurons": [{"name": "a", "size": 3, "equations": "x : 1", "threshold": "t < 0.05*ms"}],
    "synapses": [{"name": "s", "from": "a", "to": "a", "equations": ["sent : 1", "got : 1"],
                  "connect": {"i": [0, 0, 2], "j": [1, 2, 1]},
                  "onPre": "sent = N_outgoing + 10*N_pre; got = N_incoming"}])j");

  network.run(1e-4);

  EXPECT_EQ(network.values("s.sent"), (std::vector<double>{32, 32, 31}));
  EXPECT_EQ(network.values("s.got"), (std::vector<double>{2, 1, 2}));
}

}  // namespace
}  // namespace myelin::equations
