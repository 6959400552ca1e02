#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "model/npy.h"
#include "model/quantity.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Assignment;
using equations::Subgroup;
using equations::Text;
using equations::Value;

namespace {

NumberArray read_npy_node(const Node& node, const std::string& where, Problems& problems) {
  const Node* text = node.find("npy");
  if (!text || !text->text()) return {};
  Expected<std::string> bytes = decode_base64(*text->text(), where);
  if (!bytes) {
    problems.add(bytes.error().code, where, bytes.error().message);
    return {};
  }
  Expected<NpyArray> array = read_npy(*bytes, where);
  if (!array) {
    problems.add(array.error().code, where, array.error().message);
    return {};
  }
  return {std::move(array->values), std::move(array->shape)};
}

}  // namespace

NumberArray read_numbers(const Node& node, const std::string& where, Problems& problems) {
  NumberArray array;
  if (node.object()) {
    array = read_npy_node(node, where, problems);
  } else if (const auto* numbers = node.numbers()) {
    array = {*numbers, {numbers->size()}};
  } else if (const NodeList* list = node.list()) {
    for (const Node& item : *list) array.values.push_back(item.boolean() && *item.boolean());
    array.shape = {list->size()};
  }
  for (size_t k = 0; k < array.values.size(); ++k) {
    if (std::isfinite(array.values[k])) continue;
    problems.add(ErrorCode::invalid_argument, where,
                 "element " + std::to_string(k) + " is " + format_number(array.values[k]) +
                     "; values must be finite");
    break;
  }
  return array;
}

Value read_value(const Node& node, std::string where, Problems& problems) {
  Value value;
  if (node.boolean()) value.content = *node.boolean() ? 1.0 : 0.0;
  if (node.number()) value.content = *node.number();
  if (node.text()) value.content = *node.text();
  if (node.is_array() || node.object()) {
    NumberArray array = read_numbers(node, where, problems);
    if (array.shape.size() > 1) {
      problems.add(
          ErrorCode::invalid_argument, where,
          "the array has " + std::to_string(array.shape.size()) + " dimensions; one is accepted");
    }
    value.content = std::move(array.values);
  }
  value.where = std::move(where);
  return value;
}

Text read_text(const Node& node, std::string where) {
  Text text;
  if (node.text()) text.text = *node.text();
  if (const NodeList* lines = node.list()) {
    for (const Node& line : *lines) {
      if (&line != &lines->front()) text.text += '\n';
      if (line.text()) text.text += *line.text();
    }
  }
  text.where = std::move(where);
  return text;
}

std::string Fields::where(std::string_view key) const { return place_of_key(where_, key); }

std::string Fields::string(std::string_view key, std::string_view otherwise) const {
  const Node* node = find(key);
  return node && node->text() ? *node->text() : std::string(otherwise);
}

int64_t Fields::integer(std::string_view key, int64_t otherwise) const {
  const Node* node = find(key);
  return node && node->number() ? int64_t(*node->number()) : otherwise;
}

std::optional<int> Fields::order() const {
  return find("order") ? std::optional<int>(int(integer("order", 0))) : std::nullopt;
}

Text Fields::text(std::string_view key) const {
  const Node* node = find(key);
  return node ? read_text(*node, where(key)) : Text{{}, where(key)};
}

Value Fields::value(std::string_view key) const {
  const Node* node = find(key);
  return node ? read_value(*node, where(key), problems_) : Value{{}, where(key)};
}

Value Fields::time(std::string_view key) const {
  Value value = this->value(key);
  if (value.number() && !(*value.number() > 0)) {
    refuse(key, "it is " + format_number(*value.number()) + " s; it must be positive");
  }
  return value;
}

std::vector<std::string> Fields::names(std::string_view key) const {
  std::vector<std::string> names;
  const Node* node = find(key);
  if (!node || !node->list()) return names;
  for (const Node& item : *node->list()) {
    if (item.text()) names.push_back(*item.text());
  }
  return names;
}

