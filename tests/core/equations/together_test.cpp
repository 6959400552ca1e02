// Groups and projections that run at the same time give the bits that they give one by one.
#include <gtest/gtest.h>

#include "equations/run.h"

namespace myelin::equations {
namespace {

// Three populations, all connected with all, with input, plasticity and recordings.
std::string populations() {
  std::string text = "\"seed\": 11, \"neurons\": [";
  std::string inputs, synapses, record;
  const std::string names[] = {"a", "b", "c"};
  const std::string sizes[] = {"700", "90", "400"};
  for (size_t k = 0; k < 3; ++k) {
    const std::string comma = k ? ", " : "", &name = names[k];
    text += comma + R"j({"name": ")j" + name + R"j(", "size": )j" + sizes[k] + R"j(,
      "equations": ["dv/dt = (0.8 + x - v)/(10*ms) : 1 (unless refractory)",
                    "dx/dt = -x/(4*ms) : 1"],
      "threshold": "v > 1", "reset": "v = 0; x -= 0.01", "refractory": "1 ms",
      "init": {"v": "rand()"}})j";
    inputs += comma + R"j({"kind": "poisson-input", "name": "to_)j" + name + R"j(", "to": ")j" +
              name + R"j(", "variable": "x", "sources": 30, "rate": "90 Hz", "weight": 0.06})j";
    record += comma + R"j({"spikes": ")j" + name + R"j("}, {"rate": ")j" + name +
              R"j("}, {"states": ")j" + name + R"j(", "variables": ["v"], "index": [3, 5]})j";
    for (size_t to = 0; to < 3; ++to) {
      const bool learns = k == to;
      synapses += (synapses.empty() ? "" : ", ") + std::string(R"j({"name": ")j") + name +
                  names[to] + R"j(", "from": ")j" + name + R"j(", "to": ")j" + names[to] +
                  R"j(", "connect": {"p": 0.1}, "equations": "w : 1",
                  "init": {"w": "0.03*rand()", "delay": "2*rand()*ms"}, "onPre": )j" +
                  (learns ? R"j("x_post += w; w = clip(w - 0.001, 0, 1)", "onPost": "w += 0.002"})j"
                          : R"j("x_post += w"})j");
    }
  }
  return text + "], \"inputs\": [" + inputs + "], \"synapses\": [" + synapses + "], \"record\": [" +
         record + "]";
}

TEST(Together, GivesTheBitsOfOneByOne) {
  const std::string body = populations();
  Model plain(body);
  plain.run(0.05);
  EXPECT_GT(plain->statistics().spikes, 1000u);
  for (const unsigned threads : {2u, 4u}) {
    BuildOptions options = with_threads(threads);
    options.together = true;
    Model other(body, options);

    other.run(0.05);

    EXPECT_EQ(other->digest(), plain->digest());
    for (size_t k = 0; k < 9; k += 3) {
      EXPECT_EQ(other.spikes(k), plain.spikes(k));
      EXPECT_EQ(other.trace(k + 1), plain.trace(k + 1));
      EXPECT_EQ(other.trace(k + 2, 1), plain.trace(k + 2, 1));
    }
  }
}

TEST(Together, ReportsTheFaultThatIsReportedOneByOne) {
  const std::string body = R"j("neurons": [
    {"name": "a", "size": 9, "equations": "dv/dt = v**2/ms : 1", "init": {"v": "i + 1"}},
    {"name": "b", "size": 9, "equations": "dv/dt = v**3/ms : 1", "init": {"v": "9 - i"}},
    {"name": "c", "size": 9, "equations": "dv/dt = v**3/ms : 1", "init": {"v": "8 + i"}}])j";
  Model plain(body);
  const Status expected = plain->run(0.01);
  ASSERT_FALSE(expected);
  for (const bool together : {false, true}) {
    BuildOptions options = with_threads(3);
    options.together = together;
    Model other(body, options);

    const Status done = other->run(0.01);

    ASSERT_FALSE(done);
    EXPECT_EQ(describe(done.error()), describe(expected.error()));
  }
}

}  // namespace
}  // namespace myelin::equations
