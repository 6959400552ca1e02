// Networks run by compiled code: the same digests, recordings and errors as by the interpreter.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "equations/run.h"
#include "model/simulation.h"

namespace myelin {
namespace {

using equations::Model;

// Random numbers, lists of rows, listed and consecutive synapses, every order, sums, events.
const std::string kBusy = R"j("seed": 3, "constants": {"tau": "10 ms", "drive": 1.2},
  "neurons": [{"name": "g", "size": 61, "method": "euler",
    "equations": ["dv/dt = (drive - v)/tau + 0.1*xi/sqrt(tau) : 1 (unless refractory)", "u : 1", "n : integer",
                  "total : 1", "k : 1 (shared)", "kicked : boolean"],
    "threshold": "v > 1", "reset": "v = 0; u += 1; kicked = not kicked", "refractory": "2 ms",
    "init": {"v": "rand()"}, "events": {"high": "u > 3"},
    "runRegularly": [{"code": "n += 1; u += 0.01*randn(); u *= 0.9", "dt": "1 ms"},
                     {"code": "k += 0.5*u", "dt": "3 ms"}]}],
  "inputs": [{"kind": "poisson", "name": "p", "size": 30, "rates": "100 Hz"},
             {"kind": "poisson-input", "name": "in", "to": "g", "variable": "u", "sources": 10, "rate": "50 Hz",
              "weight": 0.1}],
  "synapses": [{"name": "a", "from": "p", "to": "g", "connect": {"p": 0.3},
                "onPre": "v_post = clip(v_post*0.99 + 0.05, -5, 5)", "init": {"delay": "rand()*5*ms"}},
               {"name": "b", "from": "g", "to": "g", "connect": {"p": 0.2}, "delay": {"pre": "1.5 ms"},
                "equations": ["w : 1", "dx/dt = -x/tau : 1 (event-driven)", "total_post = w*v_pre : 1 (summed)"],
                "init": {"w": "0.1*rand()"},
                "onPre": "v -= 0.02*w; x += 1 + poisson(0.5)", "onPost": "w = clip(w + 0.1*x, 0, 1); n_pre += 1"}],
  "record": [{"spikes": "g"}, {"states": "g", "variables": ["v"], "index": [0, 59]}, {"rate": "p"}])j";

BuildOptions options_for(const char* backend, const std::string& simd = "auto") {
  BuildOptions options;
  options.backend = backend;
  options.simd = simd;
  return options;
}

class CompiledNetwork : public testing::Test {
 protected:
  void SetUp() override {
    setenv("MYELIN_CACHE", MYELIN_TEST_CACHE, 1);
    const std::string why = why_no_native_backend();
    if (!why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(CompiledNetwork, LeavesFunctionsOfTheHostToTheInterpreter) {
  const char* const body = R"j("functions": {"f": {"args": ["x : 1"], "host": true}},
    "neurons": [{"name": "g", "size": 9, "equations": "dv/dt = (f(v) - v)/ms : 1", "method": "rk2",
      "threshold": "v > 0.5", "reset": "v = 0.1*i", "init": {"v": "rand()"}}])j";
  const auto with = [](const char* backend) {
    BuildOptions options = options_for(backend);
    options.functions.push_back({"f", [](void*, const HostBlock& block) {
                                   for (size_t k = 0; k < block.rows; ++k) {
                                     block.results[k] = 1 - block.arguments[k];
                                   }
                                 }});
    return options;
  };
  Model interpreted(body, with("interpreter")), compiled(body, with("native"));
  interpreted.run(0.01);
  compiled.run(0.01);

  EXPECT_EQ(compiled->statistics().backend, "native");
  EXPECT_EQ(compiled->digest(), interpreted->digest());
}

// What stands between an update and its threshold is of another group, or reads what the update
// has left.
TEST_F(CompiledNetwork, JoinsUpdatesAndThresholdsOfSeveralGroups) {
  const auto group = [](const std::string& name, const std::string& more) {
    return R"j({"name": ")j" + name + R"j(", "size": 21, "method": "euler", "threshold": "v > 1",
      "equations": ["dv/dt = (1.5 - v)/(10*ms) : 1 (unless refractory)"], "reset": "v = 0",
      "refractory": "2 ms", "init": {"v": "rand()"})j" +
           more + "}";
  };
  const std::string apart = group("c", R"j(, "runRegularly":
    [{"code": "v += 0.1", "dt": "1 ms", "when": "thresholds", "order": -1}])j");
  const std::string body = "\"neurons\": [" + group("a", "") + "," +
                           group("b", R"j(, "precision": "f32")j") + "," + apart +
                           R"j(], "synapses": [{"name": "s", "from": "a", "to": "b",
                           "connect": {"p": 0.3}, "onPre": "v_post += 0.05"}])j";
  Model interpreted(body, options_for("interpreter")), compiled(body, options_for("native"));
  const std::string code = compiled->generated_code();
  EXPECT_EQ(code.find("// a_spike_thresholder\n"), std::string::npos);
  EXPECT_EQ(code.find("// b_spike_thresholder\n"), std::string::npos);
  EXPECT_NE(code.find("// c_spike_thresholder\n"), std::string::npos);
  EXPECT_EQ(compiled->generated_code(), code);

  interpreted.run(0.05);
  compiled.run(0.05);
  EXPECT_GT(interpreted->statistics().spikes, 100u);
  EXPECT_EQ(compiled->digest(), interpreted->digest());
}

