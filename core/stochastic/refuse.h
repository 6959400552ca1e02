// Messages of several pieces, put together out of line: the wasm build pays for every "+".
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>

#include "base/error.h"

namespace myelin::stochastic {

// A text or a number, borrowed until the end of the call.
struct Piece {
  enum class Kind : uint8_t { literal, text, integer, real } kind;
  union {
    const char* literal;
    const std::string* text;
    int64_t integer;
    double real;
  };

  Piece(const char* t) : kind(Kind::literal), literal(t) {}
  Piece(const std::string& t) : kind(Kind::text), text(&t) {}
  template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  Piece(T n) : kind(Kind::integer), integer(int64_t(n)) {}
  Piece(double x) : kind(Kind::real), real(x) {}
};
using Pieces = std::initializer_list<Piece>;

std::string say(Pieces pieces);
Error refuse(Pieces where, Pieces message, ErrorCode code = ErrorCode::invalid_argument);
// The same as a status, and an error passed on as one.
Status deny(Pieces where, Pieces message, ErrorCode code = ErrorCode::invalid_argument);
Status passed(Error& error);

}  // namespace myelin::stochastic
