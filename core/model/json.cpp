#include "model/json.h"

#define JSON_NOEXCEPTION
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

namespace myelin::model {
namespace {

// Builds the tree. Each open array or object is a frame; a finished value goes to the frame above.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {}

  // The iterator that the lexer reads from, so that a place is known while parsing.
  void reads(const char* const* position) { position_ = position; }
  Expected<Node> finish(bool parsed) {
    if (!error_.message.empty()) return std::move(error_);
    if (!parsed) return make_error(ErrorCode::parse, text_.size(), "the text is no JSON");
    return std::move(root_);
  }

  bool null() override { return put({}); }
  bool boolean(bool value) override { return put({value}); }
  bool number_integer(number_integer_t value) override { return number(double(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(double(value)); }
  bool number_float(number_float_t value, const string_t&) override { return number(value); }
  bool string(string_t& value) override { return put({std::move(value)}); }
  bool binary(binary_t&) override { return false; }

  bool start_object(size_t) override { return open({NodeObject{}}); }
  bool start_array(size_t) override { return open({NodeList{}}); }
  bool end_array() override { return close(); }
  bool end_object() override { return close(); }
  bool key(string_t& value) override {
    Frame& frame = frames_.back();
    if (!is_new(frame, value)) {
      return stop(ErrorCode::duplicate_name,
                  "the key '" + value + "' appears twice in one object; keep one of them");
    }
    std::get<NodeObject>(frame.node.content).push_back({std::move(value), {}});
    return true;
  }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& exception) override {
    // nlohmann says "[...] parse error at line 1, column 2: syntax error while ... - what; why".
    std::string message = exception.what();
    if (const size_t at = message.find("]"); at != std::string::npos) message.erase(0, at + 2);
    if (const size_t at = message.find(" - "); at != std::string::npos) message.erase(0, at + 3);
    const bool ended = message.find("unexpected end of input") != std::string::npos;
    error_ = make_error(ErrorCode::parse, ended ? text_.size() : position - (position > 0),
                        "the JSON text cannot be read: " + message);
    return false;
  }

 private:
  struct Frame {
    Node node;
    std::unordered_set<std::string> keys;  // used once an object has many
  };

  // Few keys are compared one by one; many are looked up, so that no object costs quadratic time.
  static bool is_new(Frame& frame, const std::string& key) {
    constexpr size_t few = 16;
    const NodeObject& members = *frame.node.object();
    if (members.size() < few) {
      return std::none_of(members.begin(), members.end(),
                          [&](const Member& member) { return member.key == key; });
    }
    if (frame.keys.empty()) {
      for (const Member& member : members) frame.keys.insert(member.key);
    }
    return frame.keys.insert(key).second;
  }

  // A list that has only seen numbers holds them packed.
  bool number(double value) {
    if (frames_.empty()) return put({value});
    Node& node = frames_.back().node;
    if (auto* packed = std::get_if<std::vector<double>>(&node.content)) {
      packed->push_back(value);
      return true;
    }
    if (const NodeList* list = node.list(); list && list->empty()) {
      node.content = std::vector<double>{value};
      return true;
    }
    return put({value});
  }

  bool put(Node value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Node& node = frames_.back().node;
    if (auto* packed = std::get_if<std::vector<double>>(&node.content)) {
      NodeList list;
      for (double number : *packed) list.push_back({number});
      node.content = std::move(list);
    }
    if (auto* list = std::get_if<NodeList>(&node.content)) {
      list->push_back(std::move(value));
    } else {
      std::get<NodeObject>(node.content).back().value = std::move(value);
    }
    return true;
  }

  bool open(Node node) {
    if (frames_.size() >= size_t(kMaxDepth)) {
      return stop(ErrorCode::parse, "the JSON text is nested more than " +
                                        std::to_string(kMaxDepth) + " levels deep");
    }
    frames_.push_back({std::move(node), {}});
    return true;
  }

  bool close() {
    Node node = std::move(frames_.back().node);
    frames_.pop_back();
    return put(std::move(node));
  }

  bool stop(ErrorCode code, std::string message) {
    const size_t offset = position_ ? size_t(*position_ - text_.data()) : text_.size();
    error_ = make_error(code, offset - (offset > 0), std::move(message));
    return false;
  }

  Error make_error(ErrorCode code, size_t offset, std::string message) const {
    const TextPlace place = place_of(text_, offset);
    const auto at = uint32_t(std::min(offset, text_.size()));
    return {code,
            "line " + std::to_string(place.line) + ", column " + std::to_string(place.column),
            std::move(message),
            place.excerpt,
            {at, uint32_t(std::min(size_t(at) + 1, text_.size()))}};
  }

  std::string_view text_;
  const char* const* position_ = nullptr;
  std::vector<Frame> frames_;
  Node root_;
  Error error_;
};

// Reads characters and lets the tree builder see how far the lexer has come.
class Reader {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Reader(const char* at, const char** seen) : at_(at), seen_(seen) {}
  const char& operator*() const { return *at_; }
  Reader& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  Reader operator++(int) {
    Reader before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Reader& other) const { return at_ == other.at_; }
  bool operator!=(const Reader& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
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
  TreeBuilder builder(text);
  const char* seen = text.data();
  builder.reads(&seen);
  const char* end = text.data() + text.size();
  const bool parsed =
      nlohmann::json::sax_parse(Reader(text.data(), &seen), Reader(end, &seen), &builder);
  return builder.finish(parsed);
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
