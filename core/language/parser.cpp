#include "language/parser.h"

#include <algorithm>

#include "base/text.h"
#include "language/expression_parser.h"

namespace myelin {
namespace {

using Kind = Token::Kind;

class Parser : public ExpressionParser {
 public:
  using ExpressionParser::ExpressionParser;

  Expected<std::vector<AstStatement>> statements() {
    std::vector<AstStatement> block;
    while (true) {
      while (peek().kind == Kind::newline || peek().is(";")) ++at_;
      if (peek().kind == Kind::end) return block;
      auto one = statement();
      if (!one) return one.error();
      block.push_back(std::move(*one));
      if (peek().kind != Kind::newline && !peek().is(";") && peek().kind != Kind::end) {
        return unexpected("the end of the statement (a line end or ';')").error();
      }
    }
  }

  Expected<std::vector<AstEquation>> equations() {
    std::vector<AstEquation> list;
    drop_newlines_of_equations();
    while (true) {
      while (peek().kind == Kind::newline) ++at_;
      if (peek().kind == Kind::end) return list;
      auto one = equation();
      if (!one) return one.error();
      list.push_back(std::move(*one));
    }
  }

  Expected<AstGenerator> generator() {
    drop_newlines();
    AstGenerator made;
    made.span = {0, uint32_t(text_.size())};
    if (Status s = read(made.value); !s) return s.error();
    if (peek().is("for")) {
      ++at_;
      auto name = identifier("the name of the running variable");
      if (!name) return name.error();
      made.variable = name->text;
      if (!peek().is("in")) return unexpected("'in'").error();
      ++at_;
      if (Status s = domain(made); !s) return s.error();
    }
    if (peek().is("if")) {
      ++at_;
      if (Status s = read(made.condition); !s) return s.error();
    }
    if (peek().kind != Kind::end) return unexpected("the end of the generator").error();
    return made;
  }

 private:
  Expected<AstStatement> statement() {
    AstStatement made;
    auto target = identifier("the name of a variable");
    if (!target) return target.error();
    made.target = target->text;
    made.target_span = target->span;
    const Token op = peek();
    constexpr std::string_view kOps[] = {"=", "+=", "-=", "*=", "/=", "%="};
    if (op.is("**=") || op.is("//=")) {
      return fail(op.span,
                  "'" + op.text + "' is not offered; write x = x " + op.text.substr(0, 2) + " ...");
    }
    if (std::find(std::begin(kOps), std::end(kOps), op.text) == std::end(kOps)) {
      return unexpected("'=', '+=', '-=', '*=', '/=' or '%='").error();
    }
    made.op = op.text;
    ++at_;
    if (Status s = read(made.value); !s) return s.error();
    made.span = {made.target_span.begin, made.value->span.end};
    return made;
  }

  // An equation starts with `NAME =`, `NAME :` or `dNAME/dt =`.
  bool starts_equation(size_t at) const {
    const auto token = [&](size_t k) -> const Token& {
      return tokens_[std::min(at + k, tokens_.size() - 1)];
    };
    if (token(0).kind != Kind::name) return false;
    if (token(1).is("=") || token(1).is(":")) return true;
    return token(1).is("/") && token(2).is("dt") && token(3).is("=");
  }

  // A line end ends an equation only if the next line starts another one.
  void drop_newlines_of_equations() {
    std::vector<Token> kept;
    for (size_t k = 0; k < tokens_.size(); ++k) {
      if (tokens_[k].kind == Kind::newline) {
        size_t next = k;
        while (tokens_[next].kind == Kind::newline) ++next;
        if (tokens_[next].kind != Kind::end && !starts_equation(next)) continue;
      }
      kept.push_back(tokens_[k]);
    }
    tokens_ = std::move(kept);
  }

  Expected<AstEquation> equation() {
    AstEquation made;
    auto name = identifier("an equation (dx/dt = ... : unit, x = ... : unit or x : unit)");
    if (!name) return name.error();
    made.name = name->text;
    made.name_span = name->span;
    if (peek().is("/")) {
      if (!peek(1).is("dt") || made.name.size() < 2 || made.name[0] != 'd') {
        return fail({name->span.begin, peek(1).span.end},
                    "a differential equation starts with d, a name and /dt, as in dv/dt");
      }
      at_ += 2;
      made.kind = EquationKind::differential;
      made.name = made.name.substr(1);
      made.name_span.begin += 1;
      if (!peek().is("=")) return unexpected("'='").error();
    }
    if (peek().is("=")) {
      ++at_;
      if (made.kind != EquationKind::differential) made.kind = EquationKind::subexpression;
      if (Status s = read(made.value); !s) return s.error();
    }
    if (!peek().is(":")) return unexpected("':' and the unit").error();
    ++at_;
    if (Status s = unit_and_flags(made); !s) return s.error();
    made.span = {name->span.begin, tokens_[at_ - 1].span.end};
    if (peek().kind != Kind::newline && peek().kind != Kind::end) {
      return unexpected("the end of the equation").error();
    }
    return made;
  }

