// JSON text as a tree that keeps the order of keys. Nesting is limited, duplicate keys are refused,
// and long arrays of numbers stay compact.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace myelin::model {

struct Node;
struct Member;
using NodeList = std::vector<Node>;
using NodeObject = std::vector<Member>;

// One JSON value. An array of numbers only is a `std::vector<double>`; other arrays, and the empty
// one, are a `NodeList`.
struct Node {
  std::variant<std::monostate, bool, double, std::string, std::vector<double>, NodeList, NodeObject>
      content;

  const bool* boolean() const { return std::get_if<bool>(&content); }
  const double* number() const { return std::get_if<double>(&content); }
  const std::string* text() const { return std::get_if<std::string>(&content); }
  const std::vector<double>* numbers() const { return std::get_if<std::vector<double>>(&content); }
  const NodeList* list() const { return std::get_if<NodeList>(&content); }
  const NodeObject* object() const { return std::get_if<NodeObject>(&content); }
  // The member of an object; null if there is none, or if this is no object.
  const Node* find(std::string_view key) const;
  // True for both kinds of array, with or without elements.
  bool is_array() const { return numbers() || list(); }
};

struct Member {
  std::string key;
  Node value;
};

inline constexpr int kMaxDepth = 64;

// Errors name line and column, and show the line.
Expected<Node> parse_json(std::string_view text);

// As place_in() of base/text.h, for lines of any length: the excerpt is cut around the place.
TextPlace place_of(std::string_view text, size_t offset);

// Where the value stands that a path such as "neurons[0] 'cells'.init.v" names, and its key if it
// is a member of an object. A place inside an equation text may follow (":2:5"); it is not looked
// at. If there is no such value, the nearest one around it is told; empty spans if there is none.
struct Location {
  TextSpan key, value;
};
Location locate(std::string_view json, std::string_view path);

}  // namespace myelin::model
