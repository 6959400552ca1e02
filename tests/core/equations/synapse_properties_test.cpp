// Small random networks of synapses: the same bits on every instruction set and number of threads,
// and from a snapshot at any step.
#include <gtest/gtest.h>

#include <random>

#include "run.h"

namespace myelin::equations {
namespace {

class RandomNetwork {
 public:
  explicit RandomNetwork(uint32_t seed) : random_(seed) {}

  std::string body() {
    return R"j("seed": )j" + std::to_string(random_()) + R"j(, "neurons": [)j" + group("a") + ", " +
           group("b") +
           R"j(], "inputs": [{"kind": "poisson", "name": "p", "size": 7, "rates": "300 Hz"}],
      "synapses": [)j" +
           synapses("s", "p", "a") + ", " + synapses("r", "a", pick({"b", "b.part", "a"})) + ", " +
           synapses("u", "b", "a.part") + ", " +
           R"j({"name": "onto", "from": "p", "to": "r", "connect": {"p": 0.1}, "onPre": "w_post *= 0.9"}])j";
  }

 private:
  std::string pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + random_() % choices.size());
  }
  std::string group(const std::string& name) {
    return R"j({"name": ")j" + name + R"j(", "size": )j" + std::to_string(5 + random_() % 30) +
           R"j(, "equations": ["dv/dt = (0.9 + q - v)/(8*ms) : 1)j" +
           pick({"", " (unless refractory)"}) +
           R"j(", "q : 1"], "threshold": "v > 1", "reset": "v = 0",
      "refractory": "1 ms", "init": {"v": "rand()"}, "subgroups": {"part": [1, 4]}})j";
  }
  std::string synapses(const std::string& name, const std::string& from, const std::string& to) {
    const std::string connect =
        pick({R"j({"p": 0.3, "n": 2})j", R"j({"condition": "(i + j) % 3 == 0"})j",
              R"j({"j": "k for k in sample(N_post, p=0.4)"})j",
              R"j({"i": "j + k for k in range(-1, 2)", "skipIfInvalid": true})j",
              R"j({"j": "k for k in sample(N_post, size=3) if rand() < 0.9"})j"});
    const std::string equations = pick(
        {R"j("dx/dt = -x/(5*ms) : 1 (event-driven)")j",
         R"j("dx/dt = (z - x)/(5*ms) : 1 (event-driven)", "dz/dt = -z/(5*ms) : 1 (event-driven)")j",
         R"j("dx/dt = -x/(3*ms) : 1 (clock-driven)")j", R"j("x : 1")j"});
    const std::string delay = pick({"", R"j(, "delay": "0.7 ms")j", R"j(, "delay": "rand()*2*ms")j",
                                    R"j(, "delay": "0.2*ms + abs(sin(t/(3*ms)))*ms")j",
                                    R"j(, "delay": {"post": "0.1*j*ms"})j"});
    const std::string pre =
        pick({"v_post += 0.1*w; x += 1", "v_post = v_post + 0.05*w*(1 - v_post); x = x + 1",
              "v_post += 0.02*x*w; x += rand()", "v_pre *= 0.99; v_post += 0.05"});
    const std::string post = pick({"w = clip(w + 0.1*x, 0, 2)", "x *= 0.5", "v_pre += 0.01*w"});
    const bool spikes = from != "p" || post.find("v_pre") == post.npos;
    const std::string on_pre = from == "p" && pre.find("v_pre") == 0 ? "v_post += 0.05" : pre;
    return R"j({"name": ")j" + name + R"j(", "from": ")j" + from + R"j(", "to": ")j" + to +
           R"j(", "connect": )j" + connect +
           R"j(, "multisynapticIndex": "copy", "equations": ["w : 1", )j" + equations +
           R"j(], "init": {"w": "rand() + 0.1*copy"}, "onPre": ")j" + on_pre +
           R"j(", "onPost": ")j" + (spikes ? post : "x *= 0.5") + "\"" + delay + "}";
  }

  std::mt19937 random_;
};

// A change between two steps, by its number.
void change(Model& model, uint32_t number) {
  Status done;
  switch (number % 4) {
    case 0:
      done = model->connect("s", R"j({"p": 0.1})j");
      break;
    case 1:
      done = model->disconnect("r", "w < 0.3");
      break;
    case 2:
      done = model->set_text("u.w[i % 2 == 0]", "rand()");
      break;
    default:
      break;
  }
  EXPECT_TRUE(done) << describe(done.error());
}

TEST(SynapseProperties, BitsDependOnNothingButTheModel) {
  for (uint32_t seed = 0; seed < 24; ++seed) {
    const std::string body = RandomNetwork(seed).body();
    const auto digest = [&](const BuildOptions& options) {
      Model model(body, options);
      model.run(0.008);
      change(model, seed);
      return model.run(0.008)->digest();
    };

    const std::string expected = digest({});

    for (const std::string& tier : simd_tiers()) {
      EXPECT_EQ(digest(with_simd(tier)), expected) << tier << body;
    }
    for (unsigned threads = 2; threads <= 4; ++threads) {
      EXPECT_EQ(digest(with_threads(threads)), expected) << threads << body;
    }
  }
}

TEST(SynapseProperties, GoOnFromASnapshotAtAnyStep) {
  for (uint32_t seed = 100; seed < 124; ++seed) {
    const std::string body = RandomNetwork(seed).body();
    Model model(body), other(body);
    const auto step = [](Model& of, int64_t k) {
      if (!of->step(1)) ADD_FAILURE();
      if (k == 20 || k == 33) change(of, uint32_t(k));
    };
    std::vector<std::vector<uint8_t>> snapshots;
    std::vector<std::string> digests;
    for (int64_t k = 0; k < 40; ++k) {
      step(model, k);
      snapshots.push_back(model->snapshot());
      digests.push_back(model->digest());
    }

    for (int64_t k = 3; k < 36; k += 8) {
      const auto& snapshot = snapshots[size_t(k)];
      ASSERT_TRUE(other->restore({snapshot.data(), snapshot.size()}));
      EXPECT_EQ(other->digest(), digests[size_t(k)]);
      for (int64_t l = k + 1; l < 40; ++l) step(other, l);
      EXPECT_EQ(other->digest(), digests.back()) << body;
    }
  }
}

}  // namespace
}  // namespace myelin::equations
