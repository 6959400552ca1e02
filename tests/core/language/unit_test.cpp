#include "language/unit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace myelin {
namespace {

Dimension of(std::string_view name) { return find_unit_in_quantity(name)->dimension; }
double scale(std::string_view name) { return find_unit_in_quantity(name)->scale; }

TEST(Dimension, FollowsTheLawsOfPhysics) {
  EXPECT_EQ(of("V"), of("A") * of("ohm"));
  EXPECT_EQ(of("S"), Dimension{} / of("ohm"));
  EXPECT_EQ(of("C"), of("A") * of("s"));
  EXPECT_EQ(of("F"), of("C") / of("V"));
  EXPECT_EQ(of("J"), of("N") * of("m"));
  EXPECT_EQ(of("W"), of("V") * of("A"));
  EXPECT_EQ(of("Pa"), of("N") / of("m").power(2));
  EXPECT_EQ(of("Wb"), of("V") * of("s"));
  EXPECT_EQ(of("T"), of("Wb") / of("m").power(2));
  EXPECT_EQ(of("H"), of("Wb") / of("A"));
  EXPECT_EQ(of("Hz"), of("s").power(-1));
  EXPECT_EQ(of("M"), of("mol") / of("m").power(3));
  EXPECT_EQ(of("l"), of("m").power(3));
}

TEST(Dimension, HasRealExponents) {
  const Dimension noise = of("s").power(-0.5);

  EXPECT_FALSE(noise.none());
  EXPECT_EQ(noise * noise * of("s"), Dimension{});
  EXPECT_EQ(of("m").power(1.0 / 3).power(3), of("m"));
}

TEST(Unit, HasItsPrefixInTheScale) {
  EXPECT_EQ(scale("mV"), 1e-3);
  EXPECT_EQ(scale("usiemens"), 1e-6);
  EXPECT_EQ(scale("nS"), 1e-9);
  EXPECT_EQ(scale("Mohm"), 1e6);
  EXPECT_EQ(scale("mg"), 1e-6);
  EXPECT_EQ(scale("kg"), 1.0);
  EXPECT_EQ(scale("mM"), 1.0);  // a mole per cubic metre
  EXPECT_EQ(scale("GHz"), 1e9);
}

TEST(Unit, HasPowersInItsName) {
  EXPECT_EQ(scale("cm2"), 1e-4);
  EXPECT_EQ(scale("um2"), 1e-12);
  EXPECT_EQ(scale("mm3"), 1e-9);
  EXPECT_EQ(of("cm2"), of("m").power(2));
  EXPECT_EQ(of("siemens2"), of("S").power(2));
}

TEST(Unit, WithoutAScaleMayDeclareAVariable) {
  for (const char* name : {"volt", "amp", "siemens", "meter2", "kg", "Hz", "hertz", "metre"}) {
    ASSERT_TRUE(find_unit(name)) << name;
    EXPECT_TRUE(find_unit(name)->base_scale) << name;
  }
  for (const char* name : {"mV", "kHz", "cm2", "gram", "molar", "liter", "msecond"}) {
    ASSERT_TRUE(find_unit(name)) << name;
    EXPECT_FALSE(find_unit(name)->base_scale) << name;
  }
}

TEST(Unit, InAnExpressionIsNoSingleLetter) {
  for (const char* name :
       {"m", "g", "s", "A", "K", "V", "S", "F", "C", "N", "J", "W", "T", "H", "M", "l"}) {
    EXPECT_FALSE(find_unit(name)) << name;
    EXPECT_TRUE(find_unit_in_quantity(name)) << name;
  }
}

TEST(Unit, InAnExpressionHasTheUsualShortNames) {
  for (const char* name : {"ms", "mV", "nS", "pA", "uF", "cm", "um", "Hz", "mM", "cm2", "ms2"}) {
    EXPECT_TRUE(find_unit(name)) << name;
  }
  for (const char* name : {"v", "tau", "Em", "xx", "", "mvolts", "volt4"}) {
    EXPECT_FALSE(find_unit(name)) << name;
  }
}

// 10 to these powers must be the double that the decimal literal gives.
TEST(Unit, HasScalesThatAreTheNearestDoubles) {
  EXPECT_EQ(scale("us"), 1e-6);
  EXPECT_EQ(scale("ys"), 1e-24);
  EXPECT_EQ(scale("cm"), 1e-2);
  EXPECT_EQ(scale("dm"), 1e-1);
  EXPECT_EQ(scale("cm3"), 1e-6);
  EXPECT_EQ(scale("um3"), 1e-18);
  EXPECT_EQ(scale("Tm"), 1e12);
  EXPECT_EQ(scale("dam"), 1e1);
}

TEST(Unit, IsPrintedByItsName) {
  EXPECT_EQ(to_string(of("V")), "volt");
  EXPECT_EQ(to_string(of("mV")), "volt");
  EXPECT_EQ(to_string(of("s")), "second");
  EXPECT_EQ(to_string(Dimension{}), "1");
  EXPECT_EQ(to_string(of("s").power(-1)), "hertz");
  EXPECT_EQ(to_string(of("ohm")), "ohm");
}

TEST(Unit, IsPrintedAsAProductIfItHasNoName) {
  EXPECT_EQ(to_string(of("m") / of("s")), "meter * second**-1");
  EXPECT_EQ(to_string(of("s").power(-0.5)), "second**-0.5");
  EXPECT_EQ(to_string(of("S") / of("cm2")), "siemens * meter**-2");
  EXPECT_EQ(to_string(of("V") / of("s").power(0.5)), "volt * second**-0.5");
  EXPECT_EQ(to_string(of("A") / of("m").power(2)), "meter**-2 * amp");
}

TEST(Unit, IsPrintedWithSymbolsForAxes) {
  EXPECT_EQ(symbol(of("V")), "V");
  EXPECT_EQ(symbol(Dimension{}), "");
  EXPECT_EQ(symbol(of("S") / of("cm2")), "S * m**-2");
}

}  // namespace
}  // namespace myelin
