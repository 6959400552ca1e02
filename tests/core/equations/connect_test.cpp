// connect() in all its forms (equations.md 2.7).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "run.h"

namespace myelin::equations {
namespace {

using Pairs = std::vector<std::pair<int, int>>;

std::string network_of(const std::string& connect, int sources = 4, int targets = 3) {
  return R"j("neurons": [{"name": "a", "size": )j" + std::to_string(sources) +
         R"j(, "equations": "x : 1", "init": {"x": "i"}, "subgroups": {"part": [1, 3]}},
            {"name": "b", "size": )j" +
         std::to_string(targets) +
         R"j(, "equations": ["x : 1", "y : 1"], "init": {"x": "10*i"}}],
         "synapses": [{"name": "s", "from": "a", "to": "b", "connect": )j" +
         connect + "}]";
}

Pairs pairs_of(const std::string& connect, int sources = 4, int targets = 3) {
  const Model network(network_of(connect, sources, targets));
  const auto i = network.values("s.i"), j = network.values("s.j");
  Pairs pairs;
  for (size_t k = 0; k < i.size(); ++k) pairs.emplace_back(int(i[k]), int(j[k]));
  return pairs;
}

Error refusal(const std::string& connect) { return error_of(network_of(connect)); }

TEST(Connect, ToAllGoesThroughSourcesThenTargets) {
  const Pairs all = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2},
                     {2, 0}, {2, 1}, {2, 2}, {3, 0}, {3, 1}, {3, 2}};

  EXPECT_EQ(pairs_of("true"), all);
  EXPECT_EQ(pairs_of(R"j({"condition": "True"})j"), all);
  EXPECT_EQ(pairs_of(R"j({"p": 1})j"), all);
}

TEST(Connect, ByConditionUsesIndicesAndVariablesOfBothSides) {
  EXPECT_EQ(pairs_of(R"j({"condition": "i == j"})j"), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
  EXPECT_EQ(pairs_of(R"j({"condition": "x_pre*10 == x_post and i > 0"})j"),
            (Pairs{{1, 1}, {2, 2}}));
  EXPECT_EQ(pairs_of(R"j({"condition": "i == N_pre - 1 and j == N_post - 1"})j"), (Pairs{{3, 2}}));
  EXPECT_TRUE(pairs_of(R"j({"condition": "False"})j").empty());
}

TEST(Connect, RepeatsEachPairNTimes) {
  EXPECT_EQ(pairs_of(R"j({"condition": "i == j and i < 2", "n": 2})j"),
            (Pairs{{0, 0}, {0, 0}, {1, 1}, {1, 1}}));
  EXPECT_EQ(pairs_of(R"j({"condition": "j == 0", "n": "i"})j"),
            (Pairs{{1, 0}, {2, 0}, {2, 0}, {3, 0}, {3, 0}, {3, 0}}));
  EXPECT_TRUE(pairs_of(R"j({"n": 0})j").empty());
}

TEST(Connect, TakesExplicitPairsInTheirOrder) {
  EXPECT_EQ(pairs_of(R"j({"i": [3, 0, 3], "j": [1, 2, 1]})j"), (Pairs{{3, 1}, {0, 2}, {3, 1}}));
  EXPECT_EQ(pairs_of(R"j({"i": 2, "j": [1, 0]})j"), (Pairs{{2, 1}, {2, 0}}));
  EXPECT_EQ(pairs_of(R"j({"i": [0, 1, 2, 3], "j": 2})j"), (Pairs{{0, 2}, {1, 2}, {2, 2}, {3, 2}}));
  EXPECT_EQ(pairs_of(R"j({"i": [0, 1], "j": [1, 0], "n": 2})j"),
            (Pairs{{0, 1}, {0, 1}, {1, 0}, {1, 0}}));
  EXPECT_TRUE(pairs_of(R"j({"i": [], "j": []})j").empty());
}

TEST(Connect, GeneratesTargets) {
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(i)"})j"),
            (Pairs{{1, 0}, {2, 0}, {2, 1}, {3, 0}, {3, 1}, {3, 2}}));
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(2, -1, -1) if i == 0"})j"),
            (Pairs{{0, 2}, {0, 1}, {0, 0}}));
  EXPECT_EQ(pairs_of(R"j({"j": "i + k for k in range(-1, 2) if i + k >= 0 and i + k < N_post"})j"),
            (Pairs{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 2}}));
  EXPECT_EQ(pairs_of(R"j({"j": "(i + 1) % N_post"})j"), (Pairs{{0, 1}, {1, 2}, {2, 0}, {3, 1}}));
  EXPECT_EQ(pairs_of(R"j({"j": "2 - i if i < 3"})j"), (Pairs{{0, 2}, {1, 1}, {2, 0}}));
}

