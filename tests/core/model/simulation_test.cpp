// The door to a network: running in pieces, snapshots, changes between steps, stopping.
#include "model/simulation.h"

#include <gtest/gtest.h>

#include <map>

#include "equations/run.h"

namespace myelin {
namespace {

using equations::error_of;
using equations::Model;
using equations::Spikes;

// Everything that has state: queues with delays, Poisson sources, noise, refractoriness,
// event-driven synapses, a clock of its own, recordings.
const std::string kBusy = R"j("seed": 3, "constants": {"tau": "10 ms", "drive": 1.2},
  "neurons": [{"name": "g", "size": 60, "method": "euler",
    "equations": ["dv/dt = (drive - v)/tau + 0.1*xi/sqrt(tau) : 1 (unless refractory)", "u : 1", "n : integer"],
    "threshold": "v > 1", "reset": "v = 0; u += 1", "refractory": "2 ms", "init": {"v": "rand()"},
    "subgroups": {"first": [0, 20]}, "runRegularly": [{"code": "n += 1; u += 0.01*randn()", "dt": "1 ms"}]}],
  "inputs": [{"kind": "poisson", "name": "p", "size": 30, "rates": "100 Hz"},
             {"kind": "poisson-input", "name": "in", "to": "g", "variable": "u", "sources": 10, "rate": "50 Hz",
              "weight": 0.1}],
  "synapses": [{"name": "a", "from": "p", "to": "g", "connect": {"p": 0.3}, "onPre": "v += 0.05",
                "init": {"delay": "rand()*5*ms"}},
               {"name": "b", "from": "g", "to": "g.first", "connect": {"p": 0.2}, "delay": {"pre": "1.5 ms"},
                "equations": ["w : 1", "dx/dt = -x/tau : 1 (event-driven)"], "onPre": "v -= 0.02*w; x += 1",
                "onPost": "w = clip(w + 0.1*x, 0, 1)"}],
  "record": [{"spikes": "g"}, {"states": "g", "variables": ["v"], "index": [0, 59]}, {"rate": "p"}])j";

std::string digest_after(const std::string& body, double seconds,
                         const BuildOptions& options = {}) {
  Model model(body, options);
  model.run(seconds);
  return model->digest();
}

// All that has been recorded, bit for bit.
void expect_equal_records(const Model& a, const Model& b) {
  for (size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(a.spikes(0), b.spikes(0));
    EXPECT_EQ(a.trace(1, k), b.trace(1, k));
  }
  EXPECT_EQ(a.trace(2), b.trace(2));
}

TEST(Simulation, RunsInPiecesAsInOne) {
  Model whole(kBusy), pieces(kBusy), steps(kBusy), goals(kBusy);

  whole.run(0.05);
  for (const double piece : {0.01, 1e-4, 0.0, 0.0299, 0.01}) pieces.run(piece);
  for (int k = 0; k < 500; ++k) ASSERT_TRUE(steps->step(1));
  ASSERT_TRUE(goals->begin(0.05));
  for (bool reached = false; !reached;) reached = *goals->advance(7);

  EXPECT_GT(whole->statistics().spikes, 100u);
  for (Model* model : {&pieces, &steps, &goals}) {
    EXPECT_EQ((*model)->digest(), whole->digest());
    expect_equal_records(*model, whole);
  }
}

TEST(Simulation, ContinuesFromASnapshotAtAnyStep) {
  Model model(kBusy);
  std::map<int, std::vector<uint8_t>> snapshots;
  std::map<int, std::string> digests;
  for (int step = 0; step <= 60; ++step) {
    snapshots[step] = model->snapshot();
    digests[step] = model->digest();
    ASSERT_TRUE(model->step(1));
  }

  for (int step = 0; step <= 50; step += 5) {
    Model other(kBusy);
    for (Model* one : {&model, &other}) {  // where it was made, and in a fresh network
      const auto& bytes = snapshots[step];
      ASSERT_TRUE((*one)->restore({bytes.data(), bytes.size()}));
      EXPECT_EQ((*one)->digest(), digests[step]);
      ASSERT_TRUE((*one)->step(10));
      EXPECT_EQ((*one)->digest(), digests[step + 10]) << step;
      EXPECT_EQ((*one)->snapshot(), snapshots[step + 10]) << step;
    }
  }
}

TEST(Simulation, RefusesSnapshotsThatAreDamagedOrOfAnotherNetwork) {
  Model model(kBusy), other(R"j("neurons": [{"name": "g", "size": 3}])j");
  model.run(0.01);
  const std::string before = model->digest();
  const std::vector<uint8_t> good = model->snapshot(), foreign = other->snapshot();

  for (const size_t size : {size_t(0), size_t(4), size_t(100), good.size() / 2, good.size() - 1}) {
    const Status cut = model->restore({good.data(), size});
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().where, "snapshot");
    EXPECT_EQ(model->digest(), before);
  }
  EXPECT_FALSE(model->restore({foreign.data(), foreign.size()}));
  EXPECT_EQ(model->digest(), before);
}

