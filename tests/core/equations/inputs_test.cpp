// Poisson groups and inputs, given spikes, timed arrays (equations.md 2.10).
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

using Steps = std::vector<int64_t>;

// --- PoissonGroup --------------------------------------------------------------------------------

TEST(PoissonGroup, HasRatesThatStatementsChange) {
  Model model(R"j("dt": "1 ms", "inputs": [{"kind": "poisson", "name": "p", "size": 3,
      "rates": "1000*Hz*int(i == 0)",
      "runRegularly": [{"code": "rates = 1000*Hz*int(i == 1) + 0*Hz*randn()", "dt": "2 ms",
                        "when": "end"}]}],
    "record": [{"spikes": "p"}])j");

  model.run(3e-3);

  EXPECT_EQ(model.spikes(), (Spikes{{0, 0}, {1, 1}, {2, 1}}));
  ASSERT_TRUE(model->set("p.rates", 0.0));
  EXPECT_EQ(model.values("p.rates"), Values(3));
}

TEST(TimedArray, MayStandBehindThePoissonGroupThatUsesIt) {
  Model model(R"j("dt": "1 ms", "inputs": [
      {"kind": "poisson", "name": "p", "size": 3, "rates": "stim(t)*kHz"},
      {"kind": "timed-array", "name": "stim", "values": [1, 0], "dt": "1 ms"}],
    "record": [{"spikes": "p"}])j");

  model.run(3e-3);

  EXPECT_EQ(model.spikes(), (Spikes{{0, 0}, {0, 1}, {0, 2}}));
}

TEST(PoissonGroup, FiresInAStepWithProbabilityRateTimesDt) {
  for (const char* rates : {R"j("50 Hz")j", "50", R"j("25*Hz + 25*Hz*int(t >= 0*ms)")j"}) {
    Model model(R"j("inputs": [{"kind": "poisson", "name": "p", "size": 1000, "rates": )j" +
                std::string(rates) + R"j(}], "record": [{"spikes": "p"}])j");
    model.run(0.2);

    // n = 1000 * 2000 draws of p = 0.005.
    std::vector<double> counts(1000);
    for (const auto& [step, i] : model.spikes()) counts[size_t(i)] += 1;
    const double variance = 2000 * 0.005 * 0.995;
    const Moments moments(counts);
    EXPECT_NEAR(moments.mean, 10, 4 * std::sqrt(variance / 1000)) << rates;
    EXPECT_NEAR(moments.variance, variance, 4 * variance * std::sqrt(2.0 / 999 + 0.1 / 1000))
        << rates;
  }
}

TEST(PoissonGroup, ListsItsSpikesInAscendingOrder) {
  Model model(R"j("inputs": [{"kind": "poisson", "name": "p", "size": 500, "rates": "1000 Hz"}],
                  "record": [{"spikes": "p"}])j");
  model.run(0.01);

  const Spikes spikes = model.spikes();
  EXPECT_GT(spikes.size(), 3000u);
  EXPECT_TRUE(std::is_sorted(spikes.begin(), spikes.end()));
}

TEST(PoissonGroup, TakesARateOfEachSource) {
  Model model(R"j("inputs": [{"kind": "poisson", "name": "p", "size": 3, "rates": [0, 10000, 1000]},
                             {"kind": "poisson", "name": "q", "size": 3, "rates": "i*5000*Hz"}],
                  "record": [{"spikes": "p"}, {"spikes": "q"}])j");
  model.run(0.1);

  EXPECT_EQ(model.steps_of(0).size(), 0u);
  EXPECT_EQ(model.steps_of(1).size(), 1000u);
  EXPECT_NEAR(double(model.steps_of(2).size()), 100, 4 * std::sqrt(90));
  EXPECT_EQ(model.steps_of(0, 1).size(), 0u);
  EXPECT_NEAR(double(model.steps_of(1, 1).size()), 500, 4 * std::sqrt(250));
}

