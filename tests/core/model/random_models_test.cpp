// Random small networks: the same bits on every machine, and from any step on.
#include <gtest/gtest.h>

#include "equations/run.h"

namespace myelin {
namespace {

using equations::Model;

// Numbers of a test, the same in every run.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 2654435769u + 12345) {}
  size_t below(size_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return size_t(state_ >> 33) % n;
  }
  bool flip() { return below(2) == 1; }
  template <size_t N>
  std::string of(const char* const (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  uint64_t state_;
};

std::string equations_of(Dice& dice, std::string& method) {
  const bool noise = dice.below(3) == 0;
  static const char* const noisy[] = {"euler", "heun", "x_new = x + dt*f(x, t) + g(x, t)*dW"};
  static const char* const plain[] = {"exact",
                                      "euler",
                                      "rk2",
                                      "rk4",
                                      "exponential_euler",
                                      "rkf45",
                                      "k = dt*f(x, t); x_new = x + dt*f(x + k/2, t + dt/2)"};
  method = noise ? dice.of(noisy) : dice.of(plain);
  std::string drive = dice.flip() ? "1.3" : "(1.1 + 0.02*i)";
  std::string v = "dv/dt = (" + drive + " - v + g - u)/(8*ms)";
  if (noise) v += " + 0.2*xi/sqrt(8*ms)";
  v += dice.flip() ? " : 1 (unless refractory)" : " : 1";
  return "[\"" + v + "\", \"dg/dt = -g/(3*ms) : 1\", \"du/dt = (0.1*v - u)/(50*ms) : 1\"]";
}

std::string network(uint64_t seed) {
  Dice dice(seed);
  std::string method;
  const std::string equations = equations_of(dice, method);
  static const char* const sizes[] = {"3", "31", "130", "9001"};
  static const char* const times[] = {"0.5 ms", "2 ms", "(1 + i % 3)*ms"};
  static const char* const links[] = {"{\"p\": 0.02}", "{\"condition\": \"(i + 3*j) % 41 == 0\"}",
                                      "{\"j\": \"(i + k) % N_post for k in range(1, 4)\"}"};
  static const char* const delays[] = {"\"rand()*3*ms\"", "\"0.7 ms\"", "0"};
  static const char* const code[] = {"g += 0.3", "g_post += w; w = clip(w - 0.01, 0, 1)",
                                     "v += 0.1*w"};
  std::string text = "\"seed\": " + std::to_string(seed);
  text += R"j(, "neurons": [{"name": "g", "threshold": "v > 1", "reset": "v = 0; u += 0.1",
      "init": {"v": "rand()"}, "size": )j" +
          dice.of(sizes);
  text += ", \"equations\": " + equations + ", \"method\": \"" + method + "\"";
  text += ", \"refractory\": \"" + dice.of(times) + "\"";
  if (dice.flip()) text += R"j(, "runRegularly": [{"code": "u += 0.01*randn()", "dt": "0.5 ms"}])j";
  text += R"j(}], "inputs": [{"kind": "poisson", "name": "p", "size": 40, "rates": "300 Hz"})j";
  if (dice.flip()) {
    text += R"j(, {"kind": "poisson-input", "name": "in", "to": "g", "variable": "g", "sources": 20,
                   "rate": "40 Hz", "weight": 0.05})j";
  }
  text += R"j(], "synapses": [{"name": "a", "from": "p", "to": "g", "equations": "w : 1")j";
  text += ", \"onPre\": \"" + dice.of(code) + "\", \"connect\": " + dice.of(links);
  text += R"j(, "init": {"w": "rand()", "delay": )j" + dice.of(delays);
  text += R"j(}}, {"name": "b", "from": "g", "to": "g", "onPre": "v -= 0.02", "connect": )j";
  text += dice.of(links);
  if (dice.flip()) {
    text += R"j(, "equations": ["dx/dt = -x/(10*ms) : 1 (event-driven)", "w : 1"],
               "onPost": "w = clip(w + 0.1*x, 0, 1); x += 0.5")j";
  }
  return text + R"j(}], "record": [{"spikes": "g"}, {"rate": "p"}])j";
}

TEST(RandomModel, GivesTheSameBitsEverywhere) {
  uint64_t spikes = 0;
  for (uint64_t seed = 1; seed <= 16; ++seed) {
    const std::string body = network(seed);
    Model plain(body);
    plain.run(0.006);
    spikes += plain->statistics().spikes;
    for (const std::string& tier : simd_tiers()) {
      Model other(body, equations::with_simd(tier));
      other.run(0.006);
      EXPECT_EQ(other->digest(), plain->digest()) << tier << " " << body;
    }
    for (const bool together : {false, true}) {
      BuildOptions options = equations::with_threads(3);
      options.together = together;
      Model threads(body, options);
      threads.run(0.006);
      EXPECT_EQ(threads->digest(), plain->digest()) << "threads " << together << " " << body;
    }
  }
  EXPECT_GT(spikes, 1000u);
}

TEST(RandomModel, GoesOnFromAnyStep) {
  for (uint64_t seed = 21; seed <= 36; ++seed) {
    const std::string body = network(seed);
    Dice dice(seed);
    Model whole(body), first(body), second(body);
    whole.run(0.006);
    const int64_t step = int64_t(dice.below(60));
    ASSERT_TRUE(first->step(step));
    second.run(0.001);
    const std::vector<uint8_t> kept = first->snapshot();
    ASSERT_TRUE(second->restore({kept.data(), kept.size()}));
    ASSERT_TRUE(second->step(60 - step));

    EXPECT_EQ(second->digest(), whole->digest()) << body;
    EXPECT_EQ(second.spikes(), whole.spikes()) << body;
    EXPECT_EQ(second.trace(1), whole.trace(1)) << body;
  }
}

}  // namespace
}  // namespace myelin
