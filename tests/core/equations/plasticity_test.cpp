// Synaptic models: order of execution, event-driven and summed variables, STDP
// (equations.md 2.6, 2.8).
#include <gtest/gtest.h>

#include <algorithm>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// --- one synapse after another -------------------------------------------------------------------

// Ten sources that fire together, each with several synapses onto two targets: every pathway's code
// must act as a plain loop over sources and, within one, over synapse numbers.
struct Loop {
  std::vector<int> i, j;
  std::vector<double> w, y = std::vector<double>(2), x = std::vector<double>(10);

  Loop() {
    for (int k = 0; k < 60; ++k) {  // synapse numbers do not follow the sources
      i.push_back((7 * k) % 10);
      j.push_back((k / 3) % 2);
      w.push_back(0.125 * k - 2.5);  // exact in decimals, too
    }
    for (int k = 0; k < 10; ++k) x[size_t(k)] = k + 1;
  }
  template <class Body>
  void run(Body body) {
    for (int source = 0; source < 10; ++source) {
      for (size_t k = 0; k < i.size(); ++k) {
        if (i[k] == source) body(w[k], x[size_t(i[k])], y[size_t(j[k])]);
      }
    }
  }
  static std::string list(const std::vector<int>& items) {
    std::string text;
    for (const int item : items) text += (text.empty() ? "[" : ", ") + std::to_string(item);
    return text + "]";
  }
  Model model(const std::string& code) const {
    std::string weights;
    for (const double one : w) weights += (weights.empty() ? "[" : ", ") + std::to_string(one);
    return Model(
        R"j("neurons": [{"name": "a", "size": 10, "equations": "x : 1", "threshold": "t < 0.05*ms",
                     "init": {"x": "i + 1"}}, {"name": "b", "size": 2, "equations": "y : 1"}],
      "synapses": [{"name": "s", "from": "a", "to": "b", "equations": "w : 1", "connect": {"i": )j" +
        list(i) + ", \"j\": " + list(j) + R"j(}, "init": {"w": )j" + weights +
        R"j(]}, "onPre": ")j" + code + R"j("}])j");
  }
  void expect(Model& model) const {
    model.run(1e-4);
    EXPECT_EQ(model.values("b.y"), y);
    EXPECT_EQ(model.values("a.x"), x);
    EXPECT_EQ(model.values("s.w"), w);
  }
};

TEST(RunRegularly, OfSynapsesRunsForEach) {
  // Weights halve every 2 ms, before the state update of the same step; targets count them.
  Model model(
      R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 3, "equations": ["x : 1", "n : 1"],
      "init": {"x": "i"}}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "equations": "w : 1", "init": {"w": "8 + 8*i"},
      "connect": {"condition": "i != j"}, "runRegularly": [
        {"code": "w *= 0.5", "dt": "2 ms"},
        {"code": "n_post += w + 100*x_pre", "when": "end"}]}])j");

  model.run(3e-3);

  EXPECT_EQ(model.values("s.w"), (Values{2, 2, 4, 4, 6, 6}));
  // Onto 0: from 1 and 2, twice with half of the weight and once with a quarter.
  EXPECT_EQ(model.values("g.n"), (Values{2 * 20 + 10 + 900, 2 * 16 + 8 + 600, 2 * 12 + 6 + 300}));
}

TEST(RunRegularly, OfSynapsesFollowsTheirNumber) {
  Model model(R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 2}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "equations": "w : 1",
      "connect": {"condition": "i == j"}, "runRegularly": [{"code": "w += 1"}]}])j");
  model.run(1e-3);
  ASSERT_TRUE(model->connect("s", R"j({"i": 0, "j": 1})j"));
  model.run(1e-3);
  EXPECT_EQ(model.values("s.w"), (Values{2, 2, 1}));
  ASSERT_TRUE(model->disconnect("s", "i == 0 and j == 0"));
  model.run(1e-3);
  EXPECT_EQ(model.values("s.w"), (Values{3, 2}));
}

