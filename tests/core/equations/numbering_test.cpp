// Synapses numbered by delay: the same network with other numbers, and without stored delays.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "run.h"

namespace myelin::equations {
namespace {

// Delays are whole steps already, so that rounding changes nothing.
const char* const kDelay = R"j("delay": "(1 + floor(30*rand()))*dt")j";

std::string network(const std::string& keys, const std::string& connect = R"j({"p": 0.2})j",
                    const std::string& delay = kDelay, const std::string& pre = "v_post += w") {
  return R"j("seed": 5, "inputs": [{"kind": "poisson", "name": "in", "rates": "200 Hz", "size": 80}],
    "neurons": [{"name": "g", "size": 120, "equations": "dv/dt = (0.8 - v)/(10*ms) : 1",
      "threshold": "v > 1", "reset": "v = 0", "method": "exact", "init": {"v": "rand()"}}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "equations": ["w : 1", "on : boolean"],
      "onPre": ")j" +
         pre + R"j(", "connect": )j" + connect +
         R"j(, "init": {"w": "0.4*(rand() - 0.4)", "on": "i > j", )j" + delay + "}" + keys +
         R"j(}], "record": [{"spikes": "g"}])j";
}

const std::string kByDelay = R"j(, "numbering": "delay")j";

using Synapse = std::tuple<double, double, double, double, double>;  // i, delay, j, w, on

std::vector<Synapse> synapses_of(const Model& model) {
  std::vector<Synapse> all;
  const auto i = model.values("s.i"), j = model.values("s.j"), w = model.values("s.w"),
             on = model.values("s.on"), delay = model.values("s.pre.delay");
  for (size_t k = 0; k < i.size(); ++k) all.emplace_back(i[k], delay[k], j[k], w[k], on[k]);
  return all;
}

TEST(NumberingByDelay, GivesTheSameNetworkOtherNumbers) {
  for (const char* connect : {R"j({"p": 0.2})j", R"j({"fixedTotal": 3000})j", "true",
                              R"j({"i": [3, 5, 5, 79], "j": [7, 2, 9, 119]})j"}) {
    Model plain(network("", connect)), sorted(network(kByDelay, connect));
    plain.run(0.1);
    sorted.run(0.1);

    EXPECT_EQ(sorted.spikes(), plain.spikes()) << connect;
    EXPECT_EQ(sorted.values("g.v"), plain.values("g.v")) << connect;
    std::vector<Synapse> before = synapses_of(plain);
    const std::vector<Synapse> after = synapses_of(sorted);
    EXPECT_TRUE(std::is_sorted(after.begin(), after.end(), [](const auto& a, const auto& b) {
      return std::tuple(std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
             std::tuple(std::get<0>(b), std::get<1>(b), std::get<2>(b));
    })) << connect;
    std::sort(before.begin(), before.end());
    std::vector<Synapse> again = after;
    std::sort(again.begin(), again.end());
    EXPECT_EQ(again, before) << connect;
  }
}

TEST(NumberingByDelay, HasManyBlocksOfTargets) {
  const auto wide = [](const std::string& keys) {
    return R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3, "indices": [0, 2, 1],
      "times": [0, 0.001, 0.002]}], "neurons": [{"name": "g", "size": 70000, "equations": "x : 1"}],
      "synapses": [{"name": "s", "from": "in", "to": "g", "equations": "w : 1", "connect": {"p": 0.1},
        "onPre": "x_post += w", "init": {"w": "rand()", "delay": "floor(1 + 3*rand())*dt"})j" +
           keys + "}]";
  };
  Model plain(wide("")), sorted(wide(kByDelay));

  EXPECT_EQ(sorted.run(0.004).values("g.x"), plain.run(0.004).values("g.x"));
}

TEST(NumberingByDelay, HasTheSameDigestOnEveryTierAndThreadCount) {
  Model one(network(kByDelay, R"j({"fixedTotal": 200000})j"), with_threads(1));
  one.run(0.05);
  Model three(network(kByDelay, R"j({"fixedTotal": 200000})j"), with_threads(3));
  EXPECT_EQ(three.run(0.05)->digest(), one->digest());
  Model scalar(network(kByDelay, R"j({"fixedTotal": 200000})j"), with_simd("scalar"));
  EXPECT_EQ(scalar.run(0.05)->digest(), one->digest());
}

TEST(NumberingByDelay, RoundsDelaysToSteps) {
  Model model(network(kByDelay, "true", R"j("delay": "(0.26 + 0.1*(j % 3))*ms")j"));
  for (const auto& [i, delay, j, w, on] : synapses_of(model)) {
    EXPECT_EQ(delay, double(3 + int(j) % 3) * 1e-4);
  }
}

TEST(NumberingByDelay, LetsCodeOfSynapsesSeeTheSame) {
  // The program runs for each synapse here, and reads delays and ends.
  const char* const code = "v_post += w*int(on)*(1 + i - j)*0.01; w *= 0.9";
  Model plain(network("", R"j({"p": 0.2})j", kDelay, code));
  Model sorted(network(kByDelay, R"j({"p": 0.2})j", kDelay, code));

  EXPECT_EQ(sorted.run(0.05).spikes(), plain.run(0.05).spikes());
}

TEST(NumberingByDelay, FollowsDelaysThatChange) {
  Model plain(network("")), sorted(network(kByDelay));
  plain.run(0.02);
  sorted.run(0.02);
  ASSERT_TRUE(plain->set_text("s.delay", "(2 + j % 5)*dt"));
  ASSERT_TRUE(sorted->set_text("s.delay", "(2 + j % 5)*dt"));
  plain.run(0.03);
  sorted.run(0.03);

  EXPECT_EQ(sorted.spikes(), plain.spikes());
  const Status refused = sorted->set_text("s.delay", "-1*ms");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(sorted.run(0.01).spikes(), plain.run(0.01).spikes());
}

TEST(NumberingByDelay, FollowsAnotherDt) {
  Model plain(network("")), sorted(network(kByDelay));
  plain.run(0.02);
  sorted.run(0.02);
  ASSERT_TRUE(plain->set_dt(0.00025));
  ASSERT_TRUE(sorted->set_dt(0.00025));

  EXPECT_EQ(sorted.run(0.05).values("g.v"), plain.run(0.05).values("g.v"));
}

TEST(NumberingByDelay, GoesOnFromASnapshot) {
  Model whole(network(kByDelay));
  whole.run(0.02);
  const auto bytes = whole->snapshot();
  whole.run(0.03);
  Model changed(network(kByDelay));
  ASSERT_TRUE(changed->set_text("s.delay", "3*dt"));
  changed.run(0.001);

  ASSERT_TRUE(changed->restore({bytes.data(), bytes.size()}));
  changed.run(0.03);

  EXPECT_EQ(changed.values("g.v"), whole.values("g.v"));
  EXPECT_EQ(changed->digest(), whole->digest());
}

TEST(NumberingByDelay, NeedsSevenBytesForASynapseWithAWeight) {
  const auto bytes = [](const std::string& keys) {
    Model model(R"j("seed": 1, "neurons": [{"name": "a", "size": 1000, "equations": "v : 1",
        "threshold": "v > 1", "reset": ""}], "synapses": [{"name": "s", "from": "a", "to": "a",
        "equations": "w : 1", "onPre": "v_post += w", "connect": {"p": 0.4},
        "init": {"w": "rand()*i", "delay": "clip(1.5 + 0.75*randn(), 0.1, inf)*ms"})j" +
                keys + "}]");
    model.run(0.001);
    return double(model->statistics().signal_bytes) / 400000;
  };
  EXPECT_LT(bytes(R"j(, "precision": "f32", "numbering": "delay")j"), 7.4);  // 1 is of the rows
  EXPECT_LT(bytes(kByDelay), 11.4);
  EXPECT_GT(bytes(R"j(, "precision": "f32")j"), 18);
}

TEST(NumberingByDelay, IsKnownToTheEstimate) {
  const auto bytes = [](const std::string& keys) {
    const auto needs = estimate(document(R"j("neurons": [{"name": "a", "size": 1000,
      "equations": "v : 1", "threshold": "v > 1", "reset": ""}],
      "synapses": [{"name": "s", "from": "a", "to": "a", "equations": "w : 1", "onPre": "v_post += w",
        "connect": {"fixedTotal": 1000000}, "init": {"delay": "rand()*ms"})j" +
                                         keys + "}]"));
    return needs ? double(needs->bytes) / 1e6 : 0;
  };
  EXPECT_NEAR(bytes(R"j(, "precision": "f32", "numbering": "delay")j"), 7, 0.1);
  EXPECT_NEAR(bytes(""), 26, 0.1);
}

