#include "model/json.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/number.h"

namespace myelin::model {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// How many bytes the UTF-8 character at the front takes; 0 if it is none. Characters that are
// longer than needed, surrogates and what lies beyond U+10FFFF are none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t k) { return k < text.size() ? uint8_t(text[k]) : 0; };
  const unsigned first = byte(0), second = byte(1);
  const size_t length = first < 0xC2   ? 0
                        : first < 0xE0 ? 2
                        : first < 0xF0 ? 3
                        : first < 0xF5 ? 4
                                       : 0;
  for (size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return 0;
  }
  const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
                   (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
  return bad ? 0 : length;
}

void append_utf8(std::string& text, uint32_t code) {
  const auto tail = [&](int shift) { text += char(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    text += char(code);
  } else if (code < 0x800) {
    text += char(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    text += char(0xE0 | code >> 12);
    tail(6), tail(0);
  } else {
    text += char(0xF0 | code >> 18);
    tail(12), tail(6), tail(0);
  }
}

// Reads one JSON text (RFC 8259) from front to back. Each function reads what it is named after,
// from the place that is reached; false means that `error_` says why it cannot.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expected<Node> run() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // a byte order mark
    Node root;
    if (!value(root) || (next(), at_ < text_.size() && !expected("the end"))) {
      return std::move(error_);
    }
    return root;
  }

 private:
  using Keys = std::unordered_set<std::string>;

  bool value(Node& into) {
    switch (next()) {
      case '{':
        return enter() && object(into.content.emplace<NodeObject>());
      case '[':
        return enter() && array(into);
      case '"':
        return string(into.content.emplace<std::string>());
      case 't':
        into.content = true;
        return word("true");
      case 'f':
        into.content = false;
        return word("false");
      case 'n':
        return word("null");
      default:
        return number(into.content.emplace<double>());
    }
  }

  bool enter() {
    if (++depth_ > kMaxDepth) {
      return stop(
          ErrorCode::parse, at_,
          "the JSON text is nested more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    ++at_;
    return true;
  }

  bool object(NodeObject& members) {
    Keys keys;
    if (next() != '}') {
      do {
        std::string key;
        const bool quoted = next() == '"';
        const size_t begin = at_;
        if (!quoted) return expected("a key in quotes");
        if (!string(key)) return false;
        if (!is_new(members, keys, key)) {
          return stop(ErrorCode::duplicate_name, begin,
                      "the key '" + key + "' appears twice in one object; keep one of them");
        }
        if (!take(':')) return expected("':'");
        members.push_back({std::move(key), {}});
        if (!value(members.back().value)) return false;
      } while (take(','));
    }
    --depth_;
    return take('}') || expected("',' or '}'");
  }

  // Few keys are compared one by one; many are looked up, so that no object costs quadratic time.
  static bool is_new(const NodeObject& members, Keys& keys, const std::string& key) {
    constexpr size_t few = 16;
    if (members.size() < few) {
      return std::none_of(members.begin(), members.end(),
                          [&](const Member& member) { return member.key == key; });
    }
    if (keys.empty()) {
      for (const Member& member : members) keys.insert(member.key);
    }
    return keys.insert(key).second;
  }

  // An array that has only seen numbers holds them packed.
  bool array(Node& into) {
    std::vector<double> numbers;
    NodeList list;
    if (next() != ']') {
      do {
        const char c = next();
        if (list.empty() && (is_digit(c) || c == '-')) {
          if (!number(numbers.emplace_back())) return false;
          continue;
        }
        for (const double value : numbers) list.push_back({value});
        numbers.clear();
        if (!value(list.emplace_back())) return false;
      } while (take(','));
    }
    if (numbers.empty()) {
      into.content = std::move(list);
    } else {
      into.content = std::move(numbers);
    }
    --depth_;
    return take(']') || expected("',' or ']'");
  }

  bool word(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return expected("a value");
    at_ += wanted.size();
    return true;
  }

  // JSON wants a digit first, no more after a zero, and one behind the point.
  bool number(double& into) {
    const NumberText number = read_number(text_.substr(at_));
    std::string_view digits = text_.substr(at_, number.length);
    if (!digits.empty() && digits[0] == '-') digits.remove_prefix(1);
    const auto digit_at = [&](size_t k) { return k < digits.size() && is_digit(digits[k]); };
    const size_t point = digits.find('.');
    if (!digit_at(0) || (digits[0] == '0' && digit_at(1)) ||
        (point != std::string_view::npos && !digit_at(point + 1))) {
      return expected("a value");
    }
    into = number.value;
    if (std::isinf(into)) {
      return stop(ErrorCode::parse, at_, "the JSON text has a number too large for a double");
    }
    at_ += number.length;
    return true;
  }

  bool string(std::string& into) {
    for (++at_;;) {
      const size_t begin = at_;
      while (is_plain(peek())) ++at_;
      into.append(text_.substr(begin, at_ - begin));
      if (peek() == '"') break;
      if (peek() == '\\') {
        if (!escape(into)) return false;
        continue;
      }
      if (at_ >= text_.size()) return expected("'\"'");
      const size_t length = utf8_length(text_.substr(at_));
      if (!length) {
        return stop(ErrorCode::parse, at_,
                    "the JSON text cannot be read: this character must not stand in a text");
      }
      into.append(text_.substr(at_, length));
      at_ += length;
    }
    ++at_;
    return true;
  }
  static bool is_plain(char c) {
    return uint8_t(c) >= 0x20 && uint8_t(c) < 0x80 && c != '"' && c != '\\';
  }

  bool escape(std::string& into) {
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const size_t known = letters.find(peek(1));
    if (known != std::string_view::npos) {
      into += meanings[known];
      at_ += 2;
      return true;
    }
    // Characters beyond U+FFFF are written as a high and a low surrogate.
    int64_t code = code_unit(0);
    const bool pair = code >= 0xD800 && code < 0xDC00;
    if (pair) {
      const int64_t low = code_unit(6);
      code =
          low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : -1;
    }
    if (code < 0 || (code >= 0xDC00 && code < 0xE000)) {
      return stop(ErrorCode::parse, at_,
                  "the JSON text cannot be read: this is no escape sequence");
    }
    append_utf8(into, uint32_t(code));
    at_ += pair ? 12 : 6;
    return true;
  }

  // The value of \uXXXX; -1 if something else stands there.
  int64_t code_unit(size_t ahead) const {
    if (peek(ahead) != '\\' || peek(ahead + 1) != 'u') return -1;
    int64_t value = 0;
    for (size_t k = ahead + 2; k < ahead + 6; ++k) {
      const char c = peek(k), letter = char(c | 0x20);
      const bool hex = letter >= 'a' && letter <= 'f';
      if (!is_digit(c) && !hex) return -1;
      value = value * 16 + (hex ? letter - 'a' + 10 : c - '0');
    }
    return value;
  }

  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  // The next character that is no blank; it stays.
  char next() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
    return peek();
  }
  bool take(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    return true;
  }

  bool expected(std::string_view what) {
    const char c = peek();
    std::string found = at_ >= text_.size() ? "it ends" : "there is something else";
    if (c > 0x20 && c < 0x7F) found = std::string("there is '") + c + "'";
    return stop(
        ErrorCode::parse, at_,
        "the JSON text cannot be read: " + found + " where " + std::string(what) + " should be");
  }

  bool stop(ErrorCode code, size_t offset, std::string message) {
    const TextPlace place = place_of(text_, offset);
    const auto at = uint32_t(std::min(offset, text_.size()));
    error_ = {code,
              "line " + std::to_string(place.line) + ", column " + std::to_string(place.column),
              std::move(message),
              place.excerpt,
              {at, uint32_t(std::min(size_t(at) + 1, text_.size()))}};
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  Error error_;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  const NodeObject* members = object();
  if (!members) return nullptr;
  for (const Member& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Expected<Node> parse_json(std::string_view text) {
  if (text.size() > UINT32_MAX) {
    return Error{ErrorCode::memory, "document", "the text is longer than 4 GB", {}, {}};
  }
  return Parser(text).run();
}

TextPlace place_of(std::string_view text, size_t offset) {
  constexpr size_t wide = 100;  // columns of an excerpt
  offset = std::min(offset, text.size());
  TextPlace place;
  place.line += uint32_t(std::count(text.begin(), text.begin() + std::ptrdiff_t(offset), '\n'));
  const size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  size_t end = text.find('\n', offset);
  if (end == std::string_view::npos) end = text.size();
  place.column = uint32_t(offset - begin) + 1;

  // Cut at whole characters of UTF-8, and count characters for the caret.
  const auto inside = [&](size_t at) {
    return at < text.size() && (uint8_t(text[at]) & 0xC0) == 0x80;
  };
  size_t first = offset - begin > wide / 2 ? offset - wide / 2 : begin;
  while (first < offset && inside(first)) ++first;
  size_t last = std::min(end, first + wide);
  while (last > offset && inside(last)) --last;
  std::string line(text.substr(first, last - first));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return uint8_t(c) < 0x20; }, ' ');
  size_t before = 0;
  for (size_t at = first; at < offset; ++at) before += !inside(at);
  place.excerpt = "  " + line + "\n  " + std::string(before, ' ') + "^";
  return place;
}

}  // namespace myelin::model
