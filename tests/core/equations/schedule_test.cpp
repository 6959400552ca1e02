// Schedules of the user's own, and samples at chosen times.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// A source that spikes in step 1, whose spike adds one to a cell; and what the cell has at the end.
std::string model(const std::string& schedule) {
  return schedule + R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 1, "equations": "n : 1",
      "threshold": "n > 0.5", "reset": "n = 0"}],
      "inputs": [{"kind": "spikes", "name": "in", "size": 1, "indices": [0], "times": [0.001]}],
      "synapses": [{"name": "s", "from": "in", "to": "g", "onPre": "n_post += 1", "connect": true}],
      "record": [{"states": "g", "variables": ["n"], "when": "end"}, {"spikes": "g"}])j";
}

Values ends(const std::string& schedule) {
  Model made(model(schedule));
  made.run(5e-3);
  return made.trace();
}

TEST(Schedule, IsThatOfTheTableIfNoneIsGiven) {
  const Values usual{0, 1, 0, 0, 0};
  EXPECT_EQ(ends(""), usual);
  EXPECT_EQ(
      ends(R"j("schedule": ["start", "groups", "thresholds", "synapses", "resets", "end"], )j"),
      usual);
}

TEST(Schedule, MovesSlots) {
  // Synapses hear of the spike in the next step; the cell's own threshold sees its effect at once.
  const std::string late =
      R"j("schedule": ["start", "groups", "synapses", "thresholds", "end", "resets"], )j";
  EXPECT_EQ(ends(late), (Values{0, 0, 1, 0, 0}));
}

TEST(Schedule, MayLeaveOutWhatNothingRunsIn) {
  Model made(
      R"j("schedule": ["start", "groups"], "neurons": [{"name": "g", "size": 1, "method": "euler",
      "equations": "dv/dt = 1/ms : 1"}], "record": [{"states": "g", "variables": ["v"]}])j");

  made.run(2e-4);

  EXPECT_EQ(made.trace(), (Values{0, 0.1}));
}

TEST(Schedule, IsRefusedIfItCannotBe) {
  const auto refused = [](const char* slots) {
    const Error error = error_of(model("\"schedule\": [" + std::string(slots) + "], "));
    return error.where + " " + std::string(to_string(error.code)) + ": " + error.message;
  };
  EXPECT_NE(refused(R"j("start", "groups", "thresholds", "synapses", "end")j")
                .find("schedule invalid-argument: 'g_spike_resetter' runs in slot resets"),
            std::string::npos);
  EXPECT_NE(refused(R"j("start", "grups")j").find("schedule[1] unknown-name"), std::string::npos);
  EXPECT_NE(refused(R"j("end", "end")j").find("schedule[1] duplicate-name"), std::string::npos);
  EXPECT_NE(refused(R"j("before_end")j").find("schedule[0] invalid-argument"), std::string::npos);
}

// --- samples -------------------------------------------------------------------------------------

// A cell whose v is the time in ms, recorded with these keys.
std::string clock(const std::string& keys, const std::string& run = "5 ms") {
  return R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 2, "method": "euler",
      "equations": "dv/dt = 1/ms : 1"}], "record": [{"states": "g", "variables": ["v"], )j" +
         keys + R"j(}], "run": )j" + run;
}

Values times_of(const Model& model) {
  const Span<const double> t = model.monitor().t;
  return Values(t.begin(), t.end());
}

TEST(StateMonitor, SamplesAtListedTimesOnly) {
  for (const char* at :
       {R"j("at": ["4 ms", "0 ms", "2*ms"])j", R"j("at": [0.004, 0, 0.002, 0.002])j"}) {
    Model made(clock(at, "\"5 ms\""));
    made.run();
    EXPECT_EQ(made.trace(), (Values{0, 2, 4})) << at;
    EXPECT_EQ(times_of(made), (Values{0, 0.002, 0.004})) << at;
  }
}

TEST(StateMonitor, TakesTheStateAfterEachRun) {
  const std::string twice = R"j([{"duration": "2 ms"}, {"duration": "1 ms"}])j";
  Model only(clock(R"j("at": [], "final": true)j", twice)),
      also(clock(R"j("final": true)j", twice));

  only.run();
  also.run();

  EXPECT_EQ(only.trace(0, 1), (Values{2, 3}));
  EXPECT_EQ(times_of(only), (Values{0.002, 0.003}));
  EXPECT_EQ(also.trace(), (Values{0, 1, 2, 3})) << "the sample between the runs is taken once";
}

TEST(StateMonitor, TakesTheLastStateOnceForARunInPieces) {
  Model made(clock(R"j("at": [], "final": true)j", "\"1 ms\""));
  ASSERT_TRUE(made->begin(4e-3));
  for (int k = 0; k < 6; ++k) ASSERT_TRUE(made->advance(1));

  EXPECT_EQ(made.trace(), Values{4});
}

TEST(StateMonitor, RefusesTimesBetweenSteps) {
  const Error error = error_of(clock(R"j("at": ["1.5 ms"])j", "\"1 ms\""));

  EXPECT_EQ(error.where, "record[0].at");
  EXPECT_NE(error.message.find("0.0015 s is no multiple of dt (0.001 s)"), std::string::npos)
      << error.message;
  EXPECT_EQ(error_of(clock(R"j("at": ["1 mV"])j", "\"1 ms\"")).where, "record[0].at");
}

// --- statements at times -------------------------------------------------------------------------

// A cell that counts how often its statements ran, and when last, in ms.
std::string counter(const std::string& at, const std::string& run) {
  return R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 1, "equations": ["n : integer",
      "last : 1"], "runRegularly": [{"code": "n += 1; last = t/ms", "at": )j" +
         at + R"j(}]}], "record": [{"states": "g", "variables": ["n", "last"]}], "run": )j" + run;
}

TEST(RunRegularly, RunsAtListedTimesOnly) {
  Model made(counter(R"j(["3 ms", "1 ms"])j", "\"5 ms\"")), never(counter("[]", "\"2 ms\""));

  made.run();
  never.run();

  EXPECT_EQ(made.trace(), (Values{0, 1, 1, 2, 2}));
  EXPECT_EQ(made.trace(0, 0, 1), (Values{0, 1, 1, 3, 3}));
  EXPECT_EQ(never.trace(), (Values{0, 0}));
}

TEST(RunRegularly, KeepsItsTimesWhenDtChanges) {
  Model made(counter("[0.001, 0.003]",
                     R"j([{"duration": "2 ms"}, {"dt": "0.5 ms"}, {"duration": "2 ms"}])j"));

  made.run();

  EXPECT_EQ(made.value("g.n"), 2);
  EXPECT_EQ(made.value("g.last"), 3);
}

TEST(RunRegularly, RefusesTimesBetweenSteps) {
  const Error error = error_of(counter(R"j(["1.5 ms"])j", "\"1 ms\""));

  EXPECT_EQ(error.where, "neurons[0] 'g'.runRegularly[0].at");
  EXPECT_NE(error.message.find("0.0015 s is no multiple of dt (0.001 s)"), std::string::npos);
}

}  // namespace
}  // namespace myelin::equations
