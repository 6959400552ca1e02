// Synapses that are drawn again for each spike give the bits that stored ones give.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

const std::string kProcedural = R"j(, "storage": "procedural")j";

struct Case {
  int sources, targets;
  std::string connect, pre, keys;
  std::string from = "in", to = "g";
};

std::string network(const Case& of, const std::string& keys, const std::string& more = "") {
  const std::string sources = std::to_string(of.sources), targets = std::to_string(of.targets);
  return R"j("seed": 4, "inputs": [{"kind": "poisson", "name": "in", "rates": "300 Hz", "size": )j" +
         sources + R"j(, "subgroups": {"some": [2, )j" + sources + R"j(]}}],
    "neurons": [{"name": "g", "size": )j" +
         targets + R"j(, "equations": [
      "dv/dt = (0.9 - v)/(10*ms) : 1 (unless refractory)", "dx/dt = -x/(5*ms) : 1",
      "n : integer", "a : 1"],
      "threshold": "v > 1", "reset": "v = -0.0", "refractory": "1 ms", "method": "exact",
      "init": {"v": "rand()"}, "subgroups": {"rest": [3, )j" +
         targets + R"j(]}}], "synapses": [{"name": "s", "from": ")j" + of.from + R"j(", "to": ")j" +
         of.to + R"j(", "connect": )j" + of.connect + R"j(, "onPre": ")j" + of.pre + "\"" +
         of.keys + keys + R"j(}], "record": [{"spikes": "g"}])j" + more;
}

std::string digest_after(const std::string& body, double seconds,
                         const BuildOptions& options = {}) {
  Model model(body, options);
  return model.run(seconds)->digest();
}

const Case kCases[] = {
    {40, 30, R"j({"p": 0.3})j", "v_post += 0.04", ""},
    {40, 300, R"j({"p": 0.05})j", "v_post += 0.04; x_post -= 0.25", R"j(, "delay": "1.5 ms")j"},
    {40, 30, "true", "x_post += 0.04*N_incoming", ""},
    {30, 30, R"j({"condition": "i == j"})j", "v_post += 0.5", R"j(, "delay": "1 ms")j"},
    {60, 40, R"j({"condition": "j == i", "p": 0.5})j", "v_post += 0.5", ""},
    {40, 60, R"j({"condition": "i != j"})j", "v_post += 0.01", "", "in.some", "g.rest"},
    {50, 50, R"j({"condition": "j != i", "p": 0.1})j", "v_post += 0.05", "", "g.rest", "g.rest"},
    {50, 50, R"j({"condition": "True", "n": 1, "p": 0.1})j", "v_post += 0.05", "", "g", "g"},
    {40, 30, R"j({"p": 0})j", "v_post += 1", ""},
    {40, 30, R"j({"p": "2*half/N_post"})j", "v_post += 0.04", R"j(, "constants": {"half": 3})j"},
    // Programs that run for each synapse.
    {40, 300, R"j({"p": 0.1})j", "v_post = clip(v_post + 0.1*rand() - 0.01, 0, 2); n_post += 1",
     R"j(, "delay": "0.7 ms")j", "in.some", "g.rest"},
    {50, 50, R"j({"condition": "i != j", "p": 0.3})j", "x_post += 0.1*v_pre", "", "g.rest", "g"},
    {50, 50, R"j({"p": 0.3})j", "c += 1; x_post += 0.001*c",
     R"j(, "equations": "c : 1 (shared)", "delay": "0.2 ms")j", "g", "g.rest"},
    // Several blocks of targets: of 16 bits, and of a first-level cache.
    {8, 70000, R"j({"p": 0.01})j", "x_post += 0.1", ""},
    {8, 9000, R"j({"p": 0.5})j", "x_post += 0.1; v_post += 0.01", ""},
};

TEST(Procedural, HasTheDigestOfStoredSynapses) {
  for (const Case& one : kCases) {
    const std::string stored = digest_after(network(one, ""), 0.05);

    EXPECT_EQ(digest_after(network(one, kProcedural), 0.05), stored) << one.connect << one.pre;
    EXPECT_EQ(digest_after(network(one, R"j(, "storage": "stored")j"), 0.05), stored);
  }
}

TEST(Procedural, HasTheSameDigestOnEveryTierAndThreadCount) {
  // Enough synapses in a step to be drawn by several threads, and in several parts.
  const Case many{300, 9000, R"j({"p": 0.3})j", "x_post += 0.1; v_post += 0.0001", ""};
  const std::string stored = digest_after(network(many, ""), 0.004, with_threads(1));
  for (const unsigned threads : {1u, 2u, 3u}) {
    EXPECT_EQ(digest_after(network(many, kProcedural), 0.004, with_threads(threads)), stored);
  }
  for (const std::string& tier : simd_tiers()) {
    EXPECT_EQ(digest_after(network(many, kProcedural), 0.004, with_simd(tier)), stored) << tier;
  }
}

