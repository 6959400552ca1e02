#include <cstdio>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {
namespace {

// JSON with a line for each member and element, two spaces deeper inside brackets.
std::string indented(std::string_view json) {
  std::string text;
  size_t depth = 0;
  bool quoted = false;
  const auto new_line = [&] { text.append("\n").append(2 * depth, ' '); };
  for (size_t k = 0; k < json.size(); ++k) {
    const char c = json[k], next = k + 1 < json.size() ? json[k + 1] : '\0';
    const bool empty = next == ']' || next == '}';  // of a bracket
    if (c == '"') quoted = !quoted;
    if (quoted) {
      text += c;
      if (c == '\\') text += json[++k];
      continue;
    }
    if (c == ']' || c == '}') {
      --depth;
      if (text.back() != '[' && text.back() != '{') new_line();
    }
    text += c;
    if (c == '[' || c == '{') {
      ++depth;
      if (!empty) new_line();
    }
    if (c == ',') new_line();
    if (c == ':') text += ' ';
  }
  return text;
}

}  // namespace

int print_schema(const Arguments&) {
  std::printf("%s\n", indented(document_schema()).c_str());
  return kDone;
}

}  // namespace myelin::cli
