#include "engine/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace myelin {
namespace {

struct Step {
  explicit Step(uint64_t limit = UINT64_MAX) : memory(limit) {}
  StepContext context() { return {1, 1e-4, 1e-4, pool, faults, memory}; }

  Pool pool{1};
  FaultBox faults;
  MemoryBudget memory;
};

Recording spikes() {
  Recording recording;
  recording.name = "spikes";
  recording.columns.push_back({"v", "V", {}});
  return recording;
}

void append(Recording& recording, double t) {
  recording.t.push_back(t);
  recording.i.push_back(0);
  recording.columns[0].values.push_back(-t);
}

TEST(Recording, MakesRoomForEveryColumn) {
  Step step;
  Recording recording = spikes();

  ASSERT_TRUE(recording.reserve(100, step.context()));

  EXPECT_GE(recording.t.capacity(), 100u);
  EXPECT_GE(recording.i.capacity(), 100u);
  EXPECT_GE(recording.columns[0].values.capacity(), 100u);
  EXPECT_FALSE(step.faults.raised());
}

TEST(Recording, OfStatesNeedsARowPerSample) {
  Step step;
  Recording recording;
  recording.kind = RecordingKind::states;
  recording.index = {4, 5, 6};
  recording.columns.push_back({"v", "V", {}});

  ASSERT_TRUE(recording.reserve(10, step.context()));

  EXPECT_GE(recording.columns[0].values.capacity(), 30u);
  EXPECT_EQ(recording.i.capacity(), 0u);
}

TEST(Recording, GrowsALogarithmicNumberOfTimes) {
  Step step;
  Recording recording = spikes();
  int moves = 0;

  for (int k = 0; k < 100'000; ++k) {
    const double* before = recording.t.data();
    ASSERT_TRUE(recording.reserve(1, step.context()));
    append(recording, k);
    moves += recording.t.data() != before;
  }

  EXPECT_LE(moves, 18);  // 2^17 > 100000
}

TEST(Recording, ChargesWhatItsCapacityTakes) {
  Step step;
  Recording recording = spikes();
  for (int k = 0; k < 1000; ++k) {
    ASSERT_TRUE(recording.reserve(1, step.context()));
    append(recording, k);
  }

  EXPECT_EQ(step.memory.used(), recording.t.capacity() * 8 + recording.i.capacity() * 4 +
                                    recording.columns[0].values.capacity() * 8);
}

TEST(Recording, KeepsWhatItHasWhenMemoryRunsOut) {
  Step step(1000);
  Recording recording = spikes();
  size_t recorded = 0;
  while (recording.reserve(1, step.context())) append(recording, double(++recorded));

  ASSERT_TRUE(step.faults.raised());
  const Error fault = step.faults.take();
  EXPECT_EQ(fault.code, ErrorCode::memory);
  EXPECT_THAT(fault.message, testing::HasSubstr("memory limit of 1.0 kB"));
  EXPECT_GT(recorded, 20u);  // 20 bytes an event; at worst the doubling wastes half
  EXPECT_EQ(recording.t.size(), recorded);
  EXPECT_EQ(recording.columns[0].values.back(), -double(recorded));
  EXPECT_LE(step.memory.used(), 1000u);
}

TEST(Recording, CountsAndForgetsItsBytes) {
  Recording recording = spikes();
  append(recording, 1);
  append(recording, 2);

  EXPECT_EQ(recording.bytes(), 2u * (8 + 4 + 8));
  recording.clear();
  EXPECT_EQ(recording.bytes(), 0u);
}

TEST(Recording, ForgetsWhatIsOlder) {
  Recording recording = spikes();
  for (const double t : {1.0, 2.0, 2.0, 3.0}) append(recording, t);

  recording.forget(2.0);

  EXPECT_EQ(recording.t, (std::vector<double>{2, 2, 3}));
  EXPECT_EQ(recording.i.size(), 3u);
  EXPECT_EQ(recording.columns[0].values, (std::vector<double>{-2, -2, -3}));
}

TEST(Recording, OfStatesForgetsWholeSamples) {
  Recording recording;
  recording.kind = RecordingKind::states;
  recording.index = {4, 5};
  recording.t = {1, 2, 3};
  recording.columns.push_back({"v", "V", {10, 11, 20, 21, 30, 31}});

  recording.forget(2.5);

  EXPECT_EQ(recording.t, (std::vector<double>{3}));
  EXPECT_EQ(recording.index, (std::vector<int32_t>{4, 5}));
  EXPECT_EQ(recording.columns[0].values, (std::vector<double>{30, 31}));
}

TEST(Recording, KeepsWhatIsStillInUse) {
  Recording recording = spikes();
  for (const double t : {1.0, 2.0, 3.0}) append(recording, t);
  recording.in_use = 2;

  recording.forget(10.0);

  EXPECT_EQ(recording.t, (std::vector<double>{2, 3}));
}

TEST(Recording, ReadsBackWhatItSaved) {
  Recording recording = spikes(), copy = spikes();
  append(recording, 0.5);
  append(recording, 0.25);
  ByteWriter out;
  recording.save(out);
  const std::vector<uint8_t> bytes = out.take();

  ByteReader in({bytes.data(), bytes.size()});
  copy.load(in);

  EXPECT_TRUE(in.ok() && in.at_end());
  EXPECT_EQ(copy.t, recording.t);
  EXPECT_EQ(copy.i, recording.i);
  EXPECT_EQ(copy.columns[0].values, recording.columns[0].values);
}

TEST(MemoryBudget, TakesNothingBeyondItsLimit) {
  MemoryBudget memory(100);

  EXPECT_TRUE(memory.take(60));
  EXPECT_FALSE(memory.take(41));
  EXPECT_FALSE(memory.take(UINT64_MAX));
  EXPECT_EQ(memory.used(), 60u);
  EXPECT_TRUE(memory.take(40));
  memory.give_back(100);
  EXPECT_EQ(memory.used(), 0u);
}

TEST(FaultBox, KeepsTheLowestRank) {
  FaultBox faults;

  faults.raise(5, {ErrorCode::numeric, "five", ""});
  faults.raise(2, {ErrorCode::numeric, "two", ""});
  faults.raise(9, {ErrorCode::numeric, "nine", ""});
  faults.raise(2, {ErrorCode::numeric, "two again", ""});

  EXPECT_EQ(faults.take().where, "two");
  EXPECT_FALSE(faults.raised());
}

TEST(FaultBox, StartsAfreshOnceItIsEmptied) {
  FaultBox faults;
  faults.raise(0, {ErrorCode::numeric, "first", ""});
  (void)faults.take();

  faults.raise(7, {ErrorCode::numeric, "second", ""});

  EXPECT_EQ(faults.take().where, "second");
}

TEST(FaultBox, DoesNotDependOnWhichThreadComesFirst) {
  Pool pool(4);
  for (int round = 0; round < 100; ++round) {
    FaultBox faults;

    pool.run(16, [&](size_t block, unsigned) {
      faults.raise(16 - block, {ErrorCode::numeric, std::to_string(block), ""});
    });

    ASSERT_EQ(faults.take().where, "15");
  }
}

}  // namespace
}  // namespace myelin
