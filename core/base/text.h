// Small pieces of text for messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace myelin {

// The shortest decimal that reads back as the same double: "0.1", "1e-05", "nan".
std::string format_number(double value);
// The same without allocating; the text lies in `buffer`.
constexpr size_t kNumberLength = 32;
std::string_view write_number(double value, char (&buffer)[kNumberLength]);
std::string format_bytes(uint64_t bytes);  // "3.2 MB"
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The candidate that `name` was probably meant to be; empty if none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);
// "; did you mean 'NAME'?" or nothing.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

// Line (from 1), column (from 1) of a byte offset, and the line with a caret below the place.
struct TextPlace {
  uint32_t line = 1, column = 1;
  std::string excerpt;
};
TextPlace place_in(std::string_view text, uint32_t offset);

}  // namespace myelin
