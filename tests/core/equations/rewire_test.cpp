// Synapses that come and go while the network runs, and which of them delivered.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// "in" spikes in steps 0, 5, 10 ... of 1 ms; "s" is from it to "g", delayed by 3 ms.
std::string network(const std::string& connect = R"j({"condition": "i == j"})j",
                    const std::string& more = "") {
  return R"j("dt": 0.001, "inputs": [{"kind": "spikes", "name": "in", "size": 3, "indices": [0, 1, 2],
      "times": [0, 0, 0], "period": 0.005}],
    "neurons": [{"name": "g", "size": 3, "equations": ["x : 1", "y : 1"]}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": )j" +
         connect + R"j(, "multisynapticIndex": "k", "equations": ["w : 1", "n : 1",
      "du/dt = -u/(10*ms) : 1 (event-driven)", "y_post = w*N : 1 (summed)"],
      "onPre": "x_post += w; n += 1", "delay": 0.003, "init": {"w": "10 + i"}}])j" +
         more;
}

TEST(Rewire, AddsSynapsesBehindThoseThatAreThere) {
  Model model(network());
  model.run(0.004);

  ASSERT_TRUE(model->connect("s", R"j({"i": [0, 0], "j": [0, 2]})j"));

  EXPECT_EQ(model.values("s.i"), (Values{0, 1, 2, 0, 0}));
  EXPECT_EQ(model.values("s.j"), (Values{0, 1, 2, 0, 2}));
  EXPECT_EQ(model.values("s.k"), (Values{0, 0, 0, 1, 0}));
  EXPECT_EQ(model.values("s.w"), (Values{10, 11, 12, 10, 10}));
  EXPECT_EQ(model.values("s.n"), (Values{1, 1, 1, 0, 0}));
  EXPECT_EQ(model.values("s.lastupdate"), (Values{0.003, 0.003, 0.003, 0.004, 0.004}));
  EXPECT_EQ(model.values("s.N_incoming"), (Values{2, 1, 2}));
  EXPECT_EQ(model.values("s.N_outgoing"), (Values{3, 1, 1}));
  model.run(0.006);
  EXPECT_EQ(model.values("g.x"), (Values{30, 22, 34}));
  EXPECT_EQ(model.values("g.y"), (Values{100, 55, 110}));
}

TEST(Rewire, TakesValuesOfTheNewSynapses) {
  Model model(network());
  const int32_t i[] = {2}, j[] = {0, 1};

  ASSERT_TRUE(model->connect(
      "s", R"j({"j": "i + 1", "skipIfInvalid": true, "init": {"w": "j", "n": [4, 5]}})j"));
  ASSERT_TRUE(model->connect("s", Span<const int32_t>{i, 1}, Span<const int32_t>{j, 2}));

  EXPECT_EQ(model.values("s.w"), (Values{10, 11, 12, 1, 2, 12, 12}));
  EXPECT_EQ(model.values("s.n"), (Values{0, 0, 0, 4, 5, 0, 0}));
}

