// Linked variables: parameters that are another object's variables.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// A group "a" of four whose v is 0.5, 1.5, 2.5, 3.5 and grows by 1 ms after 1 ms, one cell "one",
// and a group "b" with these keys, which stands before or behind the others.
std::string groups(const std::string& b, bool first = false) {
  const std::string others = R"j({"name": "a", "size": 4, "method": "euler",
      "equations": ["dv/dt = volt/ms : volt", "k : integer", "twice = 2*v : volt", "all : 1 (shared)",
                    "on : boolean", "place = i : integer"],
      "subgroups": {"E": [1, 3]},
      "init": {"v": "(i + 0.5)*volt", "k": "10 + i", "all": 7, "on": "i > 1"}},
      {"name": "one", "size": 1, "equations": "x = 3 + 100*Hz*t : 1"})j";
  const std::string last = R"j({"name": "b", )j" + b + "}";
  return R"j("dt": "1 ms", "neurons": [)j" + (first ? last + ", " + others : others + ", " + last) +
         "]";
}

// What b.y is after that many seconds.
Values seen(const std::string& declared, const std::string& link, int size, double seconds = 0,
            bool first = false) {
  Model model(groups(R"j("size": )j" + std::to_string(size) + R"j(, "equations": ["x : )j" +
                         declared + R"j( (linked)", "y : )j" + declared +
                         R"j("], "linked": {"x": )j" + link +
                         R"j(}, "init": {"y": "x"}, "runRegularly": [{"code": "y = x"}])j",
                     first));
  if (seconds > 0) model.run(seconds);
  return model.values("b.y");
}

TEST(Link, ShowsAGroupOfTheSameSizeLive) {
  EXPECT_EQ(seen("volt", "\"a.v\"", 4), (Values{0.5, 1.5, 2.5, 3.5}));
  // The last statement ran at t = 2 ms, after two steps.
  EXPECT_EQ(seen("volt", "\"a.v\"", 4, 3e-3), (Values{2.5, 3.5, 4.5, 5.5}));
}

TEST(Link, MayLeadToAGroupThatComesLater) {
  EXPECT_EQ(seen("volt", "\"a.v\"", 4, 3e-3, true), (Values{2.5, 3.5, 4.5, 5.5}));
}

TEST(Link, ShowsSubexpressionsOfAnyType) {
  EXPECT_EQ(seen("volt", "\"a.twice\"", 4), (Values{1, 3, 5, 7}));
  EXPECT_EQ(seen("integer", "\"a.place\"", 4), (Values{0, 1, 2, 3}));
  EXPECT_EQ(seen("boolean", "\"a.on\"", 4), (Values{0, 0, 1, 1}));
}

TEST(Link, OfOneValueIsThatOfAll) {
  EXPECT_EQ(seen("1", "\"a.all\"", 4), (Values{7, 7, 7, 7}));
  EXPECT_EQ(seen("1", "\"one.x\"", 3), (Values{3, 3, 3}));
  EXPECT_EQ(seen("1", "\"one.x\"", 3, 3e-3), Values(3, 3 + 100 * 2e-3));
  EXPECT_EQ(seen("volt", "\"a[2].v\"", 3), (Values{2.5, 2.5, 2.5}));
  EXPECT_EQ(seen("integer", "\"a[2].place\"", 2), (Values{2, 2}));
}

TEST(Link, ShowsPartsOfAGroup) {
  EXPECT_EQ(seen("volt", "\"a.E.v\"", 2), (Values{1.5, 2.5}));
  EXPECT_EQ(seen("integer", "\"a.E.k\"", 2), (Values{11, 12}));
  EXPECT_EQ(seen("integer", "\"a.E.place\"", 2), (Values{1, 2}));
  EXPECT_EQ(seen("boolean", "\"a[2:].on\"", 2), (Values{1, 1}));
  EXPECT_EQ(seen("volt", "\"a.E[1:2].twice\"", 5), (Values{5, 5, 5, 5, 5}));
}

TEST(Link, FollowsAnIndexArray) {
  EXPECT_EQ(seen("volt", R"j({"to": "a.v", "index": [3, 0, 0]})j", 3), (Values{3.5, 0.5, 0.5}));
  EXPECT_EQ(seen("integer", R"j({"to": "a.E.k", "index": [1, 0, 1]})j", 3), (Values{12, 11, 12}));
  EXPECT_EQ(seen("boolean", R"j({"to": "a.on", "index": [3, 0]})j", 2), (Values{1, 0}));
  EXPECT_EQ(seen("integer", R"j({"to": "a.place", "index": [3, 0]})j", 2), (Values{3, 0}));
}