TEST(SynapseOrder, OfASumIsThatOfALoop) {
  Loop loop;
  Model model = loop.model("y += w");

  loop.run([](double w, double, double& y) { y += w; });

  loop.expect(model);
}

TEST(SynapseOrder, OfNonCommutingTargetCodeIsThatOfALoop) {
  Loop loop;
  Model model = loop.model("y = y*w + x_pre");

  loop.run([](double w, double x, double& y) { y = y * w + x; });

  loop.expect(model);
}

TEST(SynapseOrder, OfCodeThatReadsWhatOthersWriteIsThatOfALoop) {
  Loop loop;
  Model model = loop.model("w = 0.5*w + y; y -= w");

  loop.run([](double& w, double, double& y) {
    w = 0.5 * w + y;
    y -= w;
  });

  loop.expect(model);
}

TEST(SynapseOrder, OfCodeThatWritesBothSidesIsThatOfALoop) {
  Loop loop;
  Model model = loop.model("x_pre = 0.5*x_pre + y; y = 0.25*y + x_pre + w");

  loop.run([](double w, double& x, double& y) {
    x = 0.5 * x + y;
    y = 0.25 * y + x + w;
  });

  loop.expect(model);
}

TEST(SynapseOrder, OfBranchesIsThatOfALoop) {
  Loop loop;
  Model model = loop.model("y = clip(y + w, -1, 1)");

  loop.run([](double w, double, double& y) { y = std::min(std::max(y + w, -1.0), 1.0); });

  loop.expect(model);
}

// Spikes of earlier steps come first.
TEST(SynapseOrder, IsByTimeOfTheSpikeBeforeSource) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 2, "indices": [1, 0],
                              "times": [0, 0.0001]}],
    "neurons": [{"name": "g", "size": 1, "equations": "y : 1"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "y = 10*y + i + 1",
                  "init": {"delay": "0.1*ms*(1 + i)"}}])j");

  model.run(3e-4);

  EXPECT_EQ(model.value("g.y"), 21);  // source 1 of step 0, then source 0 of step 1
}

// --- event-driven --------------------------------------------------------------------------------

TEST(EventDriven, DecaysByItsClosedFormAtEventsOnly) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0, 0],
                              "times": [0.002, 0.007]}],
    "neurons": [{"name": "g", "size": 1}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true,
      "equations": ["dx/dt = -x/(10*ms) : 1 (event-driven)", "du/dt = (0.2 - u)/(5*ms) : 1 (event-driven)"],
      "onPre": "x += 1; u += 0.5", "init": {"u": 0.2}}],
    "record": [{"states": "s", "variables": ["x", "u", "lastupdate"], "when": "end"}])j");

  model.run(0.01);

  const auto x = model.trace(0, 0, 0), u = model.trace(0, 0, 1), last = model.trace(0, 0, 2);
  EXPECT_EQ(x[19], 0);
  EXPECT_EQ(x[20], 1);
  EXPECT_EQ(x[69], 1);  // stale between events
  EXPECT_NEAR(x[70], 1 + std::exp(-0.5), 1e-14);
  EXPECT_NEAR(u[70], 0.7 + 0.5 * std::exp(-1.0), 1e-14);
  EXPECT_EQ(last[69], 0.002);
  EXPECT_EQ(last[99], 0.007);
}

