// The part of the parser that reads expressions; statements, equations and generators, which are
// made of them, follow in parser.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/lexer.h"
#include "language/parser.h"

namespace myelin {

// Expressions nested deeper than this are refused, so that no text can exhaust the stack: neither
// the parser's, nor that of whoever walks the tree, where each operator of a + b + c ... is a
// level.
inline constexpr int kDeepestExpression = 200;
inline constexpr int kTallestExpression = 500;

// How strongly operators bind; binary ones are 1 to 8.
inline constexpr int kBindNot = 3, kBindCompare = 4, kBindMultiply = 6, kBindNegate = 7;

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, const std::string& where, std::vector<Token> tokens,
                   bool quantity)
      : text_(text), where_(where), tokens_(std::move(tokens)), quantity_(quantity) {}

  // The whole text is one expression; line ends are white space.
  Expected<AstPtr> only_expression();

 protected:
  const Token& peek(size_t ahead = 0) const;
  Error fail(TextSpan span, std::string message) const;
  Expected<AstPtr> unexpected(const std::string& wanted) const;
  void drop_newlines();

  Status read(AstPtr& into);
  Expected<Token> identifier(const std::string& wanted);
  // Precedence climbing: reads operators that bind at least as strongly as `least`.
  Expected<AstPtr> expression(int least = 1);
  static AstPtr binary(std::string symbol, AstPtr left, AstPtr right);

  std::string_view text_;
  const std::string& where_;
  std::vector<Token> tokens_;
  size_t at_ = 0;

 private:
  Expected<AstPtr> prefix();
  Expected<AstPtr> primary();
  Expected<AstPtr> call(AstPtr node);

  int depth_ = 0;
  bool quantity_;
};

}  // namespace myelin