TEST(Rewire, RemovesSynapsesAndKeepsSpikesUnderWayToTheOthers) {
  Model model(network(R"j(true)j"));
  model.run(0.002);
  const int32_t gone[] = {0, 4, 8};

  ASSERT_TRUE(model->disconnect("s", Span<const int32_t>{gone, 3}));

  EXPECT_EQ(model.values("s.i"), (Values{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(model.values("s.j"), (Values{1, 2, 0, 2, 0, 1}));
  EXPECT_EQ(model.values("s.N_incoming"), (Values{2, 2, 2}));
  model.run(0.002);
  EXPECT_EQ(model.values("g.x"), (Values{23, 22, 21}));
  ASSERT_TRUE(model->disconnect("s", "w > 10.5"));
  EXPECT_EQ(model.values("s.n"), (Values{1, 1}));
  ASSERT_TRUE(model->disconnect("s", "True"));
  model.run(0.01);
  EXPECT_EQ(model.values("g.x"), (Values{23, 22, 21}));
  ASSERT_TRUE(model->connect("s", "{}"));
  EXPECT_EQ(model.values("s.i").size(), 9u);
}

TEST(Rewire, RepeatsFromASnapshotAndAfterAReset) {
  Model model(network(R"j({"p": 0.5})j"));
  const auto change = [&] {
    if (!model->connect("s", R"j({"p": 0.4, "init": {"w": "rand()"}})j")) ADD_FAILURE();
    if (!model->disconnect("s", "w > 11.5")) ADD_FAILURE();
  };
  const std::string fresh = model->digest();
  model.run(0.002);
  const auto before = model->snapshot();
  change();
  const std::string changed = model->digest();
  const auto after = model->snapshot();
  const std::string expected = model.run(0.012)->digest();

  ASSERT_TRUE(model->restore({before.data(), before.size()}));
  change();
  EXPECT_EQ(model->digest(), changed);
  EXPECT_EQ(model.run(0.012)->digest(), expected);
  Model other(network(R"j({"p": 0.5})j"));
  ASSERT_TRUE(other->restore({after.data(), after.size()}));
  EXPECT_EQ(other->digest(), changed);
  EXPECT_EQ(other.run(0.012)->digest(), expected);
  ASSERT_TRUE(other->reset());
  EXPECT_EQ(other->digest(), fresh);
}

TEST(Rewire, FollowsSynapsesOntoSynapsesAndMonitors) {
  Model model(R"j("dt": 0.001, "neurons": [{"name": "g", "size": 3, "equations": "x : 1"}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"condition": "i == j"},
                  "equations": ["w : 1", "m : 1", "dv/dt = (u - v)/(5*ms) : 1", "du/dt = -u/(5*ms) : 1"],
                  "init": {"w": "i", "u": 1}},
      {"name": "mod", "from": "g", "to": "s", "connect": true, "equations": ["z : 1", "m_post = z : 1 (summed)"],
       "init": {"z": "i + 10*j"}}],
    "record": [{"states": "s", "variables": ["w"], "index": [0, 2]}])j");
  model.run(0.002);

  ASSERT_TRUE(model->disconnect("s", "i == 0"));
  ASSERT_TRUE(model->connect("s", R"j({"i": 0, "j": 1})j"));
  model.run(0.001);

  EXPECT_EQ(model.values("s.w"), (Values{1, 2, 0}));
  EXPECT_EQ(model.values("mod.z"), (Values{10, 20, 11, 21, 12, 22}));
  EXPECT_EQ(model.values("mod.j"), (Values{0, 1, 0, 1, 0, 1}));
  EXPECT_EQ(model.values("mod.N_incoming"), (Values{3, 3, 0}));
  EXPECT_EQ(model.values("s.m"), (Values{33, 63, 0}));
  EXPECT_NEAR(model.value("s.u", 2), std::exp(-0.2), 1e-14);
  EXPECT_NEAR(model.value("s.v", 0), 0.6 * std::exp(-0.6), 1e-14);
  const auto first = model.trace(0, 0), second = model.trace(0, 1);
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[1], 0);
  EXPECT_TRUE(first[2] != first[2]);
  EXPECT_EQ(second[2], 2);
}

TEST(Rewire, IsAStepOfThePlan) {
  Model model(network(R"j({"condition": "i == j"})j", R"j(, "run": [{"duration": 0.001},
    {"disconnect": "s", "where": "w < 11"}, {"connect": "s", "i": 0, "j": [1, 2], "init": {"w": 5}},
    {"disconnect": "s", "i": 0, "j": 2}, {"duration": 0.01}])j"));

  model.run();

  EXPECT_EQ(model.values("s.w"), (Values{11, 12, 5}));
  EXPECT_EQ(model.values("g.x"), (Values{0, 27, 24}));
}

