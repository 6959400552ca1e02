// Flags, types and names of variables: what they do and what is refused (equations.md 2.1).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

TEST(Flags, OfSharedValuesHoldOneValueForAll) {
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": ["s : 1 (shared)",
        "k : integer (shared)", "on : boolean (shared)", "both = s + k : 1 (shared)",
        "y : 1", "c : 1 (shared, constant)"],
      "init": {"s": 2, "k": 3, "on": true, "c": 5},
      "runRegularly": [{"code": "y = both*int(on) + c"}]}],
      "record": [{"states": "g", "variables": ["both", "k", "on", "c"], "index": [2]}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("g.y"), (Values{10, 10, 10}));
  EXPECT_EQ(model.values("g.k"), Values{3});
  for (size_t column = 0; column < 4; ++column) {
    const Values expected{5, 3, 1, 5};
    EXPECT_EQ(model.trace(0, 0, column), Values{expected[column]});
  }
}

TEST(Flags, OfSharedAndConstantOverDtGoTogether) {
  // Drawn once per step for all, and the same wherever it is used in the step.
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": [
        "s = rand() : 1 (shared, constant over dt)", "r = rand() : 1 (constant over dt)",
        "k = int(10*rand()) : integer (constant over dt)", "b = rand() < 0.5 : boolean (constant over dt)",
        "d : 1", "q : 1"],
      "runRegularly": [{"code": "d = s - s; q = s"}]}],
      "record": [{"states": "g", "variables": ["s", "r", "k", "b"], "order": 1}])j");

  model.run(3e-4);

  EXPECT_EQ(model.values("g.d"), (Values{0, 0, 0}));
  const Values s = model.trace(0, 0, 0), again = model.trace(0, 1, 0), r = model.trace(0, 0, 1);
  EXPECT_EQ(s, again);
  EXPECT_NE(s[0], s[1]);
  EXPECT_NE(r, model.trace(0, 1, 1));
  EXPECT_EQ(model.value("g.q", 2), s[2]);
  for (const double k : model.trace(0, 2, 2)) EXPECT_EQ(k, std::floor(k));
}

TEST(Flags, OfSynapsesAreThoseOfGroups) {
  Model model(R"j("neurons": [{"name": "g", "size": 2, "equations": "n : 1", "threshold": "True"}],
      "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "equations": [
        "w : 1 (shared)", "k : integer", "on : boolean", "total : integer (shared)",
        "c : 1 (constant)", "gain = w*2 : 1 (shared)", "part = gain*k*int(on) : 1"],
        "init": {"w": 0.5, "k": "i + 10*j", "on": "i != j", "c": 3},
        "onPre": "n_post += part; k += 1; on = not on; total += 1"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("g.n"), (Values{1, 10}));
  EXPECT_EQ(model.values("s.k"), (Values{1, 11, 2, 12}));
  EXPECT_EQ(model.values("s.on"), (Values{1, 0, 0, 1}));
  EXPECT_EQ(model.values("s.total"), Values{4});
}

// --- what is refused -----------------------------------------------------------------------------

struct Case {
  const char *keys, *where, *code, *words;
};

void expect(const Case& one) {
  const Error error =
      error_of(R"j("neurons": [{"name": "g", "size": 2, )j" + std::string(one.keys) + "}]");
  EXPECT_EQ(error.where, "neurons[0] 'g'." + std::string(one.where)) << one.keys << error.message;
  EXPECT_EQ(to_string(error.code), one.code) << one.keys << "\n" << error.message;
  EXPECT_NE(error.message.find(one.words), std::string::npos) << one.keys << "\n" << error.message;
}

TEST(Misuse, OfFlagsSaysWhichRuleIsBroken) {
  const Case cases[] = {
      {R"j("equations": ["v : 1", "s = v : 1 (shared)"])j", "equations:2:1", "invalid-argument",
       "only use shared variables"},
      {R"j("equations": "s = i*1.0 : 1 (shared)")j", "equations:1:1", "invalid-argument",
       "only use shared variables"},
      {R"j("equations": ["v : 1", "u = v : 1", "s = u + 1 : 1 (shared)"])j", "equations:3:1",
       "invalid-argument", "only use shared variables"},
      {R"j("equations": "r = rand() : 1")j", "equations:1:5", "invalid-argument",
       "constant over dt"},
      {R"j("equations": "r = poisson(3) : 1 (shared)")j", "equations:1:5", "invalid-argument",
       "constant over dt"},
      {R"j("equations": "dv/dt = randn()/ms : 1")j", "equations:1:9", "invalid-argument",
       "constant over dt"},
      {R"j("equations": "dv/dt = -v/ms : 1 (shared)")j", "equations:1:1", "unknown-name",
       "no flag 'shared'"},
      {R"j("equations": "dv/dt = -v/ms : 1 (constant)")j", "equations:1:1", "unknown-name",
       "no flag 'constant'"},
      {R"j("equations": "v : 1 (constant over dt)")j", "equations:1:1", "unknown-name",
       "no flag 'constant over dt'"},
      {R"j("equations": "v : 1 (event-driven)")j", "equations:1:1", "unknown-name", "no flag"},
      {R"j("equations": "v = 1 : 1 (summed)")j", "equations:1:1", "unknown-name", "no flag"},
      {R"j("equations": "v = 1 : 1 (constant)")j", "equations:1:1", "unknown-name", "no flag"},
      {R"j("equations": "dv/dt = True : boolean")j", "equations:1:16", "type", "must be a float"},
  };
  for (const Case& one : cases) expect(one);
}