TEST(Link, FollowsAnIntegerVariableAsItChanges) {
  Model model(
      groups(R"j("size": 2, "equations": ["x : volt (linked)", "which : integer", "y : volt"],
      "linked": {"x": {"to": "a.v", "indexVariable": "which"}}, "init": {"which": [1, 3]},
      "runRegularly": [{"code": "y = x; which = (which + 1) % 4"}])j"));

  model.run(2e-3);

  EXPECT_EQ(model.values("b.y"), (Values{2.5 + 1, 0.5 + 1}));
}

TEST(Link, OutsideOfItsTargetIsNotANumber) {
  const Values values = [] {
    Model model(groups(R"j("size": 2, "equations": ["x : volt (linked)", "which : integer"],
        "linked": {"x": {"to": "a.v", "indexVariable": "which"}}, "init": {"which": [4, -1]})j") +
                R"j(, "record": [{"states": "b", "variables": ["x"]}])j");
    model.run(1e-3);
    return Values{model.trace(0, 0)[0], model.trace(0, 1)[0]};
  }();

  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_TRUE(std::isnan(values[1]));
}

TEST(Link, GoesThroughOtherLinks) {
  Model model(R"j("neurons": [
      {"name": "c", "size": 2, "equations": "z : 1 (linked)", "linked": {"z": "b.y"}},
      {"name": "b", "size": 2, "equations": ["x : 1 (linked)", "y = 2*x : 1"],
       "linked": {"x": {"to": "a.v", "index": [1, 0]}}},
      {"name": "a", "size": 2, "equations": "v : 1", "init": {"v": [3, 5]}}],
      "record": [{"states": "c", "variables": ["z"]}])j");

  model.run(1e-4);

  EXPECT_EQ(model.trace(0, 0), Values{10});
  EXPECT_EQ(model.trace(0, 1), Values{6});
}

TEST(Link, LetsTwoGroupsSeeEachOther) {
  // x' = -y, y' = x, by Euler's method; b follows a in the schedule and sees its new value.
  Model model(R"j("dt": 0.5, "neurons": [
      {"name": "a", "size": 1, "method": "euler", "equations": ["dx/dt = -y/second : 1", "y : 1 (linked)"],
       "linked": {"y": "b.y"}, "init": {"x": 1}},
      {"name": "b", "size": 1, "method": "euler", "equations": ["dy/dt = x/second : 1", "x : 1 (linked)"],
       "linked": {"x": "a.x"}}])j");

  model.run(1);

  EXPECT_EQ(model.value("a.x"), 1 - 0.5 * 0.5);
  EXPECT_EQ(model.value("b.y"), 0.5 + 0.5 * 0.75);
}

TEST(Link, IntoTheOwnGroupWorksForWhatIsNotIntegrated) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 3, "equations": ["p : 1", "q : 1 (linked)", "r : 1"],
      "linked": {"q": {"to": "g.p", "index": [2, 1, 0]}}, "init": {"p": [1, 2, 3]},
      "runRegularly": [{"code": "r = q"}, {"code": "p = q", "order": 1}]}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("g.r"), (Values{3, 2, 1}));
  // As a loop over the neurons does it: the last one sees what the first has become.
  EXPECT_EQ(model.values("g.p"), (Values{3, 2, 3}));
}

TEST(Link, IntoTheOwnGroupGivesWhatWasThereBeforeAnAssignment) {
  // More elements than are computed together.
  constexpr int n = (1 << 20) + 100;
  Model model(R"j("neurons": [{"name": "g", "size": )j" + std::to_string(n) +
              R"j(, "equations": ["p : 1", "q : 1 (linked)", "back : integer"],
      "linked": {"q": {"to": "g.p", "indexVariable": "back"}},
      "init": {"p": "i", "back": "N - 1 - i"}}])j");

  ASSERT_TRUE(model->set_text("g.p", "q"));
  const Values turned = model.values("g.p");
  ASSERT_TRUE(model->set_text("g.p", "p + i"));

  size_t wrong = 0;
  for (int k = 0; k < n; ++k) wrong += turned[size_t(k)] != n - 1 - k;
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(model.value("g.p", size_t(n - 1)), n - 1);
}