TEST(Procedural, FollowsDelaysAndTimeStepsThatChange) {
  for (const char* pre : {"v_post += 0.05", "v_post = v_post + 0.05"}) {
    const Case one{60, 50, R"j({"p": 0.2})j", pre, R"j(, "delay": "3 ms")j"};
    std::string digests[2];
    for (const bool drawn : {false, true}) {
      Model model(network(one, drawn ? kProcedural : ""));
      model.run(0.02);
      ASSERT_TRUE(model->set_text("s.delay", "1.2*ms"));
      model.run(0.02);
      ASSERT_TRUE(model->set_dt(0.00025));
      digests[drawn] = model.run(0.02)->digest();
    }
    EXPECT_EQ(digests[1], digests[0]) << pre;
  }
}

TEST(Procedural, GoesOnFromASnapshot) {
  for (const char* pre : {"v_post += 0.05", "v_post = v_post + 0.05"}) {
    const Case one{60, 50, R"j({"p": 0.2})j", pre, R"j(, "delay": "3 ms")j"};
    Model whole(network(one, kProcedural)), later(network(one, kProcedural));
    whole.run(0.02);
    const auto bytes = whole->snapshot();
    const std::string end = whole.run(0.02)->digest();
    later.run(0.001);

    ASSERT_TRUE(later->restore({bytes.data(), bytes.size()}));
    EXPECT_EQ(later.run(0.02)->digest(), end);
    ASSERT_TRUE(later->reset());
    EXPECT_EQ(later.run(0.04)->digest(), end);
  }
}

TEST(Procedural, HasSnapshotsWithoutSynapses) {
  const auto size = [](const char* connect) {
    return Model(network({60, 50, connect, "v_post += 0.05", ""}, kProcedural))->snapshot().size();
  };
  EXPECT_EQ(size(R"j({"p": 0.2})j"), size(R"j({"p": 0.9})j"));
}

TEST(Procedural, RefusesASnapshotOfOtherSynapses) {
  const auto of = [](const char* connect, const std::string& keys) {
    return network({60, 50, connect, "v_post += 0.05", ""}, keys);
  };
  Model model(of(R"j({"p": 0.2})j", kProcedural));
  for (const std::string& other : {of(R"j({"p": 0.3})j", kProcedural), of(R"j({"p": 0.2})j", "")}) {
    const auto bytes = Model(other)->snapshot();

    const Status refused = model->restore({bytes.data(), bytes.size()});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "this snapshot is of another network");
  }
}

TEST(Procedural, TellsWhichSynapsesDelivered) {
  for (const char* pre : {"v_post += 0.05", "v_post = v_post + 0.05"}) {
    const Case one{60, 50, R"j({"p": 0.5})j", pre, ""};
    Model stored(network(one, "")), drawn(network(one, kProcedural));
    stored.run(0.02);
    drawn.run(0.02);
    const auto before = stored->why("g", 7), after = drawn->why("g", 7);
    ASSERT_TRUE(before && after);
    ASSERT_FALSE(before->empty());
    ASSERT_EQ(after->size(), before->size());
    for (size_t k = 0; k < before->size(); ++k) {
      EXPECT_EQ((*after)[k].synapse, (*before)[k].synapse);
      EXPECT_EQ((*after)[k].spiked, (*before)[k].spiked);
    }
  }
}

TEST(Procedural, TakesMemoryForSourcesNotForSynapses) {
  const auto bytes = [](const char* p, const std::string& keys) {
    const Case one{1000, 5000, std::string(R"j({"p": )j") + p + "}", "v_post += 0.001", ""};
    Model model(network(one, keys));
    model.run(0.001);
    return double(model->statistics().signal_bytes);
  };
  const double few = bytes("0.01", kProcedural), many = bytes("0.4", kProcedural);
  EXPECT_LT(many - few, 600e3);               // what one delivery draws
  EXPECT_GT(bytes("0.4", "") - many, 3.4e6);  // 2 million synapses
}

TEST(Procedural, IsKnownToTheEstimate) {
  const auto needs = [](const char* p) {
    return *estimate(document(network({1000, 1000, p, "v_post += 1", ""}, kProcedural)));
  };
  const auto few = needs(R"j({"p": 0.1})j"), many = needs(R"j({"p": 0.4})j");
  EXPECT_EQ(few.synapses, 100000u);
  EXPECT_EQ(many.synapses, 400000u);
  EXPECT_EQ(many.bytes, few.bytes);
}

TEST(Procedural, IsSeenInExplain) {
  Model model(network({3, 4, "true", "v_post += 1", ""}, kProcedural));
  const std::string text = model->explain();
  EXPECT_NE(text.find("s: 12 synapses from in to g, procedural"), std::string::npos) << text;
  EXPECT_NE(text.find("drawn and delivered in rows"), std::string::npos) << text;
}

