#include "language/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace myelin {
namespace {

using testing::HasSubstr;

const std::string kWhere = "cells.equations";

// The tree in prefix form: (+ a (* b c)).
std::string show(const Ast& ast) {
  switch (ast.kind) {
    case Ast::Kind::number:
      return format_number(ast.number);
    case Ast::Kind::boolean:
      return ast.number ? "True" : "False";
    case Ast::Kind::name:
      return ast.name;
    default:
      break;
  }
  std::string text = ast.kind == Ast::Kind::negate        ? "(neg"
                     : ast.kind == Ast::Kind::logical_not ? "(not"
                                                          : "(" + ast.name;
  for (const AstPtr& arg : ast.args) text += " " + show(*arg);
  return text + ")";
}

std::string tree(std::string_view text) {
  const auto ast = parse_expression(text, kWhere);
  return ast ? show(**ast) : "error: " + ast.error().message;
}

Error refused(std::string_view text) {
  const auto ast = parse_expression(text, kWhere);
  EXPECT_FALSE(ast) << text;
  return ast ? Error{} : ast.error();
}

TEST(Parser, KnowsThePrecedenceOfPython) {
  EXPECT_EQ(tree("a + b*c"), "(+ a (* b c))");
  EXPECT_EQ(tree("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(tree("a / b * c // d % e"), "(% (// (* (/ a b) c) d) e)");
  EXPECT_EQ(tree("a + b < c * d"), "(< (+ a b) (* c d))");
  EXPECT_EQ(tree("a < b and not c == d or e"), "(or (and (< a b) (not (== c d))) e)");
  EXPECT_EQ(tree("(a + b)*c"), "(* (+ a b) c)");
  EXPECT_EQ(tree("-a*b"), "(* (neg a) b)");
  EXPECT_EQ(tree("a - -b"), "(- a (neg b))");
  EXPECT_EQ(tree("+a"), "a");
}

TEST(Parser, BindsPowersToTheRightAndBeforeSigns) {
  EXPECT_EQ(tree("a**b**c"), "(** a (** b c))");
  EXPECT_EQ(tree("-x**2"), "(neg (** x 2))");
  EXPECT_EQ(tree("2**-1"), "(** 2 (neg 1))");
  EXPECT_EQ(tree("2**-x**2"), "(** 2 (neg (** x 2)))");
  EXPECT_EQ(tree("a*b**c"), "(* a (** b c))");
  EXPECT_EQ(tree("f(x)**2"), "(** (f x) 2)");
}

TEST(Parser, ReadsCalls) {
  EXPECT_EQ(tree("rand()"), "(rand)");
  EXPECT_EQ(tree("clip(v, 0, 1 + a)"), "(clip v 0 (+ 1 a))");
  EXPECT_EQ(tree("not True"), "(not True)");
}

TEST(Parser, TakesLineEndsInAnExpressionForBlanks) {
  EXPECT_EQ(tree("\n a +\n b  # first\n * c\n"), "(+ a (* b c))");
}

TEST(Parser, RefusesChainsOfComparisons) {
  const Error error = refused("0 < v < 1");

  EXPECT_EQ(error.message, "comparisons cannot be chained; write (a < b) and (b < c)");
  EXPECT_EQ(error.where, "cells.equations:1:7");
  EXPECT_EQ(error.excerpt, "  0 < v < 1\n        ^");
  EXPECT_EQ(tree("0 < v and v < 1"), "(and (< 0 v) (< v 1))");
}

TEST(Parser, SaysWhatItExpected) {
  EXPECT_EQ(refused("").message, "an expression is missing here");
  EXPECT_EQ(refused("a +").message, "the text ends where a number, a name or '(' is expected");
  EXPECT_EQ(refused("(a").message, "the text ends where ')' is expected");
  EXPECT_EQ(refused("a b").message, "'b' stands where the end of the expression is expected");
  EXPECT_EQ(refused("f(a b)").message, "'b' stands where ',' or ')' is expected");
  EXPECT_EQ(refused("a if b").message,
            "there is no 'if' here; write int(condition)*x + int(not condition)*y");
  EXPECT_EQ(refused("lambda").message, "'lambda' is a word of the language, not a name");
  EXPECT_EQ(refused("5 mV").message, "'mV' stands where the end of the expression is expected");
}

TEST(Parser, PointsAtTheLineAndColumn) {
  const Error error = refused("a +\n  b *\n  )");

  EXPECT_EQ(error.where, "cells.equations:3:3");
  EXPECT_EQ(error.excerpt, "    )\n    ^");
}

TEST(Parser, RefusesWhatWouldExhaustTheStack) {
  const std::string deep(100'000, '('), signs(100'000, '-');
  std::string nots, chain = "1", powers = "1", unit = "x : 1";
  for (int k = 0; k < 20'000; ++k) {
    nots += "not ";
    chain += "+1";
    powers += "**1";
    unit += "*volt";
  }

  for (const std::string& text : {deep, signs + "1", nots + "a", chain, powers}) {
    EXPECT_THAT(refused(text).message,
                testing::AnyOf(HasSubstr("nested too deeply"), HasSubstr("too long")));
  }
  EXPECT_FALSE(parse_equations(unit, kWhere));
}

TEST(Parser, LimitsTheHeightOfATreeOfLongChainsInParentheses) {
  std::string text(150, '(');
  text += "1";
  for (int k = 0; k < 150; ++k) {
    for (int term = 0; term < 400; ++term) text += "+1";
    text += ")";
  }

  EXPECT_THAT(refused(text).message, HasSubstr("too long"));
}

TEST(Parser, AcceptsSumsOfHundredsOfTerms) {
  std::string chain = "1";
  for (int k = 0; k < 450; ++k) chain += "+1";

  EXPECT_TRUE(parse_expression(chain, kWhere));
}

std::string quantity(std::string_view text) {
  const auto ast = parse_quantity(text, kWhere);
  return ast ? show(**ast) : "error: " + ast.error().message;
}

TEST(Quantity, PutsANumberBeforeAUnit) {
  EXPECT_EQ(quantity("5 ms"), "(* 5 ms)");
  EXPECT_EQ(quantity("-49 mV"), "(neg (* 49 mV))");
  EXPECT_EQ(quantity("1 uF/cm**2"), "(/ (* 1 uF) (** cm 2))");
  EXPECT_EQ(quantity("1 uF * 2 ohm"), "(* (* 1 uF) (* 2 ohm))");
  EXPECT_EQ(quantity("rand()*5 mV"), "(* (rand) (* 5 mV))");
  EXPECT_EQ(quantity("3 and x"), "(and 3 x)");
}

std::vector<AstStatement> statements(std::string_view text) {
  auto made = parse_statements(text, kWhere);
  EXPECT_TRUE(made) << describe(made.error());
  return made ? std::move(*made) : std::vector<AstStatement>{};
}

TEST(StatementText, AreEndedByLinesAndSemicolons) {
  const auto block = statements("v = 0; w += 1\n\n# nothing\nx %= 2 # rest\n;");

  ASSERT_EQ(block.size(), 3u);
  EXPECT_EQ(block[0].target, "v");
  EXPECT_EQ(block[1].op, "+=");
  EXPECT_EQ(block[2].op, "%=");
  EXPECT_EQ(show(*block[2].value), "2");
}

TEST(StatementText, GoOnInParentheses) { EXPECT_EQ(statements("v = (1 +\n 2)\nw = 3").size(), 2u); }

TEST(StatementText, OfferNoPowerAssignment) {
  const auto power = parse_statements("v **= 2", kWhere),
             divide = parse_statements("v //= 2", kWhere);

  ASSERT_FALSE(power || divide);
  EXPECT_EQ(power.error().message, "'**=' is not offered; write x = x ** ...");
  EXPECT_EQ(divide.error().message, "'//=' is not offered; write x = x // ...");
}

TEST(StatementText, SayWhatIsMissing) {
  const auto message = [](std::string_view text) {
    return parse_statements(text, kWhere).error().message;
  };
  EXPECT_EQ(message("v"), "the text ends where '=', '+=', '-=', '*=', '/=' or '%=' is expected");
  EXPECT_EQ(message("v = \nw = 1"), "the line ends where a number, a name or '(' is expected");
  EXPECT_EQ(message("2 = v"), "'2' stands where the name of a variable is expected");
  EXPECT_EQ(message("v = 1 w = 2"),
            "'w' stands where the end of the statement (a line end or ';') is expected");
  EXPECT_EQ(message("if = 2"), "'if' is a word of the language, not a name");
}

std::string generator(std::string_view text) {
  auto made = parse_generator(text, kWhere);
  if (!made) return "error: " + made.error().message;
  std::string out = show(*made->value);
  const auto part = [&](const char* name, const AstPtr& ast) {
    if (ast) out += std::string(" ") + name + "=" + show(*ast);
  };
  if (!made->variable.empty())
    out += " for " + made->variable + (made->sample ? " sample" : " range");
  part("low", made->low);
  part("high", made->high);
  part("step", made->step);
  part("p", made->p);
  part("size", made->size);
  part("if", made->condition);
  return out;
}

TEST(Generator, ReadsRanges) {
  EXPECT_EQ(generator("k for k in range(10)"), "k for k range high=10");
  EXPECT_EQ(generator("i+k for k in range(-3, 4)"), "(+ i k) for k range low=(neg 3) high=4");
  EXPECT_EQ(generator("k for k in range(i, N_post, 2) if k != i"),
            "k for k range low=i high=N_post step=2 if=(!= k i)");
}

TEST(Generator, ReadsSamples) {
  EXPECT_EQ(generator("k for k in sample(N_post, p=0.1)"), "k for k sample high=N_post p=0.1");
  EXPECT_EQ(generator("k for k in sample(0, 10, 2, size=3)"),
            "k for k sample low=0 high=10 step=2 size=3");
}

TEST(Generator, ReadsShortForms) {
  EXPECT_EQ(generator("i + 1"), "(+ i 1)");
  EXPECT_EQ(generator("i if i % 2 == 0"), "i if=(== (% i 2) 0)");
}

TEST(Generator, SaysWhatIsWrong) {
  EXPECT_EQ(generator("k for k in list(3)"), "error: 'list' is neither range nor sample");
  EXPECT_EQ(generator("k for k in range()"),
            "error: range takes one to three bounds: low, high, step");
  EXPECT_EQ(generator("k for k in range(1, 2, 3, 4)"),
            "error: range takes one to three bounds: low, high, step");
  EXPECT_EQ(generator("k for k in sample(10)"), "error: sample takes either p = ... or size = ...");
  EXPECT_EQ(generator("k for k in sample(10, p=1, size=2)"),
            "error: sample takes either p = ... or size = ...");
  EXPECT_EQ(generator("k for k in range(10, p=1)"), "error: 'p' is no argument of range or sample");
  EXPECT_EQ(generator("k for k range(10)"), "error: 'range' stands where 'in' is expected");
  EXPECT_EQ(generator("k for 3 in range(10)"),
            "error: '3' stands where the name of the running variable is expected");
}

}  // namespace
}  // namespace myelin