TEST(Connect, GeneratesSourcesInTheOrderOfTargets) {
  EXPECT_EQ(pairs_of(R"j({"i": "k for k in range(2)"})j"),
            (Pairs{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}}));
  EXPECT_EQ(pairs_of(R"j({"i": "j + k for k in range(0, 2)"})j"),
            (Pairs{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}}));
  // Bounds may use j here, unlike in the followed system.
  EXPECT_EQ(pairs_of(R"j({"i": "k for k in range(j, j + 2)"})j"),
            (Pairs{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}}));
}

TEST(Connect, LeavesOutInvalidValuesOnlyIfAsked) {
  EXPECT_EQ(pairs_of(R"j({"j": "i + 1", "skipIfInvalid": true})j"), (Pairs{{0, 1}, {1, 2}}));
  EXPECT_EQ(pairs_of(R"j({"j": "i - 1", "skipIfInvalid": true})j"),
            (Pairs{{1, 0}, {2, 1}, {3, 2}}));

  const Error error = refusal(R"j({"j": "i + 1"})j");
  EXPECT_EQ(error.code, ErrorCode::out_of_range);
  EXPECT_EQ(error.where, "synapses[0] 's'.connect.j");
  EXPECT_NE(error.message.find("3 for i = 2"), std::string::npos) << error.message;
}

// The range check comes first if the condition reads a variable of the target.
TEST(Connect, ChecksTheRangeBeforeAConditionOnTheTarget) {
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(0, 9) if k < N_post and i == 0"})j"),
            (Pairs{{0, 0}, {0, 1}, {0, 2}}));
  EXPECT_EQ(refusal(R"j({"j": "k for k in range(0, 9) if x_post < 5"})j").code,
            ErrorCode::out_of_range);
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(0, 9) if x_post < 5", "skipIfInvalid": true})j"),
            (Pairs{{0, 0}, {1, 0}, {2, 0}, {3, 0}}));
}

TEST(Connect, NumbersOnAcrossCalls) {
  EXPECT_EQ(pairs_of(R"j([{"i": 0, "j": 1}, {"condition": "i == j and i > 0"}])j"),
            (Pairs{{0, 1}, {1, 1}, {2, 2}}));
}

TEST(Connect, CountsFromSubgroups) {
  const Model network(
      R"j("neurons": [{"name": "a", "size": 5, "equations": "x : 1", "init": {"x": "i"},
      "threshold": "True", "subgroups": {"left": [0, 2], "right": [3, 5]}}],
    "synapses": [{"name": "s", "from": "a.right", "to": "a.left", "equations": ["u : 1", "v : 1"],
                  "connect": {"condition": "i == j"}, "init": {"u": "x_pre", "v": "x_post"}}])j");

  EXPECT_EQ(network.values("s.i"), (std::vector<double>{0, 1}));
  EXPECT_EQ(network.values("s.u"), (std::vector<double>{3, 4}));
  EXPECT_EQ(network.values("s.v"), (std::vector<double>{0, 1}));
}

