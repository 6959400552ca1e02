#include "language/lexer.h"

#include <cmath>

#include "base/number.h"
#include "base/text.h"

namespace myelin {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two-letter symbols come before their first letters.
constexpr std::string_view kSymbols[] = {"**=", "//=", "**", "//", "<=", ">=", "==", "!=", "+=",
                                         "-=",  "*=",  "/=", "%=", "+",  "-",  "*",  "/",  "%",
                                         "<",   ">",   "=",  "(",  ")",  ",",  ":",  ";"};

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  Expected<std::vector<Token>> run() {
    while (at_ < text_.size()) {
      if (Status done = next(); !done) return done.error();
    }
    push(Token::Kind::end, at_, at_);
    return std::move(tokens_);
  }

 private:
  Status next() {
    const char c = text_[at_];
    if (c == '\n') {
      if (depth_ == 0) push(Token::Kind::newline, at_, at_ + 1);
      ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    } else if (is_letter(c)) {
      const size_t begin = at_;
      while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
      push(Token::Kind::name, begin, at_);
    } else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      return number();
    } else {
      return symbol();
    }
    return {};
  }

  Status number() {
    const size_t begin = at_;
    bool integer = true;
    const auto digits = [&] {
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    };
    digits();
    if (at_ < text_.size() && text_[at_] == '.') {
      integer = false;
      ++at_;
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      size_t exponent = at_ + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (exponent < text_.size() && is_digit(text_[exponent])) {
        integer = false;
        at_ = exponent;
        digits();
      }
    }
    Token& token = push(Token::Kind::number, begin, at_);
    token.number = read_number(token.text).value;
    token.integer = integer;
    if (!std::isfinite(token.number)) {
      return error_at(ErrorCode::parse, text_, where_, token.span,
                      "the number " + token.text + " is too large for a double");
    }
    return {};
  }

  Status symbol() {
    for (const std::string_view symbol : kSymbols) {
      if (text_.substr(at_, symbol.size()) != symbol) continue;
      if (symbol == "(") ++depth_;
      if (symbol == ")" && depth_ > 0) --depth_;
      push(Token::Kind::symbol, at_, at_ + symbol.size());
      at_ += symbol.size();
      return {};
    }
    const TextSpan span{uint32_t(at_), uint32_t(at_ + 1)};
    const bool ascii = uint8_t(text_[at_]) < 0x80;
    const std::string shown = ascii ? "'" + std::string(1, text_[at_]) + "'" : "this character";
    return error_at(ErrorCode::parse, text_, where_, span,
                    shown + " has no meaning in an equation");
  }

  Token& push(Token::Kind kind, size_t begin, size_t end) {
    Token token;
    token.kind = kind;
    token.text = std::string(text_.substr(begin, end - begin));
    token.span = {uint32_t(begin), uint32_t(end)};
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  std::string_view text_;
  const std::string& where_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Error error_at(ErrorCode code, std::string_view text, const std::string& where, TextSpan span,
               std::string message) {
  const TextPlace place = place_in(text, span.begin);
  return {code, where + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
          std::move(message), place.excerpt, span};
}

Expected<std::vector<Token>> tokenize(std::string_view text, const std::string& where) {
  return Lexer(text, where).run();
}

}  // namespace myelin
