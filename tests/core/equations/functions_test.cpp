// Functions of the document.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// Functions, and a group "g" of three with these keys.
std::string with(const std::string& functions, const std::string& keys) {
  return R"j("constants": {"k": 2, "El": "-70 mV"}, "functions": {)j" + functions +
         R"j(}, "neurons": [{"name": "g", "size": 3, )j" + keys + "}]";
}

const char* const kMaths = R"j(
    "square": {"args": ["x : 1"], "value": "x*x"},
    "drive": {"args": ["v : volt", "share : 1"], "value": "k*square(share)*(El - v)", "unit": "volt"},
    "above": {"args": ["v : volt"], "value": "v > El", "unit": "boolean"},
    "bucket": {"args": ["n : integer", "on : boolean"], "value": "n // 2 + int(on)", "unit": "integer"},
    "wait": {"args": [], "value": "3*ms", "unit": "second"})j";

TEST(Function, IsTheExpressionWithItsArguments) {
  Model model(
      with(kMaths, R"j("equations": ["x : volt", "n : integer", "a : 1", "b : boolean", "d : volt"],
      "init": {"x": "(i - 71)*mV", "n": "bucket(i, i == 1)", "a": "square(i + 1)", "b": "above(x)",
               "d": "drive(x, 0.5)"})j"));

  EXPECT_EQ(model.values("g.n"), (Values{0, 1, 1}));
  EXPECT_EQ(model.values("g.a"), (Values{1, 4, 9}));
  EXPECT_EQ(model.values("g.b"), (Values{0, 0, 1}));
  EXPECT_NEAR(model.value("g.d"), 2 * 0.25 * 1e-3, 1e-17);
}

TEST(Function, StandsInEquationsThresholdsStatementsAndConditions) {
  Model model(
      with(kMaths, R"j("equations": ["dv/dt = drive(v, w)/wait() : volt", "w = square(0.5) : 1",
      "n : 1"], "init": {"v": "-80 mV"}, "method": "exact", "threshold": "not above(v)",
      "reset": "n += square(3)"}, {"name": "h", "size": 1)j") +
      R"j(, "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"condition": "square(i) == j + 2"},
      "onPre": "n_post += square(10)"}])j");

  model.run(1e-4);

  // One spike each; the pair (2, 2) adds 100.
  EXPECT_EQ(model.values("g.n"), (Values{9, 9, 109}));
  EXPECT_NEAR(model.value("g.v"), -70e-3 - 10e-3 * std::exp(-2 * 0.0625 / 30), 1e-15);
}

TEST(Function, EvaluatesARandomArgumentOnce) {
  Model model(with(
      kMaths + std::string(R"j(, "gap": {"args": ["x : 1"], "value": "x - x"},
      "two": {"args": [], "value": "rand()"})j"),
      R"j("equations": ["x : 1", "y : 1"], "init": {"x": "gap(randn())", "y": "two() - two()"})j"));

  EXPECT_EQ(model.values("g.x"), (Values{0, 0, 0}));
  for (const double y : model.values("g.y")) EXPECT_NE(y, 0);
}

TEST(Function, MayUseTimedArraysAndLaterFunctions) {
  Model model(R"j("functions": {"f": {"args": ["x : 1"], "value": "1 + h(x)"},
        "h": {"args": ["x : 1"], "value": "3*x"}},
      "neurons": [{"name": "g", "size": 1, "equations": "y = f(stim(t)) : 1"}],
      "inputs": [{"kind": "timed-array", "name": "stim", "values": [1, 2], "dt": "0.1 ms"}],
      "record": [{"states": "g", "variables": ["y"]}])j");

  model.run(2e-4);

  EXPECT_EQ(model.trace(), (Values{4, 7}));
}

