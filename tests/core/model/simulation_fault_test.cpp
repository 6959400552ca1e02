// What goes wrong while running, and documents that were meant to break something.
#include <gtest/gtest.h>

#include <random>

#include "equations/run.h"
#include "model/simulation.h"

namespace myelin {
namespace {

using equations::document;
using equations::error_of;
using equations::Model;
using equations::with_memory;
using equations::with_simd;
using equations::with_threads;

// --- numbers that blow up ------------------------------------------------------------------------

// x' = x^2 from x0 is infinite at t = 1 / x0: neuron 3 is first.
const std::string kExplodes =
    R"j("neurons": [{"name": "calm", "size": 5, "equations": "dx/dt = -x/ms : 1"},
    {"name": "g", "size": 5, "method": "euler", "equations": ["du/dt = 0*Hz : 1", "dx/dt = x**2/second : 1"],
     "init": {"x": "100*int(i == 3) + 10"}}],
  "record": [{"states": "g", "variables": ["x"], "index": [0, 3]}])j";

TEST(Fault, NamesGroupVariableNeuronAndStep) {
  Model model(kExplodes);

  const Status status = model->run(1);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::numeric);
  EXPECT_EQ(status.error().where, "g.x[3]");
  const std::string step = std::to_string(model->statistics().steps - 1);
  EXPECT_NE(status.error().message.find("infinite in step " + step), std::string::npos)
      << status.error().message;
}

TEST(Fault, KeepsWhatWasRecorded) {
  Model model(kExplodes);
  ASSERT_FALSE(model->run(1));

  const auto calm = model.trace(0, 0), wild = model.trace(0, 1);
  ASSERT_EQ(wild.size(), size_t(model->statistics().steps));
  EXPECT_GT(wild.size(), 90u);
  EXPECT_EQ(wild[0], 110);
  EXPECT_TRUE(std::isfinite(wild.back()));
  EXPECT_NEAR(calm.back(), 10 / (1 - 10 * 1e-4 * double(calm.size())), 0.1);
}

TEST(Fault, OfSeveralNeuronsIsThatOfTheFirstOnAnyNumberOfThreads) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 20000, "method": "euler",
      "equations": "dx/dt = log(x)/second : 1", "init": {"x": "1 - 2*int(i > 12345)"}}])j";

  for (const unsigned threads : {1u, 2u, 4u}) {
    Model model(body, with_threads(threads));
    const Status status = model->run(1e-3);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().where, "g.x[12346]");
    EXPECT_NE(status.error().message.find("NaN in step 0"), std::string::npos)
        << status.error().message;
  }
}

TEST(Fault, OfAResetIsReported) {
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": "x : 1", "init": {"x": "i"},
                     "threshold": "x > 1.5", "reset": "x *= 1e200"}])j");

  const Status status = model->run(1e-3);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().where, "g.x[2]");
  EXPECT_NE(status.error().message.find("infinite in step 1 "), std::string::npos)
      << status.error().message;
}

TEST(Fault, OfSynapticCodeNamesTheSynapsesAndTheElement) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0],
                               "times": [0.0002]}],
                  "neurons": [{"name": "g", "size": 4, "equations": "x : 1"}],
                  "synapses": [{"name": "s", "from": "in", "to": "g", "onPre": "x = log(-1.0*j)",
                                "connect": {"i": 0, "j": [3]}}])j");

  const Status status = model->run(1e-3);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().where, "s.x_post[3]");
  EXPECT_NE(status.error().message.find("NaN in step 2 "), std::string::npos)
      << status.error().message;
}

TEST(Fault, OfStatementsOnAClockIsReported) {
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": "x : 1", "init": {"x": "i"},
                     "runRegularly": [{"code": "x *= 1e200"}]}])j");

  const Status status = model->run(1e-3);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().where, "g.x[1]");
  EXPECT_NE(status.error().message.find("infinite in step 1"), std::string::npos);
}

TEST(Fault, LetsTheNetworkBeResetAndRunAgain) {
  Model model(kExplodes);
  ASSERT_FALSE(model->run(1));
  ASSERT_TRUE(model->reset());

  EXPECT_TRUE(model->run(1e-3));
}

// --- memory --------------------------------------------------------------------------------------

