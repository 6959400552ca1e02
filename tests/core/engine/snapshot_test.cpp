#include <gtest/gtest.h>

#include "engine/parts.h"

namespace myelin {
namespace {

using parts::Counter;

// A network of one counter and one recording that notes the time of every step.
struct Network {
  explicit Network(const std::string& name = "v", double dt = 1e-4) : engine(1, UINT64_MAX) {
    engine.clock(dt);
    SignalSpec spec;
    spec.name = name;
    spec.rows = 5;
    const SignalId signal = engine.store.add(spec);
    EXPECT_TRUE(engine.store.freeze());
    auto made = std::make_unique<Counter>(signal);
    counter = made.get();
    engine.add({"counter", Slot::groups, 0, 0}, std::move(made));
    Recording recording;
    recording.name = "times";
    recording.kind = RecordingKind::rate;
    Recording& times = engine.add_recording(recording);
    engine.add({"recorder", Slot::end, 0, 0}, parts::probe([&times](const StepContext& context) {
                 times.t.push_back(context.t);
               }));
    engine.prepare();
  }
  void run(int64_t steps) {
    engine.begin_steps(steps);
    ASSERT_TRUE(engine.advance(INT64_MAX));
  }
  Status restore(const std::vector<uint8_t>& bytes) {
    return engine.restore({bytes.data(), bytes.size()});
  }

  Engine engine;
  Counter* counter = nullptr;
};

TEST(Snapshot, BringsEverythingBack) {
  Network network;
  network.run(5);
  const std::vector<uint8_t> snapshot = network.engine.snapshot();
  const std::string digest = network.engine.digest();
  network.run(8);

  ASSERT_TRUE(network.restore(snapshot));

  EXPECT_EQ(network.engine.digest(), digest);
  EXPECT_EQ(network.engine.steps(), 5);
  EXPECT_EQ(network.counter->count, 5);
  EXPECT_EQ(network.engine.recordings()[0]->t.size(), 5u);
  EXPECT_EQ(network.engine.snapshot(), snapshot);
}

TEST(Snapshot, GoesOnLikeTheOriginalInAnotherEngine) {
  Network original, copy;
  original.run(7);
  ASSERT_TRUE(copy.restore(original.engine.snapshot()));

  original.run(9);
  copy.run(9);

  EXPECT_EQ(copy.engine.snapshot(), original.engine.snapshot());
}

TEST(Snapshot, RemembersATimeBetweenSteps) {
  Network original, copy;
  original.engine.begin(6.03e-3);
  ASSERT_TRUE(original.engine.advance(INT64_MAX));

  ASSERT_TRUE(copy.restore(original.engine.snapshot()));

  EXPECT_EQ(copy.engine.now(), 6.03e-3);
  EXPECT_EQ(copy.engine.steps(), 61);
}

TEST(Snapshot, IsRefusedWhereverItIsCutOff) {
  Network network;
  network.run(3);
  const std::vector<uint8_t> snapshot = network.engine.snapshot();
  network.run(3);
  const std::string digest = network.engine.digest();

  for (size_t length = 0; length < snapshot.size(); ++length) {
    const std::vector<uint8_t> cut(snapshot.begin(), snapshot.begin() + int64_t(length));
    const Status done = network.restore(cut);
    ASSERT_FALSE(done) << length;
    ASSERT_EQ(done.error().code, ErrorCode::invalid_argument);
    ASSERT_EQ(done.error().where, "snapshot");
  }
  EXPECT_EQ(network.engine.digest(), digest);
}

TEST(Snapshot, IsRefusedWithAnyByteChanged) {
  Network network;
  network.run(3);
  const std::vector<uint8_t> snapshot = network.engine.snapshot();
  network.run(3);
  const std::vector<uint8_t> before = network.engine.snapshot();

  for (size_t k = 0; k < snapshot.size(); ++k) {
    std::vector<uint8_t> damaged = snapshot;
    damaged[k] ^= 0x10;
    ASSERT_FALSE(network.restore(damaged)) << k;
  }

  EXPECT_EQ(network.engine.snapshot(), before);  // nothing was taken from any of them
}

TEST(Snapshot, IsRefusedWithBytesLeftOver) {
  Network network;
  std::vector<uint8_t> snapshot = network.engine.snapshot();
  snapshot.push_back(0);

  EXPECT_FALSE(network.restore(snapshot));
}

TEST(Snapshot, IsRefusedByAnotherNetworkOfTheSameSize) {
  Network network, renamed("w"), slower("v", 2e-4);
  network.run(3);

  for (Network* other : {&renamed, &slower}) {
    const Status done = other->restore(network.engine.snapshot());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "this snapshot is of another network");
  }
}

TEST(Snapshot, MayBeTakenInTheMiddleOfARun) {
  Network whole, parted;
  whole.run(10);
  parted.engine.begin_steps(10);
  ASSERT_TRUE(parted.engine.advance(4));
  const std::vector<uint8_t> middle = parted.engine.snapshot();
  ASSERT_TRUE(parted.engine.advance(INT64_MAX));

  ASSERT_TRUE(parted.restore(middle));
  parted.run(6);

  EXPECT_EQ(parted.engine.digest(), whole.engine.digest());
}

}  // namespace
}  // namespace myelin
