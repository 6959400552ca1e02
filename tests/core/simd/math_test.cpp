// The elementary functions of every row: special values, and a table of correct results that is
// small enough to be checked on every platform. The thorough comparison is math_mpfr_test.cpp.
#include <limits>
#include <tuple>

#include "../kernels/rows.h"

namespace myelin {
namespace {

using rows::one;
using rows::same;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Entry {
  Unary which;
  uint64_t argument, result;
};
constexpr Entry kTable[] = {
#include "math_table.inc"
};
struct PowerEntry {
  uint64_t base, exponent, result;
};
constexpr PowerEntry kPowers[] = {
#include "power_table.inc"
};

// How many doubles lie between two doubles.
uint64_t steps_between(double a, double b) {
  const auto ordered = [](double x) {
    const auto i = std::bit_cast<int64_t>(x);
    return i < 0 ? INT64_MIN - i : i;
  };
  const uint64_t difference = uint64_t(ordered(a)) - uint64_t(ordered(b));
  return difference >> 63 ? -difference : difference;
}

struct Math : rows::EachRow {
  double compute(Unary which, double x) const { return one(row(), which, x); }
  double power(double x, double y) const { return one(row(), Binary::power, x, y); }
};

TEST_P(Math, IsWithinOneStepOfTheCorrectResult) {
  for (const Entry& entry : kTable) {
    const double x = std::bit_cast<double>(entry.argument);
    const double expected = std::bit_cast<double>(entry.result), got = compute(entry.which, x);
    // An error below 1.5 units may end two steps from the nearest double.
    const bool loose = entry.which == Unary::exprel || entry.which == Unary::sinh;
    EXPECT_LE(steps_between(got, expected), loose ? 2u : 1u)
        << int(entry.which) << "(" << std::hexfloat << x << ") is " << got << ", not " << expected;
  }
}

TEST_P(Math, RaisesToPowersWithinOneStep) {
  for (const PowerEntry& entry : kPowers) {
    const double x = std::bit_cast<double>(entry.base), y = std::bit_cast<double>(entry.exponent);
    const double expected = std::bit_cast<double>(entry.result);
    EXPECT_LE(steps_between(power(x, y), expected), 1u)
        << std::hexfloat << x << " ^ " << y << " is " << power(x, y) << ", not " << expected;
  }
}

TEST_P(Math, KeepsSignedZeros) {
  for (Unary which : {Unary::sin, Unary::tan, Unary::sinh, Unary::tanh, Unary::arcsin,
                      Unary::arctan, Unary::expm1, Unary::log1p, Unary::square_root}) {
    EXPECT_TRUE(same(compute(which, 0.0), 0.0)) << int(which);
    EXPECT_TRUE(same(compute(which, -0.0), -0.0)) << int(which);
  }
}

TEST_P(Math, ReturnsTinyArgumentsOfOddFunctions) {
  for (Unary which : {Unary::sin, Unary::tan, Unary::sinh, Unary::tanh, Unary::arcsin,
                      Unary::arctan, Unary::expm1, Unary::log1p}) {
    for (double x : {5e-324, -1e-310, 0x1p-1022, -1e-300, 1e-30}) {
      EXPECT_EQ(compute(which, x), x) << int(which);
    }
  }
}

TEST_P(Math, AnswersOneAtZero) {
  for (Unary which : {Unary::exp, Unary::cos, Unary::cosh, Unary::exprel}) {
    EXPECT_EQ(compute(which, 0.0), 1.0);
    EXPECT_EQ(compute(which, -0.0), 1.0);
    EXPECT_EQ(compute(which, 5e-324), 1.0);
  }
  EXPECT_TRUE(same(compute(Unary::log, 1.0), 0.0));
  EXPECT_TRUE(same(compute(Unary::log10, 1.0), 0.0));
  EXPECT_TRUE(same(compute(Unary::arccos, 1.0), 0.0));
}

// Functions of floats, in units in the last place of a float, against those of doubles: floats from
// end to end, and densely where the results are neither 0, 1 nor infinite.
std::vector<double> many_floats() {
  std::vector<double> x;
  const auto add = [&](uint64_t bits) {
    const double value = double(std::bit_cast<float>(uint32_t(bits)));
    if (!std::isnan(value)) x.push_back(value);
  };
  for (uint64_t bits = 0; bits <= UINT32_MAX; bits += 65521) add(bits);
  for (uint64_t bits = 0x30000000; bits < 0x42D00000; bits += 2039) {  // 2^-31 to 104
    add(bits);
    add(bits | 0x80000000);
  }
  while (x.size() % kPadding) x.push_back(0);
  return x;
}

TEST_P(Math, StaysWithinItsBoundForFloats) {
  const std::vector<double> x = many_floats();
  for (const auto& [single, exact, bound] : {std::tuple(Unary::exp_single, Unary::exp, 0.91),
                                             {Unary::exprel_single, Unary::exprel, 1.8}}) {
    const std::vector<double> got = rows::apply(row(), single, x, x.size());
    const std::vector<double> wanted = rows::apply(row(), exact, x, x.size());
    const std::vector<double> elsewhere = rows::apply(*rows::all()[0], single, x, x.size());
    for (size_t k = 0; k < x.size(); ++k) {
      ASSERT_TRUE(same(got[k], elsewhere[k])) << std::hexfloat << x[k];
      ASSERT_EQ(double(float(got[k])), got[k]);
      if (double(float(wanted[k])) == got[k]) continue;
      int exponent;
      std::frexp(wanted[k], &exponent);
      const double unit = std::ldexp(1.0, std::max(exponent - 24, -149));
      ASSERT_LE(std::fabs(got[k] - wanted[k]), bound * unit) << std::hexfloat << x[k];
    }
  }
}

TEST_P(Math, MeetsTheEndsOfFloats) {
  const auto exp = [&](float x) { return compute(Unary::exp_single, double(x)); };
  const auto exprel = [&](float x) { return compute(Unary::exprel_single, double(x)); };
  EXPECT_EQ(exp(0x1.62e43p+6f), kInf);  // 88.7228, just above 128 ln 2
  EXPECT_NEAR(exp(0x1.62e42ep+6f), 0x1.ffff082e6c7ffp127, 0x1p104);
  EXPECT_EQ(exp(-0x1.9fe366p+6f), 0x1p-149);  // -103.972, just above -150 ln 2
  EXPECT_EQ(exp(-0x1.9fe36ap+6f), 0.0);
  EXPECT_NEAR(exp(-0x1.601e68p+6f), 0.9999983275988278 * 0x1p-127, 0x1p-149);  // about -127 ln 2
  EXPECT_LT(exprel(93.25f), kInf);
  EXPECT_EQ(exprel(93.3f), kInf);
  EXPECT_EQ(exprel(-0x1p127f), 0x1p-127);
  for (const float x : {0.0f, -0.0f, 0x1p-149f, -0x1p-126f, 0x1p-31f}) {
    EXPECT_EQ(exp(x), 1.0);
    EXPECT_EQ(exprel(x), 1.0);
  }
  for (const Unary which : {Unary::exp_single, Unary::exprel_single}) {
    EXPECT_EQ(compute(which, kInf), kInf);
    EXPECT_TRUE(same(compute(which, -kInf), 0.0));
    EXPECT_TRUE(std::isnan(compute(which, kNaN)));
  }
  EXPECT_EQ(compute(Unary::round_single, 0x1.000001p0), 1.0);  // to even
  EXPECT_EQ(compute(Unary::round_single, 1e39), kInf);
}

TEST_P(Math, HandsOnNaN) {
  for (size_t u = size_t(Unary::sin); u < size_t(Unary::kCount); ++u) {
    EXPECT_TRUE(std::isnan(compute(Unary(u), kNaN))) << u;
  }
}

TEST_P(Math, IsUndefinedOutsideTheDomain) {
  for (Unary which : {Unary::log, Unary::log10, Unary::square_root}) {
    EXPECT_TRUE(std::isnan(compute(which, -5e-324)));
    EXPECT_TRUE(std::isnan(compute(which, -kInf)));
  }
  EXPECT_TRUE(std::isnan(compute(Unary::log1p, -1.0000000000000002)));
  for (Unary which : {Unary::sin, Unary::cos, Unary::tan, Unary::arcsin, Unary::arccos}) {
    EXPECT_TRUE(std::isnan(compute(which, kInf)));
    EXPECT_TRUE(std::isnan(compute(which, -kInf)));
  }
  EXPECT_TRUE(std::isnan(compute(Unary::arcsin, 1.0000000000000002)));
  EXPECT_TRUE(std::isnan(compute(Unary::arccos, -2.0)));
}

TEST_P(Math, ReachesInfinityAndZeroWhereTheDoublesEnd) {
  EXPECT_EQ(compute(Unary::exp, 709.782712893384), 0x1.fffffffffff2ap1023);
  EXPECT_EQ(compute(Unary::exp, 709.7827128933841), kInf);
  EXPECT_EQ(compute(Unary::exp, kInf), kInf);
  EXPECT_EQ(compute(Unary::exp, -745.1332191019412), 0.0);
  EXPECT_EQ(compute(Unary::exp, -745.1332191019411), 5e-324);
  EXPECT_EQ(compute(Unary::exp, -kInf), 0.0);
  EXPECT_EQ(compute(Unary::expm1, kInf), kInf);
  EXPECT_EQ(compute(Unary::expm1, -kInf), -1.0);
  EXPECT_EQ(compute(Unary::exprel, 717.5), kInf);
  EXPECT_EQ(compute(Unary::exprel, kInf), kInf);
  EXPECT_EQ(compute(Unary::exprel, -kInf), 0.0);
  EXPECT_EQ(compute(Unary::sinh, -kInf), -kInf);
  EXPECT_EQ(compute(Unary::cosh, -kInf), kInf);
  EXPECT_EQ(compute(Unary::tanh, -kInf), -1.0);
  EXPECT_EQ(compute(Unary::arctan, -kInf), -1.5707963267948966);
}

TEST_P(Math, TakesLogarithmsOfTheEnds) {
  for (Unary which : {Unary::log, Unary::log10}) {
    EXPECT_EQ(compute(which, 0.0), -kInf);
    EXPECT_EQ(compute(which, -0.0), -kInf);
    EXPECT_EQ(compute(which, kInf), kInf);
  }
  EXPECT_EQ(compute(Unary::log1p, -1.0), -kInf);
  EXPECT_EQ(compute(Unary::log1p, kInf), kInf);
}

TEST_P(Math, TakesExactLogarithmsOfPowersOfTen) {
  double power_of_ten = 1.0;
  for (int n = 0; n <= 22; ++n, power_of_ten *= 10.0) {
    EXPECT_EQ(compute(Unary::log10, power_of_ten), n);
  }
}

TEST_P(Math, FollowsC99ForPowersOfZeroAndInfinity) {
  EXPECT_EQ(power(0.0, 0.0), 1.0);
  EXPECT_EQ(power(kNaN, 0.0), 1.0);
  EXPECT_EQ(power(1.0, kNaN), 1.0);
  EXPECT_EQ(power(1.0, kInf), 1.0);
  EXPECT_EQ(power(-1.0, -kInf), 1.0);
  EXPECT_TRUE(same(power(-0.0, 3.0), -0.0));
  EXPECT_TRUE(same(power(-0.0, 2.5), 0.0));
  EXPECT_EQ(power(-0.0, -3.0), -kInf);
  EXPECT_EQ(power(-0.0, -2.0), kInf);
  EXPECT_EQ(power(0.0, -0.5), kInf);
  EXPECT_EQ(power(-kInf, 3.0), -kInf);
  EXPECT_EQ(power(-kInf, 2.5), kInf);
  EXPECT_TRUE(same(power(-kInf, -3.0), -0.0));
  EXPECT_EQ(power(0.5, -kInf), kInf);
  EXPECT_EQ(power(-2.0, kInf), kInf);
  EXPECT_TRUE(same(power(2.0, -kInf), 0.0));
}

TEST_P(Math, RaisesNegativeBasesToIntegersOnly) {
  EXPECT_EQ(power(-2.0, 3.0), -8.0);
  EXPECT_EQ(power(-2.0, -2.0), 0.25);
  EXPECT_EQ(power(-1.0, 0x1p53 - 1.0), -1.0);
  EXPECT_EQ(power(-1.0, 0x1p53), 1.0);
  EXPECT_TRUE(std::isnan(power(-2.0, 0.5)));
  EXPECT_TRUE(std::isnan(power(-5e-324, -1.5)));
}

TEST_P(Math, RaisesSmallIntegersExactly) {
  for (double base = 2.0; base < 20.0; ++base) {
    double expected = 1.0;
    for (int n = 0; expected < 0x1p53; ++n, expected *= base) {
      ASSERT_EQ(power(base, n), expected) << base << " ^ " << n;
    }
  }
}

TEST_P(Math, SaturatesPowers) {
  EXPECT_EQ(power(2.0, 1024.0), kInf);
  EXPECT_EQ(power(2.0, -1075.0), 0.0);
  EXPECT_EQ(power(2.0, -1074.0), 5e-324);
  EXPECT_EQ(power(1e300, 1e300), kInf);
  EXPECT_EQ(power(-10.0, 1e15 + 1.0), -kInf);
  EXPECT_TRUE(same(power(-10.0, -1e15 - 1.0), -0.0));
  EXPECT_EQ(power(3.0, 1e-300), 1.0);
}

INSTANTIATE_TEST_SUITE_P(All, Math, testing::ValuesIn(rows::all()), rows::name);

}  // namespace
}  // namespace myelin
