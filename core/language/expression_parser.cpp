#include "language/expression_parser.h"

#include <algorithm>

#include "base/text.h"

namespace myelin {
namespace {

using Kind = Token::Kind;

// Words of the expression language that cannot be names.
constexpr std::string_view kReserved[] = {
    "and",    "or",    "not",   "if",     "for",    "in",       "True",    "False",   "else",
    "while",  "def",   "class", "return", "lambda", "is",       "None",    "from",    "import",
    "with",   "yield", "pass",  "try",    "except", "raise",    "del",     "global",  "as",
    "assert", "elif",  "break", "async",  "await",  "continue", "finally", "nonlocal"};

bool is_reserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

struct Level {
  int binding;
  bool right = false;
};

// How strongly a binary operator binds; 0 if the token is none.
Level level_of(const Token& token) {
  if (token.is("or")) return {1};
  if (token.is("and")) return {2};
  if (token.kind != Kind::symbol) return {0};
  for (const char* symbol : {"<", "<=", ">", ">=", "==", "!="}) {
    if (token.text == symbol) return {4};
  }
  if (token.is("+") || token.is("-")) return {5};
  for (const char* symbol : {"*", "/", "//", "%"}) {
    if (token.text == symbol) return {6};
  }
  if (token.is("**")) return {8, true};
  return {0};
}

void add(Ast& node, AstPtr argument) {
  node.height = std::max(node.height, argument->height + 1);
  node.args.push_back(std::move(argument));
}

}  // namespace

Expected<AstPtr> ExpressionParser::only_expression() {
  drop_newlines();
  if (peek().kind == Kind::end) return fail(peek().span, "an expression is missing here");
  auto value = expression();
  if (!value) return value;
  if (peek().kind != Kind::end) return unexpected("the end of the expression");
  return value;
}

const Token& ExpressionParser::peek(size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Error ExpressionParser::fail(TextSpan span, std::string message) const {
  return error_at(ErrorCode::parse, text_, where_, span, std::move(message));
}

Expected<AstPtr> ExpressionParser::unexpected(const std::string& wanted) const {
  const Token& token = peek();
  if (token.is("if")) {
    return fail(token.span, "there is no 'if' here; write int(condition)*x + int(not condition)*y");
  }
  const std::string found = token.kind == Kind::end       ? "the text ends"
                            : token.kind == Kind::newline ? "the line ends"
                                                          : "'" + token.text + "' stands";
  return fail(token.span, found + " where " + wanted + " is expected");
}

void ExpressionParser::drop_newlines() {
  std::erase_if(tokens_, [](const Token& token) { return token.kind == Kind::newline; });
}

Status ExpressionParser::read(AstPtr& into) {
  auto value = expression();
  if (!value) return value.error();
  into = std::move(*value);
  return {};
}

Expected<Token> ExpressionParser::identifier(const std::string& wanted) {
  const Token token = peek();
  if (token.kind != Kind::name) return unexpected(wanted).error();
  if (is_reserved(token.text)) {
    return fail(token.span, "'" + token.text + "' is a word of the language, not a name");
  }
  ++at_;
  return token;
}

Expected<AstPtr> ExpressionParser::expression(int least) {
  if (++depth_ > kDeepestExpression)
    return fail(peek().span, "the expression is nested too deeply");
  auto left = prefix();
  while (left) {
    const Level level = level_of(peek());
    if (level.binding == 0 || level.binding < least) break;
    const Token symbol = peek();
    ++at_;
    auto right = expression(level.right ? level.binding - 1 : level.binding + 1);
    if (!right) return right;
    left = binary(symbol.text, std::move(*left), std::move(*right));
    if ((*left)->height > kTallestExpression)
      return fail(symbol.span, "the expression is too long");
    if (level.binding == kBindCompare && level_of(peek()).binding == kBindCompare) {
      return fail(peek().span, "comparisons cannot be chained; write (a < b) and (b < c)");
    }
  }
  --depth_;
  return left;
}

AstPtr ExpressionParser::binary(std::string symbol, AstPtr left, AstPtr right) {
  auto node = std::make_unique<Ast>();
  node->kind = Ast::Kind::binary;
  node->span = {left->span.begin, right->span.end};
  node->name = std::move(symbol);
  add(*node, std::move(left));
  add(*node, std::move(right));
  return node;
}

Expected<AstPtr> ExpressionParser::prefix() {
  const Token token = peek();
  if (token.is("not") || token.is("-") || token.is("+")) {
    ++at_;
    auto operand = expression(token.is("not") ? kBindNot : kBindNegate);
    if (!operand || token.is("+")) return operand;
    auto node = std::make_unique<Ast>();
    node->kind = token.is("not") ? Ast::Kind::logical_not : Ast::Kind::negate;
    node->span = {token.span.begin, (*operand)->span.end};
    add(*node, std::move(*operand));
    return AstPtr(std::move(node));
  }
  return primary();
}

Expected<AstPtr> ExpressionParser::primary() {
  const Token token = peek();
  auto node = std::make_unique<Ast>();
  node->span = token.span;
  if (token.is("(")) {
    ++at_;
    auto inside = expression();
    if (!inside) return inside;
    if (!peek().is(")")) return unexpected("')'");
    (*inside)->span = {token.span.begin, peek().span.end};
    ++at_;
    return inside;
  }
  if (token.kind == Kind::number) {
    ++at_;
    node->number = token.number;
    node->integer = token.integer;
    if (quantity_ && peek().kind == Kind::name && !is_reserved(peek().text)) {
      auto unit = expression(kBindMultiply + 1);
      if (!unit) return unit;
      const bool power = (*unit)->kind == Ast::Kind::binary;
      (power ? (*unit)->args[0] : *unit)->unit = true;
      return binary("*", std::move(node), std::move(*unit));
    }
    return AstPtr(std::move(node));
  }
  if (token.is("True") || token.is("False")) {
    ++at_;
    node->kind = Ast::Kind::boolean;
    node->number = token.is("True");
    return AstPtr(std::move(node));
  }
  auto name = identifier("a number, a name or '('");
  if (!name) return name.error();
  node->kind = Ast::Kind::name;
  node->name = name->text;
  return peek().is("(") ? call(std::move(node)) : Expected<AstPtr>(AstPtr(std::move(node)));
}

Expected<AstPtr> ExpressionParser::call(AstPtr node) {
  node->kind = Ast::Kind::call;
  ++at_;
  while (!peek().is(")")) {
    auto argument = expression();
    if (!argument) return argument;
    add(*node, std::move(*argument));
    if (peek().is(",")) {
      ++at_;
    } else if (!peek().is(")")) {
      return unexpected("',' or ')'");
    }
  }
  node->span.end = peek().span.end;
  ++at_;
  return node;
}

}  // namespace myelin