TEST(Misuse, OfNamesSaysWhatTheyMean) {
  for (const char* name :
       {"t", "dt", "t_in_timesteps", "xi", "xi_1", "i", "N", "not_refractory", "refractory",
        "refractory_until", "lastspike", "log", "mV", "e", "pi", "inf", "rand", "second"}) {
    const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": ")j" +
                                 std::string(name) + " : 1\"}]");
    EXPECT_EQ(error.where, "neurons[0] 'g'.equations:1:1") << name;
    EXPECT_EQ(to_string(error.code), "duplicate-name") << name;
    EXPECT_NE(error.message.find("'" + std::string(name) + "'"), std::string::npos)
        << error.message;
  }
  for (const char* name : {"lambda", "for", "None", "_x", "1x"}) {
    const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": ")j" +
                                 std::string(name) + " : 1\"}]");
    EXPECT_EQ(error.where.rfind("neurons[0] 'g'.equations:1:", 0), 0u) << name << error.where;
  }
}

TEST(Misuse, OfTheLanguageIsNamed) {
  const Case cases[] = {
      {R"j("equations": "v : 1", "threshold": "0 < v < 1")j", "threshold:1:7", "parse", "chained"},
      {R"j("equations": "v : volt", "threshold": "v > 0")j", "threshold:1:1", "unit", "volt"},
      {R"j("equations": "v : volt", "threshold": "v > 0*mV", "reset": "v = 0")j", "reset:1:1",
       "unit", "'v' is in volt"},
      {R"j("equations": "v : mV")j", "equations:1:5", "unit", "base units"},
      {R"j("equations": ["v : 1", "w = (v > 0)*v : 1"])j", "equations:2:5", "type", "int(...)"},
      {R"j("equations": ["v : 1", "w = -(v > 0) : 1"])j", "equations:2:6", "type", "int(...)"},
      {R"j("equations": ["v : 1", "w = v and 1 > 0 : boolean"])j", "equations:2:5", "type",
       "booleans"},
      {R"j("equations": "v : 1", "threshold": "v")j", "threshold:1:1", "type", "boolean"},
      {R"j("equations": ["v : 1", "w = v if v > 0 else 1 : 1"])j", "equations:2:7", "parse", ""},
      {R"j("equations": ["v : 1", "w = v[0] : 1"])j", "equations:2:6", "parse", ""},
      {R"j("equations": ["v : 1", "w = v & 1 : 1"])j", "equations:2:7", "parse", ""},
      {R"j("equations": "v : 1", "threshold": "True", "reset": "v **= 2")j", "reset:1:3", "parse",
       ""},
      {R"j("equations": "v : 1", "threshold": "True", "reset": "v //= 2")j", "reset:1:3", "parse",
       ""},
      {R"j("equations": "w = 1 : 1", "threshold": "True", "reset": "w = 2")j", "reset:1:1",
       "invalid-argument", "is a subexpression"},
      {R"j("threshold": "True", "reset": "t = 2*ms")j", "reset:1:1", "invalid-argument",
       "is read-only"},
      {R"j("threshold": "True", "refractory": "1 ms", "reset": "lastspike = t")j", "reset:1:1",
       "invalid-argument", "is read-only"},
      {R"j("equations": "k : 1 (constant)", "threshold": "True", "reset": "k = 2")j", "reset:1:1",
       "invalid-argument", "is constant"},
      {R"j("equations": "k : integer", "threshold": "True", "reset": "k = 0.5")j", "reset:1:1",
       "type", "int(...)"},
      {R"j("equations": "b : boolean", "threshold": "True", "reset": "b = 1")j", "reset:1:1",
       "type", "boolean"},
      {R"j("equations": "dv/dt = xi : 1")j", "equations:1:9", "unit", "second"},
      {R"j("equations": "dv/dt = xi/sqrt(second) : 1", "method": "rk4")j", "method", "unsupported",
       "rk4"},
      {R"j("equations": "dv/dt = v*xi/sqrt(second) : 1", "method": "euler")j", "method",
       "unsupported", "use heun"},
      {R"j("equations": "v = xi*sqrt(second) : 1")j", "equations:1:5", "invalid-argument", "noise"},
  };
  for (const Case& one : cases) expect(one);
}

}  // namespace
}  // namespace myelin::equations
