// Exact integration against closed forms; which method is chosen; what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/integrators_scene.h"

namespace myelin {
namespace {

using scene::kH;
using scene::Model;
using testing::HasSubstr;

TEST(Exact, DecaysTowardItsInput) {
  Model model;
  model.state("x", -1);
  model.parameter("I", 3);
  model.parameter("tau", 0.05);
  model.equation("x", "(I - x)/tau");

  EXPECT_EQ(model.step("exact"), "exact");

  EXPECT_NEAR(model["x"], 3 + (-1 - 3) * std::exp(-kH / 0.05), 1e-14);
}

TEST(Exact, NeedsNoRateToDecay) {
  Model model;
  model.state("x", 1);
  model.state("y", 2);
  model.parameter("k", 0);
  model.equation("x", "7.0");
  model.equation("y", "k*y + 3");  // the rate is 0 only at run time

  model.step("exact");

  EXPECT_DOUBLE_EQ(model["x"], 1 + kH * 7);
  EXPECT_DOUBLE_EQ(model["y"], 2 + kH * 3);
}

TEST(Exact, IsAlsoCalledLinear) {
  Model model;
  model.state("x", 1);
  model.equation("x", "-x");

  EXPECT_EQ(model.step("linear"), "exact");
}

// v' = (g - v)/a, g' = -g/b: the closed form has 1/(a - b).
TEST(Exact, SolvesAChainOfTwo) {
  Model model;
  model.state("v", 0.2);
  model.state("g", 1.5);
  model.equation("v", "(g - v)/0.02");
  model.equation("g", "-g/0.05");

  model.step("exact");

  const double ev = std::exp(-kH / 0.02), eg = std::exp(-kH / 0.05);
  EXPECT_NEAR(model["v"], 0.2 * ev + 1.5 * (eg - ev) * 0.05 / (0.05 - 0.02), 1e-14);
  EXPECT_NEAR(model["g"], 1.5 * eg, 1e-14);
}

TEST(Exact, SolvesAChainOfEqualTimeConstants) {
  Model model;
  model.state("v", 0.2);
  model.state("g", 1.5);
  model.parameter("tau", 0.05);
  model.equation("v", "(g - v)/tau");
  model.equation("g", "-g/tau");

  model.step("exact");

  const double decay = std::exp(-kH / 0.05);
  EXPECT_NEAR(model["v"], (0.2 + 1.5 * kH / 0.05) * decay, 1e-14);
  EXPECT_NEAR(model["g"], 1.5 * decay, 1e-14);
}

TEST(Exact, TurnsOscillators) {
  Model model;
  model.state("x", 1);
  model.state("y", 0.5);
  model.parameter("w", 30, Indexing::shared);
  model.equation("x", "w*y");
  model.equation("y", "-w*x");

  model.step("exact");

  const double c = std::cos(30 * kH), s = std::sin(30 * kH);
  EXPECT_NEAR(model["x"], c * 1 + s * 0.5, 1e-13);
  EXPECT_NEAR(model["y"], c * 0.5 - s * 1, 1e-13);
}

TEST(Exact, SolvesSingularSystems) {
  Model model;
  model.state("x", 1);
  model.state("y", 2);
  model.equation("x", "y");
  model.equation("y", "3.0");

  model.step("exact");

  EXPECT_NEAR(model["x"], 1 + kH * 2 + kH * kH / 2 * 3, 1e-15);
  EXPECT_NEAR(model["y"], 2 + kH * 3, 1e-15);
}

// Tsodyks-Markram resources: z + x + y = 1 for all times, so the matrix has no inverse.
TEST(Exact, KeepsWhatASystemConserves) {
  Model model;
  model.state("x", 0.5);
  model.state("y", 0.3);
  model.state("z", 0.2);
  model.equation("x", "z/0.8");
  model.equation("y", "-y/0.003");
  model.equation("z", "y/0.003 - z/0.8");

  model.step("exact");

  EXPECT_NEAR(model["x"] + model["y"] + model["z"], 1, 1e-14);
  EXPECT_NEAR(model["y"], 0.3 * std::exp(-kH / 0.003), 1e-15);
}

TEST(Exact, SolvesIndependentEquationsWithoutAMatrix) {
  Model model;
  model.state("x", 1);
  model.state("y", 1);
  model.equation("x", "-x");
  model.equation("y", "-2*y");

  const auto made = model.integrate("exact");

  ASSERT_TRUE(made);
  EXPECT_TRUE(made->exponentials.empty());
}

TEST(Exact, HasOneMatrixForAllRowsIfItCan) {
  for (const Indexing indexing : {Indexing::shared, Indexing::row}) {
    Model model;
    model.state("v", 1);
    model.state("g", 1);
    model.parameter("tau", 0.05, indexing);
    model.equation("v", "(g - v)/tau");
    model.equation("g", "-g/tau");

    const auto made = model.integrate("exact");

    ASSERT_EQ(made->exponentials.size(), 1u);
    EXPECT_EQ(made->exponentials[0].shared, indexing == Indexing::shared);
    EXPECT_EQ(made->exponentials[0].propagator[2], nullptr);  // g never depends on v
  }
}

TEST(Exact, FreezesFlaggedEquationsOnly) {
  for (const bool active : {true, false}) {
    Model model;
    model.active(active);
    model.state("v", 0.2);
    model.state("g", 1.5);
    model.equation("v", "(g - v)/0.05", true);
    model.equation("g", "-g/0.05");

    model.step("exact");

    const double decay = std::exp(-kH / 0.05);
    EXPECT_NEAR(model["v"], active ? (0.2 + 1.5 * kH / 0.05) * decay : 0.2, 1e-14);
    EXPECT_NEAR(model["g"], 1.5 * decay, 1e-14);
  }
}

// g' = v - g with v standing still: a constant input.
TEST(Exact, FeedsEquationsFromOneThatStandsStill) {
  Model model;
  model.active(false);
  model.state("v", 2);
  model.state("g", 0.5);
  model.equation("v", "-v + 0.1*g", true);
  model.equation("g", "v - g");

  model.step("exact");

  EXPECT_EQ(model["v"], 2.0);
  EXPECT_NEAR(model["g"], 2 + (0.5 - 2) * std::exp(-kH), 1e-14);
}

TEST(Exact, SaysWhyItRefuses) {
  const auto refusal = [](const char* rhs) {
    Model model;
    model.state("x", 1);
    model.equation("x", rhs);
    return model.refusal("exact");
  };

  EXPECT_EQ(refusal("-x*x"), "exact integration needs linear equations, and dx/dt is not");
  EXPECT_EQ(refusal("-x*t/second"),
            "exact integration needs coefficients that are constant over a step, and those of "
            "dx/dt depend on t");
  EXPECT_EQ(
      refusal("t/second - x"),
      "exact integration needs an input that is constant over a step, and dx/dt depends on t");
  EXPECT_EQ(
      refusal("-x + rand()"),
      "exact integration needs an input that is constant over a step, and dx/dt depends on t");
  EXPECT_EQ(refusal("xi"), "exact cannot integrate noise, and dx/dt has some; use euler or heun");
}

struct ExactTimed : testing::Test {
  ExactTimed() {
    array = {&model.world.real("values", {4, 5, 6}), 3, 1, 1, false, {}};
    Symbol symbol;
    symbol.kind = Symbol::Kind::timed_array;
    symbol.timed_array = &array;
    model.world.scope.add("stim", symbol);
    model.world.call.t = 1.5;
    model.state("x", 2);
  }
  Model model;
  TimedArray array;
};

TEST_F(ExactTimed, TakesATimedArrayForAConstantInput) {
  model.equation("x", "stim(t) - x");

  EXPECT_EQ(model.step(""), "exact");

  EXPECT_NEAR(model["x"], 5 + (2 - 5) * std::exp(-kH), 1e-14);
}

TEST_F(ExactTimed, TakesATimedArrayForAConstantCoefficient) {
  model.equation("x", "-stim(t)*x");

  EXPECT_EQ(model.step(""), "exact");

  EXPECT_NEAR(model["x"], 2 * std::exp(-5 * kH), 1e-14);
}

// --- the choice --------------------------------------------------------------------------------

std::string chosen(const char* rhs) {
  Model model;
  model.state("x", 1);
  model.equation("x", rhs);
  return model.step("");
}

TEST(DefaultMethod, IsTheFirstThatDoesNotRefuse) {
  EXPECT_EQ(chosen("-x"), "exact");
  EXPECT_EQ(chosen("-x + 2"), "exact");
  EXPECT_EQ(chosen("-x*x"), "euler");
  EXPECT_EQ(chosen("-x + t/second"), "euler");
  EXPECT_EQ(chosen("-x + xi"), "euler");
  EXPECT_EQ(chosen("-x + x*xi"), "heun");
}

TEST(DefaultMethod, ListsAllReasonsIfNoneFits) {
  Model model;
  model.state("x", 1);
  model.equation("x", "xi*xi");

  const std::string refusal = model.refusal("");

  EXPECT_THAT(refusal, HasSubstr("no default method can integrate these equations"));
  for (const char* method : {"\n  exact: ", "\n  euler: ", "\n  heun: "}) {
    EXPECT_THAT(refusal, HasSubstr(method));
  }
}

TEST(Method, IsKnown) {
  Model model;
  model.state("x", 1);
  model.equation("x", "-x");

  const auto made = model.integrate("eulr");

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::unknown_name);
  EXPECT_EQ(made.error().where, "cells");
  EXPECT_THAT(made.error().message, HasSubstr("there is no method 'eulr'; did you mean 'euler'?"));
  EXPECT_EQ(integration_methods().size(), 13u);
}

TEST(EventDriven, AdvancesOverAnyTime) {
  Model model;
  model.state("x", 2);
  model.state("u", 0.5);
  model.equation("x", "-x/0.02");
  model.equation("u", "(0.3 - u)/0.7");
  model.parameter("elapsed", 0.04);

  const auto block =
      integrate_over(model.request.system, model.world.expression("elapsed"), "syn", {});
  ASSERT_TRUE(block);
  model.world.execute(*block);

  EXPECT_NEAR(model["x"], 2 * std::exp(-0.04 / 0.02), 1e-15);
  EXPECT_NEAR(model["u"], 0.3 + (0.5 - 0.3) * std::exp(-0.04 / 0.7), 1e-15);
}

TEST(EventDriven, RefusesWhatItCannotSolve) {
  Model square;
  square.state("x", 1);
  square.equation("x", "-x*x");

  const auto made = integrate_over(square.request.system, expr::number(1), "syn", {});

  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("needs linear equations"));
}

}  // namespace
}  // namespace myelin
