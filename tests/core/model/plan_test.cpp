// The steps of a plan, and the same changes by hand: dt, seed, activity, conditions, stopping.
#include <gtest/gtest.h>

#include "equations/run.h"

namespace myelin {
namespace {

using equations::Model;

const std::string kNoisy = R"j(
  "neurons": [{"name": "g", "size": 20, "method": "euler", "threshold": "v > 1", "reset": "v = 0",
    "equations": ["dv/dt = (1.2 - v)/(10*ms) + 0.2*xi/sqrt(10*ms) : 1"]}],
  "inputs": [{"kind": "poisson", "name": "p", "size": 5, "rates": "400 Hz"},
    {"kind": "poisson-input", "name": "in", "to": "g", "variable": "v", "sources": 10, "rate": "50 Hz",
     "weight": 0.01}],
  "synapses": [{"name": "s", "from": "p", "to": "g", "connect": true, "onPre": "v += 0.05",
    "init": {"delay": "(i + 0.5*j)*ms"}}],
  "record": [{"spikes": "g"}, {"rate": "g"}])j";

Error run_error(const std::string& body) {
  Model model(body);
  const Status done = model->run_plan();
  if (done) ADD_FAILURE() << "this runs: " << body;
  return done ? Error{} : done.error();
}

// The numbers are those of the followed system's test_changed_dt_spikes_in_queue.
TEST(RunDt, MovesSpikesUnderWayToTheNewSteps) {
  Model model(R"j("dt": "0.5 ms", "neurons": [{"name": "g", "size": 10, "equations": "v : 1"}],
    "inputs": [{"kind": "spikes", "name": "src", "size": 1, "indices": [0], "times": [0]}],
    "synapses": [{"name": "s", "from": "src", "to": "g", "connect": true, "onPre": "v += 1",
                  "init": {"delay": "j*ms"}}],
    "record": [{"states": "g", "variables": ["v"]}],
    "run": [{"duration": "5 ms"}, {"dt": "1 ms"}, {"duration": "3 ms"}, {"dt": "0.1 ms"},
            {"duration": "2 ms"}])j");
  model.run();

  const double wanted[] = {0.5, 1.5, 2.5, 3.5, 4.5, 6, 7, 8, 8.1, 9.1};
  const MonitorView view = model.monitor();
  for (size_t i = 0; i < 10; ++i) {
    const std::vector<double> v = model.trace(0, i);
    size_t k = 0;
    while (k < v.size() && v[k] == 0) ++k;
    ASSERT_LT(k, v.size()) << i;
    EXPECT_NEAR(view.t[k] * 1e3, wanted[i], 1e-9) << i;
    EXPECT_EQ(v.back(), 1) << i;
  }
}

TEST(RunDt, BinsGivenSpikesAnew) {
  Model model(R"j("dt": "1 ms", "inputs": [{"kind": "spikes", "name": "src", "size": 1,
      "indices": [0, 0, 0, 0], "times": ["0 ms", "2 ms", "4.5 ms", "6 ms"]}],
    "record": [{"spikes": "src"}],
    "run": [{"duration": "3 ms"}, {"dt": "0.5 ms"}, {"duration": "4 ms"}])j");
  model.run();

  const MonitorView view = model.monitor();
  ASSERT_EQ(view.t.size, 4u);
  EXPECT_NEAR(view.t[2], 4.5e-3, 1e-12);
  EXPECT_NEAR(view.t[3], 6e-3, 1e-12);
}

TEST(RunDt, IsRefusedBetweenSteps) {
  const Error error = run_error(R"j("neurons": [{"name": "g", "size": 1}],
    "run": [{"duration": "6.1 ms"}, {"dt": "0.2 ms"}, {"duration": "1 ms"}])j");

  EXPECT_EQ(error.where, "run[1].dt");
  EXPECT_NE(error.message.find("no multiple of the new dt"), std::string::npos) << error.message;
}

TEST(RunDt, IsAcceptedAfterALongTime) {
  Model model(R"j("neurons": [{"name": "g", "size": 1}])j");
  model.run(100);

  ASSERT_TRUE(model->set_dt(1e-5));
  model.run(1e-3);

  EXPECT_EQ(model->statistics().steps, 10000100);
  EXPECT_NEAR(model->statistics().t, 100.001, 1e-9);
}