TEST(Rewire, GivesTheSameBitsOnAnyNumberOfThreads) {
  const auto digest = [](const BuildOptions& options) {
    Model model(network(R"j({"p": 0.6})j"), options);
    model.run(0.004);
    if (!model->connect("s", R"j({"p": "0.3 + 0.1*j"})j")) ADD_FAILURE();
    return model.run(0.01)->digest();
  };

  for (const std::string& tier : simd_tiers()) EXPECT_EQ(digest(with_simd(tier)), digest({}));
  EXPECT_EQ(digest(with_threads(4)), digest({}));
}

TEST(Rewire, RefusesAndLeavesEverythingAsItWas) {
  Model model(network());
  model.run(0.002);
  const std::string before = model->digest();
  const int32_t bad[] = {3};
  struct Case {
    Status status;
    const char* message;
  };
  const Case cases[] = {
      {model->connect("q", "{}"), "there are no synapses 'q'"},
      {model->connect("s", "[]"), "this is no JSON object: give { ... }"},
      {model->connect("s", R"j({"pp": 1})j"), nullptr},
      {model->connect("s", R"j({"i": [0], "j": [3]})j"),
       "the index is 3; there are 3 neurons, from 0 to 2"},
      {model->connect("s", R"j({"p": 1, "init": {"q": 1}})j"), "'s' has no variable 'q'"},
      {model->connect("s", R"j({"p": 1, "init": {"w": [1, 2]}})j"),
       "there are 2 values for 9 elements"},
      {model->disconnect("s", Span<const int32_t>{bad, 1}), "the index is 3; there are 3 elements"},
      {model->disconnect("s", "w"), "this is float, but boolean is needed"},
  };

  for (const Case& one : cases) {
    ASSERT_FALSE(one.status) << (one.message ? one.message : "");
    if (one.message) {
      EXPECT_EQ(one.status.error().message, one.message);
    }
  }
  EXPECT_EQ(model->digest(), before);
  EXPECT_EQ(error_of(network("true", R"j(, "run": [{"disconnect": "s"}])j")).message,
            "say which elements in one way: where, index, or i, j and k");
}

TEST(Rewire, LeavesSynapsesAloneThatOthersAreLinkedTo) {
  Model model(R"j("neurons": [{"name": "g", "size": 2}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"condition": "i == j"}, "equations": "w : 1"},
                 {"name": "r", "from": "g", "to": "g", "connect": {"condition": "i == j"},
                  "equations": "u : 1 (linked)", "linked": {"u": "s.w"}}])j");

  for (const char* name : {"s", "r"}) {
    const Status refused = model->disconnect(name, "i == 0");
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().message,
              "'r.u' is linked, so these synapses cannot be added or removed");
  }
}

TEST(Why, NamesTheSynapsesThatDelivered) {
  Model model(network(R"j({"condition": "i <= j"})j"));

  model.run(0.004);

  const auto why = model->why("g", 1);
  ASSERT_TRUE(why);
  ASSERT_EQ(why->size(), 2u);
  EXPECT_EQ((*why)[0].synapses + (*why)[0].pathway, "spre");
  EXPECT_EQ((*why)[0].synapse, 1);
  EXPECT_EQ((*why)[0].spiked, 0);
  EXPECT_EQ((*why)[1].synapse, 3);
  EXPECT_EQ((*why)[1].spiked, 1);
  EXPECT_EQ((*why)[1].variables[0].name, "w");
  EXPECT_EQ((*why)[1].variables[0].value, 11);
  EXPECT_TRUE(model->why("in", 0)->empty());  // nothing is written there
  EXPECT_FALSE(model->why("g", 3));
  EXPECT_FALSE(model->why("h", 0));
  model.run(0.001);
  EXPECT_TRUE(model->why("g", 1)->empty());
}

}  // namespace
}  // namespace myelin::equations