TEST(Function, IsRefusedWithItsReason) {
  struct Case {
    const char *functions, *keys, *where, *code, *words;
  };
  const char* const none = R"j("equations": "x : 1")j";
  const std::string g = "neurons[0] 'g'.";
  const Case cases[] = {
      {R"j("f": {"args": ["x : volt"], "value": "x"})j", none, "functions.f.value:1:1", "unit",
       "volt"},
      {R"j("f": {"args": ["x : 1"], "value": "x > 1"})j", none, "functions.f.value:1:1", "type",
       "float"},
      {R"j("f": {"args": ["x : 1"], "value": "x", "unit": "integer"})j", none,
       "functions.f.value:1:1", "type", "int(...)"},
      {R"j("f": {"args": ["x : 1"], "value": "x + y"})j", none, "functions.f.value:1:5",
       "unknown-name", "'y'"},
      {R"j("f": {"args": ["x : 1"], "value": "x + xi"})j", none, "functions.f.value:1:5",
       "invalid-argument", "noise"},
      {R"j("f": {"args": ["x : 1"], "value": "f(x - 1)"})j", none, "functions.f.value:1:1",
       "invalid-argument", "itself"},
      {R"j("f": {"args": ["x : 1"], "value": "h(x)"}, "h": {"args": ["x : 1"], "value": "f(x)"})j",
       none, "functions.f.value:1:1", "invalid-argument", "itself"},
      {R"j("f": {"args": ["x : 1", "x : 1"], "value": "x"})j", none, "functions.f.args[1]",
       "duplicate-name", "two arguments"},
      {R"j("f": {"args": ["mV : 1"], "value": "1"})j", none, "functions.f.args[0]:1:1",
       "duplicate-name", "unit"},
      {R"j("f": {"args": ["x : mV"], "value": "1"})j", none, "functions.f.args[0]:1:5", "unit",
       "scale"},
      {R"j("f": {"args": ["x = 1 : 1"], "value": "1"})j", none, "functions.f.args[0]", "parse",
       "NAME : UNIT"},
      {R"j("f": {"args": [], "value": "1", "unit": "1 (shared)"})j", none, "functions.f.unit",
       "unit", "no unit"},
      {R"j("f": {"args": [], "value": "1", "unit": "mV"})j", none, "functions.f.unit:1:5", "unit",
       "scale"},
      {R"j("exp": {"args": ["x : 1"], "value": "x"})j", none, "functions.exp:1:1", "duplicate-name",
       "function"},
      {R"j("ms": {"args": ["x : 1"], "value": "x"})j", none, "functions.ms:1:1", "duplicate-name",
       "unit"},
      {R"j("k": {"args": ["x : 1"], "value": "x"})j", none, "functions.k", "duplicate-name",
       "constant"},
      {R"j("f": {"args": ["x : 1"], "value": "x"})j", R"j("equations": "f : 1")j", "equations:1:1",
       "duplicate-name", "function"},
      {R"j("f": {"args": ["x : 1"], "value": "x"})j", R"j("equations": "y = f : 1")j",
       "equations:1:5", "type", "f(...)"},
      {R"j("f": {"args": ["x : 1"], "value": "x"})j", R"j("equations": "y = f(1, 2) : 1")j",
       "equations:1:5", "invalid-argument", "1 argument"},
      {R"j("f": {"args": ["x : volt"], "value": "1"})j", R"j("equations": "y = f(3*amp) : 1")j",
       "equations:1:7", "unit", "argument 'x' of f"},
      {R"j("f": {"args": ["n : integer"], "value": "1"})j", R"j("equations": "y = f(0.5) : 1")j",
       "equations:1:7", "type", "argument 'n' of f"},
      {R"j("f": {"args": ["n : 1"], "value": "1"})j", R"j("equations": "y = f(True) : 1")j",
       "equations:1:7", "type", "argument 'n' of f"},
      {R"j("f": {"args": [], "value": "rand()"})j", R"j("equations": "y = f() : 1")j",
       "equations:1:5", "invalid-argument", "constant over dt"},
      {R"j("f": {"args": [], "value": "1"})j",
       R"j("equations": "x : 1", "threshold": "True", "reset":
       "f = 3")j",
       "reset:1:1", "invalid-argument", "is a function"},
  };
  for (const Case& one : cases) {
    const Error error = error_of(with(one.functions, one.keys));
    const bool inside = std::string_view(one.where).substr(0, 9) == "functions";
    EXPECT_EQ(error.where, (inside ? "" : g) + one.where) << one.functions << error.message;
    EXPECT_EQ(to_string(error.code), one.code) << one.functions << error.message;
    EXPECT_NE(error.message.find(one.words), std::string::npos) << one.functions << error.message;
  }
}

TEST(Function, OfFunctionsDoesNotGrowWithoutEnd) {
  std::string functions = R"j("f0": {"args": ["x : 1"], "value": "x + 1"})j";
  for (int k = 1; k < 40; ++k) {
    const std::string before = "f" + std::to_string(k - 1) + "(x)";
    functions += ", \"f" + std::to_string(k) + R"j(": {"args": ["x : 1"], "value": ")j" + before +
                 "*" + before + "\"}";
  }

  EXPECT_EQ(error_of(with(functions, R"j("equations": "x : 1")j")).code,
            ErrorCode::invalid_argument);
}

TEST(Subexpressions, OfSubexpressionsDoNotGrowWithoutEnd) {
  std::string equations = R"j("x0 : 1")j";
  for (int k = 1; k < 40; ++k) {
    const std::string before = "x" + std::to_string(k - 1);
    equations += ", \"x" + std::to_string(k) + " = " + before + " + " + before + " : 1\"";
  }
  const Error error =
      error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": [)j" + equations + "]}]");

  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_NE(error.message.find("written out"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace myelin::equations