TEST(RecordingMemory, EndsARunAndKeepsWhatWasRecorded) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 1000, "equations": "x : 1", "init": {"x": "i"}}],
                  "record": [{"states": "g", "variables": ["x"]}])j",
      with_memory(4'000'000));

  const Status status = model->run(1);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::memory);
  EXPECT_EQ(status.error().where, "record 'states_g'");
  const auto x = model.trace(0, 999);
  EXPECT_GT(x.size(), 100u);
  EXPECT_EQ(x.back(), 999);
  EXPECT_LE(model->statistics().recorded_bytes, 4'000'000u);
}

TEST(RecordingMemory, OfSpikesEndsARunToo) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 1000, "threshold": "True"}], "record": [{"spikes": "g"}])j",
      with_memory(1'000'000));

  const Status status = model->run(1);

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::memory);
  EXPECT_EQ(model.monitor().t.size, model.monitor().i.size);
  EXPECT_GT(model.monitor().t.size, 1000u);
}

TEST(BuildOptions, RefuseWhatIsNotThere) {
  const char* body = R"j("neurons": [{"name": "g", "size": 1}])j";
  BuildOptions without;
  without.backend = "abacus";

  EXPECT_EQ(error_of(body, with_simd("mmx")).where, "simd");
  EXPECT_EQ(error_of(body, without).where, "backend");
  EXPECT_EQ(error_of(body, with_simd("mmx")).code, ErrorCode::unsupported);
}

TEST(Plan, RefusesDurationsThatMeanNothing) {
  for (const char* run :
       {"\"-1 s\"", "\"log(-1)*second\"", "\"1 mV\"", "\"1/0*second\"", "1e300"}) {
    const Error error =
        error_of(R"j("neurons": [{"name": "g", "size": 1}], "run": )j" + std::string(run));
    EXPECT_EQ(error.where.substr(0, 3), "run") << run << error.message;
  }
}

// --- hostile documents ---------------------------------------------------------------------------

// Two networks in which most of the language occurs.
constexpr std::string_view kSeeds[] = {
    R"j("constants": {"tau": "10 ms", "k": 2}, "neurons": [{"name": "g", "size": 12, "equations":
      ["dv/dt = (I - v)/tau + 0.1*xi/sqrt(tau) : 1 (unless refractory)", "I = 1 + k*sin(2*pi*i/N)*drive(t) : 1",
       "n : integer", "b : boolean", "s : second (shared)"],
      "threshold": "v > 0.5 and not b", "reset": "v = 0; n += i % 3; b = v > 1", "refractory": "2 ms",
      "init": {"v": "rand()", "n": 3, "b": true, "s": "tau/2"}, "subgroups": {"E": [0, 8], "I": [8, 12]},
      "runRegularly": [{"code": "v += clip(randn(), -1, 1)", "dt": "1 ms", "when": "end", "order": 2}]}],
    "inputs": [{"kind": "timed-array", "name": "drive", "values": [1, 2, 3], "unit": "1", "dt": "1 ms"}],
    "synapses": [{"name": "a", "from": "g.E", "to": "g", "connect": {"condition": "i != j", "p": "0.5"},
      "equations": ["w : 1", "dx/dt = -x/tau : 1 (event-driven)"], "onPre": "v_post += w*0.1; x += 1",
      "onPost": "w = clip(w + x, 0, 1)", "delay": {"pre": "1 ms"}, "init": {"w": "rand()/N_incoming"}}],
    "record": [{"spikes": "g.E", "variables": ["v", "n"]}, {"states": "a", "variables": ["w", "v_pre"]}],
    "run": "3 ms")j",
    R"j("dt": "0.2 ms", "neurons": [{"name": "h", "size": 8, "equations": ["dv/dt = -v/(5*ms) : volt", "total : 1",
       "du/dt = (v/mV - u)*total/ms : 1"], "method": "exponential_euler", "threshold": "v > 3*mV", "reset": "v -= 2*mV"}],
    "inputs": [{"kind": "poisson", "name": "p", "size": 9, "rates": "i*100*Hz", "subgroups": {"q": [1, 4]}},
      {"kind": "spikes", "name": "in", "size": 3, "indices": [0, 1, 2], "times": [0, 0.001, 0.002], "period": "4 ms"},
      {"kind": "poisson-input", "name": "pi", "to": "h", "variable": "v", "sources": 20, "rate": "30 Hz", "weight": "1 mV"}],
    "synapses": [{"name": "s", "from": "p.q", "to": "h", "connect": {"j": "k for k in range(i, i + 3) if k < N_post"},
      "equations": ["w : volt", "total_post = w/mV : 1 (summed)"], "onPre": {"x": "v += w", "y": "w *= 0.5"},
      "init": {"w": "2*mV", "x.delay": "rand()*2*ms"}},
      {"name": "r", "from": "in", "to": "h", "onPre": "v += exp(-t/ms)*mV",
       "connect": [{"i": [0, 1], "j": [1, 2]}, {"j": "k for k in sample(0, N_post, p=0.3)", "n": 2}]}],
    "record": [{"rate": "p"}, {"states": "h", "variables": ["v", "u"], "index": [0], "dt": "0.4 ms"}],
    "run": [{"duration": "1 ms"}, {"store": "a"}, {"set": {"h.v": "rand()*mV"}}, {"duration": "1 ms"}, {"restore": "a"}])j"};

