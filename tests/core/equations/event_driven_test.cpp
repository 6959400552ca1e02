// Event-driven equations that depend on each other, and what they may use (equations.md 2.8).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

// Synapses with these equations whose variables are brought up to date at `t` ms by a spike.
Model advanced(const std::string& equations, const std::string& init, double t) {
  Model model(
      R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0], "times": [)j" +
      std::to_string(t * 1e-3) + R"j(]}], "neurons": [{"name": "g", "size": 1}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "n += 1",
      "equations": ["n : 1", )j" +
      equations + R"j(], "init": {)j" + init + "}}]");
  model.run((t + 1) * 1e-3);
  return model;
}

TEST(CoupledEvents, WithEqualTimeConstantsHaveThePolynomialSolution) {
  for (const double t : {0.1, 3.0, 47.0}) {
    Model model = advanced(R"j("dx/dt = -x/(5*ms) : 1 (event-driven)",
                               "dy/dt = (x - y)/(5*ms) : 1 (event-driven)")j",
                           R"j("x": 2, "y": 0.5)j", t);

    const double decay = std::exp(-t / 5);
    EXPECT_NEAR(model.value("s.x") / (2 * decay), 1, 1e-13) << t;
    EXPECT_NEAR(model.value("s.y") / ((0.5 + 2 * t / 5) * decay), 1, 1e-13) << t;
  }
}

TEST(CoupledEvents, MayOscillate) {
  Model model = advanced(R"j("dx/dt = 200*Hz*y : 1 (event-driven)",
                             "dy/dt = -200*Hz*x : 1 (event-driven)")j",
                         R"j("x": 1)j", 70);

  EXPECT_NEAR(model.value("s.x"), std::cos(14), 1e-13);
  EXPECT_NEAR(model.value("s.y"), -std::sin(14), 1e-13);
}

TEST(CoupledEvents, MayBeSingular) {
  Model model = advanced(R"j("dx/dt = y/(10*ms) : 1 (event-driven)",
                             "dy/dt = 3/(10*ms) : 1 (event-driven)")j",
                         R"j("x": 1, "y": 2)j", 20);

  EXPECT_NEAR(model.value("s.y"), 2 + 3 * 2, 1e-14);
  EXPECT_NEAR(model.value("s.x"), 1 + 2 * 2 + 3 * 2 * 2 / 2, 1e-13);
}

// A synapse's own time constant, an input, three variables and an uncoupled one beside them.
TEST(CoupledEvents, TakeCoefficientsOfEachSynapse) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3, "indices": [0, 1, 2],
                              "times": [0.01, 0.01, 0.02]}],
    "neurons": [{"name": "g", "size": 1}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x += 1; z += y",
      "equations": ["tau : second (constant)", "dx/dt = -x/tau : 1 (event-driven)",
        "dy/dt = (x - y)/(2*tau) : 1 (event-driven)", "dz/dt = -z/(7*ms) : 1 (event-driven)"],
      "init": {"tau": "(i + 1)*4*ms", "x": 1, "z": 1}}])j");

  model.run(0.03);

  for (size_t k = 0; k < 3; ++k) {
    const double tau = 4e-3 * double(k + 1), t = k == 2 ? 0.02 : 0.01;
    // y' = (x - y)/(2 tau), y(0) = 0, x = exp(-t/tau): y = exp(-t/(2 tau)) - exp(-t/tau).
    const double y = std::exp(-t / (2 * tau)) - std::exp(-t / tau);
    EXPECT_NEAR(model.value("s.x", k), std::exp(-t / tau) + 1, 1e-14);
    EXPECT_NEAR(model.value("s.y", k), y, 1e-14);
    EXPECT_NEAR(model.value("s.z", k), std::exp(-t / 7e-3) + y, 1e-14);
  }
}

// The code of one synapse changes what advances the next.
TEST(CoupledEvents, GoOnInTheOrderOfSynapses) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 2, "indices": [0, 1],
                              "times": [0.01, 0.01]}],
    "neurons": [{"name": "g", "size": 1, "equations": "gain : 1"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "gain_post += 1",
      "equations": ["dx/dt = (gain_post - y)/(10*ms) : 1 (event-driven)",
                    "dy/dt = 0*x/ms : 1 (event-driven)"]}])j");

  model.run(0.02);

  EXPECT_NEAR(model.value("s.x", 0), 0, 1e-15);
  EXPECT_NEAR(model.value("s.x", 1), 1, 1e-14);
}

TEST(CoupledEvents, GiveTheSameBitsOnEveryInstructionSetAndGoOnFromASnapshot) {
  const char* body =
      R"j("neurons": [{"name": "g", "size": 20, "equations": "dv/dt = (1.2 - v)/(9*ms) : 1",
      "threshold": "v > 1", "reset": "v = 0", "init": {"v": "rand()"}}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"p": 0.4}, "onPre": "v_post += 0.01*y; x += 1",
      "onPost": "x = x/2", "equations": ["dx/dt = -x/(5*ms) : 1 (event-driven)",
        "dy/dt = (x - y)/(5*ms) : 1 (event-driven)"]}])j";
  const auto digest = [&](const BuildOptions& options) {
    return Model(body, options).run(0.05)->digest();
  };
  const std::string expected = digest({});

  for (const std::string& tier : simd_tiers()) EXPECT_EQ(digest(with_simd(tier)), expected) << tier;
  EXPECT_EQ(digest(with_threads(3)), expected);
  Model model(body);
  const auto snapshot = model.run(0.02)->snapshot();
  model.run(0.01);
  ASSERT_TRUE(model->restore({snapshot.data(), snapshot.size()}));
  EXPECT_EQ(model.run(0.03)->digest(), expected);
}

TEST(EventDriven, KeepsApartFromWhatChangesInEveryStep) {
  struct Case {
    const char *equations, *message;
  };
  const Case cases[] = {
      {R"j(["dx/dt = (y - x)/ms : 1 (event-driven)", "dy/dt = -y/ms : 1 (clock-driven)"])j",
       "the event-driven 'x' may not use 'y', which changes with the clock"},
      {R"j(["dx/dt = (h - x)/ms : 1 (event-driven)", "dy/dt = -y/ms : 1", "h = 2*y : 1"])j",
       "the event-driven 'x' may not use 'y', which changes with the clock"},
      {R"j(["dx/dt = (h - x)/ms : 1 (event-driven)", "dy/dt = -y/ms : 1", "h = y : 1 (constant over dt)"])j",
       "the event-driven 'x' may not use 'y', which changes with the clock"},
      {R"j(["dx/dt = (a_post - x)/ms : 1 (event-driven)", "a_post = 1 : 1 (summed)"])j",
       "the event-driven 'x' may not use 'a_post', which is summed in every step"},
      {R"j(["dx/dt = -x/ms : 1 (event-driven)", "dy/dt = (x - y)/ms : 1"])j",
       "the clock-driven 'y' may not use the event-driven 'x', which stands between events"},
      {R"j(["dx/dt = -x/ms : 1 (event-driven)", "a_post = x : 1 (summed)"])j",
       "the summed 'a_post' may not use the event-driven 'x', which stands between events"},
  };

  for (const Case& one : cases) {
    const Error error = error_of(
        R"j("neurons": [{"name": "g", "size": 1, "threshold": "True", "equations": "a : 1"}],
        "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "onPre": "x += 1",
                      "equations": )j" +
        std::string(one.equations) + "}]");
    EXPECT_EQ(error.message, one.message) << one.equations;
    EXPECT_EQ(error.where, "synapses[0] 's'.equations");
  }
}

}  // namespace
}  // namespace myelin::equations
