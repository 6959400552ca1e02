// Threshold, reset and the two mechanisms of refractoriness (equations.md 2.3, 2.4).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Steps = std::vector<int64_t>;

// A counter that reaches 1.5 with the third of its steps of 0.5; `more` adds keys to the group.
std::string counter(const std::string& more, const std::string& flags = "") {
  return R"j("neurons": [{"name": "g", "size": 1, "equations": "dv/dt = 5000*Hz : 1)j" + flags +
         R"j(", "method": "euler", "threshold": "v > 1.4", "reset": "v = 0")j" + more +
         R"j(}], "record": [{"spikes": "g"}, {"states": "g", "variables": ["v"], "when": "end"}])j";
}

TEST(Threshold, IsTestedAfterIntegrationAndBeforeReset) {
  Model network(counter(""));

  network.run(7e-4);

  EXPECT_EQ(network.steps_of(0), (Steps{2, 5}));
  EXPECT_EQ(network.trace(1), (std::vector<double>{0.5, 1, 0, 0.5, 1, 0, 0.5}));
}

TEST(Threshold, WithoutRefractorinessAndResetFiresInEveryStep) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "threshold": "True"}],
                     "record": [{"spikes": "g"}])j");

  network.run(3e-4);

  EXPECT_EQ(network.steps_of(0), (Steps{0, 1, 2}));
}

TEST(Threshold, CollectsElementsInAscendingOrder) {
  Model network(R"j("neurons": [{"name": "g", "size": 1000, "threshold": "i % 3 == 1"}],
                     "record": [{"spikes": "g"}])j");

  network.run(1e-4);

  const Spikes spikes = network.spikes();
  ASSERT_EQ(spikes.size(), 333u);
  for (size_t k = 0; k < spikes.size(); ++k) EXPECT_EQ(spikes[k].second, int32_t(3 * k + 1));
}

TEST(Reset, RunsItsStatementsInOrderForSpikingCellsOnly) {
  Model network(R"j("neurons": [{"name": "g", "size": 3, "equations": ["x : 1", "y : 1"],
                       "threshold": "x > 1.5", "reset": ["x -= 1", "y = x * 10", "x = y"],
                       "init": {"x": "i"}}])j");

  network.run(1e-4);

  EXPECT_EQ(network.values("g.x"), (std::vector<double>{0, 1, 10}));
  EXPECT_EQ(network.values("g.y"), (std::vector<double>{0, 0, 10}));
}

// A cell that spikes at step k integrates again at step k + n and may spike there.
TEST(Refractory, OfNStepsForbidsSpikesForNStepsOnly) {
  const std::string always = R"j("neurons": [{"name": "g", "size": 1, "threshold": "True",
    "refractory": "0.5 ms"}], "record": [{"spikes": "g"}])j";
  Model network(always);

  network.run(1.6e-3);

  EXPECT_EQ(network.steps_of(0), (Steps{0, 5, 10, 15}));
}

TEST(Refractory, WithoutTheFlagLeavesIntegrationAlone) {
  Model network(counter(R"j(, "refractory": "0.5 ms")j"));

  network.run(1e-3);

  // Spikes at 2; v counts on from 0 and stands at 2.5 when step 7 may spike again.
  EXPECT_EQ(network.steps_of(0), (Steps{2, 7}));
  EXPECT_EQ(network.trace(1)[6], 2);
}

TEST(Refractory, WithTheFlagFreezesTheVariable) {
  Model network(counter(R"j(, "refractory": "0.5 ms")j", " (unless refractory)"));

  network.run(1.2e-3);

  // Frozen for the steps 3 to 6; integrates again at 7, so 9 is the third of its steps.
  EXPECT_EQ(network.steps_of(0), (Steps{2, 9}));
  EXPECT_EQ(network.trace(1), (std::vector<double>{0.5, 1, 0, 0, 0, 0, 0, 0.5, 1, 0, 0, 0}));
}

// All forms that say "0.5 ms" give the same spikes.
TEST(Refractory, HasTheSameMeaningInAllForms) {
  const char* const forms[] = {
      R"j("refractory": "0.5 ms")j",
      R"j("refractory": 0.0005)j",
      R"j("refractory": "0.5*ms")j",
      R"j("refractory": "ref", "constants": {"ref": "0.5 ms"})j",
      R"j("refractory": "r", "init": {"r": "0.5 ms", "v": 0})j",
      R"j("refractory": "r/2 + r/2 + 0*v*ms", "init": {"r": "0.5 ms"})j",
      R"j("refractory": "timestep(t - lastspike, dt) < 5")j",
  };

  for (const char* form : forms) {
    Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "euler",
                         "equations": ["dv/dt = 5000*Hz : 1 (unless refractory)", "r : second"],
                         "threshold": "v > 1.4", "reset": "v = 0", )j" +
                  std::string(form) + R"j(}], "record": [{"spikes": "g"}])j");
    network.run(3e-3);
    EXPECT_EQ(network.steps_of(0), (Steps{2, 9, 16, 23})) << form;
  }
}

// not_refractory = not_refractory or not condition: the condition can only end refractoriness.
TEST(Refractory, AsAConditionNeverStartsByItself) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "threshold": "t < 0.25*ms",
                       "refractory": "True"}], "record": [{"spikes": "g"}])j");
  Model never(R"j("neurons": [{"name": "g", "size": 1, "threshold": "t < 0.25*ms",
                     "refractory": "False"}], "record": [{"spikes": "g"}])j");

  EXPECT_EQ(network.run(1e-3).steps_of(0), (Steps{0}));
  EXPECT_EQ(never.run(1e-3).steps_of(0), (Steps{0, 1, 2}));
}

