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

TEST(SpikeQueue, ReadsBackWhatItSaved) {
  SpikeQueue queue(4), copy(4);
  for (uint32_t step = 0; step < 7; ++step) {
    queue.push(step % 5, {step, step + 1});
    queue.advance();
  }
  ByteWriter out;
  queue.save(out);
  const std::vector<uint8_t> bytes = out.take();

  ByteReader in({bytes.data(), bytes.size()});
  copy.load(in);

  EXPECT_TRUE(in.ok() && in.at_end());
  for (int step = 0; step < 6; ++step) {
    EXPECT_EQ(due(copy), due(queue));
    queue.advance();
    copy.advance();
  }
}

}  // namespace
}  // namespace myelin