TEST(RunDt, ChangesTheClockOfOneObject) {
  Model model(R"j("neurons": [{"name": "a", "size": 1, "dt": "1 ms", "equations": "n : 1",
      "runRegularly": [{"code": "n += 1"}]},
      {"name": "b", "size": 1, "equations": "n : 1", "runRegularly": [{"code": "n += 1"}]}],
    "run": [{"duration": "10 ms"}, {"dt": "2 ms", "of": "a"}, {"duration": "10 ms"}])j");
  model.run();

  EXPECT_EQ(model.value("a.n"), 15);
  EXPECT_EQ(model.value("b.n"), 200);
  const Status refused = model->set_dt(1e-3, "b");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("runs on the default clock"), std::string::npos);
  EXPECT_EQ(model->set_dt(1e-3, "c").error().code, ErrorCode::unknown_name);
}

// One cell that adds up stim(t) dt, and one that looks at it at the beginning of a step.
std::string timed(const std::string& dt, const std::string& method, const std::string& more) {
  return R"j("dt": ")j" + dt + R"j(", "neurons": [{"name": "g", "size": 1, "method": ")j" + method +
         R"j(", "equations": ["dv/dt = stim(t)/ms : 1", "u : 1"],
      "runRegularly": [{"code": "u = stim(t)"}]}],
    "inputs": [{"kind": "timed-array", "name": "stim", "values": [1, 2, 3, 4, 5, 6], "dt": "1 ms"}],
    "record": [{"states": "g", "variables": ["u"], "when": "end"}])j" +
         more;
}

TEST(RunDt, LetsTimedArraysKeepTheirOwn) {
  Model model(timed("0.5 ms", "exact", R"j(, "run": [{"duration": "2 ms"}, {"dt": "0.1 ms"},
      {"duration": "1 ms"}, {"dt": "0.25 ms"}, {"duration": "2 ms"}])j"));
  model.run();

  EXPECT_NEAR(model.value("g.v"), 1 + 2 + 3 + 4 + 5, 1e-12);
  std::vector<double> seen;
  for (const double value : {1, 2}) seen.insert(seen.end(), 2, value);
  seen.insert(seen.end(), 10, 3);
  for (const double value : {4, 5}) seen.insert(seen.end(), 4, value);
  EXPECT_EQ(model.trace(), seen);
}

TEST(RunDt, RoundsTimesOfATimedArrayForTheNewStep) {
  // The last step before a row is 0.04 ms early: on the grid for the old step, in parts of 1/8 ms,
  // it would see the row already.
  Model model(timed("1 ms", "euler", R"j(, "run": [{"duration": "1 ms"}, {"dt": "0.04 ms"},
      {"duration": "2 ms"}])j"));
  model.run();

  for (size_t k = 0; k < 50; ++k) {
    EXPECT_EQ(model.trace()[1 + k], k < 25 ? 2 : 3) << k;
  }
}

TEST(RunDt, LetsObjectsOnOtherClocksSeeATimedArray) {
  Model model(R"j("dt": "1 ms", "neurons": [{"name": "g", "size": 1, "dt": "0.5 ms",
      "equations": "u : 1", "runRegularly": [{"code": "u += stim(t)"}]}],
    "inputs": [{"kind": "timed-array", "name": "stim", "values": [1, 10, 100], "dt": "1 ms"}],
    "run": [{"duration": "1 ms"}, {"dt": "0.25 ms", "of": "g"}, {"duration": "2 ms"}])j");
  model.run();

  EXPECT_EQ(model.value("g.u"), 2 * 1 + 4 * 10 + 4 * 100);
}

TEST(RunDt, IsRefusedWhereAnExactMethodSeesATimedArrayChange) {
  const std::string run = R"j(, "run": [{"duration": "3 ms"}, {"dt": "0.75 ms"}])j";
  const Error error = run_error(timed("1 ms", "exact", run));

  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(error.where, "run[1].dt");
  EXPECT_EQ(
      error.message,
      "'g': exact integration needs inputs that are constant over a step, and the timed array "
      "'stim' changes every 0.001 s, no multiple of the step of 0.00075 s; a method such as "
      "euler can");
  Model other(timed("1 ms", "euler", run));
  other.run();
  EXPECT_EQ(other->dt(), 0.75e-3);
}

