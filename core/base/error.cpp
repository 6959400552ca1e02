#include "base/error.h"

namespace myelin {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid-argument";
    case ErrorCode::unknown_name:
      return "unknown-name";
    case ErrorCode::unknown_key:
      return "unknown-key";
    case ErrorCode::duplicate_name:
      return "duplicate-name";
    case ErrorCode::parse:
      return "parse";
    case ErrorCode::unit:
      return "unit";
    case ErrorCode::type:
      return "type";
    case ErrorCode::out_of_range:
      return "out-of-range";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::memory:
      return "memory";
    case ErrorCode::numeric:
      return "numeric";
    case ErrorCode::io:
      return "io";
    case ErrorCode::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string describe(const Error& error) {
  std::string text = error.where.empty() ? error.message : error.where + ": " + error.message;
  if (!error.excerpt.empty()) text += "\n" + error.excerpt;
  return text;
}

}  // namespace myelin