// --- chance: within four standard errors, seeds are fixed ---------------------------------------

double standard_error(double n, double p) { return std::sqrt(n * p * (1 - p)); }

TEST(Connect, ByProbabilityTakesThatShareOfPairs) {
  for (const char* p : {"0.05", "0.2", "0.25", "0.7", "\"0.05 + 0*i\"", "\"0.05 + 0*j\""}) {
    const Pairs pairs = pairs_of(R"j({"p": )j" + std::string(p) + "}", 300, 400);
    const double share = std::atof(p[0] == '"' ? p + 1 : p);

    EXPECT_NEAR(double(pairs.size()), 120000 * share, 4 * standard_error(120000, share)) << p;
    EXPECT_EQ(std::set(pairs.begin(), pairs.end()).size(), pairs.size());
    EXPECT_TRUE(std::is_sorted(pairs.begin(), pairs.end()));
    double targets = 0;  // uniform over 0 ... 399: variance (400^2 - 1) / 12
    for (const auto& [i, j] : pairs) targets += j / double(pairs.size());
    EXPECT_NEAR(targets, 199.5, 4 * std::sqrt(13333.0 / double(pairs.size()))) << p;
  }
}

TEST(Connect, ByProbabilityMayDependOnThePair) {
  const Pairs pairs = pairs_of(R"j({"p": "0.5*int(i < 100) + 0.1*int(j < 50)"})j", 200, 400);
  double upper = 0, left = 0;
  for (const auto& [i, j] : pairs) {
    if (i < 100 && j >= 50) upper += 1;
    if (i >= 100) {
      left += 1;
      EXPECT_LT(j, 50);
    }
  }

  EXPECT_NEAR(upper, 35000 * 0.5, 4 * standard_error(35000, 0.5));
  EXPECT_NEAR(left, 5000 * 0.1, 4 * standard_error(5000, 0.1));
}

TEST(Connect, CombinesConditionAndProbability) {
  const Pairs pairs = pairs_of(R"j({"condition": "i != j", "p": 0.3})j", 200, 200);

  EXPECT_NEAR(double(pairs.size()), 39800 * 0.3, 4 * standard_error(39800, 0.3));
  for (const auto& [i, j] : pairs) EXPECT_NE(i, j);
}

// A probability thins explicit pairs independently, however p is written.
TEST(Connect, ThinsExplicitPairs) {
  std::string j = "[0";
  for (int k = 1; k < 2000; ++k) j += ", " + std::to_string(k % 400);
  j += "]";
  for (const char* p : {"0.3", "\"0.3\"", "\"0.3 + 0*j\""}) {
    const Pairs pairs = pairs_of(R"j({"i": 1, "j": )j" + j + R"j(, "p": )j" + p + "}", 3, 400);
    EXPECT_NEAR(double(pairs.size()), 600, 4 * standard_error(2000, 0.3)) << p;
  }
}

TEST(Connect, SamplesWithAProbabilityOrASize) {
  const Pairs some = pairs_of(R"j({"j": "k for k in sample(0, N_post, p=0.1)"})j", 200, 300);
  EXPECT_NEAR(double(some.size()), 6000, 4 * standard_error(60000, 0.1));

  const Pairs sized = pairs_of(R"j({"j": "k for k in sample(0, N_post, 2, size=7)"})j", 100, 300);
  ASSERT_EQ(sized.size(), 700u);
  EXPECT_TRUE(std::is_sorted(sized.begin(), sized.end()));
  EXPECT_EQ(std::set(sized.begin(), sized.end()).size(), 700u);
  double mean = 0;  // even numbers below 300: mean 149, variance 7499.7
  for (const auto& [i, j] : sized) {
    EXPECT_EQ(j % 2, 0);
    mean += j / 700.0;
  }
  EXPECT_NEAR(mean, 149, 4 * std::sqrt(7499.7 / 700));
}

