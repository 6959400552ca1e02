// Events of a group besides its spikes.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Steps = std::vector<int64_t>;

// A cell whose x counts steps: x is k + 1 after the integration of step k.
std::string counter(const std::string& keys, const std::string& more = "") {
  return R"j("neurons": [{"name": "g", "size": 2, "method": "euler",
      "equations": ["dx/dt = 1/(0.1*ms) : 1", "n : 1", "m : 1"], )j" +
         keys + "}]" + more;
}

TEST(Event, IsDetectedAfterThresholdsAndActsAfterResets) {
  Model model(counter(R"j("threshold": "x > 3.5", "reset": "x = 0; n = 1",
      "events": {"up": "x > 2.5"}, "runOnEvent": [{"event": "up", "code": "m += 10*n + 1"}])j",
                      R"j(, "record": [{"events": "g", "event": "up", "variables": ["x", "m"]},
      {"spikes": "g"}])j"));

  model.run(5e-4);

  // Steps 2 and 3 see x = 3 and 4; the reset of step 3 comes before the event's code.
  EXPECT_EQ(model.steps_of(0), (Steps{2, 3}));
  EXPECT_EQ(model.steps_of(1), (Steps{2, 3}));
  EXPECT_EQ(model.steps_of(0, 1), (Steps{3}));
  EXPECT_EQ(model.trace(0, 0, 0), (std::vector<double>{3, 3, 4, 4}));
  EXPECT_EQ(model.trace(0, 0, 1), (std::vector<double>{0, 0, 1, 1}));
  EXPECT_EQ(model.value("g.m"), 12);
}

TEST(Event, MayBeDetectedElsewhereInTheStep) {
  // At start, x is still what the step before left.
  Model model(
      counter(R"j("events": {"up": {"condition": "x > 2.5", "when": "start", "order": 3}})j",
              R"j(, "record": [{"events": "g", "event": "up"}])j"));

  model.run(5e-4);

  EXPECT_EQ(model.steps_of(0), (Steps{3, 4}));
}

TEST(Event, LeavesRefractorinessAloneExceptSpikes) {
  Model model(
      counter(R"j("threshold": "x > 1e6", "refractory": "1 ms", "events": {"up": "x > 0"})j"));

  model.run(5e-4);

  EXPECT_EQ(model.value("g.not_refractory"), 1);
}

TEST(Event, MayMoveTheThresholdItself) {
  Model model(counter(R"j("threshold": "x > 2.5", "reset": "x = 0",
      "events": {"spike": {"when": "end"}})j",
                      R"j(, "record": [{"spikes": "g"}])j"));

  model.run(8e-4);

  // The reset of a step runs before the test at its end, so it comes one step late: x is 3, is
  // found, and is 4 when the next step resets it.
  EXPECT_EQ(model.steps_of(0), (Steps{2, 6}));
}

TEST(Event, RunsSeveralBlocksInTheirOrder) {
  Model model(counter(R"j("events": {"up": "x > 4.5"}, "runOnEvent": [
      {"event": "up", "code": "n = 2", "order": 1},
      {"event": "up", "code": "m = n", "order": 2},
      {"event": "up", "code": "n = 5", "when": "before_resets"}])j"));

  model.run(5e-4);

  EXPECT_EQ(model.value("g.m"), 2);
}

TEST(Event, WritesWhatIsProtectedWhileRefractory) {
  Model model(R"j("neurons": [{"name": "g", "size": 1, "method": "euler", "refractory": "1 ms",
      "equations": "dx/dt = 1/(0.1*ms) : 1 (unless refractory)", "threshold": "x > 1.5",
      "events": {"any": "True"}, "runOnEvent": [{"event": "any", "code": "x = 0.25"}]}])j");

  model.run(1e-4);
  EXPECT_EQ(model.value("g.x"), 0.25);
}

