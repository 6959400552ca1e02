// The tables of schema.cpp as JSON Schema (draft 2020-12).
#include <algorithm>
#include <bit>

#include "model/json_writer.h"
#include "model/schema.h"

namespace myelin::model {
namespace {

constexpr std::string_view kNamePattern = "^[A-Za-z][A-Za-z0-9_]*$";
constexpr std::string_view kPathPattern =
    "^[A-Za-z][A-Za-z0-9_]*(\\[[^\\[\\]]+\\])?(\\.[A-Za-z][A-Za-z0-9_]*(\\[[^\\[\\]]+\\])?)*$";

struct NamedForms {
  std::string_view name;
  uint32_t forms;
  std::string_view doc;
};
constexpr NamedForms named_forms[] = {
    {"Initial", kInitial,
     "A number in SI units, a quantity, an expression, true or false, or one value per element."},
    {"Code", kCode, "Equations or statements: one text, or a list of lines."},
    {"Amount", kAmount, "A quantity with its unit, or a plain number in SI units."},
};

// Writes schemas. Where a function does not say otherwise, it writes the members of an object that
// is open, so that more may follow.
class SchemaWriter {
 public:
  explicit SchemaWriter(Output& output) : json_(output) {}

  void write() {
    json_.begin_object();
    text("$schema", "https://json-schema.org/draft/2020-12/schema");
    text("title", "Myelin model document, version 1");
    reference(shape_of(Part::document).name);
    json_.key("$defs").begin_object();
    for (size_t k = 0; k < size_t(Part::none); ++k) {
      const Shape& shape = shape_of(Part(k));
      define(shape.name, shape.doc);
      members_of(shape);
      json_.end_object();
    }
    common();
    json_.end_object().end_object();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.key(key).text(value); }
  void type(std::string_view name) { text("type", name); }
  void reference(std::string_view name) { text("$ref", std::string("#/$defs/").append(name)); }
  void reference(Part part) { reference(shape_of(part).name); }

  // Begins a definition.
  void define(std::string_view name, std::string_view doc) {
    json_.key(name).begin_object();
    text("description", doc);
  }
  void define_text(std::string_view name, std::string_view doc, std::string_view pattern = {}) {
    define(name, doc);
    type("string");
    if (!pattern.empty()) text("pattern", pattern);
    json_.end_object();
  }
  void list_of_type(std::string_view item) {
    begin_items();
    type(item);
    json_.end_object();
  }
  void list_of(std::string_view name) {
    begin_items();
    reference(name);
    json_.end_object();
  }
  void begin_items() {
    type("array");
    json_.key("items").begin_object();
  }

  void choices(std::string_view choices) {
    const bool one = choices.find('|') == std::string_view::npos;
    if (one) return text("const", choices);
    json_.key("enum").begin_array();
    for (size_t begin = 0; begin <= choices.size();) {
      const size_t end = std::min(choices.find('|', begin), choices.size());
      json_.text(choices.substr(begin, end - begin));
      begin = end + 1;
    }
    json_.end_array();
  }

  void integer(const Field& field) {
    type("integer");
    const Field unlimited;
    if (field.minimum != unlimited.minimum) json_.key("minimum").integer(int64_t(field.minimum));
    if (field.maximum != unlimited.maximum) json_.key("maximum").integer(int64_t(field.maximum));
  }

  void map(const Field& field, std::string_view pattern) {
    type("object");
    json_.key("propertyNames").begin_object();
    text("pattern", pattern);
    json_.end_object().key("additionalProperties").begin_object();
    value(field, field.each);
    json_.end_object();
  }

