#include "engine/rounds.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/parts.h"

namespace myelin {
namespace {

// --- chains ----------------------------------------------------------------------------------

class User final : public Operator {
 public:
  explicit User(std::vector<Use> uses) : uses_(std::move(uses)) {}
  std::string_view kind() const override { return "User"; }
  std::vector<Use> uses() const override { return uses_; }
  bool keeps_to_uses() const override { return true; }
  void bind(const SignalStore&) override {}
  void run(const StepContext&) noexcept override {}

 private:
  std::vector<Use> uses_;
};

Use reads(uint32_t signal) { return {{signal}, Access::read}; }
Use adds(uint32_t signal) { return {{signal}, Access::inc}; }
Use changes(uint32_t signal) { return {{signal}, Access::update}; }

// "0 2|1; 3": two rounds, the first of two chains. An operator without uses must run alone.
std::string rounds_of(const std::vector<std::vector<Use>>& all) {
  std::vector<std::unique_ptr<User>> users;
  std::vector<const Operator*> schedule;
  for (const std::vector<Use>& uses : all) {
    users.push_back(std::make_unique<User>(uses));
    schedule.push_back(uses.empty() ? nullptr : users.back().get());
  }
  std::string text;
  for (const Round& round : make_rounds(schedule)) {
    if (!text.empty()) text += "; ";
    for (const Round::Chain& chain : round.chains) {
      if (&chain != &round.chains[0]) text += "|";
      for (const uint32_t k : chain.operators) {
        if (k != chain.operators[0]) text += " ";
        text += std::to_string(k);
      }
    }
  }
  return text;
}

TEST(Rounds, ChainOperatorsThatTouchTheSameSignal) {
  EXPECT_EQ(rounds_of({{changes(0)}, {changes(1)}, {reads(0)}, {changes(1)}}), "0 2|1 3");
  EXPECT_EQ(rounds_of({{reads(0), changes(1)}, {reads(0), changes(2)}}), "0|1");
  EXPECT_EQ(rounds_of({{reads(0)}, {changes(0)}}), "0 1");
  EXPECT_EQ(rounds_of({{adds(0)}, {adds(0)}}), "0 1");  // sums depend on the order
  EXPECT_EQ(rounds_of({}), "");
}

TEST(Rounds, BeginAnotherWhereChainsMeet) {
  EXPECT_EQ(rounds_of({{changes(0)}, {changes(1)}, {reads(0), reads(1)}, {changes(2)}}),
            "0|1; 2|3");
  EXPECT_EQ(rounds_of({{reads(0), changes(1)}, {reads(0), changes(2)}, {changes(0)}}), "0|1; 2");
  // What the round before has touched counts no more.
  EXPECT_EQ(rounds_of({{changes(0)}, {changes(1)}, {reads(0), adds(1)}, {reads(1), adds(0)}}),
            "0|1; 2 3");
  EXPECT_EQ(
      rounds_of({{changes(0)}, {changes(1)}, {reads(0), reads(1), adds(2)}, {adds(0)}, {adds(1)}}),
      "0|1; 2 3 4");
}

TEST(Rounds, LetAnOperatorRunAloneThatSaysSo) {
  EXPECT_EQ(rounds_of({{changes(0)}, {changes(1)}, {}, {changes(2)}, {changes(3)}}), "0|1; 2; 3|4");
  EXPECT_EQ(rounds_of({{}, {}, {changes(3)}}), "0; 1; 2");
}

TEST(Rounds, ShareOutTheLongestChainsFirst) {
  Round round;
  for (const double seconds : {1.0, 9.0, 3.0, 7.0, 5.0}) {
    Round::Chain& chain = round.chains.emplace_back();
    chain.operators = {uint32_t(seconds)};
    chain.seconds = seconds;
  }

  round.share_out(2);  // one thread begins at the front, one in the middle

  std::vector<uint32_t> order;
  for (const Round::Chain& chain : round.chains) order.push_back(chain.operators[0]);
  EXPECT_EQ(order, (std::vector<uint32_t>{9, 5, 1, 7, 3}));
}

// --- trials ----------------------------------------------------------------------------------

// How steps are run after the next trial, if that takes so long in turn and together.
Trial::Way after_trial(Trial& trial, double in_turn, double together) {
  bool over = false;
  while (!over) over = trial.took(trial.way() == Trial::Way::in_turn ? in_turn : together);
  return trial.way();
}

TEST(Trial, ChoosesWhatIsFaster) {
  Trial trial;
  EXPECT_EQ(trial.way(), Trial::Way::in_turn);

  EXPECT_EQ(after_trial(trial, 100e-6, 60e-6), Trial::Way::together);
  EXPECT_EQ(after_trial(trial, 100e-6, 60e-6), Trial::Way::together);
  EXPECT_EQ(after_trial(trial, 100e-6, 130e-6), Trial::Way::in_turn);
}

TEST(Trial, LeavesSmallRoundsAlone) {
  Trial trial;
  EXPECT_EQ(after_trial(trial, 2e-6, 1e-6), Trial::Way::in_turn);
}

TEST(Trial, GoesByMostOfItsPairs) {
  Trial trial;
  while (!trial.trying()) trial.took(0);
  bool over = false;
  for (int pair = 0; !over; ++pair) {
    EXPECT_FALSE(trial.took(100e-6));
    over = trial.took(pair == 1 ? 4e-3 : 60e-6);  // one was interrupted
  }
  EXPECT_EQ(trial.way(), Trial::Way::together);
}

TEST(Trial, TriesEverMoreRarely) {
  Trial trial;
  int64_t steps = 0, tried = 0;
  for (; steps < 100000; ++steps) {
    tried += trial.trying();
    trial.took(trial.way() == Trial::Way::in_turn ? 100e-6 : 60e-6);
  }
  EXPECT_GE(tried, 100);
  EXPECT_LE(tried, steps / 200);
}

// --- the engine ------------------------------------------------------------------------------

// Adds what its source holds, and a small number of its own, to its target: not associative.
class Mixer final : public Operator {
 public:
  Mixer(SignalId source, SignalId target, double own)
      : source_(source), target_(target), own_(own) {}
  std::string_view kind() const override { return "Mixer"; }
  std::vector<Use> uses() const override {
    return {{source_, Access::read}, {target_, Access::update}};
  }
  bool keeps_to_uses() const override { return true; }
  void bind(const SignalStore& store) override {
    from_ = store.data<double>(source_);
    to_ = store.data<double>(target_);
  }
  void run(const StepContext& context) noexcept override {
    *to_ = *to_ * 0.7 + *from_ * 0.1 + own_;
    if (fails && context.step == 3) {
      context.faults.raise(0, {ErrorCode::numeric, std::to_string(own_), ""});
    }
  }
  bool fails = false;

