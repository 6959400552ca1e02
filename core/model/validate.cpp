#include "model/validate.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "equations/reference.h"

namespace myelin::model {
namespace {

Error problem(ErrorCode code, std::string where, std::string message) {
  return {code, where.empty() ? "document" : std::move(where), std::move(message), {}, {}};
}

std::vector<std::string> split(std::string_view choices) {
  std::vector<std::string> parts;
  while (!choices.empty()) {
    const size_t bar = std::min(choices.find('|'), choices.size());
    parts.emplace_back(choices.substr(0, bar));
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return parts;
}

bool is_integer(double value) {
  return value == std::floor(value) && std::abs(value) <= 9007199254740991.0;
}

// Names with points between them; each may end in [...].
bool is_path(std::string_view text) {
  while (true) {
    const size_t end = text.find_first_of(".[");
    if (!is_identifier(text.substr(0, end))) return false;
    if (end == text.npos) return true;
    text.remove_prefix(end);
    if (text[0] == '[') {
      const size_t close = text.find_first_of("[]", 1);
      if (close == text.npos || close == 1 || text[close] == '[') return false;
      text.remove_prefix(close + 1);
      if (text.empty()) return true;
      if (text[0] != '.') return false;
    }
    text.remove_prefix(1);
  }
}

// --- forms -----------------------------------------------------------------------------------

template <class Test>
bool every(const Node& node, Test test) {
  return node.list() && std::all_of(node.list()->begin(), node.list()->end(), test);
}

bool is_matrix(const Node& node) {
  if (!node.list() || node.list()->empty() || !(*node.list())[0].numbers()) return false;
  const size_t columns = (*node.list())[0].numbers()->size();
  return every(node,
               [&](const Node& row) { return row.numbers() && row.numbers()->size() == columns; });
}

// The elements of packed numbers, or of an empty list.
const std::vector<double>* numbers_of(const Node& node) {
  static const std::vector<double> none;
  if (node.list() && node.list()->empty()) return &none;
  return node.numbers();
}

bool is_npy(const Node& node) {
  const NodeObject* members = node.object();
  return members && members->size() == 1 && (*members)[0].key == "npy" &&
         (*members)[0].value.text();
}

bool has_form(const Node& node, uint32_t form) {
  const std::vector<double>* numbers = numbers_of(node);
  switch (form) {
    case kInteger:
      return node.number() && is_integer(*node.number());
    case kNumber:
      return node.number();
    case kBoolean:
      return node.boolean();
    case kTrue:
      return node.boolean() && *node.boolean();
    case kQuantity:
    case kExpression:
    case kText:
      return node.text();
    case kName:
      return node.text() && is_identifier(*node.text());
    case kReference:
      return node.text() && is_path(*node.text());
    case kLines:
    case kQuantities:
      return every(node, [](const Node& item) { return item.text(); });
    case kNames:
      return every(node, [](const Node& item) { return has_form(item, kName); });
    case kNumbers:
      return numbers;
    case kIntegers:
      return numbers && std::all_of(numbers->begin(), numbers->end(), is_integer);
    case kBooleans:
      return every(node, [](const Node& item) { return item.boolean(); });
    case kMatrix:
      return is_matrix(node);
    case kNpy:
      return is_npy(node);
    case kRange:
      return numbers && numbers->size() == 2 && has_form(node, kIntegers);
    case kObject:
    case kMap:
    case kPathMap:
      return node.object();
    case kList:
      return every(node, [](const Node& item) { return item.object(); });
    case kAny:
      return true;
  }
  return false;
}

struct FormWords {
  uint32_t form;
  std::string_view words;
};
constexpr FormWords form_words[] = {
    {kTrue, "true"},
    {kBoolean, "true or false"},
    {kInteger, "an integer"},
    {kNumber, "a number in SI units"},
    {kQuantity, "a quantity such as \"5 ms\""},
    {kExpression, "an expression (a text)"},
    {kText, "a text"},
    {kName, "a name (a letter, then letters, digits and _)"},
    {kReference, "the name of an object, NAME.SUBGROUP, or a range of one, as NAME[0:10]"},
    {kLines, "a list of texts"},
    {kQuantities, "a list of quantities"},
    {kNames, "a list of names"},
    {kNumbers, "a list of numbers"},
    {kIntegers, "a list of integers"},
    {kBooleans, "a list of true and false"},
    {kMatrix, "a list of rows of numbers, all of one length"},
    {kNpy, "{ \"npy\": base64 }"},
    {kRange, "a pair of integers [begin, end]"},
    {kObject, "an object"},
    {kList, "a list of objects"},
    {kMap, "an object of names and values"},
    {kPathMap, "an object of names and values"},
};

std::string accepted(uint32_t forms) {
  std::vector<std::string> words;
  for (const FormWords& row : form_words) {
    if (forms & row.form) words.emplace_back(row.words);
  }
  if (words.size() == 1) return words[0];
  const std::string last = words.back();
  words.pop_back();
  return join(words, ", ") + " or " + last;
}

// The form that the value has; 0 if it has none of them.
uint32_t match(const Node& node, uint32_t forms) {
  for (uint32_t rest = forms; rest; rest &= rest - 1) {
    const uint32_t form = rest & -rest;
    if (has_form(node, form)) return form;
  }
  return 0;
}

Status wrong_kind(const Node& node, uint32_t forms, const std::string& where) {
  std::string found = describe_value(node);
  if (const auto* numbers = node.numbers(); numbers && forms & kIntegers) {
    const auto bad = std::find_if_not(numbers->begin(), numbers->end(), is_integer);
    if (bad != numbers->end()) {
      found = "a list whose element " + std::to_string(bad - numbers->begin()) + " is " +
              format_number(*bad);
    }
  }
  return problem(ErrorCode::type, where, "it is " + found + "; accepted: " + accepted(forms));
}

// --- values of a form ------------------------------------------------------------------------

Status check_range(const Node& node, const Field& field, const std::string& where) {
  const auto outside = [&](double value) {
    return problem(ErrorCode::invalid_argument, where,
                   "it is " + format_number(value) + "; it must be from " +
                       format_number(field.minimum) + " to " + format_number(field.maximum));
  };
  const auto fits = [&](double value) { return value >= field.minimum && value <= field.maximum; };
  if (node.number() && !fits(*node.number())) return outside(*node.number());
  if (const auto* numbers = node.numbers()) {
    const auto bad = std::find_if_not(numbers->begin(), numbers->end(), fits);
    if (bad != numbers->end()) {
      return problem(ErrorCode::out_of_range, where,
                     "element " + std::to_string(bad - numbers->begin()) + " is " +
                         format_number(*bad) + "; it must be from " + format_number(field.minimum) +
                         " to " + format_number(field.maximum));
    }
  }
  return {};
}

Status check_choice(const std::string& text, std::string_view choices, const std::string& where) {
  const std::vector<std::string> all = split(choices);
  if (std::find(all.begin(), all.end(), text) != all.end()) return {};
  return problem(
      ErrorCode::invalid_argument, where,
      "it is " + describe_value({text}) + "; accepted: " + join(all, ", ") + suggestion(text, all));
}

Status check_map(const Node& node, const Field& field, bool paths, const std::string& where) {
  for (const Member& member : *node.object()) {
    if (paths ? !is_path(member.key) : !is_identifier(member.key)) {
      return problem(ErrorCode::invalid_argument, where,
                     "the key " + describe_value({member.key}) + " is no name" +
                         (paths ? " and no path NAME.NAME" : "") +
                         "; a name is a letter, then letters, digits and _");
    }
    const std::string place = place_of_key(where, member.key);
    const uint32_t form = match(member.value, field.each);
    if (!form) return wrong_kind(member.value, field.each, place);
    if (form != kObject) continue;
    if (Status status = validate(member.value, field.part, place); !status) return status;
  }
  return {};
}

Status check_value(const Node& node, const Field& field, const std::string& where) {
  const uint32_t form = match(node, field.forms);
  switch (form) {
    case 0:
      return wrong_kind(node, field.forms, where);
    case kInteger:
    case kIntegers:
      return check_range(node, field, where);
    case kText:
      return field.choices.empty() ? Status{} : check_choice(*node.text(), field.choices, where);
    case kMap:
    case kPathMap:
      return check_map(node, field, form == kPathMap, where);
    case kObject:
      return validate(node, field.part, where);
    case kList:
      break;
    default:
      return {};
  }
  for (size_t k = 0; k < node.list()->size(); ++k) {
    const Node& item = (*node.list())[k];
    if (Status status = validate(item, field.part, place_of_item(where, k, item)); !status) {
      return status;
    }
  }
  return {};
}

// --- objects ---------------------------------------------------------------------------------

std::vector<std::string> keys_of(const Shape& shape) {
  std::vector<std::string> keys;
  for (const Field& field : shape.fields) keys.emplace_back(field.key);
  return keys;
}

// Which variant the object is; Part::none and an error if that cannot be told.
Expected<Part> choose_variant(const Node& node, const Shape& shape, const std::string& where) {
  std::vector<std::string> tags;
  std::vector<Part> found;
  for (Part part : shape.variants) {
    const Field& first = shape_of(part).fields[0];
    tags.emplace_back(shape.tag.empty() ? first.key : first.choices);
    const Node* tag = node.find(first.key);
    if (tag && (shape.tag.empty() || (tag->text() && *tag->text() == first.choices))) {
      found.push_back(part);
    }
  }
  if (found.size() == 1) return found[0];
  if (shape.tag.empty()) {
    std::string near;
    for (const Member& member : *node.object()) {
      if (near.empty() && found.empty()) near = suggestion(member.key, tags);
    }
    return problem(
        found.empty() && !near.empty() ? ErrorCode::unknown_key : ErrorCode::invalid_argument,
        where, "it must have exactly one of the keys " + join(tags, ", ") + near);
  }
  const Node* tag = node.find(shape.tag);
  std::string message = "the key '" + std::string(shape.tag) + "' is ";
  message += tag ? describe_value(*tag) : "missing";
  message += "; accepted: " + join(tags, ", ");
  if (tag && tag->text()) message += suggestion(*tag->text(), tags);
  return problem(tag && !tag->text() ? ErrorCode::type : ErrorCode::invalid_argument, where,
                 std::move(message));
}

Status validate_fields(const Node& node, const Shape& shape, const std::string& where) {
  for (const Member& member : *node.object()) {
    const Field* field =
        std::find_if(shape.fields.begin(), shape.fields.end(),
                     [&](const Field& candidate) { return candidate.key == member.key; });
    if (field == shape.fields.end()) {
      const std::vector<std::string> known = keys_of(shape);
      const std::string near = suggestion(member.key, known);
      return problem(ErrorCode::unknown_key, place_of_key(where, member.key),
                     "the key " + describe_value({member.key}) + " is unknown here" +
                         (near.empty() ? "; known: " + join(known, ", ") : near));
    }
    if (Status status = check_value(member.value, *field, place_of_key(where, member.key));
        !status) {
      return status;
    }
  }
  for (const Field& field : shape.fields) {
    if (field.required && !node.find(field.key)) {
      return problem(
          ErrorCode::invalid_argument, where,
          "the key '" + std::string(field.key) + "' is missing: " + std::string(field.doc));
    }
  }
  return {};
}

}  // namespace

Status validate(const Node& node, Part part, const std::string& where) {
  if (!node.object()) return wrong_kind(node, kObject, where);
  const Shape& shape = shape_of(part);
  if (shape.variants.empty()) return validate_fields(node, shape, where);
  const Expected<Part> variant = choose_variant(node, shape, where);
  return variant ? validate_fields(node, shape_of(*variant), where) : Status{variant.error()};
}

std::string place_of_item(const std::string& list, size_t index, const Node& item) {
  std::string place = list + "[" + std::to_string(index) + "]";
  const Node* name = item.find("name");
  if (name && name->text() && is_identifier(*name->text())) {
    place += " '" + name->text()->substr(0, 64) + "'";
  }
  return place;
}

std::string place_of_key(const std::string& where, std::string_view key) {
  const bool plain = is_identifier(key);
  if (plain) return where.empty() ? std::string(key) : where + "." + std::string(key);
  std::string quoted(key.substr(0, 64));
  std::replace_if(
      quoted.begin(), quoted.end(), [](char c) { return uint8_t(c) < 0x20 || c == '\''; }, '?');
  return where + "['" + quoted + "']";
}

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string describe_value(const Node& node) {
  constexpr size_t longest = 40;
  if (const bool* value = node.boolean()) return *value ? "true" : "false";
  if (node.number()) return "the number " + format_number(*node.number());
  if (const std::string* text = node.text()) {
    size_t size = std::min(text->size(), longest);
    while (size > 0 && size < text->size() && (uint8_t((*text)[size]) & 0xC0) == 0x80) --size;
    return "\"" + text->substr(0, size) + (size < text->size() ? "...\"" : "\"");
  }
  if (node.numbers()) return "a list of " + std::to_string(node.numbers()->size()) + " numbers";
  if (node.list()) return "a list of " + std::to_string(node.list()->size()) + " values";
  return node.object() ? "an object" : "null";
}

}  // namespace myelin::model