TEST(Connect, SamplesAtMostTheWholePopulation) {
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in sample(N_post, size=3)"})j").size(), 12u);
  EXPECT_EQ(
      pairs_of(R"j({"j": "k for k in sample(N_post, size=9)", "skipIfInvalid": true})j").size(),
      12u);
  EXPECT_EQ(refusal(R"j({"j": "k for k in sample(N_post, size=9)"})j").code,
            ErrorCode::invalid_argument);
}

TEST(Connect, GeneratesSourcesWithinBoundsOfTheTarget) {
  EXPECT_EQ(pairs_of(R"j({"i": "k for k in range(j, j + 2)"})j"),
            (Pairs{{0, 0}, {1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}}));
  EXPECT_EQ(pairs_of(R"j({"i": "j + 1"})j"), (Pairs{{1, 0}, {2, 1}, {3, 2}}));
}

TEST(Connect, TakesShortForms) {
  EXPECT_EQ(pairs_of(R"j({"j": "i if i < 2"})j"), (Pairs{{0, 0}, {1, 1}}));
  EXPECT_EQ(pairs_of(R"j({"j": "i + 1", "skipIfInvalid": true})j"), (Pairs{{0, 1}, {1, 2}}));
  EXPECT_EQ(pairs_of(R"j({"j": "2 - i", "skipIfInvalid": true})j"),
            (Pairs{{0, 2}, {1, 1}, {2, 0}}));
}

TEST(Connect, StepsBackward) {
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(2, -1, -1) if i == 0"})j"),
            (Pairs{{0, 2}, {0, 1}, {0, 0}}));
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in range(0, 3, -1)"})j"), (Pairs{}));
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in sample(2, -1, -2, size=2) if i == 1"})j"),
            (Pairs{{1, 2}, {1, 0}}));
  EXPECT_EQ(pairs_of(R"j({"j": "k for k in sample(2, -1, -1, p=1) if i == 1"})j"),
            (Pairs{{1, 2}, {1, 1}, {1, 0}}));
}

TEST(Connect, GivesPAndNToGivenPairs) {
  EXPECT_EQ(pairs_of(R"j({"i": [0, 1, 2], "j": 1, "n": "i"})j"), (Pairs{{1, 1}, {2, 1}, {2, 1}}));
  EXPECT_EQ(pairs_of(R"j({"i": 3, "j": [0, 1, 2], "p": "int(j == 1)"})j").size(), 1u);
}

TEST(MultisynapticIndex, CountsWithinEachPairInTheOrderOfCreation) {
  const std::string network = network_of(
      R"j([{"i": [1, 0, 1], "j": [0, 0, 0]}, {"condition": "i == 1 and j < 2", "n": 2}],
          "multisynapticIndex": "k", "equations": "w : 1", "init": {"w": "10*k"})j");
  const Model model(network);

  EXPECT_EQ(model.values("s.k"), (std::vector<double>{0, 0, 1, 2, 3, 0, 1}));
  EXPECT_EQ(model.values("s.w"), (std::vector<double>{0, 0, 10, 20, 30, 0, 10}));
}

TEST(MultisynapticIndex, NeedsANameOfItsOwn) {
  for (const char* name : {"x", "w", "t", "lastupdate", "mV"}) {
    const Error error = error_of(network_of(
        R"j(true, "equations": "w : 1", "multisynapticIndex": ")j" + std::string(name) + "\""));
    EXPECT_EQ(error.code, ErrorCode::duplicate_name) << name << ": " << error.message;
  }
}

TEST(Connect, RefusesListsThatMayLeaveTheirRange) {
  EXPECT_EQ(refusal(R"j({"i": 0, "j": 0, "skipIfInvalid": true})j").message,
            "skipIfInvalid goes with a generator, not with lists of indices");
}

