// Text to tokens. Comments start with # and end with the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace myelin {

struct Token {
  enum class Kind : uint8_t { number, name, symbol, newline, end };
  Kind kind = Kind::end;
  std::string text;
  double number = 0;
  bool integer = false;
  TextSpan span;

  bool is(std::string_view symbol) const {
    return (kind == Kind::symbol || kind == Kind::name) && text == symbol;
  }
};

// An error about a part of `text`: `where` gets ":line:column" and the excerpt a caret.
Error error_at(ErrorCode code, std::string_view text, const std::string& where, TextSpan span,
               std::string message);

// The last token is `end`. Line ends are tokens; those inside parentheses are left out.
Expected<std::vector<Token>> tokenize(std::string_view text, const std::string& where);

}  // namespace myelin
