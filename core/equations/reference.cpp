#include "equations/reference.h"

#include <charconv>

#include "base/text.h"

namespace myelin::equations {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a name off the front; empty if there is none.
std::string take_name(std::string_view& text) {
  size_t length = 0;
  while (length < text.size() &&
         (is_letter(text[length]) || (length && (is_digit(text[length]) || text[length] == '_')))) {
    ++length;
  }
  std::string name(text.substr(0, length));
  text.remove_prefix(length);
  return name;
}

std::optional<int64_t> take_number(std::string_view& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return {};
  text.remove_prefix(size_t(end - text.data()));
  return number;
}

}  // namespace

std::optional<Reference> parse_reference(std::string_view text) {
  Reference made;
  made.name = take_name(text);
  if (made.name.empty()) return {};
  if (text.substr(0, 1) == ".") {
    text.remove_prefix(1);
    if ((made.part = take_name(text)).empty()) return {};
  }
  if (text.empty()) return made;
  if (text[0] != '[') return {};
  text.remove_prefix(1);
  made.sliced = true;
  const auto begin = take_number(text);
  made.begin = begin.value_or(0);
  if (text.substr(0, 1) == ":") {
    text.remove_prefix(1);
    made.end = take_number(text);
  } else if (begin) {
    made.end = made.begin + 1;
  } else {
    return {};
  }
  if (text != "]") return {};
  return made;
}

Error not_a_reference(const std::string& text, const std::string& where) {
  return {ErrorCode::type, where,
          "'" + text + "' is no reference; accepted: NAME, NAME.SUBGROUP, NAME[3], NAME[10:20]"};
}

Expected<Subgroup> narrow(const Reference& reference, int64_t size,
                          const std::vector<Subgroup>& subgroups, const std::string& where) {
  Subgroup range;
  range.end = size;
  bool found = reference.part.empty();
  std::vector<std::string> names;
  for (const Subgroup& subgroup : subgroups) {
    names.push_back(subgroup.name);
    if (found || subgroup.name != reference.part) continue;
    range.begin = subgroup.begin;
    range.end = subgroup.end;
    found = true;
  }
  if (!found) {
    return Error{
        ErrorCode::unknown_name, where,
        "'" + reference.name + "' has no subgroup '" + reference.part + "'" +
            (names.empty() ? "; it has none"
                           : suggestion(reference.part, names) + "; it has " + join(names, ", "))};
  }
  const int64_t count = range.end - range.begin;
  const int64_t end = reference.end.value_or(count);
  if (reference.sliced && !(reference.begin < end && end <= count)) {
    return Error{ErrorCode::out_of_range, where,
                 "the range [" + std::to_string(reference.begin) + ", " + std::to_string(end) +
                     ") does not lie within [0, " + std::to_string(count) + "), or is empty"};
  }
  range.end = range.begin + end;
  range.begin += reference.begin;
  return range;
}

}  // namespace myelin::equations
