// The same document gives the same bits: on any number of threads, with every instruction set, and
// whatever is recorded or stands beside it.
#include <gtest/gtest.h>

#include "equations/run.h"
#include "model/simulation.h"

namespace myelin {
namespace {

using equations::Model;
using equations::with_simd;
using equations::with_threads;

// 20,000 neurons, so that threads share the work.
std::string large(const std::string& more = "", const std::string& seed = "1") {
  return "\"seed\": " + seed + R"j(, "neurons": [{"name": "g", "size": 20000, "method": "euler",
      "equations": ["dv/dt = (1.2 + 0.3*sin(2*pi*i/N) - v)/(10*ms) + 0.1*xi/sqrt(10*ms) : 1 (unless refractory)",
                    "dw/dt = -w/tau : 1", "tau : second", "q = exp(-w**2) + tanh(v) : 1"],
      "threshold": "v > 0.9 + 0.01*q", "reset": "v = 0.1*rand(); w += 1", "refractory": "(1 + rand())*ms",
      "init": {"v": "rand()", "tau": "(5 + 10*rand())*ms"},
      "runRegularly": [{"code": "w += 0.01*randn()*cos(v)", "dt": "0.5 ms"}]}],
    "inputs": [{"kind": "poisson", "name": "p", "size": 20000, "rates": "20 Hz"},
               {"kind": "poisson-input", "name": "in", "to": "g", "variable": "w", "sources": 100, "rate": "20 Hz",
                "weight": 0.1}],
    "synapses": [{"name": "a", "from": "p", "to": "g", "connect": {"p": 0.0005}, "onPre": "v += 0.05"},
                 {"name": "b", "from": "g", "to": "g", "connect": {"p": 0.0002}, "onPre": "v = 0.9*v - 0.01*log(1 + w**2)",
                  "delay": "1 ms"}])j" +
         more;
}

std::string digest_of(const std::string& body, const BuildOptions& options = {}) {
  Model model(body, options);
  model.run(3e-3);
  EXPECT_GT(model->statistics().spikes, 1000u);
  return model->digest();
}

TEST(Digest, IsTheSameOnAnyNumberOfThreads) {
  const std::string one = digest_of(large());

  for (const unsigned threads : {2u, 3u, 4u})
    EXPECT_EQ(digest_of(large(), with_threads(threads)), one) << threads;
}

TEST(Digest, IsTheSameOnEveryInstructionSet) {
  const std::string best = digest_of(large());

  for (const std::string& tier : simd_tiers())
    EXPECT_EQ(digest_of(large(), with_simd(tier)), best) << tier;
}

TEST(Digest, OfEveryMethodIsTheSameOnEveryInstructionSet) {
  for (const char* method : {"exact", "euler", "rk2", "rk4", "exponential_euler"}) {
    const std::string body = R"j("neurons": [{"name": "g", "size": 300, "equations":
        ["da/dt = (b - a)/(2*ms) : 1", "db/dt = -(a + b)/(3*ms) : 1"], "init": {"a": "rand()", "b": "randn()"},
        "method": ")j" + std::string(method) +
                             R"j("}])j";
    Model scalar(body, with_simd("scalar"));
    scalar.run(0.01);
    for (const std::string& tier : simd_tiers()) {
      Model model(body, with_simd(tier));
      model.run(0.01);
      EXPECT_EQ(model->digest(), scalar->digest()) << method << " " << tier;
    }
  }
}

TEST(Digest, DoesNotDependOnWhatIsRecorded) {
  const std::string bare = digest_of(large());

  EXPECT_EQ(
      digest_of(large(R"j(, "record": [{"spikes": "g", "variables": ["v", "q"]}, {"spikes": "p"},
      {"states": "g", "variables": ["v", "q"], "index": [0, 17]}, {"rate": "g"},
      {"states": "b", "variables": ["i", "v_pre"], "index": [3]}])j")),
      bare);
  EXPECT_EQ(
      digest_of(large(
          R"j(, "record": [{"states": "g", "variables": ["v"], "index": [5], "dt": "0.7 ms"}])j")),
      bare);
}

TEST(Digest, ChangesWithTheSeed) {
  const std::string first = digest_of(large("", "1"));
  BuildOptions first_seed;
  first_seed.seed = 1;

  EXPECT_NE(digest_of(large("", "2")), first);
  EXPECT_NE(digest_of(large("", "\"18446744073709551615\"")), first);
  EXPECT_EQ(digest_of(large("", "2"), first_seed), first);
}

TEST(Digest, HasThirtyTwoHexadecimalDigits) {
  const std::string digest = digest_of(large());

  EXPECT_EQ(digest.size(), 32u);
  EXPECT_EQ(digest.find_first_not_of("0123456789abcdef"), std::string::npos);
}

// Random numbers are keyed by names, so what is added draws from nobody else's.
TEST(Names, KeepTheirRandomNumbersWhenObjectsAreAdded) {
  const std::string group =
      R"j({"name": "g", "size": 50, "method": "euler", "threshold": "v > 1", "reset": "v = 0",
      "equations": "dv/dt = (1.1 - v)/(5*ms) + 0.2*xi/sqrt(5*ms) : 1", "init": {"v": "rand()"}})j";
  const std::string synapses =
      R"j({"name": "s", "from": "p", "to": "g", "connect": {"p": 0.2}, "onPre": "v += 0.1"})j";
  const std::string input = R"j({"kind": "poisson", "name": "p", "size": 20, "rates": "100 Hz"})j";
  const std::string record = R"j("record": [{"spikes": "g"}, {"spikes": "p"}], )j";
  Model alone(record + "\"neurons\": [" + group + "], \"synapses\": [" + synapses +
              "], \"inputs\": [" + input + "]");
  Model among(
      record +
      R"j("neurons": [{"name": "first", "size": 9, "method": "euler", "init": {"x": "rand()"},
      "equations": "dx/dt = xi/sqrt(second) : 1"}, )j" +
      group + R"j(], "synapses": [{"name": "r", "from": "q", "to":
      "first", "connect": {"p": 0.5}, "onPre": "x += rand()"}, )j" +
      synapses + R"j(], "inputs": [
      {"kind": "poisson", "name": "q", "size": 30, "rates": "50 Hz"}, )j" +
      input + "]");

  alone.run(0.1);
  among.run(0.1);

  EXPECT_GT(alone.spikes(0).size(), 100u);
  EXPECT_EQ(among.spikes(0), alone.spikes(0));
  EXPECT_EQ(among.spikes(1), alone.spikes(1));
}

TEST(Names, GiveObjectsNumbersOfTheirOwn) {
  Model model(
      R"j("neurons": [{"name": "a", "size": 100, "equations": ["x : 1", "y : 1"], "init": {"x": "rand()", "y": "rand()"}},
                             {"name": "b", "size": 100, "equations": "x : 1", "init": {"x": "rand()"}}])j");

  EXPECT_NE(model.values("a.x"), model.values("b.x"));
  EXPECT_NE(model.values("a.x"), model.values("a.y"));
}

}  // namespace
}  // namespace myelin