TEST(NumberingByDelay, RefusesPairsThatAreNotInOrder) {
  const auto refused = [](const std::string& keys, const std::string& connect) {
    const Error error = error_of(network(kByDelay + keys, connect));
    EXPECT_EQ(error.where, "synapses[0] 's'.numbering");
    EXPECT_EQ(error.code, ErrorCode::unsupported);
    EXPECT_NE(error.message.find("by source and target"), std::string::npos) << error.message;
  };
  refused("", R"j({"i": [5, 3], "j": [1, 1]})j");
  refused(R"j(, "multisynapticIndex": "copy")j", "true");
}

TEST(NumberingByDelay, NeedsNoDelays) {
  Model model(R"j("neurons": [{"name": "g", "size": 9, "equations": "x : 1", "threshold": "x > 1"}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "onPre": "x_post += 1",
      "numbering": "delay", "delay": "1 ms"}])j");
  EXPECT_EQ(model.values("s.j")[1], 1);
}

TEST(NumberingByDelay, TakesSynapsesThatComeAndGo) {
  const std::string plan = R"j(, "run": [{"duration": "10 ms"},
    {"disconnect": "s", "where": "(i + j) % 3 == 0"}, {"duration": "10 ms"},
    {"connect": "s", "i": [1, 2], "j": [3, 4], "init": {"w": 0.5}}, {"duration": "10 ms"}])j";
  const char* const delay = R"j("delay": "(1 + (i + 7*j) % 11)*dt")j";
  Model plain(network("", "true", delay) + plan), sorted(network(kByDelay, "true", delay) + plan);

  EXPECT_EQ(sorted.run().spikes(), plain.run().spikes());
}

}  // namespace
}  // namespace myelin::equations
