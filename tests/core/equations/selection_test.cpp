// Values for some of the elements (equations.md 2.12).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

std::string network(const std::string& init = "", const std::string& more = "") {
  return R"j("neurons": [{"name": "g", "size": 4, "equations": ["x : 1", "b : boolean", "s : 1 (shared)"],
      "threshold": "x > 100", "subgroups": {"E": [1, 4]}}],
    "synapses": [{"name": "e", "from": "g", "to": "g.E", "connect": [{"condition": "j <= i and i < 3"},
      {"i": 1, "j": 1}], "multisynapticIndex": "k", "equations": "w : 1", "onPre": "",
      "init": {"delay": 0)j" +
         init + "}}]" + more;
}
// (0,0) (1,0) (1,1) (2,0) (2,1) (2,2) (1,1)

TEST(Selection, InADocumentIsByConditionIndexOrPair) {
  Model model(network(R"j(, "w": {"where": "i == j", "value": "10 + i"})j"));
  EXPECT_EQ(model.values("e.w"), (Values{10, 0, 11, 0, 0, 12, 11}));

  EXPECT_EQ(Model(network(R"j(, "w": {"index": [1, 3], "value": [5, 6]})j")).values("e.w"),
            (Values{0, 5, 0, 6, 0, 0, 0}));
  EXPECT_EQ(Model(network(R"j(, "w": {"i": 1, "j": [0, 1], "value": 3})j")).values("e.w"),
            (Values{0, 3, 3, 0, 0, 0, 3}));
  EXPECT_EQ(Model(network(R"j(, "w": {"i": 1, "j": 1, "k": 1, "value": 3})j")).values("e.w"),
            (Values{0, 0, 0, 0, 0, 0, 3}));
  EXPECT_EQ(Model(network(R"j(, "w": {"j": 0, "value": "k + 1"})j")).values("e.w"),
            (Values{1, 1, 0, 1, 0, 0, 0}));
}

TEST(Selection, InBracketsIsByConditionIndexOrPair) {
  Model model(network());

  ASSERT_TRUE(model->set("g.x[1, 3]", 7));
  EXPECT_EQ(model.values("g.x"), (Values{0, 7, 0, 7}));
  ASSERT_TRUE(model->set_text("g.x[x > 0]", "x + i"));
  EXPECT_EQ(model.values("g.x"), (Values{0, 8, 0, 10}));
  ASSERT_TRUE(model->set("g.E.x[0]", 1));
  EXPECT_EQ(model.values("g.x"), (Values{0, 1, 0, 10}));
  ASSERT_TRUE(model->set("g.b['i % 2 == 0']", 1));
  EXPECT_EQ(model.values("g.b"), (Values{1, 0, 1, 0}));
  ASSERT_TRUE(model->set("e.w[1, 1]", 2));
  ASSERT_TRUE(model->set("e.w[1, 1, 1]", 3));
  ASSERT_TRUE(model->set("e.w[2, :]", 4));
  ASSERT_TRUE(model->set("e.w[0]", 5));
  EXPECT_EQ(model.values("e.w"), (Values{5, 0, 2, 4, 4, 4, 3}));
  ASSERT_TRUE(model->set("e.delay[i != j]", 0.001));
  EXPECT_EQ(model.values("e.pre.delay"), (Values{0, 0.001, 0, 0.001, 0.001, 0, 0}));
}

TEST(Selection, WorksInAPlan) {
  Model model(network("", R"j(, "run": [{"set": {"e.w": {"where": "i == 2", "value": "2*j"},
                                                "g.E.x": {"index": 2, "value": 9}}}])j"));

  model.run();

  EXPECT_EQ(model.values("e.w"), (Values{0, 0, 0, 0, 2, 4, 0}));
  EXPECT_EQ(model.values("g.x"), (Values{0, 0, 0, 9}));
}

TEST(Selection, OfGroupsInitializesInTheOrderOfTheDocument) {
  Model model(R"j("neurons": [{"name": "g", "size": 4, "equations": ["x : volt", "y : volt"],
    "init": {"x": {"where": "i < 2", "value": "3 mV"}, "y": {"where": "x > 1*mV", "value": "2*x"}}}])j");

  EXPECT_EQ(model.values("g.y"), (Values{0.006, 0.006, 0, 0}));
}

TEST(Selection, OfASubgroupStandsInTheNameOfItsValue) {
  Model model(R"j("neurons": [{"name": "g", "size": 5, "equations": "x : 1",
    "subgroups": {"E": [0, 3], "I": [3, 5]}, "init": {"x": 9, "E.x": "i + 1", "I.x": [7, 8],
      "E[1:].x": {"where": "x > 2", "value": 0}}}])j");

  EXPECT_EQ(model.values("g.x"), (Values{1, 2, 0, 7, 8}));
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 5, "equations": "x : 1",
    "init": {"F.x": 9}}])j");
  EXPECT_EQ(error.message, "'g' has no subgroup 'F'; it has none");
}

TEST(Selection, RefusesWhatIsNotThere) {
  Model model(network());
  const Values two(2);
  struct Case {
    Status status;
    const char* message;
  };
  const Case cases[] = {
      {model->set("g.x[4]", 1), "the index is 4; there are 4 elements"},
      {model->set("e.w[3, 0]", 1), "'e' has no synapse with i = 3, j = 0"},
      {model->set("e.w[1, 1, 2]", 1), "'e' has no synapse with i = 1, j = 1, k = 2"},
      {model->set("g.s[0]", 1), "'s' has one value for all elements"},
      {model->set("e.w[i == 2]", Span<const double>{two.data(), 2}),
       "there are 2 values for 3 elements"},
      {model->set("e.w[i + 1]", 1), "this is integer, but boolean is needed"},
  };

  for (const Case& one : cases) {
    ASSERT_FALSE(one.status) << one.message;
    EXPECT_EQ(one.status.error().message, one.message);
  }
  EXPECT_EQ(error_of(network(R"j(, "w": {"value": 1})j")).message,
            "say which elements in one way: where, index, or i, j and k");
  EXPECT_EQ(error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": "x : 1",
                         "init": {"x": {"i": 0, "value": 1}}}])j")
                .message,
            "'g' is a group; only synapses have i, j and k");
  EXPECT_EQ(error_of(network(R"j(, "w": {"i": [0, 1], "j": [0, 1, 2], "value": 1})j")).message,
            "i, j and k must have as many elements, or one");
}

}  // namespace
}  // namespace myelin::equations
