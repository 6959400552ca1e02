// Printing, folding, replacing; and expressions that are linear in something.
#include "language/expression.h"

#include <gtest/gtest.h>

#include "language/linear.h"
#include "language/scene.h"

namespace myelin {
namespace {

using scene::Scene;

struct Expression : testing::Test {
  Expression() {
    a = &world.real("a", {2});
    b = &world.real("b", {3});
    c = &world.real("c", {5});
    world.boolean("p", {1});
    world.boolean("q", {0});
  }
  std::string printed(std::string_view text) { return print(world.expression(text)); }

  Scene world;
  const Variable *a, *b, *c;
};

// Written out, this has 2^60 terms.
TEST_F(Expression, IsCutOffWhereSharedPartsMakeItEndless) {
  Expr sum = expr::variable(*a);
  for (int k = 0; k < 60; ++k) sum = expr::add(sum, sum);

  const std::string text = print(sum);

  EXPECT_LE(text.size(), 20003u);
  EXPECT_EQ(text.substr(text.size() - 3), "...");
}

TEST_F(Expression, IsPrintedWithTheParenthesesItNeeds) {
  EXPECT_EQ(printed("a*(b + c)"), "a * (b + c)");
  EXPECT_EQ(printed("(a*b) + c"), "a * b + c");
  EXPECT_EQ(printed("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(printed("-(a + b)"), "-(a + b)");
  EXPECT_EQ(printed("(a**b)**c"), "(a ** b) ** c");
  EXPECT_EQ(printed("a**(b**c)"), "a ** (b ** c)");
  EXPECT_EQ(printed("(-a)**b"), "(-a) ** b");
  EXPECT_EQ(printed("(not p) == q"), "(not p) == q");
  EXPECT_EQ(printed("(a < b) == (b < c)"), "(a < b) == (b < c)");
  EXPECT_EQ(printed("not (p and q)"), "not (p and q)");
  EXPECT_EQ(printed("exp(-a/b)"), "exp(-a / b)");
}

// What is printed means the same when it is read again.
TEST_F(Expression, IsReadBackAsItWasPrinted) {
  for (const char* text : {"(a**b)**c", "a**b**c", "-a**b", "(-a)**b", "a - (b + c)", "a/(b/c)",
                           "a % (c // b)", "(a < b) == (b < c)", "(not p) == q", "not (p == q)",
                           "p and (q or p)", "a*(-b)", "a - -b", "(-3)*a", "a*2e-3 + 1.5"}) {
    EXPECT_EQ(printed(printed(text)), printed(text)) << text;
    EXPECT_EQ(world.value(printed(text)), world.value(text)) << text;
  }
}

TEST_F(Expression, DoesBasicOperationsOnNumbersAtOnce) {
  EXPECT_EQ(printed("2*3 + 1"), "7");
  EXPECT_EQ(printed("2**-1"), "0.5");
  EXPECT_EQ(printed("-(1/2)"), "-0.5");
  EXPECT_EQ(printed("3**2**2"), "81");
}

TEST_F(Expression, WritesSmallPowersAsProducts) {
  EXPECT_EQ(printed("a**2"), "a * a");
  EXPECT_EQ(printed("a**3"), "a * a * a");
  EXPECT_EQ(printed("a**4"), "a * a * (a * a)");
  EXPECT_EQ(printed("a**5"), "a ** 5");
}

TEST_F(Expression, TakesNothingForZero) {
  const Expr x = expr::variable(*a);

  EXPECT_EQ(expr::add(nullptr, x), x);
  EXPECT_EQ(expr::subtract(x, nullptr), x);
  EXPECT_EQ(print(expr::subtract(nullptr, x)), "-a");
  EXPECT_EQ(expr::multiply(nullptr, x), nullptr);
  EXPECT_EQ(expr::divide(nullptr, x), nullptr);
  EXPECT_EQ(expr::negate(nullptr), nullptr);
}

TEST_F(Expression, DropsFactorsOfOneThatChangeNoType) {
  const Expr n = expr::number(2.5);

  EXPECT_EQ(expr::multiply(expr::number(1), n), n);
  EXPECT_EQ(expr::multiply(expr::number(1), expr::number(3, {}, Type::integer))->type, Type::real);
}

TEST_F(Expression, IsSharedWhereNothingIsReplaced) {
  const Expr sum = world.expression("a*b + c");
  const auto change = [&](const Node& node) {
    return node.variable == c ? expr::number(9) : Expr{};
  };

  const Expr changed = replace(sum, change);

  EXPECT_EQ(print(changed), "a * b + 9");
  EXPECT_EQ(changed->args[0], sum->args[0]);
  EXPECT_EQ(print(sum), "a * b + c");
}

TEST_F(Expression, KnowsWhatItUses) {
  const Expr sum = world.expression("a*b + rand()");

  EXPECT_TRUE(uses(sum, *a));
  EXPECT_FALSE(uses(sum, *c));
  EXPECT_TRUE(contains(sum, is_random));
  EXPECT_FALSE(contains(nullptr, is_random));
}

// Each level uses the one below twice: a walk without memory would take 2^60 steps.
TEST_F(Expression, IsWalkedOnceForEachNode) {
  Expr tower = expr::variable(*a);
  for (int k = 0; k < 60; ++k) tower = expr::add(tower, tower);

  EXPECT_TRUE(uses(tower, *a));
  EXPECT_EQ(world.evaluate(tower, 1)[0], 2 * 0x1p60);
}

// --- linear_in ---------------------------------------------------------------------------------

struct LinearIn : Expression {
  // "coefficient of a; coefficient of b; rest", with 0 for what is missing.
  std::string split(std::string_view text) {
    const auto made = linear_in(world.expression(text), 2, [&](const Node& node) {
      return node.variable == a ? 0 : node.variable == b ? 1 : -1;
    });
    if (!made) return "not linear";
    const auto shown = [](const Expr& e) { return e ? print(e) : "0"; };
    return shown(made->coefficients[0]) + "; " + shown(made->coefficients[1]) + "; " +
           shown(made->rest);
  }
};

TEST_F(LinearIn, CollectsCoefficients) {
  EXPECT_EQ(split("a"), "1; 0; 0");
  EXPECT_EQ(split("c"), "0; 0; c");
  EXPECT_EQ(split("(c - a)/c"), "(-1) / c; 0; c / c");
  EXPECT_EQ(split("2*a - b + 3"), "2; -1; 3");
  EXPECT_EQ(split("a*c + a"), "c + 1; 0; 0");
  EXPECT_EQ(split("-(a + b*c)"), "-1; -c; 0");
  EXPECT_EQ(split("c*(a - c)/2"), "c / 2; 0; c * -c / 2");
}

TEST_F(LinearIn, RefusesWhatIsNot) {
  for (const char* text : {"a*a", "a*b", "c/a", "exp(a)", "a**2", "abs(a)", "a % c", "a // c",
                           "clip(a, 0, 1)", "int(a > c)"}) {
    EXPECT_EQ(split(text), "not linear") << text;
  }
}

TEST_F(LinearIn, AllowsAnythingOfWhatIsKnown) {
  EXPECT_EQ(split("exp(c)*a"), "exp(c); 0; 0");
  EXPECT_EQ(split("clip(c, 0, 1) + a"), "1; 0; " + printed("clip(c, 0, 1)"));
}

TEST_F(LinearIn, SplitsEachNodeOnce) {
  Expr tower = world.expression("a + c");
  for (int k = 0; k < 60; ++k) tower = expr::add(tower, tower);

  const auto made =
      linear_in(tower, 1, [&](const Node& node) { return node.variable == a ? 0 : -1; });

  ASSERT_TRUE(made);
  EXPECT_EQ(made->coefficients[0]->number, 0x1p60);
  EXPECT_EQ(world.evaluate(made->rest, 1)[0], 5 * 0x1p60);
}

TEST_F(LinearIn, SplitsBothSidesOfAChoice) {
  const Expr choice =
      expr::select(world.expression("c > 1"), world.expression("2*a"), world.expression("c"));
  const auto made =
      linear_in(choice, 1, [&](const Node& node) { return node.variable == a ? 0 : -1; });

  ASSERT_TRUE(made);
  EXPECT_EQ(print(made->coefficients[0]), "select(c > 1, 2, 0)");
  EXPECT_EQ(print(made->rest), "select(c > 1, 0, c)");
}

}  // namespace
}  // namespace myelin