 private:
  SignalId source_, target_;
  double own_;
  const double* from_ = nullptr;
  double* to_ = nullptr;
};

struct Mixers {
  Mixers(unsigned threads, std::optional<Trial::Way> way, bool fail = false)
      : engine(threads, UINT64_MAX) {
    engine.clock(1e-3);
    engine.way = way;
    std::vector<SignalId> signals;
    for (int k = 0; k < 6; ++k) {
      SignalSpec spec;
      spec.name = "x" + std::to_string(k);
      signals.push_back(engine.store.add(spec));
    }
    EXPECT_TRUE(engine.store.freeze());
    for (int k = 0; k < 40; ++k) {
      auto made = std::make_unique<Mixer>(signals[size_t(k * 5 % 6)],
                                          signals[size_t(k * 7 / 3 % 6)], 0.01 * k);
      made->fails = fail && k % 8 == 5;
      engine.add({"mixer" + std::to_string(100 + k), Slot::groups, 0, 0}, std::move(made));
    }
    engine.add({"mixer120 alone", Slot::groups, 0, 0}, parts::probe([this](const StepContext&) {
                 seen.push_back(*engine.store.data<double>({3}));
               }));
    engine.prepare();
    engine.begin(0.3);
  }
  Engine engine;
  std::vector<double> seen;
};

TEST(Rounds, GiveTheValuesOfTheSchedule) {
  Mixers plain(1, {});
  ASSERT_TRUE(plain.engine.advance(INT64_MAX));
  ASSERT_EQ(plain.seen.size(), 300u);
  for (const unsigned threads : {2u, 3u, 4u}) {
    using Way = std::optional<Trial::Way>;
    for (const Way way : {Way(), Way(Trial::Way::in_turn), Way(Trial::Way::together)}) {
      Mixers other(threads, way);
      ASSERT_TRUE(other.engine.advance(INT64_MAX));
      EXPECT_EQ(other.engine.digest(), plain.engine.digest());
      EXPECT_EQ(other.seen, plain.seen);
    }
  }
}

TEST(Rounds, ReportTheFirstFaultOfTheSchedule) {
  for (const unsigned threads : {1u, 2u, 4u}) {
    Mixers failing(threads, Trial::Way::together, true);

    const Expected<bool> done = failing.engine.advance(INT64_MAX);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().where, std::to_string(0.05));
    EXPECT_EQ(failing.engine.steps(), 4);
  }
}

TEST(Rounds, FollowOperatorsThatAreAddedLater) {
  Mixers late(2, Trial::Way::together);
  ASSERT_FALSE(*late.engine.advance(10));
  int64_t calls = 0;

  late.engine.insert({"mixer119 late", Slot::groups, 0, 0},
                     parts::probe([&](const StepContext&) { ++calls; }));
  ASSERT_FALSE(*late.engine.advance(10));

  EXPECT_EQ(calls, 10);
}

}  // namespace
}  // namespace myelin