TEST(PoissonGroup, FollowsATimedArray) {
  Model model(R"j("inputs": [
      {"kind": "timed-array", "name": "drive", "values": [0, 10, 0], "unit": "kHz", "dt": "10 ms"},
      {"kind": "poisson", "name": "p", "size": 2, "rates": "drive(t)"}], "record": [{"spikes": "p"}])j");
  model.run(0.03);

  const Steps steps = model.steps_of(0);
  EXPECT_EQ(steps.size(), 100u);
  EXPECT_EQ(steps.front(), 100);
  EXPECT_EQ(steps.back(), 199);
}

// --- PoissonInput --------------------------------------------------------------------------------

TEST(PoissonInput, AddsABinomialCountInEveryStep) {
  // Small n p and the case that a normal approximation would cover.
  for (const auto& [sources, rate] : {std::pair{10, 500.0}, std::pair{1000, 300.0}}) {
    Model model(R"j("neurons": [{"name": "g", "size": 4000, "equations": ["x : 1", "y : 1"],
                       "subgroups": {"part": [1000, 3000]}}],
      "inputs": [{"kind": "poisson-input", "name": "in", "to": "g.part", "variable": "x", "sources": )j" +
                std::to_string(sources) + R"j(, "rate": )j" + std::to_string(rate) +
                R"j(, "weight": 0.5}])j");
    model.run(1e-3);

    const std::vector<double> x = model.values("g.x");
    const Moments moments({x.begin() + 1000, x.begin() + 3000});
    const double n = 10.0 * sources, p = rate * 1e-4, mean = 0.5 * n * p,
                 variance = mean * 0.5 * (1 - p);
    EXPECT_NEAR(moments.mean, mean, 4 * std::sqrt(variance / 2000)) << sources;
    EXPECT_NEAR(moments.variance, variance, 4 * variance * std::sqrt(2.0 / 1999 + 0.2 / 2000))
        << sources;
    EXPECT_TRUE(std::all_of(x.begin(), x.begin() + 1000, [](double v) { return v == 0; }));
    EXPECT_TRUE(std::all_of(x.begin() + 3000, x.end(), [](double v) { return v == 0; }));
  }
}

// Counted below the border of the normal approximation (n p > 5 and n (1 - p) > 5), drawn from it
// above, where counts are no whole numbers.
TEST(PoissonInput, ApproximatesFromTheBorderOn) {
  for (const auto& [sources, rate, counted] :
       {std::tuple{100, 490.0, true}, std::tuple{100, 510.0, false}, std::tuple{100, 9490.0, false},
        std::tuple{100, 9510.0, true}}) {
    Model model(R"j("neurons": [{"name": "g", "size": 20000, "equations": "x : 1"}],
      "inputs": [{"kind": "poisson-input", "name": "in", "to": "g", "variable": "x", "sources": )j" +
                std::to_string(sources) + R"j(, "rate": )j" + std::to_string(rate) +
                R"j(, "weight": 1}])j");
    model.run(1e-4);

    const std::vector<double> x = model.values("g.x");
    const Moments moments(x);
    const double p = rate * 1e-4, mean = sources * p, variance = mean * (1 - p);
    const bool whole = std::all_of(x.begin(), x.end(), [](double v) { return v == std::floor(v); });
    EXPECT_EQ(whole, counted) << rate;
    EXPECT_NEAR(moments.mean, mean, 4 * std::sqrt(variance / 20000)) << rate;
    EXPECT_NEAR(moments.variance, variance, 4 * variance * std::sqrt((2 + 1 / variance) / 20000))
        << rate;
  }
}

// Multiplication of uniform numbers below a mean of ten, rejection above.
TEST(Poisson, OfAnExpressionHasItsMeanAndVariance) {
  for (const double mean : {0.3, 9.5, 10.5, 80.0}) {
    Model model(R"j("neurons": [{"name": "g", "size": 20000, "equations": "n : integer",
        "init": {"n": "poisson()j" +
                std::to_string(mean) + R"j()"}}])j");

    const Moments moments(model.values("g.n"));
    EXPECT_NEAR(moments.mean, mean, 4 * std::sqrt(mean / 20000)) << mean;
    EXPECT_NEAR(moments.variance, mean, 4 * mean * std::sqrt((2 + 1 / mean) / 20000)) << mean;
  }
}