TEST(Simulation, ResetsToTheStateAfterBuilding) {
  Model model(kBusy);
  const std::string fresh = model->digest();
  const auto* address = model->signal("g.v")->address;
  model.run(0.02);
  ASSERT_TRUE(model->set("tau", 0.02));
  ASSERT_TRUE(model->set_text("g.v", "rand()"));
  ASSERT_TRUE(model->inject("g", 3));

  ASSERT_TRUE(model->reset());

  EXPECT_EQ(model->digest(), fresh);
  EXPECT_EQ(model->signal("g.v")->address, address);
  EXPECT_EQ(model->statistics().steps, 0);
  EXPECT_EQ(model.monitor(0).t.size, 0u);
  model.run(0.02);
  EXPECT_EQ(model->digest(), digest_after(kBusy, 0.02));
}

// Texts that are set see values as they are, and draw the same numbers as in a fresh network.
TEST(Simulation, SetsTheSameTextsAfterAReset) {
  const auto change = [](Model& model) {
    EXPECT_TRUE(model->set_text("drive", "tau/ms"));
    EXPECT_TRUE(model->set_text("g.u", "drive*rand()"));
    model.run(0.005);
    return model->digest();
  };
  Model fresh(kBusy), used(kBusy);
  used.run(0.01);
  EXPECT_TRUE(used->set_text("tau", "30 ms"));
  EXPECT_TRUE(used->set_text("g.u", "rand()"));

  ASSERT_TRUE(used->reset());

  EXPECT_EQ(change(used), change(fresh));
}

// --- changes between steps -----------------------------------------------------------------------

TEST(Simulation, GoesOnWithAConstantAsIfItHadAlwaysBeenThat) {
  const auto document = [](const char* tau) {
    return std::string(R"j("constants": {"tau": )j") + tau + R"j(, "dv": "1/tau"},
      "neurons": [{"name": "g", "size": 3, "method": "exact", "equations": "dx/dt = (y - x)/tau : 1\ny : 1",
                   "threshold": "x > 0.6", "refractory": "tau/5", "reset": "x = 0", "init": {"y": "i + 1"}}],
      "inputs": [{"kind": "poisson", "name": "p", "size": 5, "rates": "1/tau"}])j";
  };
  Model changed(document("\"10 ms\"")), always(document("\"20 ms\""));

  ASSERT_TRUE(changed->set("tau", 0.02));
  changed.run(0.05);
  always.run(0.05);

  EXPECT_EQ(changed.values("g.x"), always.values("g.x"));
  EXPECT_EQ(changed->statistics().spikes, always->statistics().spikes);
  EXPECT_EQ(changed.value("g.lastspike", 2), always.value("g.lastspike", 2));
}

TEST(Simulation, SetsVariablesByNumberListTextAndSubgroup) {
  Model model(kBusy);
  const std::vector<double> list(60, 0.25), part(20, 0.5);

  EXPECT_TRUE(model->set("g.v", 0.1));
  EXPECT_EQ(model.values("g.v"), std::vector<double>(60, 0.1));
  EXPECT_TRUE(model->set("g.v", Span<const double>{list.data(), list.size()}));
  EXPECT_TRUE(model->set("g.first.v", Span<const double>{part.data(), part.size()}));
  EXPECT_EQ(model.value("g.v", 19), 0.5);
  EXPECT_EQ(model.value("g.v", 20), 0.25);
  EXPECT_TRUE(model->set_text("g.first.v", "i*0.01 + u"));
  EXPECT_DOUBLE_EQ(model.value("g.v", 19), 0.19);
  EXPECT_TRUE(model->set_text("b.w", "i + 100*j"));
  EXPECT_EQ(model.value("b.w", 0), model.value("b.i", 0) + 100 * model.value("b.j", 0));
  EXPECT_TRUE(model->set_text("tau", "5 ms"));
  EXPECT_DOUBLE_EQ(model.value("tau"), 5e-3);
}

