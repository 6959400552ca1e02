#include "language/tex.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

TEST(Tex, WritesFractionsPowersAndFunctions) {
  EXPECT_EQ(tex_of_text("(a + b)/c"), "\\frac{a + b}{c}");
  EXPECT_EQ(tex_of_text("x**2"), "{x}^{2}");
  EXPECT_EQ(tex_of_text("(a*b)**2"), "\\left(a\\,b\\right)^{2}");
  EXPECT_EQ(tex_of_text("exp(-x)"), "e^{-x}");
  EXPECT_EQ(tex_of_text("sqrt(x) + abs(y)"), "\\sqrt{x} + \\left|y\\right|");
  EXPECT_EQ(tex_of_text("a*(b - c)"), "a\\,\\left(b - c\\right)");
  EXPECT_EQ(tex_of_text("a <= b and not c"), "a \\le b\\ \\text{and}\\ \\lnot c");
}

TEST(Tex, WritesNamesWithGreekLettersAndIndices) {
  EXPECT_EQ(tex_of_name("tau"), "\\tau");
  EXPECT_EQ(tex_of_name("tau_m"), "\\tau_{\\mathrm{m}}");
  EXPECT_EQ(tex_of_name("taum"), "\\tau_{\\mathrm{m}}");
  EXPECT_EQ(tex_of_name("v"), "v");
  EXPECT_EQ(tex_of_name("gl"), "g_{\\mathrm{l}}");
  EXPECT_EQ(tex_of_name("weight"), "\\mathit{weight}");
}

TEST(Tex, WritesStatementsAsAssignments) {
  EXPECT_EQ(tex_of_text("v = 0; w += 1"), "v \\leftarrow 0,\\quad w \\mathrel{+=} 1");
}

TEST(Tex, FallsBackToTextForWhatCannotBeRead) {
  EXPECT_EQ(tex_of_text("a b_c $ {"), "\\text{a b\\_c \\$ \\{}");
}

}  // namespace
}  // namespace myelin
