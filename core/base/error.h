// Errors as values. Building a network returns Expected<T>; stepping cannot fail.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace myelin {

enum class ErrorCode : uint8_t {
  invalid_argument,  // a value outside what is accepted
  unknown_name,      // a name that nothing has
  unknown_key,       // a key the document does not know
  duplicate_name,    // a name used twice, or one that shadows another
  parse,             // text that cannot be read
  unit,              // dimensions that do not fit
  type,              // boolean, integer and float mixed up, or a JSON value of the wrong kind
  out_of_range,      // an index outside its group
  unsupported,       // understood, but not offered
  memory,            // more memory than the limit allows
  numeric,           // NaN or infinity appeared
  io,                // a file that cannot be read or written
  cancelled,         // stopped by the caller
};

// The name that JavaScript and `--json` show: "invalid-argument", "unknown-name", ...
std::string_view to_string(ErrorCode code);

// Part of a text: byte offsets [begin, end).
struct TextSpan {
  uint32_t begin = 0, end = 0;
};

struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string where;    // "neurons[2] 'cells'.equations:3:12"
  std::string message;  // one sentence; names the bad value and the accepted ones
  std::string excerpt =
      {};              // the source line and a caret below the place; empty if there is no text
  TextSpan span = {};  // into the text the error is about; empty when it is about no text
};

// "where: message", and the excerpt on its own lines.
std::string describe(const Error& error);

// A value or the reason why there is none.
template <class T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Expected(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<0>(checked()); }
  const T& value() const { return std::get<0>(const_cast<Expected*>(this)->checked()); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() { return *std::get_if<1>(&state_); }
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error>& checked() {
    assert(ok());
    return state_;
  }
  std::variant<T, Error> state_;
};

// Success, or the reason why not.
template <>
class [[nodiscard]] Expected<void> {
 public:
  Expected() = default;
  Expected(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  Error& error() { return *error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Expected<void>;

}  // namespace myelin
