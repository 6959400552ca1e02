#include "model/json_writer.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace myelin::model {
namespace {

template <class T>
std::string_view digits(T value, char (&buffer)[40]) {
  return {buffer, size_t(std::to_chars(buffer, buffer + sizeof buffer, value).ptr - buffer)};
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  if (!first_) output_.text(",");
  quote(name);
  output_.text(":");
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  if (!first_) output_.text(",");
  quote(value);
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  char buffer[kNumberLength];
  return std::isfinite(value) ? raw(write_number(value, buffer)) : null();
}

JsonWriter& JsonWriter::integer(int64_t value) {
  char buffer[40];
  return raw(digits(value, buffer));
}

JsonWriter& JsonWriter::count(uint64_t value) {
  char buffer[40];
  return raw(digits(value, buffer));
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  if (!first_) output_.text(",");
  output_.text(text);
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::open(std::string_view bracket) {
  if (!first_) output_.text(",");
  output_.text(bracket);
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(std::string_view bracket) {
  output_.text(bracket);
  first_ = false;
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  output_.text("\"");
  size_t written = 0;
  for (size_t k = 0; k < text.size(); ++k) {
    const auto c = uint8_t(text[k]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    output_.text(text.substr(written, k - written));
    const char hex[] = "0123456789abcdef";
    const char code[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, plain[] = {'\\', char(c)};
    output_.text(c < 0x20 ? std::string_view(code, 6) : std::string_view(plain, 2));
    written = k + 1;
  }
  output_.text(text.substr(written));
  output_.text("\"");
}

}  // namespace myelin::model