std::vector<int32_t> Fields::integers(std::string_view key) const {
  const Node* node = find(key);
  if (!node) return {};
  if (node->number()) return {int32_t(*node->number())};
  const NumberArray array = read_numbers(*node, where(key), problems_);
  std::vector<int32_t> integers;
  integers.reserve(array.values.size());
  for (size_t k = 0; k < array.values.size(); ++k) {
    const double value = array.values[k];
    if (!(value >= 0 && value <= 2147483647.0 && value == std::floor(value))) {
      refuse(key,
             "element " + std::to_string(k) + " is " + format_number(value) +
                 "; it must be an integer from 0 to 2147483647",
             ErrorCode::out_of_range);
      return {};
    }
    integers.push_back(int32_t(value));
  }
  return integers;
}

std::vector<Assignment> Fields::assignments(std::string_view key) const {
  std::vector<Assignment> assignments;
  const Node* node = find(key);
  if (!node || !node->object()) return assignments;
  for (const Member& member : *node->object()) {
    const std::string place = place_of_key(where(key), member.key);
    if (member.value.object() && !member.value.find("npy")) {
      const Fields chosen(member.value, place, problems_);
      assignments.push_back({member.key, chosen.value("value"), chosen.selection()});
    } else {
      assignments.push_back({member.key, read_value(member.value, place, problems_)});
    }
  }
  return assignments;
}

equations::Selection Fields::selection() const {
  using By = equations::Selection::By;
  equations::Selection made;
  made.where = where_;
  made.condition = text("where");
  made.index = integers("index");
  made.i = integers("i");
  made.j = integers("j");
  made.k = integers("k");
  const bool pair = find("i") || find("j") || find("k");
  if (bool(find("where")) + bool(find("index")) + pair != 1) {
    problems_.add(ErrorCode::invalid_argument, where_,
                  "say which elements in one way: where, index, or i, j and k");
  }
  made.by = pair ? By::pair : find("index") ? By::index : By::condition;
  return made;
}

std::vector<Subgroup> read_subgroups(const Fields& fields, int64_t size) {
  std::vector<Subgroup> subgroups;
  const Node* node = fields.find("subgroups");
  if (!node || !node->object()) return subgroups;
  for (const Member& member : *node->object()) {
    const std::string where = place_of_key(fields.where("subgroups"), member.key);
    // A part of a part counts from that part's begin.
    Subgroup whole;
    whole.end = size;
    const Node* of = member.value.find("of");
    if (of && of->text()) {
      const auto outer = std::find_if(subgroups.begin(), subgroups.end(),
                                      [&](const Subgroup& one) { return one.name == *of->text(); });
      if (outer == subgroups.end()) {
        fields.problems().add(ErrorCode::unknown_name, where + ".of",
                              "no subgroup before it is called '" + *of->text() + "'");
        continue;
      }
      whole = *outer;
    }
    const Node* given = of ? member.value.find("range") : &member.value;
    const std::vector<double>* range = given ? given->numbers() : nullptr;
    if (!range || range->size() != 2) continue;
    const double begin = (*range)[0], end = (*range)[1], count = double(whole.end - whole.begin);
    if (!(begin >= 0 && begin < end && end <= count)) {
      fields.problems().add(ErrorCode::out_of_range, where,
                            "the range [" + format_number(begin) + ", " + format_number(end) +
                                ") does not lie within the group's [0, " + format_number(count) +
                                "), or is empty");
      continue;
    }
    subgroups.push_back(
        {member.key, whole.begin + int64_t(begin), whole.begin + int64_t(end), where});
  }
  return subgroups;
}

std::vector<double> read_times(const Fields& fields, std::string_view key) {
  const Node* node = fields.find(key);
  if (!node) return {};
  const NodeList* list = node->list();
  if (!list) {
    const equations::Value value = fields.value(key);
    return value.array() ? *value.array() : std::vector<double>{};
  }
  std::vector<double> times;
  times.reserve(list->size());
  for (const Node& item : *list) {
    const std::optional<double> time =
        item.text() ? read_time(*item.text()) : std::optional<double>();
    if (!time) {
      fields.refuse(key, "element " + std::to_string(times.size()) + " is " + describe_value(item) +
                             "; accepted is a time such as \"5 ms\"");
      break;
    }
    times.push_back(*time);
  }
  return times;
}

}  // namespace myelin::model
