#include "engine/engine.h"

#include <gtest/gtest.h>

#include "engine/parts.h"

namespace myelin {
namespace {

using parts::probe;

// An engine with a default clock whose steps are written down.
struct Stepper {
  explicit Stepper(double dt = 1e-4) : engine(1, UINT64_MAX) {
    engine.clock(dt);
    watch("default", 0);
    engine.prepare();
  }
  void watch(const std::string& name, uint32_t clock) {
    engine.add({name, Slot::groups, 0, clock},
               probe([this](const StepContext& context) { steps.push_back(context.step); }));
  }
  void run(double duration) {
    engine.begin(duration);
    ASSERT_TRUE(engine.advance(INT64_MAX));
  }

  Engine engine;
  std::vector<int64_t> steps;
};

TEST(Engine, RunsTheStepsThatBeginBeforeTheEnd) {
  Stepper stepper;

  stepper.run(6.03e-3);

  EXPECT_EQ(stepper.steps.size(), 61u);
  EXPECT_EQ(stepper.engine.now(), 6.03e-3);
}

TEST(Engine, BeginsTheNextRunWithTheNextStep) {
  Stepper stepper;
  stepper.run(6.03e-3);
  stepper.steps.clear();

  stepper.run(0.97e-3);

  ASSERT_EQ(stepper.steps.size(), 9u);  // to 7 ms: steps 61 to 69
  EXPECT_EQ(stepper.steps.front(), 61);
}

TEST(Engine, LosesAndRepeatsNoStepOverManySmallRuns) {
  for (const double duration : {0.03e-3, 0.1e-3, 0.17e-3, 0.25e-3, 1.0 / 3 * 1e-3}) {
    Stepper stepper;

    for (int k = 0; k < 2000; ++k) stepper.run(duration);

    for (size_t k = 0; k < stepper.steps.size(); ++k) ASSERT_EQ(stepper.steps[k], int64_t(k));
    EXPECT_NEAR(double(stepper.steps.size()), 2000 * duration / 1e-4, 1);
  }
}

TEST(Engine, RunsNothingInNoTime) {
  Stepper stepper;

  stepper.run(0);

  EXPECT_TRUE(stepper.steps.empty());
}

TEST(Engine, StopsBetweenStepsAndGoesOn) {
  Stepper stepper;
  stepper.engine.begin(1e-3);

  const Expected<bool> early = stepper.engine.advance(4), late = stepper.engine.advance(100);

  EXPECT_FALSE(*early);
  EXPECT_TRUE(*late);
  EXPECT_EQ(stepper.steps.size(), 10u);
}

TEST(Engine, KnowsTheTimeBetweenSteps) {
  Stepper stepper;
  stepper.engine.begin(1e-3);

  ASSERT_TRUE(stepper.engine.advance(4));

  EXPECT_DOUBLE_EQ(stepper.engine.now(), 4e-4);
}

TEST(Engine, RunsACountedNumberOfSteps) {
  Stepper stepper;
  for (int k = 0; k < 100; ++k) {
    stepper.engine.begin_steps(7);
    ASSERT_TRUE(stepper.engine.advance(INT64_MAX));
  }

  EXPECT_EQ(stepper.engine.steps(), 700);
  EXPECT_EQ(stepper.steps.size(), 700u);
}

// Three steps of a slow clock pass the time that a fast one, made then, would have needed 3e9 for.
TEST(Engine, CountsStepsBeyond32Bits) {
  Engine engine(1, UINT64_MAX);
  std::vector<int64_t> steps;
  engine.clock(1e5);
  engine.begin(3e5);
  ASSERT_TRUE(engine.advance(INT64_MAX));
  const uint32_t fast = engine.clock(1e-4);
  engine.add({"fast", Slot::groups, 0, fast}, probe([&](const StepContext& context) {
               steps.push_back(context.step);
               EXPECT_EQ(context.t, double(context.step) * 1e-4);
             }));
  engine.prepare();

  engine.begin(3e-4);
  ASSERT_TRUE(engine.advance(3));

  EXPECT_EQ(steps, (std::vector<int64_t>{3'000'000'000, 3'000'000'001, 3'000'000'002}));
}

TEST(Engine, RunsClocksInTheOrderOfTime) {
  Engine engine(1, UINT64_MAX);
  std::vector<std::string> log;
  const auto add = [&](const std::string& name, double dt) {
    const uint32_t clock = engine.clock(dt);
    engine.add({name, Slot::groups, 0, clock}, probe([&log, name](const StepContext& context) {
                 log.push_back(name + std::to_string(context.step));
               }));
  };
  add("b", 2e-4);
  add("a", 3e-4);
  engine.prepare();

  engine.begin(6e-4);
  ASSERT_TRUE(engine.advance(INT64_MAX));

  // 0: both, by name; 0.2: b; 0.3: a; 0.4: b.
  EXPECT_EQ(log, (std::vector<std::string>{"a0", "b0", "b1", "a1", "b2"}));
}

TEST(Engine, InterleavesSimultaneousClocksInScheduleOrder) {
  Engine engine(1, UINT64_MAX);
  std::vector<std::string> log;
  const uint32_t fast = engine.clock(1e-4), slow = engine.clock(3e-4);
  const auto add = [&](const std::string& name, Slot slot, uint32_t clock) {
    engine.add({name, slot, 0, clock},
               probe([&log, name](const StepContext&) { log.push_back(name); }));
  };
  add("fast_end", Slot::end, fast);
  add("slow_groups", Slot::groups, slow);
  add("fast_start", Slot::start, fast);
  engine.prepare();
  engine.begin(9e-4);
  ASSERT_TRUE(engine.advance(3));
  log.clear();

  // 3 * 1e-4 and 1 * 3e-4 differ in the last bit, but are one moment.
  ASSERT_TRUE(engine.advance(1));

  EXPECT_EQ(log, (std::vector<std::string>{"fast_start", "slow_groups", "fast_end"}));
}

TEST(Engine, TellsOperatorsTheTimeOfTheirOwnClock) {
  Engine engine(1, UINT64_MAX);
  std::vector<double> times;
  engine.clock(1e-4);
  const uint32_t slow = engine.clock(2.5e-4);
  engine.add({"slow", Slot::groups, 0, slow}, probe([&](const StepContext& context) {
               times.push_back(context.t);
               EXPECT_EQ(context.dt, 2.5e-4);
             }));
  engine.prepare();

  engine.begin(1e-3);
  ASSERT_TRUE(engine.advance(INT64_MAX));

  EXPECT_EQ(times, (std::vector<double>{0, 2.5e-4, 2 * 2.5e-4, 3 * 2.5e-4}));
}

TEST(Engine, LosesNoStepOfAnyClockWhenItIsStopped) {
  Engine engine(1, UINT64_MAX);
  std::vector<int64_t> steps[2];
  for (uint32_t k = 0; k < 2; ++k) {
    const uint32_t clock = engine.clock(k ? 7e-4 : 1e-4);
    engine.add({k ? "slow" : "fast", Slot::groups, 0, clock},
               probe([&, k](const StepContext& context) { steps[k].push_back(context.step); }));
  }
  engine.prepare();

  for (int round = 0; round < 30; ++round) {
    engine.begin(5e-4);
    ASSERT_TRUE(engine.advance(3));  // not to the end: the next run begins where this one stands
  }

  for (const auto& list : steps) {
    for (size_t k = 0; k < list.size(); ++k) ASSERT_EQ(list[k], int64_t(k));
  }
}

TEST(Engine, HasOneClockForEachDt) {
  Engine engine(1, UINT64_MAX);

  EXPECT_EQ(engine.clock(1e-4), 0u);
  EXPECT_EQ(engine.clock(5e-4), 1u);
  EXPECT_EQ(engine.clock(1e-4), 0u);
}

TEST(Engine, OrdersBySlotThenOrderThenName) {
  Engine engine(1, UINT64_MAX);
  const auto add = [&](const std::string& name, When when, int order) {
    engine.add({name, when, order, 0}, probe([](const StepContext&) {}));
  };
  add("x_2", Slot::groups, 0);
  add("x_10", Slot::groups, 0);
  add("late", Slot::groups, 1);
  add("early", Slot::groups, -1);
  add("after", When(Slot::groups, 1), -9);
  add("before", When(Slot::groups, -1), 9);
  add("Z", Slot::groups, 0);
  engine.clock(1e-4);

  engine.prepare();

  std::vector<std::string> names;
  for (const auto& entry : engine.schedule()) names.push_back(entry.placement.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"before", "early", "Z", "x_10", "x_2", "late", "after"}));
}

TEST(Engine, ReportsAFaultAndStandsBetweenTwoSteps) {
  Engine engine(1, UINT64_MAX);
  engine.clock(1e-4);
  std::vector<int64_t> after;
  engine.add({"bad", Slot::groups, 0, 0}, probe([](const StepContext& context) {
               if (context.step == 3) context.faults.raise(0, {ErrorCode::numeric, "bad.v", "NaN"});
             }));
  engine.add({"other", Slot::end, 0, 0},
             probe([&](const StepContext& context) { after.push_back(context.step); }));
  engine.prepare();
  engine.begin(1e-3);

  const Expected<bool> done = engine.advance(INT64_MAX);

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().where, "bad.v");
  EXPECT_EQ(after, (std::vector<int64_t>{0, 1, 2, 3}));  // the step was finished
  EXPECT_EQ(engine.steps(), 4);
  EXPECT_TRUE(engine.advance(INT64_MAX));  // and the run may go on
  EXPECT_EQ(engine.steps(), 10);
}

}  // namespace
}  // namespace myelin
