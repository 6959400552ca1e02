// Monitors, slots, clocks and statements on a clock of their own (equations.md 2.2, 2.3, 2.9).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// Two cells that count steps; number 1 fires at 2 and starts again from 0.
constexpr const char* kCounters = R"j("neurons": [{"name": "g", "size": 3, "method": "euler",
  "equations": ["dv/dt = 10*kHz : 1", "k : 1 (shared)", "twice = 2*v : 1", "w : volt"],
  "threshold": "v > 1.5 and i > 0", "reset": "v = 0", "init": {"k": 5, "w": "i*mV"},
  "subgroups": {"tail": [1, 3]}}], "record": )j";

std::string counters(const std::string& record) { return kCounters + record; }

TEST(StateMonitor, SeesTheStateThatBelongsToTheTime) {
  Model model(counters(R"j([{"states": "g", "variables": ["v", "twice"]}])j"));
  model.run(5e-4);

  EXPECT_EQ(model.trace(0, 0, 0), (Values{0, 1, 2, 3, 4}));
  EXPECT_EQ(model.trace(0, 1, 0), (Values{0, 1, 0, 1, 0}));
  EXPECT_EQ(model.trace(0, 1, 1), (Values{0, 2, 0, 2, 0}));
  for (size_t k = 0; k < 5; ++k) EXPECT_DOUBLE_EQ(model.monitor().t[k], double(k) * 1e-4);
}

TEST(StateMonitor, MayLookInAnotherSlot) {
  const std::pair<const char*, Values> facts[] = {{"before_groups", {0, 1, 0, 1}},
                                                  {"after_groups", {1, 2, 1, 2}},
                                                  {"before_resets", {1, 2, 1, 2}},
                                                  {"after_resets", {1, 0, 1, 0}},
                                                  {"end", {1, 0, 1, 0}}};

  for (const auto& [when, expected] : facts) {
    Model model(counters(R"j([{"states": "g", "variables": ["v"], "index": [1], "when": ")j" +
                         std::string(when) + R"j("}])j"));
    EXPECT_EQ(model.run(4e-4).trace(), expected) << when;
  }
}

TEST(StateMonitor, RecordsChosenElementsSharedValuesAndUnits) {
  Model model(counters(R"j([{"states": "g", "variables": ["w", "k"], "index": [2, 0]}])j"));
  model.run(2e-4);

  const MonitorView view = model.monitor();
  EXPECT_EQ(std::vector<int32_t>(view.i.begin(), view.i.end()), (std::vector<int32_t>{2, 0}));
  EXPECT_EQ(model.trace(0, 0, 0), (Values{2e-3, 2e-3}));
  EXPECT_EQ(model.trace(0, 1, 0), (Values{0, 0}));
  EXPECT_EQ(model.trace(0, 0, 1), (Values{5, 5}));
  EXPECT_EQ(view.columns[0].unit, "V");
  EXPECT_EQ(view.elements, 3);
}

TEST(StateMonitor, CountsFromItsSubgroup) {
  Model model(counters(
      R"j([{"states": "g.tail", "variables": ["w"]}, {"states": "g.tail", "variables": ["w"], "index": [1]}])j"));
  model.run(1e-4);

  EXPECT_EQ(model.trace(0, 0), (Values{1e-3}));
  EXPECT_EQ(model.trace(0, 1), (Values{2e-3}));
  EXPECT_EQ(model.trace(1, 0), (Values{2e-3}));
  EXPECT_EQ(model.monitor(1).i[0], 1);
  EXPECT_EQ(model.monitor(0).elements, 2);
}

TEST(StateMonitor, SamplesWithItsOwnDt) {
  Model model(counters(R"j([{"states": "g", "variables": ["v"], "index": [0], "dt": "0.3 ms"}])j"));
  model.run(1e-3);

  EXPECT_EQ(model.trace(), (Values{0, 3, 6, 9}));
}

TEST(StateMonitor, RecordsSynapsesWithThePathOfTheirTarget) {
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": "x : 1", "init": {"x": "i"}}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"condition": "j == 2"},
                  "equations": ["u : 1", "sum = u + x_pre + x_post : 1"], "init": {"u": "10*i"}}],
    "record": [{"states": "s", "variables": ["sum", "x_post", "i"], "index": [1, 2]}])j");
  model.run(1e-4);

  EXPECT_EQ(model.trace(0, 0, 0), (Values{13}));
  EXPECT_EQ(model.trace(0, 1, 0), (Values{24}));
  EXPECT_EQ(model.trace(0, 0, 1), (Values{2}));
  EXPECT_EQ(model.trace(0, 1, 2), (Values{2}));
}