  Status unit_and_flags(AstEquation& made) {
    made.unit_span = peek().span;
    made.type = "float";
    if (peek().is("boolean") || peek().is("integer")) {
      made.type = peek().text;
      ++at_;
    } else if (Status s = unit(made.unit); !s) {
      return s.error();
    }
    if (!peek().is("(")) return {};
    ++at_;
    std::string flag;
    for (; !peek().is(")"); ++at_) {
      if (peek().kind == Kind::end) return unexpected("')' after the flags").error();
      if (peek().is(",")) {
        made.flags.push_back(std::move(flag));
        flag.clear();
        continue;
      }
      const bool joined = flag.empty() || flag.back() == '-' || peek().is("-");
      flag += joined ? peek().text : " " + peek().text;
    }
    made.flags.push_back(std::move(flag));
    ++at_;
    return {};
  }

  // A product of units. Flags follow in parentheses, which would read as a call, so names are
  // taken one by one here.
  Status unit(AstPtr& into) {
    auto first = unit_factor();
    if (!first) return first.error();
    into = std::move(*first);
    while (peek().is("*") || peek().is("/")) {
      const std::string symbol = peek().text;
      ++at_;
      auto next = unit_factor();
      if (!next) return next.error();
      into = binary(symbol, std::move(into), std::move(*next));
      if (into->height > kTallestExpression) return fail(into->span, "the unit is too long");
    }
    return {};
  }

  Expected<AstPtr> unit_factor() {
    const Token token = peek();
    if (token.kind != Kind::name && token.kind != Kind::number) return unexpected("a unit");
    ++at_;
    auto node = std::make_unique<Ast>();
    node->span = token.span;
    node->kind = token.kind == Kind::name ? Ast::Kind::name : Ast::Kind::number;
    node->name = token.text;
    node->number = token.number;
    node->integer = token.integer;
    if (!peek().is("**")) return AstPtr(std::move(node));
    ++at_;
    auto exponent = expression(kBindNegate);
    if (!exponent) return exponent;
    return binary("**", std::move(node), std::move(*exponent));
  }

  Status domain(AstGenerator& made) {
    auto name = identifier("range or sample");
    if (!name) return name.error();
    made.sample = name->text == "sample";
    if (!made.sample && name->text != "range") {
      return fail(name->span, "'" + name->text + "' is neither range nor sample");
    }
    if (!peek().is("(")) return unexpected("'('").error();
    ++at_;
    std::vector<AstPtr> bounds;
    while (!peek().is(")")) {
      if (Status s = argument(made, bounds); !s) return s;
      if (peek().is(",")) {
        ++at_;
      } else if (!peek().is(")")) {
        return unexpected("',' or ')'").error();
      }
    }
    ++at_;
    if (bounds.empty() || bounds.size() > 3) {
      return fail(name->span, name->text + " takes one to three bounds: low, high, step");
    }
    if (made.sample && !made.p == !made.size) {
      return fail(name->span, "sample takes either p = ... or size = ...");
    }
    made.high = std::move(bounds[bounds.size() > 1]);
    if (bounds.size() > 1) made.low = std::move(bounds[0]);
    if (bounds.size() > 2) made.step = std::move(bounds[2]);
    return {};
  }

  Status argument(AstGenerator& made, std::vector<AstPtr>& bounds) {
    if (!peek(1).is("=")) {
      bounds.emplace_back();
      return read(bounds.back());
    }
    const Token name = peek();
    AstPtr* into = name.is("p") ? &made.p : name.is("size") ? &made.size : nullptr;
    if (!made.sample || !into) {
      return fail(name.span, "'" + name.text + "' is no argument of range or sample");
    }
    at_ += 2;
    return read(*into);
  }
};

Expected<Parser> open(std::string_view text, const std::string& where, bool quantity = false) {
  auto tokens = tokenize(text, where);
  if (!tokens) return tokens.error();
  return Parser(text, where, std::move(*tokens), quantity);
}

}  // namespace

Expected<AstPtr> parse_expression(std::string_view text, const std::string& where) {
  auto parser = open(text, where);
  if (!parser) return parser.error();
  return parser->only_expression();
}

Expected<AstPtr> parse_quantity(std::string_view text, const std::string& where) {
  auto parser = open(text, where, true);
  if (!parser) return parser.error();
  return parser->only_expression();
}

Expected<std::vector<AstStatement>> parse_statements(std::string_view text,
                                                     const std::string& where) {
  auto parser = open(text, where);
  if (!parser) return parser.error();
  return parser->statements();
}

Expected<std::vector<AstEquation>> parse_equations(std::string_view text,
                                                   const std::string& where) {
  auto parser = open(text, where);
  if (!parser) return parser.error();
  return parser->equations();
}

Expected<AstGenerator> parse_generator(std::string_view text, const std::string& where) {
  auto parser = open(text, where);
  if (!parser) return parser.error();
  return parser->generator();
}

}  // namespace myelin