// Pair STDP: dw = A_pre exp(-dt/tau) for pre before post, A_post exp(-dt/tau) for post before pre.
TEST(Stdp, OfAPairFollowsTheExponentialWindow) {
  for (const int lag : {-30, -10, -1, 1, 10, 30}) {  // ms, of post after pre
    const std::string pre = lag > 0 ? "0.001" : std::to_string(0.001 - lag * 1e-3);
    const std::string post = lag > 0 ? std::to_string(0.001 + lag * 1e-3) : "0.001";
    Model model(R"j("dt": "0.1 ms", "inputs": [
        {"kind": "spikes", "name": "a", "size": 1, "indices": [0], "times": [)j" +
                pre + R"j(]},
        {"kind": "spikes", "name": "b", "size": 1, "indices": [0], "times": [)j" +
                post + R"j(]}],
      "synapses": [{"name": "s", "from": "a", "to": "b", "connect": true,
        "equations": ["w : 1", "dapre/dt = -apre/(20*ms) : 1 (event-driven)",
                      "dapost/dt = -apost/(20*ms) : 1 (event-driven)"],
        "onPre": "apre += 0.01; w += apost", "onPost": "apost -= 0.0105; w += apre"}])j");
    model.run(0.05);

    const double window = std::exp(-std::abs(lag) / 20.0);
    EXPECT_NEAR(model.value("s.w"), lag > 0 ? 0.01 * window : -0.0105 * window, 1e-15) << lag;
  }
}

// In one step the pre pathway runs first, so post meets the fresh trace of pre.
TEST(Stdp, OfSimultaneousSpikesSeesPreFirst) {
  Model model(
      R"j("inputs": [{"kind": "spikes", "name": "a", "size": 1, "indices": [0], "times": [0]},
                             {"kind": "spikes", "name": "b", "size": 1, "indices": [0], "times": [0]}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "connect": true, "equations": ["w : 1", "p : 1", "q : 1"],
                  "onPre": "p += 1; w += q", "onPost": "q += 1; w += 10*p"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.value("s.w"), 10);
}

TEST(EventDriven, RefusesWhatHasNoClosedForm) {
  const auto refusal = [](const std::string& equations) {
    return error_of(R"j("neurons": [{"name": "g", "size": 1, "threshold": "True"}],
      "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "onPre": "x += 1",
                    "equations": )j" +
                    equations + "}]");
  };

  for (const char* equations : {R"j("dx/dt = -x**2/ms : 1 (event-driven)")j",
                                R"j(["dx/dt = -x/ms + xi/ms**0.5 : 1 (event-driven)"])j",
                                R"j(["dx/dt = -x/ms + rand()/ms : 1 (event-driven)"])j",
                                R"j(["dx/dt = (t/ms - x)/ms : 1 (event-driven)"])j"}) {
    const Error error = refusal(equations);
    EXPECT_EQ(error.where.substr(0, 25), "synapses[0] 's'.equations") << equations;
    EXPECT_FALSE(error.message.empty());
  }
}

// --- clock-driven and summed ---------------------------------------------------------------------

TEST(ClockDriven, IntegratesEverySynapseInEveryStep) {
  Model model(R"j("neurons": [{"name": "g", "size": 3}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"condition": "i == j"},
      "equations": ["dx/dt = -x/tau : 1 (clock-driven)", "tau : second (constant)"],
      "init": {"x": 1, "tau": "(i + 1)*ms"}}])j");

  model.run(0.002);

  for (size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(model.value("s.x", k), std::exp(-2.0 / double(k + 1)), 1e-13);
}

TEST(Summed, AddsOverSynapsesInEveryStepBeforeTheTargetIsIntegrated) {
  Model model(R"j("neurons": [
      {"name": "a", "size": 3, "equations": "x : 1", "init": {"x": "i + 1"}},
      {"name": "b", "size": 2, "equations": ["total : 1", "dv/dt = total/dt_one : 1"], "method": "euler",
       "constants": {"dt_one": "0.1 ms"}, "init": {"total": 99}}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "connect": {"i": [0, 1, 2], "j": [1, 1, 0]},
                  "equations": ["w : 1", "total_post = w*x_pre : 1 (summed)"], "init": {"w": 2}}])j");

  model.run(2e-4);

  EXPECT_EQ(model.values("b.total"), (std::vector<double>{6, 6}));
  EXPECT_EQ(model.values("b.v"), (std::vector<double>{12, 12}));
}