// --- what is refused -----------------------------------------------------------------------------

void expect_refused(const Error& error, const std::string& where, const char* what) {
  EXPECT_EQ(error.code, ErrorCode::unsupported) << error.message;
  EXPECT_EQ(error.where, where);
  EXPECT_EQ(error.message.rfind(what, 0), 0u) << error.message;
  EXPECT_NE(error.message.find("\"storage\": \"procedural\""), std::string::npos) << error.message;
}

TEST(Procedural, RefusesRulesThatDoNotBeginAnewForEachSource) {
  for (const char* rule :
       {R"j({"fixedIndegree": 3})j", R"j({"fixedTotal": 30})j", R"j({"i": [0], "j": [1]})j",
        R"j({"j": "k for k in range(2)"})j", R"j({"i": "k for k in range(2)"})j", R"j({"n": 2})j",
        R"j({"p": "0.1*i/N_pre"})j", R"j({"p": "0.1*rand()"})j", R"j({"condition": "i > j"})j",
        R"j({"condition": "i != j + 1"})j", R"j({"condition": "x_post != 1"})j"}) {
    expect_refused(error_of(network({30, 40, rule, "v_post += 1", ""}, kProcedural)),
                   "synapses[0] 's'.connect", "only all pairs or one \"p\" for all");
  }
  expect_refused(
      error_of(network({30, 40, R"j([{"p": 0.1}, {"p": 0.2}])j", "v_post += 1", ""}, kProcedural)),
      "synapses[0] 's'.connect", "there must be one rule");
}

TEST(Procedural, RefusesWhatEachSynapseWouldKeep) {
  const auto refused = [](const std::string& keys, const std::string& where, const char* what,
                          const std::string& pre = "v_post += 1") {
    expect_refused(error_of(network({30, 40, R"j({"p": 0.1})j", pre, keys}, kProcedural)),
                   "synapses[0] 's'." + where, what);
  };
  refused(R"j(, "equations": "w : 1")j", "equations", "'w' is a value of each");
  refused(R"j(, "equations": "dw/dt = -w/ms : 1 (event-driven)")j", "equations",
          "'w' is a value of each");
  refused(R"j(, "equations": "a_post = x_post : 1 (summed)")j", "equations",
          "nothing can be summed");
  refused(R"j(, "delay": "rand()*ms")j", "delay", "their delay is the same");
  refused(R"j(, "delay": "(1 + x_post)*ms")j", "delay", "their delay is the same");
  refused(R"j(, "init": {"delay": "rand()*ms"})j", "init.delay", "their delay is the same");
  refused(R"j(, "multisynapticIndex": "k")j", "multisynapticIndex", "a pair has one synapse");
  refused(R"j(, "numbering": "delay")j", "numbering", "they have one delay");
  refused(R"j(, "onPost": "v_post += 1")j", "onPost", "the sources of a target are not known");
  refused(R"j(, "runRegularly": [{"code": "v_post = 0", "dt": "1 ms"}])j", "runRegularly",
          "there is nothing to change");
  refused(R"j(, "equations": "w : 1 (linked)", "linked": {"w": "g.v"})j", "linked",
          "nothing can be linked");
  refused("", "onPre", "'i' is a value of each", "v_post += 0.1*i");
}

TEST(Procedural, RefusesSynapsesOntoThem) {
  std::string body = network({30, 40, R"j({"p": 0.1})j", "v_post += 1", ""}, kProcedural);
  body.insert(body.find(R"j(], "record")j"),
              R"j(, {"name": "t", "from": "in", "to": "s", "onPre": "", "connect": true})j");
  expect_refused(error_of(body), "synapses[1] 't'.to", "'s' are synapses");
}

TEST(Procedural, RefusesWhatIsAskedLater) {
  const std::string body = network({30, 40, R"j({"p": 0.1})j", "v_post += 1", ""}, kProcedural);
  Model model(body);
  const std::string before = model->digest();

  expect_refused(model->connect("s", R"j({"i": [1], "j": [2]})j").error(), "s",
                 "none can come or go");
  expect_refused(model->disconnect("s", "i == 3").error(), "s", "none can come or go");
  expect_refused(model->signal("s.j").error(), "s.j", "sources and targets have no array");
  EXPECT_EQ(model->digest(), before);

  expect_refused(error_of(body + R"j(, "run": [{"until": "i > 2", "of": "s", "atMost": "1 ms"}])j"),
                 "s.i", "sources and targets have no array");
  std::string recorded = body;
  recorded.insert(recorded.size() - 1, R"j(, {"states": "s", "variables": ["v_post"]})j");
  expect_refused(error_of(recorded), "record[1]", "nothing can be recorded");
}

}  // namespace
}  // namespace myelin::equations