constexpr std::string_view kNumbers[] = {
    "0",          "-1",         "1",   "3",   "1e300",       "-1e300",          "1e-300",
    "2147483647", "4294967296", "0.5", "1e9", "-2147483648", "9007199254740993"};
constexpr std::string_view kWords[] = {
    "v",         "w",      "i",     "j",      "N",      "t",         "xi",    "g",
    "h",         "rand()", "inf",   "mV",     "ms",     "tau",       "drive", "and",
    "or",        "not",    "for",   "in",     "range",  "if",        "True",  "x_pre",
    "lastspike", "shared", "exact", "spikes", "v_post", "N_incoming"};
constexpr std::string_view kPieces[] = {"(",
                                        ")",
                                        "**",
                                        "/0",
                                        "%",
                                        "//",
                                        "-",
                                        "+",
                                        "*",
                                        ":",
                                        ";",
                                        "=",
                                        "<",
                                        ",",
                                        "\\n",
                                        "#",
                                        "1/0",
                                        "(-1)**0.5",
                                        "log(0)",
                                        "exp(1000)",
                                        "''",
                                        "int(",
                                        " : 1 (summed)",
                                        "dv/dt = "};

class Mutator {
 public:
  explicit Mutator(uint32_t seed) : random_(seed) {}

  std::string apply(std::string text) {
    for (size_t edits = 1 + below(3); edits > 0; --edits) edit(text);
    return text;
  }
  size_t below(size_t n) { return size_t(random_() % n); }

 private:
  template <class T, size_t N>
  const T& one_of(const T (&items)[N]) {
    return items[below(N)];
  }
  static bool part_of(char c, bool number) {
    return (c >= '0' && c <= '9') || (!number && ((c | 32) >= 'a' && (c | 32) <= 'z')) ||
           (number ? c == '.' : c == '_');
  }
  // Replaces a whole number or word.
  void swap(std::string& text, bool number, std::string_view by) {
    size_t at = below(text.size());
    while (at < text.size() && !part_of(text[at], number)) ++at;
    size_t end = at;
    while (end < text.size() && part_of(text[end], number)) ++end;
    while (at > 0 && part_of(text[at - 1], number)) --at;
    text.replace(at, end - at, by);
  }
  void edit(std::string& text) {
    const size_t at = below(text.size());
    switch (below(6)) {
      case 0:
      case 1:
        return swap(text, true, one_of(kNumbers));
      case 2:
      case 3:
        return swap(text, false, one_of(kWords));
      case 4:
        text.insert(at, one_of(kPieces));
        return;
      case 5:
        text.erase(at, 1 + below(6));
        return;
    }
  }

  std::mt19937 random_;
};

TEST(HostileDocument, IsRefusedWithAPlaceOrRuns) {
  Mutator mutator(7);
  int built = 0, refused = 0, failed = 0;

  for (int k = 0; k < 4000; ++k) {
    const std::string text = document(mutator.apply(std::string(kSeeds[k % 2])));
    auto simulation = Simulation::build(text, with_memory(20'000'000));
    Status status;
    if (!simulation) {
      ++refused;
      status = simulation.error();
    } else {
      ++built;
      status = (*simulation)->step(5);
      if (status) status = (*simulation)->reset();
      failed += !status;
      EXPECT_EQ((*simulation)->digest().size(), 32u);
    }
    if (status) continue;
    EXPECT_FALSE(status.error().where.empty()) << text << "\n" << status.error().message;
    EXPECT_FALSE(status.error().message.empty()) << text;
    EXPECT_LE(status.error().span.end, text.size()) << text;
  }

  EXPECT_GT(refused, 1000);
  EXPECT_GT(built, 200);
  EXPECT_GT(failed, 0);
}

}  // namespace
}  // namespace myelin
