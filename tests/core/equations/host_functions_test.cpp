// Functions of the host program.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// What a host function has been asked.
struct Asked {
  int calls = 0;
  size_t rows = 0;
};

// The product of all arguments plus one; 1 if there are none.
void product(void* user, const HostBlock& block) {
  auto& asked = *static_cast<Asked*>(user);
  ++asked.calls;
  asked.rows += block.rows;
  for (size_t k = 0; k < block.rows; ++k) {
    double value = 1;
    for (size_t c = 0; c < block.count; ++c) value *= 1 + block.arguments[c * block.stride + k];
    block.results[k] = value;
  }
}

BuildOptions with_host(Asked& asked, unsigned threads = 1) {
  BuildOptions options;
  options.threads = threads;
  options.functions = {{"f", &product, &asked}};
  return options;
}

std::string group(const std::string& function, const std::string& keys, int size = 3) {
  return R"j("functions": {"f": {"host": true, )j" + function +
         R"j(}}, "neurons": [{"name": "g", "size": )j" + std::to_string(size) + ", " + keys + "}]";
}

TEST(HostFunction, IsCalledForBlocksOfRows) {
  Asked asked;
  Model model(group(R"j("args": ["x : 1", "n : integer"])j",
                    R"j("equations": ["x : 1"], "init": {"x": "f(0.5, i) + f(i, 0)"})j", 1000),
              with_host(asked));

  const Values x = model.values("g.x");
  EXPECT_EQ(x[0], 1.5 + 1);
  EXPECT_EQ(x[999], 1.5 * 1000 + 1000);
  EXPECT_EQ(asked.rows, 2000u);
  EXPECT_LE(asked.calls, 4);
}

TEST(HostFunction, IsCalledOnceWhereAllRowsAreTheSame) {
  Asked asked;
  Model model(group(R"j("args": ["now : second"], "unit": "hertz")j",
                    R"j("equations": ["dx/dt = f(t) : 1"], "method": "euler")j"),
              with_host(asked));

  model.run(0.0005);

  EXPECT_EQ(asked.rows, 5u);
  const double dt = 1e-4;
  EXPECT_NEAR(model.value("g.x"), dt * (5 + 10 * dt), 1e-15);
}

TEST(HostFunction, TakesAnyNumberOfArgumentsAndGivesAnyType) {
  Asked asked;
  Model model(group(R"j("args": ["a : 1", "b : 1", "c : 1", "d : 1", "on : boolean"],
      "unit": "integer")j",
                    R"j("equations": ["n : integer", "m : integer"],
      "init": {"n": "f(0.5, 1, 1, i, i > 0)", "m": "f(i, i, i, i, f(0, 0, 0, 0, i < 0) > 1)"})j"),
              with_host(asked));

  EXPECT_EQ(model.values("g.n"), (Values{6, 24, 36}));
  EXPECT_EQ(model.values("g.m"), (Values{1, 16, 81}));
}

TEST(HostFunction, RunsInSynapsesThresholdsAndResets) {
  Asked asked;
  Model model(group(R"j("args": ["x : 1"])j", R"j("equations": ["x : 1", "y : 1"],
      "threshold": "f(x) > 2.5", "reset": "x = f(0)", "init": {"x": "i"}}], "synapses": [{
      "name": "s", "from": "g", "to": "g", "onPre": "y_post += f(x_pre)", "connect": true)j"),
              with_host(asked));

  ASSERT_TRUE(model->step(1));

  EXPECT_EQ(model.values("g.x"), (Values{0, 1, 1}));
  EXPECT_EQ(model.values("g.y"), (Values{3, 3, 3}));
}

TEST(HostFunction, WhoseArgumentsAreTheSameForAllSynapsesIsCalledForThem) {
  Asked asked;
  Model model(group(R"j("args": ["x : 1"])j", R"j("equations": ["y : 1"], "threshold": "i == 0"
      }], "synapses": [{
      "name": "s", "from": "g", "to": "g", "onPre": "y_post += f(2)", "connect": true)j"),
              with_host(asked));

  ASSERT_TRUE(model->step(1));

  EXPECT_EQ(model.values("g.y"), (Values{3, 3, 3}));
}

TEST(HostFunction, IsCalledFromOneThreadAndGivesTheSameDigest) {
  const std::string body = group(R"j("args": ["x : 1"])j",
                                 R"j("equations": ["dx/dt = (f(x) - 2*x)*Hz : 1"], "method": "rk4",
      "init": {"x": "rand()"})j",
                                 20000);
  Asked one, four;
  Model alone(body, with_host(one)), together(body, with_host(four, 4));

  alone.run(0.001);
  together.run(0.001);

  EXPECT_EQ(alone->digest(), together->digest());
  EXPECT_EQ(one.rows, four.rows);
  EXPECT_EQ(one.rows, 4u * 10 * 20000);
}

TEST(HostFunction, IsNotLinearAndHasNoDerivative) {
  Asked asked;
  const Error error = error_of(group(R"j("args": ["x : 1"], "unit": "Hz")j",
                                     R"j("equations": "dx/dt = f(x) : 1", "method": "exact")j"),
                               with_host(asked));

  EXPECT_NE(error.message.find("linear"), std::string::npos) << error.message;
}

TEST(HostFunction, ThatIsMissingIsRefusedButMayBeLookedAt) {
  const std::string body =
      group(R"j("args": ["x : 1"])j", R"j("equations": "x : 1", "init": {"x": "f(1)"})j");
  const Error error = error_of(body);

  EXPECT_EQ(error.code, ErrorCode::unknown_name);
  EXPECT_EQ(error.where, "functions.f");
  EXPECT_NE(error.message.find("{ functions: { f } }"), std::string::npos) << error.message;
  EXPECT_TRUE(check(document(body)));
}

TEST(HostFunction, ThatIsNotDeclaredIsRefused) {
  Asked asked;
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1}])j", with_host(asked));

  EXPECT_EQ(error.where, "functions");
  EXPECT_NE(error.message.find("'f'"), std::string::npos) << error.message;
}

TEST(HostFunction, HasNoValue) {
  Asked asked;
  const Error both =
      error_of(group(R"j("args": [], "value": "1")j", R"j("order": 0)j"), with_host(asked));
  const Error neither =
      error_of(R"j("functions": {"f": {"args": []}}, "neurons": [{"name": "g", "size": 1}])j");

  EXPECT_EQ(both.where, "functions.f.value");
  EXPECT_EQ(neither.where, "functions.f.value");
  EXPECT_NE(neither.message.find("\"host\": true"), std::string::npos) << neither.message;
}

}  // namespace
}  // namespace myelin::equations