TEST(RunDt, OfATimedArrayIsBroughtBackByARestore) {
  const std::string body = timed("0.5 ms", "rk4", "");
  Model model(body), other(body);
  model.run(1e-3);
  ASSERT_TRUE(model->set_dt(1e-4));
  model.run(1e-3);
  const std::vector<uint8_t> kept = model->snapshot();
  ASSERT_TRUE(other->restore({kept.data(), kept.size()}));

  model.run(3e-3);
  other.run(3e-3);

  EXPECT_EQ(other->digest(), model->digest());
}

TEST(RunDt, KeepsTheTimesOfSamples) {
  const std::string body = R"j("dt": "0.1 ms", "neurons": [{"name": "g", "size": 1,
      "equations": "dv/dt = 1/ms : 1"}],
    "record": [{"states": "g", "variables": ["v"], "at": ["1 ms", "3 ms", "4.5 ms", "6 ms"]}],
    "run": [{"dt": "0.5 ms"}, {"duration": "4 ms"}, {"dt": ")j";
  Model model(body + R"j(0.25 ms"}, {"duration": "4 ms"}])j");
  model.run();
  EXPECT_EQ(model.trace().size(), 4u);
  EXPECT_NEAR(model.trace()[2], 4.5, 1e-9);
  EXPECT_NEAR(model.trace()[3], 6, 1e-9);

  const Error error = run_error(body + R"j(1 ms"}, {"duration": "4 ms"}])j");
  EXPECT_EQ(error.where, "record[0].at");
}

TEST(RunDt, IsBroughtBackByARestore) {
  Model model("\"dt\": \"0.5 ms\", " + kNoisy), other("\"dt\": \"0.5 ms\", " + kNoisy);
  model.run(0.01);
  ASSERT_TRUE(model->set_dt(1e-4));
  model.run(0.003);
  const std::vector<uint8_t> kept = model->snapshot();
  ASSERT_TRUE(other->restore({kept.data(), kept.size()}));

  model.run(0.01);
  other.run(0.01);

  EXPECT_EQ(other->dt(), 1e-4);
  EXPECT_EQ(other->digest(), model->digest());
}

TEST(RunSeed, GivesTheNumbersOfThatSeed) {
  Model changed("\"seed\": 1, " + kNoisy + R"(, "run": [{"seed": 7}, {"duration": "20 ms"}])");
  Model seven("\"seed\": 7, " + kNoisy + R"(, "run": "20 ms")");
  Model one("\"seed\": 1, " + kNoisy + R"(, "run": "20 ms")");
  for (Model* model : {&changed, &seven, &one}) model->run();

  EXPECT_EQ(changed->digest(), seven->digest());
  EXPECT_NE(changed->digest(), one->digest());

  ASSERT_TRUE(changed->reset());  // to the seed of the document
  changed.run(0.02);
  EXPECT_EQ(changed->digest(), one->digest());
}

TEST(RunActive, LetsObjectsRestAndForgetsTheirSpikes) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "equations": "x : 1", "threshold": "x == 0"},
      {"name": "h", "size": 1, "equations": "n : 1"}],
    "synapses": [{"name": "s", "from": "g", "to": "h", "connect": true, "onPre": "n += 1",
                  "delay": "0.5 ms"}],
    "record": [{"spikes": "g"}],
    "run": [{"duration": "1 ms"}, {"active": {"g": false}}, {"duration": "1 ms"},
            {"active": {"g": true, "s": false}}, {"duration": "1 ms"},
            {"active": {"s": true}}, {"duration": "1 ms"}])j");
  model.run();

  EXPECT_EQ(model.monitor().t.size, 30u);
  EXPECT_EQ(model.value("h.n"), 5 + 5 + 5);
  EXPECT_EQ(model->set_active("nothing", false).error().code, ErrorCode::unknown_name);
}

