// Groups whose float variables have 32 bits, and so has what is computed of them.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

std::string neurons(const std::string& equations, const std::string& keys = "") {
  return R"j("neurons": [{"name": "g", "size": 700, "precision": "f32", "method": "euler",
    "equations": )j" +
         equations + keys + "}]";
}

TEST(SinglePrecision, ComputesWithFloats) {
  Model model(neurons(R"j(["dx/dt = (0.3 - x)/(7*ms) : 1", "k : 1 (shared)", "n : integer"])j",
                      R"j(, "init": {"x": "0.1 + 1e-3*i", "k": 0.7, "n": 5})j"));
  EXPECT_EQ(model->signal("g.x")->dtype, "f32");
  EXPECT_EQ(model->signal("g.n")->dtype, "i32");
  EXPECT_EQ(model.value("g.k"), double(float(0.7)));
  EXPECT_EQ(model.value("g.x", 699), double(float(0.1 + 1e-3 * 699)));

  model.run(1e-4);

  const float before = float(0.1 + 1e-3), slope = (float(0.3) - before) / float(7 * 1e-3);
  EXPECT_EQ(model.value("g.x", 1), double(before + float(1e-4) * slope));
}

TEST(SinglePrecision, RecordsAndKeepsWhatIsStored) {
  const std::string record = R"j(, "record": [{"states": "g", "variables": ["x"], "index": [3]}])j";
  Model model(neurons(R"j("dx/dt = (0.3 - x)/(7*ms) : 1")j") + record);
  model.run(0.002);
  const auto bytes = model->snapshot();
  const std::string states = model->states();
  const double x = model.value("g.x", 3);
  EXPECT_EQ(double(float(x)), x);
  for (const double one : model.trace()) EXPECT_EQ(double(float(one)), one);
  model.run(0.001);

  Model other(neurons(R"j("dx/dt = (0.3 - x)/(7*ms) : 1")j") + record);
  ASSERT_TRUE(other->restore({bytes.data(), bytes.size()}));
  EXPECT_EQ(other.value("g.x", 3), x);
  other.run(0.001);
  EXPECT_EQ(other->digest(), model->digest());
  ASSERT_TRUE(other->set_states(states));
  EXPECT_EQ(other.value("g.x", 3), x);
}

TEST(SinglePrecision, AddsToNeuronsOneByOne) {
  const std::string body = R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3,
      "indices": [0, 1, 2], "times": [0, 0, 0]}],
    "neurons": [{"name": "g", "size": 9, "equations": "x : 1", "precision": "f32"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "equations": "w : 1",
      "precision": "f32", "onPre": "x_post += w", "init": {"w": "0.1*(i + 1)"}}])j";
  Model model(body);
  model.run(0.001);

  float sum = 0;
  for (const double w : {0.1 * 1, 0.1 * 2, 0.1 * 3}) sum += float(w);
  EXPECT_EQ(model.value("g.x", 8), double(sum));
}

TEST(SinglePrecision, DeliversWeightsInRows) {
  const auto body = [](const std::string& precision) {
    return R"j("seed": 2, "inputs": [{"kind": "poisson", "name": "in", "size": 50, "rates": "100 Hz"}],
      "neurons": [{"name": "g", "size": 60, "equations": "x : 1"}],
      "synapses": [{"name": "s", "from": "in", "to": "g", "connect": {"p": 0.3},
        "equations": "w : 1", "onPre": "x_post += w", "init": {"w": "0.25*i + 2*j"})j" +
           precision + "}]";
  };
  Model single(body(R"j(, "precision": "f32")j")), twice(body(""));
  EXPECT_NE(single->explain().find("delivered in rows"), std::string::npos);
  EXPECT_EQ(single.run(0.1).values("g.x"), twice.run(0.1).values("g.x"));  // 32 bits hold these
}

TEST(SinglePrecision, IsTheSameOnEveryTier) {
  const std::string body = neurons(
      R"j(["dv/dt = (1.3 - v)/(10*ms) + 0.1*xi/sqrt(10*ms) : 1", "u : 1"])j",
      R"j(, "threshold": "v > 1", "reset": "v = 0; u += 0.1*v + 1", "init": {"v": "rand()"})j");
  std::string first;
  for (const char* tier : {"scalar", "auto"}) {
    Model model(body, with_simd(tier));
    const std::string digest = model.run(0.05)->digest();
    if (first.empty()) first = digest;
    EXPECT_EQ(digest, first) << tier;
  }
}

TEST(SinglePrecision, ReportsWhatNoLongerFits) {
  Model model(
      neurons(R"j("dx/dt = x/(0.01*ms) : 1")j", R"j(, "init": {"x": "1e37*int(i > 600)"})j"));

  const Status done = model->run(0.01);

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::numeric);
  EXPECT_NE(describe(done.error()).find("g.x[601]"), std::string::npos) << describe(done.error());
  EXPECT_NE(done.error().message.find("infinite"), std::string::npos);
}

TEST(SinglePrecision, RefusesValuesThatAreTooLarge) {
  const Error error = error_of(neurons(R"j("x : 1")j", R"j(, "init": {"x": 1e39})j"));
  EXPECT_EQ(error.code, ErrorCode::numeric);
  EXPECT_NE(error.message.find("more than f32 can hold"), std::string::npos) << error.message;
}

TEST(SinglePrecision, RefusesMethodsWhoseStepsAdapt) {
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 2, "precision": "f32",
    "equations": "dx/dt = -x/ms : 1", "method": "rkf45"}])j");
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(error.where, "neurons[0] 'g'.precision");
  EXPECT_NE(error.message.find("rkf45"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace myelin::equations