TEST(Connect, DoesNotKnowHowManySynapsesThereWillBe) {
  for (const char* connect : {R"j({"condition": "N_incoming > 1"})j", R"j({"p": "N_outgoing/10"})j",
                              R"j({"n": "N_incoming_post"})j", R"j({"j": "N_outgoing"})j"}) {
    const Error error = refusal(connect);
    EXPECT_NE(error.message.find("is not known while synapses are made"), std::string::npos)
        << error.message;
  }
}

TEST(Connect, RefusesGeneratorsThatAreNone) {
  for (const char* j :
       {"k for k in list(3)", "k for in range(3)", "k for k in sample(3)",
        "k for k in sample(3, p=0.1, size=2)", "k for k in range()", "k for k in range(1, 2, 3, 4)",
        "k for k in range(3, p=1)", "k for k in range(3) if k"}) {
    const Error error = refusal(R"j({"j": ")j" + std::string(j) + R"j("})j");
    EXPECT_EQ(error.where.substr(0, 24), "synapses[0] 's'.connect.") << j;
  }
}

// --- misuse --------------------------------------------------------------------------------------

TEST(Connect, RefusesWhatItCannotMean) {
  struct Case {
    const char *connect, *where;
    ErrorCode code;
  };
  const Case cases[] = {
      {R"j({"p": 1.5})j", "synapses[0] 's'.connect.p", ErrorCode::invalid_argument},
      {R"j({"p": -0.1})j", "synapses[0] 's'.connect.p", ErrorCode::invalid_argument},
      {R"j({"p": "2*(i + 1)"})j", "synapses[0] 's'.connect.p", ErrorCode::invalid_argument},
      {R"j({"p": "log(-1)"})j", "synapses[0] 's'.connect.p", ErrorCode::invalid_argument},
      {R"j({"p": "1 ms"})j", "synapses[0] 's'.connect.p", ErrorCode::unit},
      {R"j({"n": -1})j", "synapses[0] 's'.connect.n", ErrorCode::invalid_argument},
      {R"j({"n": "-1"})j", "synapses[0] 's'.connect.n", ErrorCode::invalid_argument},
      {R"j({"n": "1.5"})j", "synapses[0] 's'.connect.n", ErrorCode::type},
      {R"j({"i": [0, 4], "j": [0, 0]})j", "synapses[0] 's'.connect.i", ErrorCode::out_of_range},
      {R"j({"i": [0, 1], "j": [0, 3]})j", "synapses[0] 's'.connect.j", ErrorCode::out_of_range},
      {R"j({"i": [0, 1, 2], "j": [0, 1]})j", "synapses[0] 's'.connect.j",
       ErrorCode::invalid_argument},
      {R"j({"condition": "i + j"})j", "synapses[0] 's'.connect.condition:1:1", ErrorCode::type},
      {R"j({"condition": "q > 1"})j", "synapses[0] 's'.connect.condition:1:1",
       ErrorCode::unknown_name},
      {R"j({"condition": "N_incoming > 1"})j", "synapses[0] 's'.connect.condition:1:1",
       ErrorCode::unknown_name},
      {R"j({"j": "k for k in range(j)"})j", "synapses[0] 's'.connect.j",
       ErrorCode::invalid_argument},
      {R"j({"j": "k for k in range(0, 5, 0)"})j", "synapses[0] 's'.connect.j",
       ErrorCode::invalid_argument},
      {R"j({"j": "k for k in sample(N_post, p=2)"})j", "synapses[0] 's'.connect.j",
       ErrorCode::invalid_argument},
      {R"j({"i": "j", "j": "i"})j", "synapses[0] 's'.connect.j", ErrorCode::invalid_argument},
  };

  for (const Case& one : cases) {
    const Error error = refusal(one.connect);
    EXPECT_EQ(error.where.substr(0, std::strlen(one.where)), one.where) << one.connect;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.connect << ": " << error.message;
  }
}

}  // namespace
}  // namespace myelin::equations