  // A value of one form.
  void form(const Field& field, uint32_t form) {
    switch (form) {
      case kInteger:
        return integer(field);
      case kNumber:
        return type("number");
      case kBoolean:
        return type("boolean");
      case kTrue:
        json_.key("const").boolean(true);
        return;
      case kQuantity:
        return reference("Quantity");
      case kExpression:
        return reference("Expression");
      case kText:
        return field.choices.empty() ? type("string") : choices(field.choices);
      case kName:
        return reference("Name");
      case kReference:
        return reference("Reference");
      case kLines:
        return list_of_type("string");
      case kQuantities:
        return list_of("Quantity");
      case kNames:
        return list_of("Name");
      case kNumbers:
        return list_of_type("number");
      case kIntegers:
        begin_items();
        integer(field);
        json_.end_object();
        return;
      case kBooleans:
        return list_of_type("boolean");
      case kMatrix:
        begin_items();
        list_of_type("number");
        json_.end_object();
        return;
      case kNpy:
        return reference("Npy");
      case kRange:
        return reference("Range");
      case kObject:
        return reference(field.part);
      case kList:
        return list_of(shape_of(field.part).name);
      case kMap:
        return map(field, kNamePattern);
      case kPathMap:
        return map(field, kPathPattern);
    }
    // kAny: no members, which is anything
  }

  // Elements of an array that is open.
  void forms(const Field& field, uint32_t forms) {
    for (; forms; forms &= forms - 1) {
      json_.begin_object();
      form(field, forms & -forms);
      json_.end_object();
    }
  }

  // Forms that go together appear by their name; the widest name is tried first.
  void value(const Field& field, uint32_t rest) {
    std::string_view names[std::size(named_forms)];
    size_t count = 0;
    for (const NamedForms& named : named_forms) {
      if ((rest & named.forms) != named.forms) continue;
      names[count++] = named.name;
      rest &= ~named.forms;
    }
    if (count + size_t(std::popcount(rest)) == 1) {
      return count ? reference(names[0]) : form(field, rest);
    }
    json_.key("anyOf").begin_array();
    for (size_t k = 0; k < count; ++k) {
      json_.begin_object();
      reference(names[k]);
      json_.end_object();
    }
    forms(field, rest);
    json_.end_array();
  }

  void members_of(const Shape& shape) {
    if (!shape.variants.empty()) {
      json_.key("oneOf").begin_array();
      for (const Part part : shape.variants) {
        json_.begin_object();
        reference(part);
        json_.end_object();
      }
      json_.end_array();
      return;
    }
    type("object");
    json_.key("properties").begin_object();
    for (const Field& field : shape.fields) {
      json_.key(field.key).begin_object();
      value(field, field.forms);
      text("description", field.doc);
      json_.end_object();
    }
    json_.end_object().key("required").begin_array();
    for (const Field& field : shape.fields) {
      if (field.required) json_.text(field.key);
    }
    json_.end_array().key("additionalProperties").boolean(false);
  }

  // What the tables refer to by name.
  void common() {
    define_text("Quantity", "A number with a unit, such as \"5 ms\" or \"-60 mV\".");
    define_text("Expression", "An expression of the equation language, such as \"v > Vt\".");
    define_text("Name", "A letter, then letters, digits and _.", kNamePattern);
    define_text(
        "Reference",
        "The name of an object, NAME.SUBGROUP, or some of their elements: NAME[3], NAME[10:20]; or "
        "a part of a cell: NAME.CHILD.CHILD, NAME.CHILD[3], NAME.CHILD[10*um:50*um].",
        kPathPattern);
    for (const NamedForms& named : named_forms) {
      define(named.name, named.doc);
      json_.key("anyOf").begin_array();
      forms({}, named.forms);
      json_.end_array().end_object();
    }
    define("Range", "The indices begin to end - 1, as [begin, end].");
    type("array");
    json_.key("prefixItems").begin_array();
    forms({}, kInteger);
    forms({}, kInteger);
    json_.end_array().key("minItems").integer(2).key("maxItems").integer(2).end_object();
    define("Npy",
           "A NumPy array: the bytes that numpy.save writes, as base64. Little-endian int32, "
           "int64, uint32, uint8, float32, float64 or boolean, in C order.");
    type("object");
    json_.key("properties").begin_object().key("npy").begin_object();
    type("string");
    json_.end_object().end_object().key("required").begin_array().text("npy").end_array();
    json_.key("additionalProperties").boolean(false).end_object();
  }

  JsonWriter json_;
};

}  // namespace

std::string schema_text() {
  StringOutput text;
  SchemaWriter(text).write();
  return text.str();
}

}  // namespace myelin::model