TEST(PoissonInput, TakesAWeightOfEachElement) {
  Model model(R"j("neurons": [{"name": "g", "size": 3, "equations": ["x : volt", "w : volt"],
                     "init": {"w": "i*mV"}}],
    "inputs": [{"kind": "poisson-input", "name": "in", "to": "g", "variable": "x", "sources": 2,
                "rate": "10 kHz", "weight": "w"}])j");
  model.run(3e-4);

  for (size_t k = 0; k < 3; ++k) EXPECT_NEAR(model.value("g.x", k), 6e-3 * double(k), 1e-15);
}

// --- SpikeGenerator ------------------------------------------------------------------------------

std::string generator(const std::string& more) {
  return R"j("inputs": [{"kind": "spikes", "name": "in", )j" + more +
         R"j(}], "record": [{"spikes": "in"}])j";
}

// truncate((time + 0.001 dt) / dt): exact multiples are safe, everything else rounds down.
TEST(SpikeGenerator, RoundsTimesDownToSteps) {
  Model model(generator(R"j("size": 5, "indices": [0, 1, 2, 3, 4],
                            "times": ["0.3 ms", "0.35 ms", "0.399 ms", "0.29 ms", "0.29995 ms"])j"));
  model.run(1e-3);

  EXPECT_EQ(model.spikes(), (Spikes{{2, 3}, {3, 0}, {3, 1}, {3, 2}, {3, 4}}));
}

TEST(SpikeGenerator, PutsEverythingBeforeTheFirstStepsEndIntoIt) {
  std::string indices = "[0", times = "[0";
  for (int k = 1; k < 100; ++k) {
    indices += ", " + std::to_string(k);
    times += ", " + std::to_string(k) + "e-6";
  }
  Model model(
      generator(R"j("size": 100, "indices": )j" + indices + "], \"times\": " + times + "]"));
  model.run(2e-4);

  EXPECT_EQ(model.spikes().size(), 100u);
  EXPECT_EQ(model.spikes().back(), (std::pair<int64_t, int32_t>(0, 99)));
}

TEST(SpikeGenerator, PutsEveryMultipleOfDtIntoItsOwnStep) {
  std::string times = "[0", indices = "[0";
  for (int k = 1; k < 10000; ++k) {
    times += ", " + std::to_string(k) + "e-4";
    indices += ", 0";
  }
  Model model(generator(R"j("size": 1, "indices": )j" + indices + "], \"times\": " + times + "]"));
  model.run(1);

  const Steps steps = model.steps_of(0);
  ASSERT_EQ(steps.size(), 10000u);
  for (size_t k = 0; k < steps.size(); ++k) EXPECT_EQ(steps[k], int64_t(k));
}

TEST(SpikeGenerator, SortsByStepAndThenByIndex) {
  Model model(
      generator(R"j("size": 3, "indices": [2, 1, 0, 2], "times": [0.0002, 0.0001, 0.0002, 0])j"));
  model.run(1e-3);

  EXPECT_EQ(model.spikes(), (Spikes{{0, 2}, {1, 1}, {2, 0}, {2, 2}}));
}

TEST(SpikeGenerator, RepeatsWithItsPeriod) {
  Model model(
      generator(R"j("size": 2, "indices": [0, 1], "times": [0, 0.0003], "period": "0.7 ms")j"));
  model.run(1);

  const Steps first = model.steps_of(0), second = model.steps_of(1);
  ASSERT_EQ(first.size(), 1429u);
  for (size_t k = 0; k < first.size(); ++k) EXPECT_EQ(first[k], int64_t(7 * k));
  for (size_t k = 0; k < second.size(); ++k) EXPECT_EQ(second[k], int64_t(7 * k + 3));
}

TEST(SpikeGenerator, RefusesWhatItCannotPlay) {
  struct Case {
    const char *more, *where;
    ErrorCode code;
  };
  const Case cases[] = {
      {R"j("size": 2, "indices": [0, 2], "times": [0, 0])j", "inputs[0] 'in'.indices",
       ErrorCode::out_of_range},
      {R"j("size": 2, "indices": [0, 1], "times": [0])j", "inputs[0] 'in'.times",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [0], "times": [-1])j", "inputs[0] 'in'.times",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [0], "times": ["1 mV"])j", "inputs[0] 'in'.times",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [0], "times": [1e300])j", "inputs[0] 'in'.times",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [1, 1], "times": [0.0001, 0.00015])j", "inputs[0] 'in'.times",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [1], "times": [0], "period": "0.25 ms")j", "inputs[0] 'in'.period",
       ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [1], "times": [0.001], "period": "0.5 ms")j",
       "inputs[0] 'in'.times", ErrorCode::invalid_argument},
      {R"j("size": 2, "indices": [1], "times": [0], "period": "1e300 s")j", "inputs[0] 'in'.period",
       ErrorCode::invalid_argument},
  };

  for (const Case& one : cases) {
    const Error error = error_of(generator(one.more));
    EXPECT_EQ(error.where.substr(0, std::strlen(one.where)), one.where) << one.more;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.more << ": " << error.message;
  }
}