TEST(RunUntil, StopsAfterTheStepThatMadeItTrue) {
  const std::string ramp = R"j("neurons": [{"name": "g", "size": 2, "method": "euler",
    "equations": ["dv/dt = k/second : 1", "k : 1"], "init": {"k": [1, 0.5]}}], "run": [)j";
  const auto steps = [&](const std::string& until) {
    Model model(ramp + until + "]");
    model.run();
    return model->statistics().steps;
  };

  EXPECT_EQ(steps(R"({"until": "v > 0.01005", "of": "g", "atMost": "1 s"})"), 101);
  EXPECT_EQ(steps(R"({"until": "v > 0.01005", "of": "g", "for": "all", "atMost": "1 s"})"), 202);
  EXPECT_EQ(steps(R"({"until": "v > 0.01005", "of": "g", "check": "1 ms", "atMost": "1 s"})"), 110);
  EXPECT_EQ(steps(R"({"until": "v > 2", "of": "g", "atMost": "20 ms"}, {"duration": "1 ms"})"),
            210);
  EXPECT_EQ(steps(R"({"until": "t > 5.05*ms", "atMost": "20 ms"})"), 51);
}

TEST(RunUntil, RefusesWhatItDoesNotKnow) {
  const auto error = [](const std::string& until) {
    return equations::error_of(R"("neurons": [{"name": "g", "size": 2}], "run": [{)" + until +
                               "}]");
  };
  EXPECT_EQ(error(R"("until": "v > 1", "of": "g", "atMost": 1)").where, "run[0].until:1:1");
  EXPECT_EQ(error(R"("until": "t", "atMost": 1)").code, ErrorCode::type);
  EXPECT_EQ(error(R"("until": "t > 1*ms", "of": "h", "atMost": 1)").code, ErrorCode::unknown_name);
  EXPECT_EQ(error(R"("until": "t > 1*ms")").where, "run[0]");
}

TEST(Stop, EndsTheRunAfterTheStep) {
  Model model(R"j("neurons": [{"name": "g", "size": 1}],
                  "run": [{"duration": "10 ms"}, {"duration": "3 ms"}])j");
  ASSERT_TRUE(model->on_step({}, [&](double t) {
    if (t > 1.95e-3 && t < 2.05e-3) model->stop();
  }));
  model.run();

  EXPECT_EQ(model->statistics().steps, 21 + 30);
  EXPECT_NEAR(model->statistics().t, 5.1e-3, 1e-12);
}

TEST(Operation, RunsAtItsPlaceAndMaySetValues) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "equations": "n : 1", "threshold": "n > 0.5",
      "reset": "n = 0"}], "record": [{"spikes": "g"}])j");
  int calls = 0;
  Operation operation;
  operation.dt = 1e-3;
  operation.when = "before_thresholds";
  ASSERT_TRUE(model->on_step(operation, [&](double) {
    ++calls;
    EXPECT_TRUE(model->set("g.n", 1));
  }));
  model.run(0.01);

  EXPECT_EQ(calls, 10);
  EXPECT_EQ(model.steps_of(0), (std::vector<int64_t>{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}));
  ASSERT_TRUE(model->reset());
  model.run(0.01);
  EXPECT_EQ(calls, 20);
  operation.when = "nowhere";
  EXPECT_FALSE(model->on_step(operation, [](double) {}));
}

TEST(Snapshot, GoesOnWithAPlanInAnotherSimulation) {
  const std::string body =
      kNoisy + R"j(, "run": [{"duration": "5 ms"}, {"store": "x"}, {"store": "y"},
    {"duration": "5 ms"}, {"restore": "x"}, {"set": {"g.v": 0.5}}, {"duration": "4 ms"}])j";
  Model whole(body);
  whole.run();
  for (const int64_t steps : {0, 20, 50, 73, 100, 120}) {
    Model first(body), second(body);
    ASSERT_TRUE(first->begin_plan());
    ASSERT_TRUE(first->advance(steps));
    const std::vector<uint8_t> kept = first->snapshot();
    ASSERT_TRUE(second->restore({kept.data(), kept.size()}));

    EXPECT_TRUE(second->plan_pending());
    ASSERT_TRUE(second->resume_plan());

    EXPECT_FALSE(second->plan_pending());
    EXPECT_EQ(second->digest(), whole->digest()) << steps;
    EXPECT_EQ(second.spikes(), whole.spikes());
  }
}

