// Delays that change while the network runs, and the order of pathways (equations.md 2.3, 2.6).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Steps = std::vector<int64_t>;

// A spike in every listed step; x counts arrivals at each of two cells.
std::string network(const std::string& steps, const std::string& keys) {
  return R"j("dt": 0.001, "inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": )j" +
         std::string(steps == "[0]" ? "[0]" : "[0, 0, 0]") + R"j(, "times": )j" + steps + R"j(}],
    "neurons": [{"name": "g", "size": 2, "equations": ["x : 1", "d : second"]}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x_post += 1", )j" +
         keys + R"j(}], "record": [{"states": "g", "variables": ["x"], "when": "end"}])j";
}

// The steps in which x of a cell grew.
Steps arrivals(const Model& model, size_t cell = 0) {
  const auto x = model.trace(0, cell);
  Steps steps;
  for (size_t k = 0; k < x.size(); ++k) {
    if (x[k] > (k ? x[k - 1] : 0)) steps.push_back(int64_t(k));
  }
  return steps;
}

TEST(DelayChange, HoldsForLaterSpikesAndLeavesThoseUnderWay) {
  Model model(network("[0, 0.002, 0.004]", R"j("delay": 0.005)j"));
  model.run(0.003);

  ASSERT_TRUE(model->set("s.pre.delay", 0.001));
  model.run(0.007);

  EXPECT_EQ(arrivals(model), (Steps{5, 7}));  // steps 0 + 5, 2 + 5, and 4 + 1 with the first
  EXPECT_EQ(model.value("g.x"), 3);
}

TEST(DelayChange, MayBeLongerThanAnyBefore) {
  Model model(network("[0, 0.002, 0.004]", R"j("init": {"delay": "j*ms"})j"));
  model.run(0.002);
  const std::vector<double> delays = {0.02, 0.003};

  ASSERT_TRUE(model->set("s.delay", Span<const double>{delays.data(), 2}));
  model.run(0.03);

  EXPECT_EQ(arrivals(model, 0), (Steps{0, 22, 24}));
  EXPECT_EQ(arrivals(model, 1), (Steps{1, 5, 7}));
}

TEST(DelayChange, GoesOnFromSnapshotsOnEitherSideOfIt) {
  const std::string body = network("[0, 0.002, 0.004]", R"j("init": {"delay": "(j + 3)*ms"})j");
  const auto change = [](Model& model) {
    if (Status s = model->set_text("s.delay", "(4 - j)*ms"); !s) ADD_FAILURE();
  };
  Model whole(body);
  whole.run(0.003);
  const auto before = whole->snapshot();
  change(whole);
  const auto after = whole->snapshot();
  const std::string expected = whole.run(0.01)->digest();

  Model other(body);
  ASSERT_TRUE(other->restore({after.data(), after.size()}));
  EXPECT_EQ(other.run(0.01)->digest(), expected);
  ASSERT_TRUE(other->restore({before.data(), before.size()}));
  EXPECT_NE(other.run(0.01)->digest(), expected);
  ASSERT_TRUE(other->restore({before.data(), before.size()}));
  change(other);
  EXPECT_EQ(other.run(0.01)->digest(), expected);
}

TEST(DelayChange, RefusesNegativeDelaysAndKeepsTheOldOnes) {
  Model model(network("[0]", R"j("delay": 0.002)j"));

  const Status refused = model->set("s.delay", -1);
  model.run(0.005);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the delay is -1 s; it must not be negative and at most 1e8 steps");
  EXPECT_EQ(arrivals(model), (Steps{2}));
}

TEST(DelayText, GivesEachSynapseItsOwn) {
  Model model(network("[0]", R"j("delay": "(2 + 3*j)*ms")j"));

  model.run(0.01);

  EXPECT_EQ(arrivals(model, 0), (Steps{2}));
  EXPECT_EQ(arrivals(model, 1), (Steps{5}));
  EXPECT_EQ(model.values("s.pre.delay"), (std::vector<double>{0.002, 0.005}));
}

TEST(DelayText, IsEvaluatedForEachSpikeIfItDependsOnTime) {
  Model model(network("[0, 0.002, 0.004]", R"j("delay": {"pre": "1*ms + 2*t + j*ms"})j"));

  model.run(0.02);

  EXPECT_EQ(arrivals(model, 0), (Steps{1, 7, 13}));
  EXPECT_EQ(arrivals(model, 1), (Steps{2, 8, 14}));
}

TEST(DelayText, FollowsVariablesThatChange) {
  Model model(network("[0, 0.002, 0.004]", R"j("delay": "d_post")j"));
  model.run(0.001);
  ASSERT_TRUE(model->set("g.d", 0.003));
  model.run(0.002);
  const auto snapshot = model->snapshot();
  const std::string expected = model.run(0.02)->digest();

  EXPECT_EQ(arrivals(model), (Steps{0, 5, 7}));
  ASSERT_TRUE(model->restore({snapshot.data(), snapshot.size()}));
  EXPECT_EQ(model.run(0.02)->digest(), expected);
}

TEST(DelayText, ThatBecomesNegativeStopsTheRun) {
  Model model(network("[0, 0.002, 0.004]", R"j("delay": "1*ms - t")j"));

  const Status stopped = model->run(0.01);

  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().where, "s.pre.delay[0]");
  EXPECT_EQ(to_string(stopped.error().code), to_string(ErrorCode::numeric));
}

TEST(PathwayOrder, IsThatOfTheNameUnlessItIsGiven) {
  const auto result = [](const std::string& order) {
    Model model(
        R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0], "times": [0]}],
      "neurons": [{"name": "g", "size": 1, "equations": "x : 1"}],
      "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true,
                    "onPre": {"zeta": "x_post = 2*x_post", "add": "x_post += 1"})j" +
        order + "}]");
    return model.run(1e-4).value("g.x");
  };

  EXPECT_EQ(result(""), 2);
  EXPECT_EQ(result(R"j(, "pathwayOrder": {"zeta": -2})j"), 1);
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1, "threshold": "True"}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "onPre": "", "pathwayOrder": {"prre": 1}}])j");
  EXPECT_EQ(error.message, "there is no pathway 'prre'; did you mean 'pre'?");
}

}  // namespace
}  // namespace myelin::equations