// --- TimedArray ----------------------------------------------------------------------------------

TEST(TimedArray, HoldsEachValueForItsDtAndClampsAtBothEnds) {
  Model model(
      R"j("inputs": [{"kind": "timed-array", "name": "a", "values": [1, 2, 3], "unit": "mV", "dt": "0.3 ms"}],
    "neurons": [{"name": "g", "size": 1, "equations": ["x = a(t) : volt", "y = a(t - 1*second) : volt"]}],
    "record": [{"states": "g", "variables": ["x", "y"]}])j");
  model.run(1.2e-3);

  const auto x = model.trace(0, 0, 0), y = model.trace(0, 0, 1);
  for (size_t k = 0; k < 12; ++k) {
    EXPECT_DOUBLE_EQ(x[k], 1e-3 * double(std::min(k / 3, size_t(2)) + 1)) << k;
    EXPECT_DOUBLE_EQ(y[k], 1e-3);
  }
}

// No step may see its neighbour's value because t / dt is rounded, in 10^4 steps of awkward
// lengths.
TEST(TimedArray, SwitchesExactlyAtItsMultiples) {
  for (const char* dt : {"0.1 ms", "0.3 ms", "0.7 ms", "20.000000000020002 us"}) {
    std::string values = "[0";
    for (int k = 1; k < 1000; ++k) values += ", " + std::to_string(k);
    Model model("\"dt\": \"" + std::string(dt) +
                R"j(", "inputs": [{"kind": "timed-array", "name": "a",
                  "values": )j" +
                values + "], \"dt\": \"" + dt + R"j("}],
      "neurons": [{"name": "g", "size": 1, "equations": ["x = a(t) : 1"]}],
      "record": [{"states": "g", "variables": ["x"]}])j");
    EXPECT_TRUE(model->step(1000));

    const auto x = model.trace();
    ASSERT_EQ(x.size(), 1000u);
    for (size_t k = 0; k < x.size(); ++k) EXPECT_EQ(x[k], double(k)) << dt;
  }
}

TEST(TimedArray, OfTwoDimensionsTakesAColumn) {
  Model model(
      R"j("inputs": [{"kind": "timed-array", "name": "a", "values": [[1, 2], [3, 4]], "dt": "0.1 ms"}],
    "neurons": [{"name": "g", "size": 2, "equations": "x = a(t, i) : 1"}],
    "record": [{"states": "g", "variables": ["x"]}])j");
  model.run(3e-4);

  EXPECT_EQ(model.trace(0, 0), (std::vector<double>{1, 3, 3}));
  EXPECT_EQ(model.trace(0, 1), (std::vector<double>{2, 4, 4}));
}

// A column outside is not a number, which is no length of time.
TEST(TimedArray, OfTwoDimensionsIsIntegratedExactly) {
  Model model(
      R"j("inputs": [{"kind": "timed-array", "name": "a", "values": [[1, 2], [3, 4]], "dt": "0.1 ms"}],
    "neurons": [{"name": "g", "size": 2, "method": "exact",
      "equations": "dx/dt = (a(t, i) - x)/ms : 1"}])j");
  model.run(1e-4);

  EXPECT_NEAR(model.value("g.x", 0), 1 - std::exp(-0.1), 1e-15);
  EXPECT_NEAR(model.value("g.x", 1), 2 - 2 * std::exp(-0.1), 1e-15);
}

}  // namespace
}  // namespace myelin::equations