TEST(SpikeMonitor, RecordsVariablesAtTheThresholdBeforeReset) {
  Model model(counters(R"j([{"spikes": "g", "variables": ["v", "w"]}])j"));
  model.run(4e-4);

  EXPECT_EQ(model.spikes(), (Spikes{{1, 1}, {1, 2}, {3, 1}, {3, 2}}));
  EXPECT_EQ(model.trace(0, 0, 0), (Values{2, 2, 2, 2}));
  EXPECT_EQ(model.trace(0, 0, 1), (Values{1e-3, 2e-3, 1e-3, 2e-3}));
}

TEST(SpikeMonitor, MayLookAfterReset) {
  Model model(counters(R"j([{"spikes": "g", "variables": ["v"], "when": "end"}])j"));
  model.run(4e-4);

  EXPECT_EQ(model.trace(), (Values{0, 0, 0, 0}));
}

TEST(SpikeMonitor, OfASubgroupCountsFromItsBegin) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 9, "threshold": "True", "subgroups": {"m": [3, 5]}}],
                  "record": [{"spikes": "g.m"}])j");
  model.run(2e-4);

  EXPECT_EQ(model.spikes(), (Spikes{{0, 0}, {0, 1}, {1, 0}, {1, 1}}));
  EXPECT_EQ(model->statistics().spikes, 18u);
}

TEST(RateMonitor, DividesSpikesByDtAndSize) {
  Model model(
      R"j("dt": "0.5 ms", "neurons": [{"name": "g", "size": 4, "threshold": "i < t_in_timesteps",
                     "subgroups": {"m": [2, 4]}}], "record": [{"rate": "g"}, {"rate": "g.m"}])j");
  model.run(2.5e-3);

  EXPECT_EQ(model.trace(0), (Values{0, 500, 1000, 1500, 2000}));
  EXPECT_EQ(model.trace(1), (Values{0, 0, 0, 1000, 2000}));
  EXPECT_EQ(model.monitor().columns[0].name, "rate");
}

// One cell of four fires in steps 3 and 10 of 20.
std::string smooth(const std::string& window) {
  return R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 1,
      "threshold": "t_in_timesteps == 3 or t_in_timesteps == 10"}],
    "record": [{"rate": "g", "smooth": )j" +
         window + "}]";
}

TEST(RateMonitor, SmoothsByTheMeanOverAWindow) {
  Model model(smooth(R"j({"width": "3 ms", "window": "flat"})j"));
  model.run(0.02);

  const Values all = model.trace(0, 0, 1);
  EXPECT_EQ(model.monitor().columns[1].name, "smooth");
  for (size_t k = 0; k < 20; ++k) {
    const bool near = (k >= 2 && k <= 4) || (k >= 9 && k <= 11);
    EXPECT_NEAR(all[k], near ? 1000.0 / 3 : 0, 1e-9) << k;
  }
}

TEST(RateMonitor, SmoothsByAGaussianOverTwoWidths) {
  Model model(smooth(R"j({"width": "2 ms"})j"));
  model.run(0.02);

  double sum = 0;
  for (int d = -4; d <= 4; ++d) sum += std::exp(-d * d / 8.0);
  const auto weight = [&](int d) { return std::abs(d) <= 4 ? std::exp(-d * d / 8.0) / sum : 0; };
  const Values all = model.trace(0, 0, 1);
  for (int k = 0; k < 20; ++k) {
    EXPECT_NEAR(all[size_t(k)], 1000 * (weight(k - 3) + weight(k - 10)), 1e-9) << k;
  }
}

TEST(RateMonitor, RefusesAWindowWithoutAWidth) {
  EXPECT_EQ(error_of(smooth(R"j({"width": "-1 ms"})j")).where, "record[0].smooth.width");
  EXPECT_EQ(error_of(smooth(R"j({"width": "5000 s"})j")).where, "record[0].smooth.width");
}

// --- statements on a clock of their own ----------------------------------------------------------

TEST(RunRegularly, RunsAtStartOfTheStepsOfItsClock) {
  Model model(R"j("neurons": [{"name": "g", "size": 2, "equations": "x : 1",
                     "runRegularly": [{"code": "x += i + 1", "dt": "0.2 ms"}]}],
                  "record": [{"states": "g", "variables": ["x"]}])j");
  model.run(5e-4);

  // "g_run_regularly" sorts before the monitor in the same slot.
  EXPECT_EQ(model.trace(0, 0), (Values{1, 1, 2, 2, 3}));
  EXPECT_EQ(model.trace(0, 1), (Values{2, 2, 4, 4, 6}));
}

TEST(RunRegularly, GoesByWhenAndOrder) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "equations": "x : 1", "runRegularly": [
      {"code": "x = 10*x + 1", "order": 2}, {"code": "x = 10*x + 2", "order": -1},
      {"code": "x = 10*x + 3", "when": "end"}, {"code": "x = 10*x + 4", "when": "before_start"}]}])j");
  model.run(1e-4);

  EXPECT_EQ(model.value("g.x"), 4213);
}