TEST(Constant, OfAPoissonInputTakesEffect) {
  Model model(R"j("constants": {"r": "1000 Hz", "d": "1 ms", "T": "2 ms", "h": "1 ms"},
    "neurons": [{"name": "g", "size": 10, "equations": "n : 1"},
      {"name": "slow", "size": 1, "dt": "h"}],
    "inputs": [{"kind": "poisson-input", "name": "in", "to": "g", "variable": "n", "sources": 10,
                "rate": "2*r", "weight": 1},
               {"kind": "spikes", "name": "p", "size": 1, "indices": [0], "times": [0],
                "period": "T"}],
    "synapses": [{"name": "s", "from": "p", "to": "g", "connect": true, "onPre": "n += 0",
                  "delay": "d"}])j");
  model.run(0.01);
  const double before = model.value("g.n");
  EXPECT_GT(before, 100);
  ASSERT_TRUE(model->set("r", 0));
  model.run(0.01);
  EXPECT_EQ(model.value("g.n"), before);

  const Status refused = model->set("r", 1e5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "inputs[0] 'in'.rate");
  for (const char* name : {"d", "T", "h"}) {
    const Status fixed = model->set(name, 2e-3);
    ASSERT_FALSE(fixed) << name;
    EXPECT_EQ(fixed.error().code, ErrorCode::unsupported);
  }
}

TEST(RecordingMemory, CountsArraysAndWhatWasRestored) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 1000, "equations": "v : 1"}],
                               "record": [{"states": "g", "variables": ["v"]}])j";
  Model large(body), small(body, equations::with_memory(1 << 20));
  large.run(0.02);
  const std::vector<uint8_t> kept = large->snapshot();
  const Status refused = small->restore({kept.data(), kept.size()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::memory);
  EXPECT_EQ(small->statistics().steps, 0);

  Model enough(body, equations::with_memory(3 << 20));
  ASSERT_TRUE(enough->restore({kept.data(), kept.size()}));
  EXPECT_EQ(enough->run(0.05).error().code, ErrorCode::memory);
  EXPECT_LT(enough.monitor().t.size, 300u);
}

TEST(States, AreReadAndWrittenTogether) {
  Model model(kNoisy + R"(, "constants": {"k": "3 mV"})"),
      other(kNoisy + R"(, "constants": {"k": "1 mV"})");
  model.run(0.01);
  ASSERT_TRUE(other->set_states(model->states()));
  EXPECT_EQ(other.values("g.v"), model.values("g.v"));
  EXPECT_EQ(other.value("k"), 3e-3);

  const std::string before = other->digest();
  const Status wrong = other->set_states(R"({"g.v": 0.25, "g.u": 1})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "g.u");
  EXPECT_EQ(other->digest(), before);
  EXPECT_FALSE(other->set_states("[1]"));
}

TEST(Profile, CountsAndTimesOperators) {
  Model model(kNoisy);
  model.run(0.001);
  for (const ProfileRow& row : model->profile()) EXPECT_EQ(row.calls, 0u);
  model->set_profiled(true);
  model.run(0.001);

  bool found = false;
  for (const ProfileRow& row : model->profile()) {
    EXPECT_EQ(row.calls, 10u) << row.name;
    if (row.name != "g_stateupdater") continue;
    found = true;
    EXPECT_EQ(row.when, "groups");
    EXPECT_EQ(row.owner, "g");
    EXPECT_GT(row.seconds, 0);
  }
  EXPECT_TRUE(found);
}

TEST(Clocks, CountStepsAsTheFollowedSystem) {
  Model model(R"j("dt": 20.000000000020002e-6, "neurons": [{"name": "g", "size": 1}])j");
  model.run(20.000000000020002e-6 * 250);
  EXPECT_EQ(model->statistics().steps, 250);

  Model odd(R"j("neurons": [{"name": "g", "size": 1}])j");
  odd.run(6.03e-3);
  EXPECT_EQ(odd->statistics().steps, 61);
  EXPECT_EQ(odd->statistics().t, 6.03e-3);
  odd.run(0.97e-3);
  EXPECT_EQ(odd->statistics().steps, 70);
}

}  // namespace
}  // namespace myelin