TEST_F(CompiledNetwork, HasTheDigestOfTheInterpretedOne) {
  Model interpreted(kBusy, options_for("interpreter"));
  interpreted.run(0.05);
  EXPECT_GT(interpreted->statistics().spikes, 100u);
  EXPECT_EQ(interpreted->statistics().backend, "interpreter");
  for (const std::string& tier : simd_tiers()) {
    Model compiled(kBusy, options_for("native", tier));
    ASSERT_EQ(compiled->statistics().backend_problem, "");
    EXPECT_EQ(compiled->statistics().backend, "native");
    compiled.run(0.05);
    EXPECT_EQ(compiled->digest(), interpreted->digest()) << tier;
    EXPECT_EQ(compiled.trace(1, 0), interpreted.trace(1, 0)) << tier;
  }
}

TEST_F(CompiledNetwork, HasItAlsoAfterAChangeOfDtWithTimedArraysAndLinksToSynapses) {
  const char* const body = R"j("dt": "0.5 ms", "neurons": [
      {"name": "a", "size": 40, "method": "rk4", "equations": ["dv/dt = (stim(t, i % 2) - v)/(3*ms) : 1",
        "n : integer"], "threshold": "v > 0.9", "reset": "v = 0", "init": {"v": "rand()"}},
      {"name": "b", "size": 40, "method": "euler", "equations": ["du/dt = (w + both - u)/ms : 1",
        "w : 1 (linked)", "both : 1 (linked)", "k : integer (linked)", "m : integer"],
       "linked": {"w": "s.w", "both": "s.both", "k": "s.k"}, "runRegularly": [{"code": "m = k + 1"}]}],
    "synapses": [{"name": "s", "from": "a", "to": "a", "connect": {"j": "(i + 7) % N_post"},
      "equations": ["w : 1", "k : integer", "both = v_pre - v_post : 1"], "init": {"w": "rand()"},
      "onPre": "w += 0.1*once(t) + 0.01*binomial(7, 0.4); k += 1"}],
    "inputs": [{"kind": "timed-array", "name": "stim", "values": [[1, 2], [3, 0], [1.5, 1]], "dt": "2 ms"},
               {"kind": "timed-array", "name": "once", "values": [1, 2, 3, 4], "dt": "1.5 ms"}],
    "run": [{"duration": "3 ms"}, {"dt": "0.1 ms"}, {"duration": "3 ms"}, {"dt": "0.3 ms"},
            {"duration": "3 ms"}])j";
  Model interpreted(body, options_for("interpreter"));
  interpreted.run();
  EXPECT_GT(interpreted->statistics().spikes, 20u);
  for (const std::string& tier : simd_tiers()) {
    Model compiled(body, options_for("native", tier));
    compiled.run();
    EXPECT_EQ(compiled->statistics().backend, "native");
    EXPECT_EQ(compiled->digest(), interpreted->digest()) << tier;
  }
}