TEST(Summed, OfASubgroupLeavesTheRestAlone) {
  Model model(R"j("neurons": [{"name": "a", "size": 4, "equations": ["x : 1", "y : 1"],
                     "init": {"x": 1, "y": 7}, "subgroups": {"left": [0, 2], "right": [2, 4]}}],
    "synapses": [{"name": "s", "from": "a", "to": "a.right", "connect": true,
                  "equations": "y_post = x_pre : 1 (summed)"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("a.y"), (std::vector<double>{7, 7, 4, 4}));
}

TEST(Summed, MayAddUpOnTheSourceSide) {
  Model model(
      R"j("neurons": [{"name": "a", "size": 2, "equations": "y : 1"}, {"name": "b", "size": 3}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "connect": {"condition": "j <= i"},
                  "equations": "y_pre = j + 1 : 1 (summed)"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("a.y"), (std::vector<double>{1, 3}));
}

TEST(Summed, RefusesTargetsThatAreNoFreeParameter) {
  const auto refusal = [](const std::string& target, const std::string& more = "") {
    return error_of(R"j("neurons": [{"name": "a", "size": 2, "equations": )j" + target + R"j(}],
      "synapses": [{"name": "s", "from": "a", "to": "a", "connect": true,
                    "equations": "y_post = 1 : 1 (summed)"})j" +
                    more + "]");
  };
  struct Case {
    const char *target, *more;
    ErrorCode code;
  };
  const Case cases[] = {
      {R"j("z : 1")j", "", ErrorCode::unknown_name},
      {R"j("y : volt")j", "", ErrorCode::unit},
      {R"j("dy/dt = -y/ms : 1")j", "", ErrorCode::invalid_argument},
      {R"j("y : integer")j", "", ErrorCode::type},
      {R"j("y : 1 (constant)")j", "", ErrorCode::invalid_argument},
      {R"j("y : 1 (shared)")j", "", ErrorCode::unknown_name},
      {R"j("y = 1 : 1")j", "", ErrorCode::unknown_name},
      {R"j("y : 1", "subgroups": {"left": [0, 2]})j",
       R"j(, {"name": "r", "from": "a", "to": "a.left", "connect": true,
              "equations": "y_post = 2 : 1 (summed)"})j",
       ErrorCode::invalid_argument},
      {R"j("y : 1")j", R"j(, {"name": "r", "from": "a", "to": "a", "connect": true,
                              "equations": "y_post = 2 : 1 (summed)"})j",
       ErrorCode::invalid_argument},
  };

  for (const Case& one : cases) {
    const Error error = refusal(one.target, one.more);
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.target << ": " << error.message;
    EXPECT_NE(error.where.find(".equations"), std::string::npos) << error.where;
  }
}

TEST(Summed, MayBeSeveralInOneSetOfSynapses) {
  Model model(
      R"j("neurons": [{"name": "a", "size": 2, "equations": ["y : 1", "z : volt", "u : 1"]}],
    "synapses": [{"name": "s", "from": "a", "to": "a", "connect": true, "equations": ["w : 1",
      "y_post = w : 1 (summed)", "z_post = 2*mV : volt (summed)", "u_pre = w : 1 (summed)"],
      "init": {"w": "i + 10*j"}}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("a.y"), (std::vector<double>{1, 21}));
  EXPECT_EQ(model.values("a.z"), (std::vector<double>{0.004, 0.004}));
  EXPECT_EQ(model.values("a.u"), (std::vector<double>{10, 12}));
}

TEST(Summed, AllowsTwoWritersOfDifferentElements) {
  Model model(R"j("neurons": [{"name": "a", "size": 4, "equations": "y : 1",
                     "subgroups": {"left": [0, 2], "right": [2, 4]}}],
    "synapses": [{"name": "s", "from": "a", "to": "a.left", "connect": {"condition": "i == j"},
                  "equations": "y_post = 1 : 1 (summed)"},
                 {"name": "r", "from": "a", "to": "a.right", "connect": {"condition": "i == j"},
                  "equations": "y_post = 2 : 1 (summed)"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("a.y"), (std::vector<double>{1, 1, 2, 2}));
}

}  // namespace
}  // namespace myelin::equations