TEST(Link, IsThereForSynapses) {
  Model model(R"j("neurons": [
      {"name": "a", "size": 2, "equations": ["v : 1"], "init": {"v": [3, 5]}},
      {"name": "b", "size": 2, "equations": ["x : 1 (linked)", "y : 1"], "threshold": "True",
       "linked": {"x": {"to": "a.v", "index": [1, 0]}}}],
      "synapses": [
        {"name": "s", "from": "b", "to": "b", "equations": "w : 1", "init": {"w": "i + 10*j"},
         "connect": {"condition": "x_pre == 5 or x_post == 5"}},
        {"name": "t", "from": "b", "to": "b", "equations": ["u : 1 (linked)", "m : 1 (linked)"],
         "linked": {"u": "s.w", "m": "a[1].v"}, "onPre": "y_post += x_post + 1000*u + 100000*m",
         "connect": {"i": [0, 1, 0], "j": [0, 0, 1]}}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("s.w"), (Values{0, 10, 1}));
  EXPECT_EQ(model.values("b.y"), (Values{500005 + 500005 + 10000, 500003 + 1000}));
}

TEST(Link, TakesPartInExactIntegrationAndPoissonInput) {
  Model model(R"j("dt": "1 ms", "neurons": [
      {"name": "a", "size": 4, "equations": "tau : second", "init": {"tau": "(i + 1)*ms"}},
      {"name": "b", "size": 3, "method": "exact", "equations": ["dv/dt = -v/tau : 1", "tau : second (linked)",
        "u : 1"], "linked": {"tau": "a[1:4].tau"}, "init": {"v": 1}}],
      "inputs": [{"kind": "poisson-input", "name": "in", "to": "b[1:]", "variable": "u",
        "sources": 3, "rate": "1000 Hz", "weight": "tau/ms"}])j");

  model.run(1e-3);

  for (int k = 0; k < 3; ++k)
    EXPECT_NEAR(model.value("b.v", size_t(k)), std::exp(-1 / (k + 2.0)), 1e-15);
  EXPECT_EQ(model.values("b.u"), (Values{0, 9, 12}));
}

// Two cells with v = 1, 2 and four synapses s with w = 1, 11, 3, 13; and a group "b" with these
// keys.
std::string with_synapses(const std::string& b, const std::string& more = "") {
  return R"j("dt": "1 ms", "neurons": [{"name": "b", )j" + b + R"j(},
      {"name": "a", "size": 2, "equations": ["v : 1", "n : 1"], "init": {"v": "i + 1"}}],
    "synapses": [{"name": "s", "from": "a", "to": "a", "connect": true,
      "equations": ["w : 1", "both = v_pre + 10*v_post : 1", "scale : 1 (shared)"],
      "init": {"w": "1 + 2*i + 10*j", "scale": 2}})j" +
         more + "]";
}