// Stored in 32 bits, by consecutive and listed rows, sums and one by one.
std::string busy_in_single_precision() {
  std::string body = kBusy;
  for (const char* name : {R"j({"name": "g", )j", R"j({"name": "b", )j"}) {
    body.insert(body.find(name) + std::strlen(name), R"j("precision": "f32", )j");
  }
  return body;
}

TEST_F(CompiledNetwork, HasTheDigestOfTheInterpretedOneInSinglePrecision) {
  const std::string body = busy_in_single_precision();
  Model interpreted(body, options_for("interpreter")), twice(kBusy, options_for("interpreter"));
  interpreted.run(0.05);
  EXPECT_NE(interpreted->digest(), twice.run(0.05)->digest());
  for (const std::string& tier : simd_tiers()) {
    Model compiled(body, options_for("native", tier));
    EXPECT_EQ(compiled->statistics().backend, "native");
    compiled.run(0.05);
    EXPECT_EQ(compiled->digest(), interpreted->digest()) << tier;
    EXPECT_EQ(compiled.trace(1, 0), interpreted.trace(1, 0)) << tier;
  }
}

// That a run fails with the same message however it is computed, and names that element.
void expect_same_failure(const std::string& body, const std::string& element) {
  std::string messages[2];
  for (const bool native : {false, true}) {
    Model model(body, options_for(native ? "native" : "interpreter"));
    const Status done = model->run(0.01);
    ASSERT_FALSE(done);
    messages[native] = describe(done.error());
  }
  EXPECT_EQ(messages[1], messages[0]);
  EXPECT_NE(messages[0].find(element), std::string::npos) << messages[0];
}

TEST_F(CompiledNetwork, NamesTheSameValueThatNoLongerFits) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 700, "method": "euler",
    "precision": "f32", "equations": "dv/dt = v/(0.01*ms) : 1",
    "init": {"v": "1e37*int(i > 600)"}}])j";
  expect_same_failure(body, "g.v[601]");
}

TEST_F(CompiledNetwork, HasTheSameDigestOnSeveralThreads) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 30000, "method": "euler",
    "equations": "dv/dt = (1.5 - v)/(10*ms) + 0.1*xi/sqrt(10*ms) : 1", "threshold": "v > 1",
    "reset": "v = 0", "init": {"v": "rand()"}}])j";
  Model interpreted(body, options_for("interpreter"));
  interpreted.run(0.01);
  for (const unsigned threads : {1u, 3u}) {
    BuildOptions options = options_for("native");
    options.threads = threads;
    Model compiled(body, options);
    compiled.run(0.01);
    EXPECT_EQ(compiled->statistics().backend, "native");
    EXPECT_EQ(compiled->digest(), interpreted->digest()) << threads;
  }
}

// Code of the host's own stands between the state update and the threshold.
TEST_F(CompiledNetwork, SeesWhatTheHostChangesInAStep) {
  std::string digests[2];
  for (const bool native : {false, true}) {
    Model model(kBusy, options_for(native ? "native" : "interpreter"));
    model.run(0.01);
    int calls = 0;
    ASSERT_TRUE(model->on_step({"", 0, "before_thresholds", 0}, [&](double) {
      if (++calls % 7) return;
      EXPECT_TRUE(model->set("g.v[3]", 2.0));
    }));
    model.run(0.02);
    digests[native] = model->digest();
  }
  EXPECT_EQ(digests[1], digests[0]);
}

TEST_F(CompiledNetwork, NamesTheSameValueThatIsNotFinite) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 700, "method": "euler",
    "equations": ["dv/dt = v*v/second : 1", "du/dt = v/second : 1"],
    "init": {"v": "1e200*int(i > 600)"}}])j";
  expect_same_failure(body, "g.v[601]");
}

