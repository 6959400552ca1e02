// What the element-wise operations mean.
#include <limits>

#include "rows.h"

namespace myelin {
namespace {

using rows::one;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Elementwise : rows::EachRow {
  double compute(Unary which, double x) const { return one(row(), which, x); }
  double compute(Binary which, double x, double y) const { return one(row(), which, x, y); }
};

TEST_P(Elementwise, ComparesWithNaNAsFalse) {
  for (Binary which :
       {Binary::less, Binary::less_equal, Binary::greater, Binary::greater_equal, Binary::equal}) {
    EXPECT_EQ(compute(which, kNaN, 1.0), 0.0);
    EXPECT_EQ(compute(which, 1.0, kNaN), 0.0);
  }
  EXPECT_EQ(compute(Binary::not_equal, kNaN, kNaN), 1.0);
}

TEST_P(Elementwise, ComparesNumbers) {
  EXPECT_EQ(compute(Binary::less, 1.0, 2.0), 1.0);
  EXPECT_EQ(compute(Binary::less, 2.0, 2.0), 0.0);
  EXPECT_EQ(compute(Binary::less_equal, 2.0, 2.0), 1.0);
  EXPECT_EQ(compute(Binary::greater, 2.0, 1.0), 1.0);
  EXPECT_EQ(compute(Binary::greater_equal, 1.0, 2.0), 0.0);
  EXPECT_EQ(compute(Binary::equal, 0.0, -0.0), 1.0);
  EXPECT_EQ(compute(Binary::not_equal, 1.0, 2.0), 1.0);
}

TEST_P(Elementwise, TakesEverythingButZeroForTrue) {
  for (double x : {1.0, -3.0, 5e-324, kInf, kNaN}) {
    EXPECT_EQ(compute(Binary::logical_and, x, 1.0), 1.0) << x;
    EXPECT_EQ(compute(Binary::logical_or, 0.0, x), 1.0) << x;
    EXPECT_EQ(compute(Unary::logical_not, x), 0.0) << x;
  }
  EXPECT_EQ(compute(Binary::logical_and, -0.0, 1.0), 0.0);
  EXPECT_EQ(compute(Binary::logical_or, 0.0, -0.0), 0.0);
  EXPECT_EQ(compute(Unary::logical_not, -0.0), 1.0);
}

TEST_P(Elementwise, GivesTheSignOfNumbers) {
  EXPECT_EQ(compute(Unary::sign, -5e-324), -1.0);
  EXPECT_EQ(compute(Unary::sign, kInf), 1.0);
  EXPECT_TRUE(rows::same(compute(Unary::sign, -0.0), 0.0));
  EXPECT_TRUE(std::isnan(compute(Unary::sign, kNaN)));
}

TEST_P(Elementwise, KeepsTheSignOfAZeroWhenRounding) {
  EXPECT_TRUE(rows::same(compute(Unary::floor, -0.0), -0.0));
  EXPECT_TRUE(rows::same(compute(Unary::floor, 0.9), 0.0));
  EXPECT_TRUE(rows::same(compute(Unary::ceil, -0.5), -0.0));
  EXPECT_TRUE(rows::same(compute(Unary::ceil, 0.0), 0.0));
  EXPECT_TRUE(rows::same(compute(Unary::truncate, -0.9), -0.0));
  EXPECT_TRUE(rows::same(compute(Unary::truncate, 0.9), 0.0));
}

TEST_P(Elementwise, RoundsLikeTheStandardLibrary) {
  for (double x : rows::mixed_values(2000, 11)) {
    ASSERT_TRUE(rows::same(compute(Unary::floor, x), std::floor(x))) << x;
    ASSERT_TRUE(rows::same(compute(Unary::ceil, x), std::ceil(x))) << x;
    ASSERT_TRUE(rows::same(compute(Unary::truncate, x), std::trunc(x))) << x;
  }
}

TEST_P(Elementwise, ClearsAndFlipsTheSignBit) {
  for (double x : rows::special_values()) {
    EXPECT_TRUE(rows::same(compute(Unary::negate, x), -x));
    EXPECT_TRUE(rows::same(compute(Unary::absolute, -x), x));
  }
}

TEST_P(Elementwise, DividesAndTakesRemaindersLikePython) {
  EXPECT_EQ(compute(Binary::floor_divide, -7.0, 4.0), -2.0);
  EXPECT_EQ(compute(Binary::floor_divide, 7.0, -4.0), -2.0);
  EXPECT_EQ(compute(Binary::floor_divide, 1.0, 0.1), 9.0);
  EXPECT_EQ(compute(Binary::floor_divide, -1.0, kInf), -1.0);
  EXPECT_EQ(compute(Binary::modulo, -7.0, 4.0), 1.0);
  EXPECT_EQ(compute(Binary::modulo, 7.0, -4.0), -1.0);
  EXPECT_EQ(compute(Binary::modulo, -2.5, 3.0), 0.5);
  EXPECT_EQ(compute(Binary::modulo, -1.0, kInf), kInf);
  EXPECT_TRUE(rows::same(compute(Binary::modulo, -6.0, 3.0), 0.0));
  EXPECT_TRUE(rows::same(compute(Binary::modulo, 6.0, -3.0), -0.0));
}

TEST_P(Elementwise, DividesByZeroLikeIeee) {
  EXPECT_EQ(compute(Binary::floor_divide, 1.0, 0.0), kInf);
  EXPECT_EQ(compute(Binary::floor_divide, -1.0, 0.0), -kInf);
  EXPECT_TRUE(std::isnan(compute(Binary::floor_divide, 0.0, 0.0)));
  EXPECT_TRUE(std::isnan(compute(Binary::modulo, 1.0, 0.0)));
  EXPECT_TRUE(std::isnan(compute(Binary::modulo, kInf, 2.0)));
  EXPECT_TRUE(std::isnan(compute(Binary::modulo, kNaN, 2.0)));
  EXPECT_TRUE(std::isnan(compute(Binary::modulo, 2.0, kNaN)));
}

// CPython, Objects/floatobject.c, in its own words: the remainder of fmod, moved to the sign of b.
double python_modulo(double a, double b) {
  const double rest = std::fmod(a, b);
  if (rest == 0.0) return std::copysign(0.0, b);
  return (rest < 0.0) != (b < 0.0) ? rest + b : rest;
}

TEST_P(Elementwise, TakesExactRemaindersOfAllQuotients) {
  rows::Generator next{12};
  const std::vector<double> a = rows::mixed_values(3000, 13), b = rows::mixed_values(3000, 14);
  for (size_t i = 0; i < 3000; ++i) {
    if (b[i] == 0.0 || !std::isfinite(a[i])) continue;
    ASSERT_TRUE(rows::same(compute(Binary::modulo, a[i], b[i]), python_modulo(a[i], b[i])))
        << std::hexfloat << a[i] << " % " << b[i];
    const double whole = std::floor(next.between(-1e15, 1e15));
    ASSERT_TRUE(rows::same(compute(Binary::modulo, whole, 7.0), python_modulo(whole, 7.0)));
  }
}

TEST_P(Elementwise, DividesIntegersExactly) {
  rows::Generator next{15};
  for (int i = 0; i < 3000; ++i) {
    const auto a = int64_t(next() >> 11) - (int64_t(1) << 52);
    const auto b = int64_t(next() >> (12 + next() % 50)) + 1;
    const int64_t expected = a / b - (a % b < 0 ? 1 : 0);
    ASSERT_EQ(compute(Binary::floor_divide, double(a), double(b)), double(expected));
    ASSERT_EQ(compute(Binary::modulo, double(a), double(b)), double(a - expected * b));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Elementwise, testing::ValuesIn(rows::all()), rows::name);

}  // namespace
}  // namespace myelin