TEST(Refractory, OfZeroLengthForbidsNothing) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "threshold": "True",
                       "refractory": "0 ms"}], "record": [{"spikes": "g"}])j");

  EXPECT_EQ(network.run(3e-4).steps_of(0), (Steps{0, 1, 2}));
}

TEST(Refractory, StoresTheTimeOfTheLastSpike) {
  Model network(counter(R"j(, "refractory": "0.1 ms")j"));
  EXPECT_EQ(network.value("g.lastspike"), -1e4);
  EXPECT_EQ(network.value("g.not_refractory"), 1);

  network.run(3e-4);

  EXPECT_DOUBLE_EQ(network.value("g.lastspike"), 2e-4);
  EXPECT_EQ(network.value("g.not_refractory"), 0);
}

// A ramp of 99.999 Hz crosses 1 in the step of 10 ms, and stays at 0 for 5 ms; w, without the flag,
// restarts in the next step.
TEST(Refractory, HoldsARampForFiveMilliseconds) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "euler",
                       "equations": ["dv/dt = 99.999*Hz : 1 (unless refractory)", "dw/dt = 99.999*Hz : 1"],
                       "threshold": "v > 1", "reset": "v = 0; w = 0", "refractory": "5 ms"}],
                     "record": [{"states": "g", "variables": ["v", "w"], "when": "end"}])j");

  network.run(20e-3);

  const auto v = network.trace(0, 0, 0), w = network.trace(0, 0, 1);
  ASSERT_EQ(v.size(), 200u);
  EXPECT_GT(v[99], 0.99);
  for (size_t k = 100; k < 150; ++k) EXPECT_EQ(v[k], 0) << k;
  EXPECT_GT(v[150], 0);
  EXPECT_EQ(w[100], 0);
  EXPECT_GT(w[101], 0);
}

// Input at steps 1, 2, 3 ... to a cell that spikes in step 2; x has no flag.
TEST(UnlessRefractory, ProtectsTheVariableFromSynapses) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "euler",
      "equations": ["dv/dt = 0*Hz : 1 (unless refractory)", "x : 1"],
      "threshold": "t > 0.15*ms and t < 0.25*ms", "refractory": "0.3 ms"}],
    "inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0, 0, 0, 0, 0],
                "times": [0.0001, 0.0002, 0.0003, 0.0004, 0.0005]}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "onPre": "v += 1; x += 1", "connect": true}],
    "record": [{"states": "g", "variables": ["v", "x"], "when": "end"}])j");

  network.run(6e-4);

  // Refractory in its own spike's step already; free again in step 5.
  EXPECT_EQ(network.trace(0, 0, 0), (std::vector<double>{0, 1, 1, 1, 1, 2}));
  EXPECT_EQ(network.trace(0, 0, 1), (std::vector<double>{0, 1, 2, 3, 4, 5}));
}

TEST(UnlessRefractory, ProtectsFromRunRegularlyAndPoissonInputButNotFromReset) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "euler",
      "equations": ["dv/dt = 0*Hz : 1 (unless refractory)", "du/dt = 0*Hz : 1 (unless refractory)"],
      "threshold": "t < 0.05*ms", "reset": "v = 5", "refractory": "0.3 ms",
      "runRegularly": [{"code": "v += 1"}]}],
    "inputs": [{"kind": "poisson-input", "name": "in", "to": "g", "variable": "u", "sources": 3,
                "rate": "10000 Hz", "weight": 1}],
    "record": [{"states": "g", "variables": ["v", "u"], "when": "end"}])j");

  network.run(5e-4);

  // At rate * dt = 1 each of the three sources adds in every step. run_regularly comes before the
  // state update that ends refractoriness, Poisson input after it.
  EXPECT_EQ(network.trace(0, 0, 0), (std::vector<double>{5, 5, 5, 5, 6}));
  EXPECT_EQ(network.trace(0, 0, 1), (std::vector<double>{0, 0, 0, 3, 6}));
}

TEST(UnlessRefractory, LetsOutsideWritesThrough) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "euler",
      "equations": "dv/dt = 0*Hz : 1 (unless refractory)", "threshold": "True",
      "refractory": "1 ms"}])j");
  network.run(2e-4);

  EXPECT_TRUE(network->set("g.v", 3));

  EXPECT_EQ(network.value("g.v"), 3);
}

// v' = -v/tau with the flag, w' = -w/tau without: the exact method knows both cases.
TEST(UnlessRefractory, SplitsExactIntegration) {
  Model network(R"j("neurons": [{"name": "g", "size": 1, "method": "exact",
      "equations": ["dv/dt = (w - v)/(10*ms) : 1 (unless refractory)", "dw/dt = -w/(5*ms) : 1"],
      "threshold": "t < 0.05*ms", "refractory": "100 ms", "init": {"v": 0.25, "w": 1}}])j");

  network.run(2e-3);

  // One step of both, then w alone: v = (v0 + w0) e^(-h/10) - w0 e^(-h/5) for h = 0.1 ms.
  EXPECT_NEAR(network.value("g.v"), 1.25 * std::exp(-0.01) - std::exp(-0.02), 1e-15);
  EXPECT_NEAR(network.value("g.w"), std::exp(-0.4), 1e-14);
}

}  // namespace
}  // namespace myelin::equations