TEST(Simulation, RefusesChangesItCannotMake) {
  Model model(kBusy);
  const std::vector<double> three(3);
  struct Case {
    Status status;
    const char* where;
    ErrorCode code;
  };
  const Case cases[] = {
      {model->set("tua", 1), "tua", ErrorCode::unknown_name},
      {model->set("g.q", 1), "g.q", ErrorCode::unknown_name},
      {model->set("h.v", 1), "h.v", ErrorCode::unknown_name},
      {model->set("g.second.v", 1), "g.second.v", ErrorCode::unknown_name},
      {model->set("tau", NAN), "tau", ErrorCode::numeric},
      {model->set("g.v", NAN), "g.v", ErrorCode::numeric},
      {model->set("g.n", 0.5), "g.n", ErrorCode::type},
      {model->set("g.v", Span<const double>{three.data(), 3}), "g.v", ErrorCode::invalid_argument},
      {model->set("a.delay", -0.001), "a.delay[0]", ErrorCode::invalid_argument},
      {model->set_text("tau", "3 mV"), "tau:1:1", ErrorCode::unit},
      {model->set_text("tau", "3 +"), "tau:1:4", ErrorCode::parse},
      {model->set_text("g.v", "log(-1)"), "g.v", ErrorCode::numeric},
      {model->inject("g", 60), "g", ErrorCode::out_of_range},
      {model->inject("g", -1), "g", ErrorCode::out_of_range},
      {model->inject("none", 0), "none", ErrorCode::unknown_name},
      {model->run(-1), "duration", ErrorCode::invalid_argument},
      {model->run(NAN), "duration", ErrorCode::invalid_argument},
      {model->run(1e300), "duration", ErrorCode::invalid_argument},
      {model->step(-1), "step", ErrorCode::invalid_argument},
  };

  for (const Case& one : cases) {
    ASSERT_FALSE(one.status) << one.where;
    EXPECT_EQ(one.status.error().where, one.where) << one.status.error().message;
    EXPECT_EQ(to_string(one.status.error().code), to_string(one.code)) << one.where;
  }
  EXPECT_EQ(model->digest(), Model(kBusy)->digest());
}

TEST(Simulation, InjectsASpikeInTheNextStep) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 3, "equations": "x : 1", "threshold": "x > 9", "reset": "x = -1"}],
    "inputs": [{"kind": "spikes", "name": "in", "size": 2, "indices": [0], "times": [0]}],
    "record": [{"spikes": "g"}, {"spikes": "in"}])j");
  ASSERT_TRUE(model->inject("in", 1));
  ASSERT_TRUE(model->step(2));

  for (const int i : {2, 0, 2}) ASSERT_TRUE(model->inject("g", i));
  ASSERT_TRUE(model->step(2));

  EXPECT_EQ(model.spikes(0), (Spikes{{2, 0}, {2, 2}}));
  EXPECT_EQ(model.spikes(1), (Spikes{{0, 0}, {0, 1}}));
  EXPECT_EQ(model.values("g.x"), (std::vector<double>{-1, 0, -1}));
}

// --- the plan ------------------------------------------------------------------------------------

TEST(Simulation, CarriesOutItsPlan) {
  Model model(
      R"j("neurons": [{"name": "g", "size": 1, "equations": ["dx/dt = k/second : 1", "k : 1"],
                     "method": "euler", "init": {"k": 1}}],
    "run": [{"duration": "1 ms"}, {"store": "here"}, {"set": {"g.k": 2}}, {"duration": "1 ms"},
            {"restore": "here"}, {"duration": 0.003}])j");

  model.run();

  // The time of the first part, and then again 3 ms with the old k.
  EXPECT_NEAR(model.value("g.x"), 4e-3, 1e-15);
  EXPECT_EQ(model->statistics().steps, 40);
  EXPECT_DOUBLE_EQ(model->plan_duration(), 5e-3);
}

TEST(Simulation, CarriesOutItsPlanInPiecesToo) {
  const char* plan = R"j("neurons": [{"name": "g", "size": 9, "equations": "x : 1",
      "runRegularly": [{"code": "x += rand()"}]}],
    "run": [{"duration": "1 ms"}, {"set": {"g.x": "rand()"}}, {"duration": "1 ms"}])j";
  Model whole(plan), pieces(plan), again(plan);

  whole.run();
  ASSERT_TRUE(pieces->begin_plan());
  for (bool reached = false; !reached;) reached = *pieces->advance(3);
  again.run();
  ASSERT_TRUE(again->reset());
  again.run();

  EXPECT_EQ(pieces->digest(), whole->digest());
  EXPECT_EQ(again->digest(), whole->digest());
}

TEST(Simulation, StopsWhereProgressSaysAndKeepsRecordings) {
  Model model(kBusy);
  int calls = 0;

  const Status status = model->run(1e4, [&](double done, double total) {
    EXPECT_LE(done, total);
    return ++calls < 2;
  });

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(status.error().where.empty());
  EXPECT_GT(model.monitor(0).t.size, 0u);
  EXPECT_EQ(model.trace(1).size(), size_t(model->statistics().steps));
  model.run(1e-3);  // it can go on
}

TEST(Simulation, ReportsProgressAtTheEnd) {
  Model model(R"j("neurons": [{"name": "g", "size": 1}], "run": "10 ms")j");
  double last = 0;

  EXPECT_TRUE(model->run_plan([&](double done, double total) {
    last = done / total;
    return true;
  }));

  EXPECT_DOUBLE_EQ(last, 1);
}

}  // namespace
}  // namespace myelin
