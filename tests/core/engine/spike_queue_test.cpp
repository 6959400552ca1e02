#include "engine/spike_queue.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace myelin {
namespace {

using Runs = std::vector<std::pair<uint32_t, uint32_t>>;

Runs due(const SpikeQueue& queue) {
  Runs runs;
  for (const SpikeQueue::Run& run : queue.due()) runs.push_back({run.begin, run.end});
  return runs;
}

TEST(SpikeQueue, DeliversInTheSameStepWithoutDelay) {
  SpikeQueue queue;

  queue.push(0, {3, 7});

  EXPECT_EQ(due(queue), (Runs{{3, 7}}));
}

TEST(SpikeQueue, ForgetsAStepWhenItMovesOn) {
  SpikeQueue queue(2);
  queue.push(0, {0, 1});

  queue.advance();

  EXPECT_EQ(due(queue), Runs{});
}

TEST(SpikeQueue, KeepsEarlierStepsBeforeLaterOnes) {
  SpikeQueue queue(3);
  queue.push(2, {0, 1});
  queue.push(2, {1, 2});
  queue.advance();
  queue.push(1, {9, 10});
  queue.advance();
  queue.push(0, {5, 6});

  EXPECT_EQ(due(queue), (Runs{{0, 1}, {1, 2}, {9, 10}, {5, 6}}));
}

// A second method: a map from step to runs.
TEST(SpikeQueue, GoesRoundManyTimes) {
  SpikeQueue queue(6);
  std::map<uint32_t, Runs> expected;
  for (uint32_t step = 0; step < 200; ++step) {
    for (uint32_t k = 0; k < step % 4; ++k) {
      const uint32_t delay = (step * 5 + k * 3) % 7;
      queue.push(delay, {step, k});
      expected[step + delay].push_back({step, k});
    }

    ASSERT_EQ(due(queue), expected[step]) << step;
    queue.advance();
  }
}

TEST(SpikeQueue, KeepsWhatIsUnderWayWhenItReachesFarther) {
  SpikeQueue queue(2);
  queue.advance();
  queue.push(1, {1, 2});
  queue.push(2, {3, 4});

  queue.reach(5);
  queue.push(5, {5, 6});

  EXPECT_EQ(queue.longest_delay(), 5u);
  const Runs expected[] = {{}, {{1, 2}}, {{3, 4}}, {}, {}, {{5, 6}}};
  for (const Runs& runs : expected) {
    EXPECT_EQ(due(queue), runs);
    queue.advance();
  }
}

TEST(SpikeQueue, RemembersWhatWasDelivered) {
  SpikeQueue queue(1);
  queue.push(0, {3, 7});

  queue.advance();

  ASSERT_EQ(queue.delivered().size, 1u);
  EXPECT_EQ(queue.delivered()[0].end, 7u);
  queue.advance();
  EXPECT_TRUE(queue.delivered().empty());
}

}  // namespace
}  // namespace myelin
