// Finds a value by its path in JSON text that is known to be sound. Runs after an error only, so
// that reading keeps no places.
#include <algorithm>
#include <charconv>
#include <string>

#include "model/json.h"

namespace myelin::model {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) {
    blanks();
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < text_.size() &&
           (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r')) {
      ++at_;
    }
  }
  // The raw text between quotes; escapes stay, as names have none.
  std::string_view string() {
    if (!take('"')) return {};
    const size_t begin = at_;
    while (at_ < text_.size() && peek() != '"') at_ += peek() == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view body = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 1, text_.size());
    return body;
  }
  void skip_value() {
    blanks();
    int depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (c == '}' || c == ']') {
        --depth, ++at_;
      } else if (depth > 0) {
        ++at_;
      } else {
        while (at_ < text_.size() && !ends_scalar(peek())) ++at_;
      }
    } while (depth > 0 && at_ < text_.size());
  }

 private:
  static bool ends_scalar(char c) {
    return std::string_view(",]} \n\r\t").find(c) != std::string_view::npos;
  }

  std::string_view text_;
  size_t at_ = 0;
};

// One part of a path: a key, or an index.
struct PathPart {
  std::string_view key;
  size_t index = 0;
  bool is_index = false;
};

// Takes the next part off "key.key[3] 'name'['odd key']"; false at the end, or at ":2:5".
bool next_part(std::string_view& path, PathPart& part) {
  if (path.substr(0, 2) == " '")
    path.remove_prefix(std::min(path.find('\'', 2), path.size() - 1) + 1);
  if (path.substr(0, 1) == ".") path.remove_prefix(1);
  if (path.empty() || path[0] == ':') return false;
  if (path.substr(0, 2) == "['") {
    const size_t end = std::min(path.find("']"), path.size());
    part = {path.substr(2, end - std::min<size_t>(end, 2)), 0, false};
    path.remove_prefix(std::min(end + 2, path.size()));
    return true;
  }
  if (path[0] == '[') {
    part = {{}, 0, true};
    std::from_chars(path.data() + 1, path.data() + path.size(), part.index);
    path.remove_prefix(std::min(path.find(']'), path.size() - 1) + 1);
    return true;
  }
  const size_t end = std::min(path.find_first_of(".[: "), path.size());
  part = {path.substr(0, end), 0, false};
  path.remove_prefix(end);
  return end > 0;
}

// Moves to the member or element; false if there is none.
bool enter(Scanner& scanner, const PathPart& part, TextSpan& key) {
  if (!scanner.take(part.is_index ? '[' : '{')) return false;
  for (size_t k = 0;; ++k) {
    scanner.blanks();
    if (scanner.peek() == ']' || scanner.peek() == '}' || scanner.peek() == '\0') return false;
    if (!part.is_index) {
      const auto begin = uint32_t(scanner.at());
      const bool found = scanner.string() == part.key;
      key = {begin, uint32_t(scanner.at())};
      if (!scanner.take(':')) return false;
      if (found) return true;
    } else if (k == part.index) {
      return true;
    }
    scanner.skip_value();
    if (!scanner.take(',')) return false;
  }
}

}  // namespace

Location locate(std::string_view json, std::string_view path) {
  Scanner scanner(json);
  PathPart part;
  scanner.blanks();
  Location found;
  while (next_part(path, part)) {
    TextSpan key;
    if (!enter(scanner, part, key)) break;
    scanner.blanks();
    Scanner end = scanner;
    end.skip_value();
    found = {part.is_index ? TextSpan{} : key, {uint32_t(scanner.at()), uint32_t(end.at())}};
  }
  return found;
}

}  // namespace myelin::model
