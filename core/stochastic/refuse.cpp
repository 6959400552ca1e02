#include "stochastic/refuse.h"

#include "base/text.h"

namespace myelin::stochastic {

std::string say(Pieces pieces) {
  std::string text;
  for (const Piece& piece : pieces) {
    switch (piece.kind) {
      case Piece::Kind::literal:
        text += piece.literal;
        break;
      case Piece::Kind::text:
        text += *piece.text;
        break;
      case Piece::Kind::integer:
        text += std::to_string(piece.integer);
        break;
      case Piece::Kind::real:
        text += format_number(piece.real);
    }
  }
  return text;
}

Error refuse(Pieces where, Pieces message, ErrorCode code) {
  return {code, say(where), say(message)};
}

Status deny(Pieces where, Pieces message, ErrorCode code) { return refuse(where, message, code); }
Status passed(Error& error) { return std::move(error); }

}  // namespace myelin::stochastic
