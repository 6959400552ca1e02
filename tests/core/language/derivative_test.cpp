#include "language/derivative.h"

#include <gtest/gtest.h>

#include "language/scene.h"

namespace myelin {
namespace {

using scene::Scene;

struct Derivative : testing::Test {
  Derivative() {
    x = &world.real("x", {0.3});
    a = &world.real("a", {1.7});
  }
  // The text and its derivative by x, at x = 0.3 and a = 1.7.
  double slope(const std::string& text) {
    const auto made = derivative(world.expression(text), *x, scene::where());
    EXPECT_TRUE(made.ok());
    return *made ? world.evaluate(*made, 1)[0] : 0;
  }

  Scene world;
  const Variable *x, *a;
};

TEST_F(Derivative, OfEveryFunctionIsTheLimitOfDifferenceQuotients) {
  const char* texts[] = {
      "x",
      "-x",
      "x*x*a",
      "a/x",
      "x/(a + x)",
      "sin(x)",
      "cos(x)",
      "tan(x)",
      "sinh(x)",
      "cosh(x)",
      "tanh(x)",
      "arcsin(x)",
      "arccos(x)",
      "arctan(x)",
      "exp(a*x)",
      "log(x)",
      "log10(a*x)",
      "expm1(x)",
      "log1p(x)",
      "exprel(x)",
      "sqrt(x)",
      "abs(a - 2*x)",
      "x**a",
      "a**x",
      "x**x",
      "(a*x) % 1",
      "x**5",
      "x**-1.5",
      "clip(x, 0, 1)*x",
      "exprel(x - 0.31)",
  };
  constexpr double h = 1e-5;
  for (const std::string text : texts) {
    const auto at = [&](const std::string& place) {
      std::string moved;
      for (size_t k = 0; k < text.size(); ++k) {
        const bool name = text[k] == 'x' && (k == 0 || !isalpha(text[k - 1])) &&
                          (k + 1 == text.size() || !isalpha(text[k + 1]));
        moved += name ? place : std::string(1, text[k]);
      }
      return world.value(moved);
    };
    const double quotient = (at("(0.3 + 1e-5)") - at("(0.3 - 1e-5)")) / (2 * h);
    EXPECT_NEAR(slope(text), quotient, 1e-7 * (1 + std::abs(quotient))) << text;
  }
}

TEST_F(Derivative, OfExprelIsRightWhereItsClosedFormLosesDigits) {
  // 1/2 + x/3 + x^2/8 + ...
  EXPECT_NEAR(slope("exprel(x - 0.3)"), 0.5, 1e-15);
  EXPECT_NEAR(slope("exprel(x - 0.2999999)"), 0.5 + 1e-7 / 3, 1e-14);
  // (e^y (y - 1) + 1) / y^2 at y = 1
  EXPECT_NEAR(slope("exprel(x + 0.7)"), 1, 1e-14);
}

TEST_F(Derivative, OfWhatDoesNotDependOnItIsZero) {
  const auto of = [&](const char* text) {
    return *derivative(world.expression(text), *x, scene::where());
  };
  EXPECT_EQ(of("exp(a) + 3"), nullptr);
  EXPECT_EQ(of("floor(x)"), nullptr);
  EXPECT_EQ(of("sign(x)*a"), nullptr);
}

TEST_F(Derivative, OfADeepDoublingExpressionTakesNoLongerThanItsNodes) {
  // y -> y * y, forty times: 2^40 paths, forty nodes.
  Expr e = expr::variable(*x);
  for (int k = 0; k < 40; ++k) e = expr::unary(Unary::sin, expr::add(e, e));

  EXPECT_TRUE(derivative(e, *x, scene::where()).ok());
}

}  // namespace
}  // namespace myelin