TEST(RunRegularly, RefusesUnknownSlots) {
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": "x : 1",
      "runRegularly": [{"code": "x = 1", "when": "sometime"}]}])j");

  EXPECT_EQ(error.where.substr(0, 30), "neurons[0] 'g'.runRegularly[0]");
  EXPECT_FALSE(error.message.empty());
}

TEST(ConstantOverDt, IsComputedOnceAtTheBeginningOfAStep) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 1000, "equations": ["r = rand() : 1 (constant over dt)",
                     "d = r - r : 1", "x : 1"], "threshold": "True", "reset": "x += d"}],
                  "record": [{"states": "g", "variables": ["r"]}, {"states": "g", "variables": ["r"], "when": "end"}])j");
  model.run(2e-4);

  EXPECT_EQ(model.values("g.x"), Values(1000, 0.0));
  EXPECT_EQ(model.trace(0, 7), model.trace(1, 7));
  EXPECT_NE(model.trace(0, 7)[0], model.trace(0, 7)[1]);
}

// --- clocks --------------------------------------------------------------------------------------

TEST(Clocks, OfSeveralLengthsMeetAtCommonMultiples) {
  Model model(R"j("dt": "0.1 ms", "neurons": [
      {"name": "a", "size": 1, "equations": "dx/dt = 1/second : 1", "dt": "0.2 ms", "method": "euler"},
      {"name": "b", "size": 1, "equations": "dx/dt = 1/second : 1", "dt": "0.5 ms", "method": "euler"}],
    "record": [{"states": "a", "variables": ["x"]}, {"states": "b", "variables": ["x"]},
               {"states": "b", "variables": ["t"], "dt": "0.1 ms"}])j");
  model.run(1e-3);

  ASSERT_EQ(model.trace(0).size(), 5u);
  ASSERT_EQ(model.trace(1).size(), 2u);
  EXPECT_EQ(model.trace(2).size(), 10u);
  EXPECT_DOUBLE_EQ(model.trace(0)[4], 8e-4);
  EXPECT_DOUBLE_EQ(model.trace(1)[1], 5e-4);
  EXPECT_EQ(model->statistics().steps, 10);
}

// dt = 20.000000000000002 us times 250 is exactly 250 steps; 6.03 ms at 0.1 ms is 61.
TEST(Clocks, RoundTheEndOfARun) {
  Model fine(R"j("dt": "20.000000000020002 us", "neurons": [{"name": "g", "size": 1}])j");
  fine.run(250 * 20.000000000020002e-6);
  EXPECT_EQ(fine->statistics().steps, 250);

  Model coarse(R"j("neurons": [{"name": "g", "size": 1}])j");
  coarse.run(6.03e-3);
  EXPECT_EQ(coarse->statistics().steps, 61);
  EXPECT_DOUBLE_EQ(coarse->statistics().t, 6.03e-3);
  coarse.run(0.97e-3);
  EXPECT_EQ(coarse->statistics().steps, 70);
}

TEST(Clocks, KeepTimeAsAMultipleOfDt) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "equations": ["x : second", "n : integer"],
                     "runRegularly": [{"code": "x = t; n = t_in_timesteps"}]}])j");
  for (int k = 0; k < 1000; ++k) model.run(1e-4);

  EXPECT_EQ(model.value("g.x"), 999 * 1e-4);
  EXPECT_EQ(model.value("g.n"), 999);
}

// "constant over dt", start, summed, groups, thresholds, monitors, pre, input, post, resets, rate.
TEST(Schedule, FollowsTheTableOfSlots) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "threshold": "True", "reset": "x = 0",
      "equations": ["dx/dt = -x/ms : 1", "r = rand() : 1 (constant over dt)", "s : 1"],
      "runRegularly": [{"code": "x = x"}]}],
    "inputs": [{"kind": "poisson-input", "name": "in", "to": "g", "variable": "x", "sources": 1,
                "rate": "1 Hz", "weight": 1}],
    "synapses": [{"name": "syn", "from": "g", "to": "g", "connect": true, "onPre": "x += 1", "onPost": "x += 2",
                  "equations": "s_post = 1 : 1 (summed)"}],
    "record": [{"spikes": "g", "name": "m_spikes"}, {"rate": "g", "name": "m_rate"},
               {"states": "g", "variables": ["x"], "name": "m_states"}])j");
  const std::string text = model->explain();
  const std::string schedule = text.substr(text.rfind("SCHEDULE"));

  size_t last = 0;
  for (const char* name : {"g_subexpression_update", "g_run_regularly", "m_states",
                           "syn_summed_variable", "g_stateupdater", "g_spike_thresholder",
                           "m_spikes", "syn_pre", "in", "syn_post", "g_spike_resetter", "m_rate"}) {
    const size_t at = schedule.find(name, last);
    EXPECT_NE(at, std::string::npos) << name << " in\n" << schedule;
    if (at != std::string::npos) last = at;
  }
}

}  // namespace
}  // namespace myelin::equations