// Stores of several synapses to one element, in every order that keeps rows apart.
TEST_F(CompiledNetwork, NamesTheSameValueWhereSynapsesWriteOneAfterAnother) {
  // Every source spikes in step 2. Distinct posts: x; one by one: x and y at both ends.
  const char* const codes[] = {
      "x_post = log(x_post - w)",                   // the lowest element is not the first row
      "x_post = 1e200*w*1e200; w = log(w - 2)",     // synapses and elements at once
      "x_post = w/(w - 1)",                         // written over by a later row
      "y_post = 1/(w - 1); x_post = 1/(w - 2)",     // two variables, written over
      "x_post = log(0.5 - w); y_pre = 1/(w - 1)",   // one by one
      "y_pre = 1/(w - 1); x_post = 1/(x_pre - w)",  // one by one, of each other
      "z_post = 1/(w - 1)",                         // one for all
      "x_post = 1/(w - 1) + 0*rand(); y_post = 1/(w - 3)"  // pieces with random numbers
  };
  for (const char* code : codes) {
    const std::string body = R"j("neurons": [{"name": "g", "size": 40,
        "equations": ["x : 1", "y : 1", "z : 1 (shared)"], "threshold": "t > 0.15*ms",
        "init": {"x": "i % 7", "y": "i"}}],
      "synapses": [{"name": "s", "from": "g", "to": "g", "equations": "w : 1", "onPre": ")j" +
                             std::string(code) + R"j(", "connect": {"fixedTotal": 1500},
        "init": {"w": "(3*i + 5*j) % 11"}}])j";
    std::string messages[2];
    for (const bool native : {false, true}) {
      Model model(body, options_for(native ? "native" : "interpreter"));
      const Status done = model->run(0.01);
      ASSERT_FALSE(done) << code;
      messages[native] = describe(done.error());
    }
    EXPECT_EQ(messages[1], messages[0]) << code;
  }
}

TEST_F(CompiledNetwork, TakesOverWhileTheInterpreterRuns) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "myelin-switch";
  std::error_code gone;  // what compiles may still be tidying up in there
  fs::remove_all(folder, gone);
  setenv("MYELIN_CACHE", folder.c_str(), 1);
  Model model(kBusy, options_for("auto")), interpreted(kBusy, options_for("interpreter"));
  int64_t steps = 0;
  for (; steps < 4000000 && model->statistics().backend != "native"; steps += 100) {
    ASSERT_TRUE(model->step(100));
  }
  fs::remove_all(folder, gone);
  ASSERT_EQ(model->statistics().backend, "native") << model->statistics().backend_problem;
  EXPECT_GT(model->statistics().compile_seconds, 0.0);
  ASSERT_TRUE(model->step(500));
  ASSERT_TRUE(interpreted->step(steps + 500));
  EXPECT_EQ(model->digest(), interpreted->digest());
}

TEST_F(CompiledNetwork, IsThereFromTheBeginningOnceItWasCompiled) {
  const std::string body =
      R"j("neurons": [{"name": "g", "size": 7, "equations": "dv/dt = (0.37 - v)/ms : 1"}])j";
  Model first(body, options_for("native")), again(body, options_for("auto"));
  EXPECT_EQ(again->statistics().backend, "native");
  first.run(0.002);
  again.run(0.002);
  EXPECT_EQ(again->digest(), first->digest());

  Model other(R"j("neurons": [{"name": "never_compiled", "size": 7, "equations": "v : 1"}])j",
              options_for("auto"));
  EXPECT_EQ(other->statistics().backend, "interpreter");
  EXPECT_EQ(other->statistics().backend_problem, "");
}

TEST_F(CompiledNetwork, IsInterpretedWithoutACompiler) {
  setenv("CXX", "/no/such/compiler", 1);
  Model model(kBusy, options_for("native"));
  unsetenv("CXX");
  model.run(0.01);
  EXPECT_EQ(model->statistics().backend, "interpreter");
  EXPECT_NE(model->statistics().backend_problem.find("no compiler was found"), std::string::npos);
}

TEST_F(CompiledNetwork, TellsWhatIsAlwaysInterpreted) {
  Model model(kBusy);
  EXPECT_NE(model->explain().find("always interpreted\n  b_pre: poisson()"), std::string::npos)
      << model->explain();
  EXPECT_NE(model->generated_code().find("// g_stateupdater\n"), std::string::npos);
}

}  // namespace
}  // namespace myelin