TEST(Link, LeadsToSynapses) {
  Model model(with_synapses(R"j("size": 4,
      "equations": ["w : 1 (linked)", "both : 1 (linked)", "j : integer (linked)", "y : 1", "z : 1"],
      "linked": {"w": "s.w", "both": "s.both", "j": "s.j"}, "init": {"y": 7, "z": "y + w"},
      "runRegularly": [{"code": "y = w + 100*both + 10000*j"}])j"));

  EXPECT_EQ(model.values("b.z"), (Values{8, 18, 10, 20}));
  model.run(1e-3);
  EXPECT_EQ(model.values("b.y"), (Values{1101, 12111, 1203, 12213}));
  ASSERT_TRUE(model->set("s.w", 5.0));
  ASSERT_TRUE(model->set("a.v", 0.0));
  model.run(1e-3);
  EXPECT_EQ(model.values("b.y"), (Values{5, 10005, 5, 10005}));
}

TEST(Link, LeadsToSynapsesByIndexOrToWhatTheyShare) {
  Model model(with_synapses(R"j("size": 3,
      "equations": ["w : 1 (linked)", "both : 1 (linked)", "scale : 1 (linked)", "y : 1"],
      "linked": {"w": {"to": "s.w", "index": [3, 0, 0]}, "scale": "s.scale",
                 "both": {"to": "s.both", "index": [1, 2, 3]}},
      "runRegularly": [{"code": "y = w + 100*both + 10000*scale"}])j"));

  model.run(1e-3);

  EXPECT_EQ(model.values("b.y"), (Values{13 + 2100 + 20000, 1 + 1200 + 20000, 1 + 2200 + 20000}));
}

TEST(Link, LetsAGroupThatWaitsForSynapsesBeTheirSource) {
  // "b" spikes and has events by what its synapses hold; others listen, and look at it.
  Model model(with_synapses(
      R"j("size": 4, "equations": ["w : 1 (linked)", "double = 2*w : 1", "own = 3 + i : 1"],
      "linked": {"w": "s.w"}, "threshold": "double > 20", "events": {"low": "w < 2"})j",
      R"j(, {"name": "r", "from": "b", "to": "a", "connect": true, "equations": "u : 1",
        "init": {"u": "own_pre"}, "onPre": {"high": "n_post += u", "low": "n_post += 1000"},
        "onEvent": {"low": "low"}})j"));

  model.run(1e-3);

  EXPECT_EQ(model.values("a.n"), (Values{1000 + 4 + 6, 1000 + 4 + 6}));
}

TEST(Link, GoesThroughAGroupToSynapses) {
  Model model(R"j("neurons": [
      {"name": "c", "size": 2, "equations": ["z : 1 (linked)", "y : 1"], "linked": {"z": "b.double"},
       "runRegularly": [{"code": "y = z"}]},
      {"name": "b", "size": 2, "equations": ["x : 1 (linked)", "double = 2*x : 1"],
       "linked": {"x": "t.u"}}],
    "synapses": [
      {"name": "t", "from": "b", "to": "b", "connect": {"condition": "i == j"},
       "equations": "u : 1 (linked)", "linked": {"u": "s.w"}},
      {"name": "s", "from": "b", "to": "b", "connect": {"condition": "i != j"}, "equations": "w : 1",
       "init": {"w": "i + 5"}}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("c.y"), (Values{10, 12}));
}

TEST(Link, ToSynapsesIsRefusedWithItsReason) {
  const auto message = [](const std::string& b) { return error_of(with_synapses(b)).message; };

  EXPECT_EQ(
      message(R"j("size": 3, "equations": "w : 1 (linked)", "linked": {"w": "s.w"})j"),
      "'s.w' has 4 elements and 'b' has 3; they must be as many, or say by \"index\" which is "
      "which");
  EXPECT_EQ(message(R"j("size": 4, "equations": "w : 1 (linked)", "linked": {"w": "s.x"})j"),
            "'s' has no variable 'x'");
  EXPECT_EQ(error_of(R"j("neurons": [{"name": "b", "size": 2, "linked": {"x": "s.both"},
        "equations": ["x : 1 (linked)", "dv/dt = (x - v)/ms : 1"], "method": "euler"}],
      "synapses": [{"name": "s", "from": "b", "to": "b", "connect": {"condition": "i != j"},
        "equations": "both = v_pre : 1"}])j")
                .message,
            "'s.both' is integrated by this group itself, so other elements of it have no value "
            "while that is done");
  EXPECT_EQ(error_of(R"j("neurons": [{"name": "b", "size": 2}], "synapses": [
      {"name": "s", "from": "b", "to": "b", "connect": true, "equations": "x : 1 (linked)", "linked": {"x": "r.y"}},
      {"name": "r", "from": "b", "to": "b", "connect": true, "equations": "y : 1 (linked)", "linked": {"y": "s.x"}}])j")
                .message,
            "'s' connects or is linked to synapses that in the end lead to it");
}

TEST(Link, ToSynapsesHoldsTheirNumber) {
  Model model(with_synapses(
      R"j("size": 4, "equations": ["w : 1 (linked)", "y : 1"], "linked": {"w": "s.w"})j"));
  const Status refused = model->disconnect("s", "i == 0");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "'b.w' is linked, so these synapses cannot be added or removed");

  Model free(with_synapses(R"j("size": 3, "equations": ["x : 1 (linked)", "y : 1"],
      "linked": {"x": "s.scale"}, "runRegularly": [{"code": "y = x"}])j"));
  ASSERT_TRUE(free->disconnect("s", "i == 0"));
  free.run(1e-3);
  EXPECT_EQ(free.values("b.y"), (Values{2, 2, 2}));
}

