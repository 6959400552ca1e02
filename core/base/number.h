// Doubles from decimal texts, correctly rounded (half to even): the same on every platform. The way
// back is format_number() of base/text.h.
//
// The C library can do this too, but its printf and strtod bring 128-bit arithmetic into the wasm
// build, and std::to_chars brings 100 kB of tables.
#pragma once

#include <cstddef>
#include <string_view>

namespace myelin {

// The number that `text` begins with, and how many characters it takes: 0 if there is none.
// Digits with or without a sign, a point and an exponent; what is too large gives infinity.
struct NumberText {
  double value = 0;
  size_t length = 0;
};
NumberText read_number(std::string_view text);

}  // namespace myelin
