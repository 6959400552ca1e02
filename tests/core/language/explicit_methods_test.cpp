// One step of each explicit method against its formula, written out here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/integrators_scene.h"

namespace myelin {
namespace {

using scene::kH;
using scene::Model;
using testing::HasSubstr;

TEST(Euler, TakesAllRatesFromOldValues) {
  Model model;
  model.state("x", 1.5);
  model.state("y", -0.5);
  model.equation("x", "y*3");
  model.equation("y", "-x*x");

  EXPECT_EQ(model.step("euler"), "euler");

  EXPECT_DOUBLE_EQ(model["x"], 1.5 + kH * (-0.5 * 3));
  EXPECT_DOUBLE_EQ(model["y"], -0.5 + kH * -(1.5 * 1.5));
}

TEST(Euler, AddsNoiseTimesTheRootOfTheStep) {
  Model model;
  model.state("x", 1);
  model.parameter("sigma", 0.3);
  model.equation("x", "-2*x + sigma*xi");

  model.step("euler");

  EXPECT_DOUBLE_EQ(model["x"], 1 - kH * 2 + 0.3 * model.w(0));
}

TEST(Euler, DrawsOneNumberForEachNoiseName) {
  Model model;
  model.state("x", 0);
  model.state("y", 0);
  model.state("z", 0);
  model.equation("x", "xi_a");
  model.equation("y", "2*xi_a");
  model.equation("z", "xi_b");

  model.step("euler");

  EXPECT_DOUBLE_EQ(model["y"], 2 * model["x"]);
  EXPECT_DOUBLE_EQ(model["x"], model.w(0));
  EXPECT_DOUBLE_EQ(model["z"], model.w(1));
  EXPECT_NE(model["z"], model["x"]);
}

TEST(Euler, RefusesNoiseThatDependsOnTheState) {
  Model model;
  model.state("x", 1);
  model.equation("x", "x*xi");

  EXPECT_EQ(model.refusal("euler"),
            "euler needs noise whose strength does not depend on a variable of the equations, as "
            "it does in dx/dt; use heun or milstein");
}

TEST(NoiseTerm, StandsInSumsOnly) {
  for (const char* rhs : {"xi*xi", "exp(xi)", "1/xi"}) {
    Model model;
    model.state("x", 1);
    model.equation("x", rhs);
    EXPECT_THAT(model.refusal("euler"), HasSubstr("must be a sum of terms such as sigma*xi"));
  }
}

// f(x, t) = t - x^2, whose time and state both move within a step.
double f(double x, double t) { return t - x * x; }

TEST(RungeKutta2, IsTheMidpointRule) {
  Model model;
  model.world.call.t = 2;
  model.state("x", 0.8);
  model.equation("x", "t/second - x*x");

  model.step("rk2");

  const double k = kH * f(0.8, 2);
  EXPECT_DOUBLE_EQ(model["x"], 0.8 + kH * f(0.8 + k / 2, 2 + kH / 2));
}

TEST(RungeKutta4, IsTheClassicalRule) {
  Model model;
  model.world.call.t = 2;
  model.state("x", 0.8);
  model.equation("x", "t/second - x*x");

  model.step("rk4");

  const double k1 = kH * f(0.8, 2), k2 = kH * f(0.8 + k1 / 2, 2 + kH / 2);
  const double k3 = kH * f(0.8 + k2 / 2, 2 + kH / 2), k4 = kH * f(0.8 + k3, 2 + kH);
  EXPECT_DOUBLE_EQ(model["x"], 0.8 + (k1 + 2 * k2 + 2 * k3 + k4) / 6);
}

TEST(RungeKutta4, MovesAllVariablesTogether) {
  Model model;
  model.state("x", 1);
  model.state("y", 0);
  model.equation("x", "y");
  model.equation("y", "-x");

  model.step("rk4");

  // The series of cos and sin up to h^4.
  const double h2 = kH * kH;
  EXPECT_NEAR(model["x"], 1 - h2 / 2 + h2 * h2 / 24, 1e-15);
  EXPECT_NEAR(model["y"], -(kH - kH * h2 / 6), 1e-15);
}

TEST(RungeKutta, RefusesNoise) {
  Model model;
  model.state("x", 1);
  model.equation("x", "xi");

  EXPECT_EQ(model.refusal("rk2"),
            "rk2 cannot integrate noise, and dx/dt has some; use euler or heun");
  EXPECT_THAT(model.refusal("rk4"), HasSubstr("rk4 cannot integrate noise"));
}

TEST(Heun, AveragesTheNoiseAtBothEnds) {
  Model model;
  model.state("x", 1.2);
  model.equation("x", "-3*x + 0.5*x*xi");

  model.step("heun");

  const double w = model.w(0), g = 0.5 * 1.2, moved = 0.5 * (1.2 + g * w);
  EXPECT_DOUBLE_EQ(model["x"], 1.2 + kH * (-3 * 1.2) + w / 2 * (g + moved));
}

TEST(Heun, EvaluatesLaterNoiseAtTheLaterTime) {
  Model model;
  model.world.call.t = 2;
  model.state("x", 1);
  model.equation("x", "t/second*xi");

  model.step("heun");

  EXPECT_DOUBLE_EQ(model["x"], 1 + model.w(0) / 2 * (2 + (2 + kH)));
}

TEST(Heun, RepeatsTheNoiseTermForEachName) {
  Model model;
  model.state("x", 1);
  model.state("y", 2);
  model.equation("x", "y*xi_a + x*xi_b");
  model.equation("y", "xi_a");

  model.step("heun");

  const double a = model.w(0), b = model.w(1);
  EXPECT_DOUBLE_EQ(model["x"], 1 + a / 2 * (2 + (2 + 1 * a)) + b / 2 * (1 + (1 + 1 * b)));
  EXPECT_DOUBLE_EQ(model["y"], 2 + a / 2 * 2);
}

TEST(Milstein, HasTheDriftInItsSupport) {
  Model model;
  model.state("x", 1.2);
  model.equation("x", "-3*x + x*x*xi");

  model.step("milstein");

  const double w = model.w(0), root = std::sqrt(kH), g = 1.2 * 1.2;
  const double support = 1.2 + kH * (-3 * 1.2) + root * g;
  EXPECT_DOUBLE_EQ(model["x"],
                   1.2 + kH * (-3 * 1.2) + g * w + (support * support - g) * w * w / (2 * root));
}

TEST(MilsteinCorrected, HasNoDriftInItsSupport) {
  Model model;
  model.state("x", 1.2);
  model.equation("x", "-3*x + x*x*xi");

  model.step("milstein_corrected");

  const double w = model.w(0), root = std::sqrt(kH), g = 1.2 * 1.2;
  const double support = 1.2 + root * g;
  EXPECT_DOUBLE_EQ(model["x"],
                   1.2 + kH * (-3 * 1.2) + g * w + (support * support - g) * w * w / (2 * root));
}

TEST(Milstein, IsEulerForAdditiveNoise) {
  Model model;
  model.state("x", 1);
  model.equation("x", "-x + 0.5*xi");

  model.step("milstein");

  EXPECT_DOUBLE_EQ(model["x"], 1 - kH + 0.5 * model.w(0));
}

TEST(Milstein, RefusesNoiseThatIsNotDiagonal) {
  for (const char* rhs : {"y*xi_a", "xi_a + x*xi_b", "xi_shared"}) {
    Model model;
    model.state("x", 1);
    model.state("y", 1);
    model.equation("x", rhs);
    model.equation("y", "xi_shared");
    EXPECT_THAT(model.refusal("milstein"), HasSubstr("milstein needs diagonal noise"));
    EXPECT_THAT(model.refusal("milstein_corrected"), HasSubstr("use heun"));
  }
}

TEST(ExponentialEuler, IsExactForConstantCoefficients) {
  Model model;
  model.state("x", 0.3);
  model.equation("x", "2 - 5*x");

  model.step("exponential_euler");

  EXPECT_DOUBLE_EQ(model["x"], (0.3 - 2.0 / 5) * std::exp(-5 * kH) + 2.0 / 5);
}

TEST(ExponentialEuler, TakesCoefficientsFromOldValues) {
  Model model;
  model.state("x", 0.3);
  model.state("y", 2);
  model.equation("x", "y*y - y*x");
  model.equation("y", "-x*y");

  model.step("exponential_euler");

  EXPECT_DOUBLE_EQ(model["x"], (0.3 - 2) * std::exp(-2 * kH) + 2);
  EXPECT_DOUBLE_EQ(model["y"], 2 * std::exp(-0.3 * kH));
}

TEST(ExponentialEuler, NeedsNoDivisionWhereTheCoefficientIsZero) {
  Model model;
  model.state("x", 0.3);
  model.parameter("a", 0);
  model.equation("x", "a*x + 7");

  model.step("exponential_euler");

  EXPECT_DOUBLE_EQ(model["x"], 0.3 + kH * 7);
}

TEST(ExponentialEuler, IsEulerWithoutTheVariableItself) {
  Model model;
  model.state("x", 0.3);
  model.state("y", 0.5);
  model.equation("x", "y");
  model.equation("y", "0*Hz/Hz");

  model.step("exponential_euler");

  EXPECT_DOUBLE_EQ(model["x"], 0.3 + kH * 0.5);
  EXPECT_EQ(model["y"], 0.5);
}

// As in a gate that follows v at once: a = -exp(x) - 1/(1 + x), b = 2 exp(x) at the old x.
TEST(ExponentialEuler, TakesTheOldValueInsideFunctions) {
  Model model;
  model.state("x", 0.3);
  model.equation("x", "exp(x)*(2 - x) - x/(1 + x)");

  model.step("exponential_euler");

  const double a = -std::exp(0.3) - 1 / 1.3, b = 2 * std::exp(0.3);
  EXPECT_NEAR(model["x"], (0.3 + b / a) * std::exp(a * kH) - b / a, 1e-15);
}

TEST(ExponentialEuler, RefusesWhatIsNotLinearInItself) {
  for (const char* equation : {"-x*x", "exp(x) - x**2", "(1 - x)*(x - 2)", "sqrt(x)*x*x"}) {
    Model model;
    model.state("x", 0.3);
    model.equation("x", equation);

    EXPECT_EQ(model.refusal("exponential_euler"),
              "exponential_euler needs dx/dt to be linear in x itself")
        << equation;
  }
}

TEST(FrozenEquation, StandsStillWhileInactive) {
  for (const char* method : {"euler", "rk2", "rk4", "heun", "exponential_euler"}) {
    for (const bool active : {true, false}) {
      Model model;
      model.active(active);
      model.state("x", 0.5);
      model.state("y", 0.5);
      model.equation("x", "-x", true);
      model.equation("y", "-y");

      model.step(method);

      EXPECT_EQ(model["x"], active ? model["y"] : 0.5) << method;
      EXPECT_LT(model["y"], 0.5);
    }
  }
}

}  // namespace
}  // namespace myelin