TEST(Link, IsRefusedWithItsReason) {
  struct Case {
    const char *keys, *where, *code, *words;
  };
  const std::string g = "neurons[2] 'b'.";
  const Case cases[] = {
      {R"j("size": 3, "equations": "x : volt (linked)", "linked": {"x": "a.v"})j", "linked.x",
       "invalid-argument", "4 elements"},
      {R"j("size": 4, "equations": "x : volt (linked)")j", "equations:1:1", "invalid-argument",
       "does not say to what"},
      {R"j("size": 4, "equations": "x : volt", "linked": {"x": "a.v"})j", "linked.x",
       "unknown-name", "no parameter"},
      {R"j("size": 4, "equations": "x : amp (linked)", "linked": {"x": "a.v"})j", "linked.x",
       "unit", "amp"},
      {R"j("size": 4, "equations": "x : 1 (linked)", "linked": {"x": "a.k"})j", "linked.x", "type",
       "integer"},
      {R"j("size": 4, "equations": "x : 1 (linked, shared)", "linked": {"x": "a.k"})j",
       "equations:1:1", "invalid-argument", "alone"},
      {R"j("size": 4, "equations": "x = 1 : 1 (linked)")j", "equations:1:1", "unknown-name",
       "flag"},
      {R"j("size": 4, "equations": "x : 1 (linked)", "linked": {"x": "b.x"})j", "equations:1:1",
       "invalid-argument", "itself"},
      {R"j("size": 4, "equations": ["x : 1 (linked)", "y = x : 1"], "linked": {"x": "b.y"})j",
       "equations:1:1", "invalid-argument", "itself"},
      {R"j("size": 4, "equations": "x : 1 (linked)", "linked": {"x": "a.w"})j", "linked.x",
       "unknown-name", "no variable 'w'"},
      {R"j("size": 4, "equations": "x : 1 (linked)", "linked": {"x": "c.w"})j", "linked.x",
       "unknown-name", "no group 'c'"},
      {R"j("size": 4, "equations": "x : 1 (linked)", "linked": {"x": "v"})j", "linked.x", "parse",
       "NAME.VARIABLE"},
      {R"j("size": 4, "equations": "x : volt (linked)", "linked": {"x": "a.F.v"})j", "linked.x",
       "unknown-name", "no subgroup 'F'"},
      {R"j("size": 4, "equations": "x : volt (linked)", "linked": {"x": "a[4].v"})j", "linked.x",
       "out-of-range", "[4, 5)"},
      {R"j("size": 2, "equations": "x : volt (linked)", "linked": {"x": {"to": "a.v", "index": [0, 4]}})j",
       "linked.x", "out-of-range", "index[1] is 4"},
      {R"j("size": 2, "equations": "x : volt (linked)", "linked": {"x": {"to": "a.v", "index": [0]}})j",
       "linked.x", "invalid-argument", "1 indices for 2"},
      {R"j("size": 2, "equations": ["x : volt (linked)", "n : 1"], "linked": {"x": {"to": "a.v",
       "indexVariable": "n"}})j",
       "linked.x", "unknown-name", "integer variable"},
      {R"j("size": 2, "equations": ["x : 1 (linked)", "dy/dt = -y/ms : 1"], "linked": {"x": {"to": "b.y",
       "index": [1, 0]}})j",
       "linked.x", "invalid-argument", "integrated"},
      {R"j("size": 4, "equations": "x : volt (linked)", "linked": {"x": "a.v"}, "threshold": "True",
       "reset": "x = 0*volt")j",
       "reset:1:1", "invalid-argument", "is linked to 'a.v'"},
  };
  for (const Case& one : cases) {
    const Error error = error_of(groups(one.keys));
    EXPECT_EQ(error.where, g + one.where) << one.keys << "\n" << error.message;
    EXPECT_EQ(to_string(error.code), one.code) << one.keys << "\n" << error.message;
    EXPECT_NE(error.message.find(one.words), std::string::npos) << one.keys << "\n"
                                                                << error.message;
  }
}

TEST(Link, IsTheSameOnAnyNumberOfThreads) {
  const auto digest = [](unsigned threads) {
    Model model(R"j("neurons": [
      {"name": "a", "size": 20000, "method": "euler", "equations": "dv/dt = (i - v)/ms : 1"},
      {"name": "b", "size": 20000, "method": "euler", "equations": ["dy/dt = (x - y)/ms : 1",
        "x : 1 (linked)", "k : integer"], "init": {"k": "(i*7919) % 20000"},
       "linked": {"x": {"to": "a.v", "indexVariable": "k"}}}])j",
                with_threads(threads));
    model.run(1e-3);
    return model->digest();
  };

  EXPECT_EQ(digest(1), digest(2));
}

}  // namespace
}  // namespace myelin::equations
