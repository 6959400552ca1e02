#include "language/lexer.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

const std::string kWhere = "cells.reset";

std::vector<Token> tokens(std::string_view text) {
  auto made = tokenize(text, kWhere);
  EXPECT_TRUE(made) << describe(made.error());
  return made ? *made : std::vector<Token>{};
}

// The texts of all tokens with a bar between them; line ends are "~".
std::string joined(std::string_view text) {
  std::string out;
  for (const Token& token : tokens(text)) {
    if (token.kind == Token::Kind::end) return out;
    out += (out.empty() ? "" : "|") + (token.kind == Token::Kind::newline ? "~" : token.text);
  }
  return out;
}

TEST(Lexer, CutsTextIntoNamesNumbersAndSymbols) {
  EXPECT_EQ(joined("dv/dt = -v/tau_1 : 1"), "dv|/|dt|=|-|v|/|tau_1|:|1");
  EXPECT_EQ(joined("a**b//c<=d!=e"), "a|**|b|//|c|<=|d|!=|e");
  EXPECT_EQ(joined("x+=1;y**=2"), "x|+=|1|;|y|**=|2");
}

TEST(Lexer, LeavesOutCommentsAndBlanks) {
  EXPECT_EQ(joined("v = 1 # a comment : ' \\ \u00e4\n\tw=2"), "v|=|1|~|w|=|2");
  EXPECT_EQ(joined("# only this"), "");
}

TEST(Lexer, SeesNoLineEndsInParentheses) { EXPECT_EQ(joined("f(\n1,\n2)\n3"), "f|(|1|,|2|)|~|3"); }

TEST(Lexer, ReadsNumbersLikePython) {
  const std::vector<std::pair<const char*, double>> numbers = {
      {"0", 0},     {"12", 12},         {"1.5", 1.5},  {".5", 0.5},  {"2.", 2},
      {"1e3", 1e3}, {"1.5E-3", 1.5e-3}, {"2.e+1", 20}, {"0.1", 0.1}, {"1e-400", 0}};
  for (const auto& [text, value] : numbers) {
    const std::vector<Token> list = tokens(text);
    ASSERT_EQ(list.size(), 2u) << text;
    EXPECT_EQ(list[0].number, value) << text;
    EXPECT_EQ(list[0].integer, std::string(text).find_first_of(".eE") == std::string::npos) << text;
  }
}

TEST(Lexer, TakesAnEWithoutDigitsForAName) { EXPECT_EQ(joined("2e + 3 em"), "2|e|+|3|em"); }

TEST(Lexer, RefusesNumbersThatNoDoubleHolds) {
  const auto made = tokenize("x = 1e400", kWhere);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "cells.reset:1:5");
  EXPECT_EQ(made.error().message, "the number 1e400 is too large for a double");
}

TEST(Lexer, PointsAtWhatHasNoMeaning) {
  const auto made = tokenize("v = 1\nw = v ? 2", kWhere);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::parse);
  EXPECT_EQ(made.error().where, "cells.reset:2:7");
  EXPECT_EQ(made.error().message, "'?' has no meaning in an equation");
  EXPECT_EQ(made.error().excerpt, "  w = v ? 2\n        ^");
}

TEST(Lexer, DoesNotQuoteHalfACharacter) {
  const auto made = tokenize("\u03c4 = 1", kWhere);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "this character has no meaning in an equation");
}

TEST(Lexer, KnowsWhereEachTokenStands) {
  const std::vector<Token> list = tokens("ab + 12");

  EXPECT_EQ(list[0].span.begin, 0u);
  EXPECT_EQ(list[0].span.end, 2u);
  EXPECT_EQ(list[2].span.begin, 5u);
  EXPECT_EQ(list[2].span.end, 7u);
  EXPECT_EQ(list[3].kind, Token::Kind::end);
}

}  // namespace
}  // namespace myelin
