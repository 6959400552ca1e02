#include "base/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "base/text.h"

namespace myelin {
namespace {

double bits_of(uint64_t bits) { return std::bit_cast<double>(bits); }

// Doubles of all sizes, the smallest and the largest among them.
std::vector<double> many_doubles() {
  std::mt19937_64 random(7);
  std::vector<double> values;
  for (int k = 0; k < 20000; ++k) {
    const double any = bits_of(random()), tiny = bits_of(random() >> 11);
    if (std::isfinite(any)) values.push_back(any);
    values.push_back(tiny);
    values.push_back(double(int64_t(random() % 2000000) - 1000000) * std::pow(10.0, -(k % 14)));
  }
  return values;
}

TEST(ReadNumber, ReadsWhatTheCLibraryReads) {
  for (const double value : many_doubles()) {
    for (const int digits : {16, 17, 20, 40, 800}) {
      char text[1200];
      std::snprintf(text, sizeof text, "%.*g", digits, value);
      const NumberText read = read_number(text);
      ASSERT_EQ(read.value, std::strtod(text, nullptr)) << text;
      ASSERT_EQ(text[read.length], '\0') << text;
    }
  }
}

// 2^53 + 1 lies halfway between 2^53 and 2^53 + 2; the even one is 2^53.
TEST(ReadNumber, RoundsHalfwayPointsToEven) {
  EXPECT_EQ(read_number("9007199254740993").value, 9007199254740992.0);
  EXPECT_EQ(read_number("9007199254740995").value, 9007199254740996.0);
  EXPECT_EQ(read_number("9007199254740993." + std::string(900, '0') + "1").value,
            9007199254740994.0);
  EXPECT_EQ(read_number("2.4703282292062327e-324").value, 0);
  EXPECT_EQ(read_number("2.4703282292062328e-324").value, 5e-324);
}

TEST(ReadNumber, GoesToInfinityAndToZero) {
  EXPECT_EQ(read_number("1.7976931348623158e308").value, 1.7976931348623157e308);
  EXPECT_EQ(read_number("1.7976931348623159e308").value, HUGE_VAL);
  EXPECT_EQ(read_number("-1e999999999999").value, -HUGE_VAL);
  EXPECT_EQ(read_number("1e-999999999999").value, 0);
  EXPECT_TRUE(std::signbit(read_number("-0").value));
}

TEST(ReadNumber, TakesNoMoreThanTheNumber) {
  EXPECT_EQ(read_number("5 ms").length, 1u);
  EXPECT_EQ(read_number("1e").length, 1u);
  EXPECT_EQ(read_number("1e+x").length, 1u);
  EXPECT_EQ(read_number("+.5e-3x").length, 6u);
  EXPECT_EQ(read_number("0x10").length, 1u);
  for (const char* none : {"", "-", ".", "e5", " 1", "inf", "nan"}) {
    EXPECT_EQ(read_number(none).length, 0u) << none;
  }
}

// The first precision from 15 digits on that reads back, as printf would show it.
TEST(FormatNumber, IsWhatTheCLibraryPrints) {
  for (const double value : many_doubles()) {
    if (std::fabs(value) < 1e15 && value == std::trunc(value)) continue;
    char text[40];
    for (int precision = 15; precision <= 17; ++precision) {
      std::snprintf(text, sizeof text, "%.*g", precision, value);
      if (std::strtod(text, nullptr) == value) break;
    }
    ASSERT_EQ(format_number(value), text);
  }
}

TEST(FormatNumber, ShowsWholeNumbersWithoutExponentBelow1e15) {
  EXPECT_EQ(format_number(999999999999999), "999999999999999");
  EXPECT_EQ(format_number(-100000000000000), "-100000000000000");
  EXPECT_EQ(format_number(1e15), "1e+15");
  EXPECT_EQ(format_number(9007199254740992), "9007199254740992");
}

}  // namespace
}  // namespace myelin