TEST(Event, DrivesPathwaysWithTheirDelay) {
  Model model(counter(R"j("threshold": "x > 1.5", "events": {"up": "x > 2.5 and i == 1"})j",
                      R"j(, "synapses": [
      {"name": "s", "from": "g", "to": "g", "onPre": {"a": "n_post += 1", "b": "m_post += 1"},
       "onEvent": {"b": "up"}, "delay": {"b": "0.2 ms"}, "connect": {"j": "i"}}])j"));

  model.run(5e-4);

  EXPECT_EQ(model.values("g.n"), (std::vector<double>{4, 4}));  // spikes of steps 1 to 4
  EXPECT_EQ(model.values("g.m"), (std::vector<double>{0, 1}));  // of step 2, in step 4
}

TEST(Event, OfASubgroupCountsFromItsBegin) {
  Model model(counter(R"j("subgroups": {"B": [1, 2]}, "events": {"up": "x > 2.5"})j",
                      R"j(, "record": [{"events": "g.B", "event": "up"}])j"));

  model.run(4e-4);

  EXPECT_EQ(model.spikes(), (Spikes{{2, 0}, {3, 0}}));
  EXPECT_EQ(model.monitor().name, "events_g_B_up");
}

TEST(Event, HasAHashThatTheDigestSees) {
  const auto digest = [](const char* condition) {
    Model model(counter(std::string(R"j("events": {"up": ")j") + condition + "\"}"));
    model.run(5e-4);
    return model->digest();
  };

  EXPECT_NE(digest("x > 2.5"), digest("x > 3.5"));
  EXPECT_NE(digest("x > 2.5 and i == 0"), digest("x > 2.5 and i == 1"));
}

TEST(Event, IsRefusedWhereItHasNoMeaning) {
  const auto where = [](const std::string& body) {
    const Error error = error_of(body);
    EXPECT_FALSE(error.message.empty());
    return error.where + " " + std::string(to_string(error.code));
  };
  const std::string g = "neurons[0] 'g'.";
  EXPECT_EQ(where(counter(R"j("events": {"up": "x"})j")), g + "events.up:1:1 type");
  EXPECT_EQ(where(counter(R"j("events": {"spike": "x > 1"})j")),
            g + "events.spike invalid-argument");
  EXPECT_EQ(where(counter(R"j("events": {"spike": {"when": "end"}})j")),
            g + "events.spike invalid-argument");
  EXPECT_EQ(where(counter(R"j("events": {"up": {"order": 1}})j")),
            g + "events.up invalid-argument");
  EXPECT_EQ(where(counter(R"j("events": {"up": {"condition": "x > 1", "wen": "end"}})j")),
            g + "events.up.wen unknown-key");
  EXPECT_EQ(where(counter(R"j("runOnEvent": [{"event": "up", "code": "n = 1"}])j")),
            g + "runOnEvent[0].event unknown-name");
  EXPECT_EQ(where(counter(R"j("runOnEvent": [{"event": "spike", "code": "n = 1"}])j")),
            g + "runOnEvent[0].event invalid-argument");
  EXPECT_EQ(where(counter(R"j("events": {"up": "x > 1"}, "runOnEvent": [{"event": "up",
      "code": "n = 1*volt"}])j")),
            g + "runOnEvent[0].code:1:1 unit");
  EXPECT_EQ(where(counter(R"j("events": {"up": "x > 1"})j",
                          R"j(, "record": [{"events": "g", "event": "down"}])j")),
            "record[0].event unknown-name");
  const std::string synapses = R"j(, "synapses": [{"name": "s", "from": "g", "to": "g",
      "onPre": "n_post += 1", "connect": true, "onEvent": )j";
  EXPECT_EQ(where(counter(R"j("threshold": "x > 1")j", synapses + "\"up\"}]")),
            "synapses[0] 's'.onEvent unknown-name");
  EXPECT_EQ(where(counter(R"j("threshold": "x > 1")j", synapses + "{\"post\": \"spike\"}}]")),
            "synapses[0] 's'.onEvent.post unknown-name");
}

}  // namespace
}  // namespace myelin::equations
