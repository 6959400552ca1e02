// The tables of schema.cpp as JSON Schema (draft 2020-12).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "model/schema.h"

namespace myelin::model {
namespace {

using Json = nlohmann::ordered_json;

Json reference(Part part) { return {{"$ref", "#/$defs/" + std::string(shape_of(part).name)}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

constexpr std::string_view kNamePattern = "^[A-Za-z][A-Za-z0-9_]*$";
constexpr std::string_view kPathPattern =
    "^[A-Za-z][A-Za-z0-9_]*(\\[[^\\[\\]]+\\])?(\\.[A-Za-z][A-Za-z0-9_]*(\\[[^\\[\\]]+\\])?)*$";

Json choices_schema(std::string_view choices) {
  std::vector<std::string> texts;
  for (size_t begin = 0; begin <= choices.size();) {
    const size_t end = std::min(choices.find('|', begin), choices.size());
    texts.emplace_back(choices.substr(begin, end - begin));
    begin = end + 1;
  }
  if (texts.size() == 1) return {{"const", texts[0]}};
  return {{"enum", texts}};
}

Json integer_schema(const Field& field) {
  Json schema = {{"type", "integer"}};
  const Field unlimited;
  if (field.minimum != unlimited.minimum) schema["minimum"] = int64_t(field.minimum);
  if (field.maximum != unlimited.maximum) schema["maximum"] = int64_t(field.maximum);
  return schema;
}

Json value_schema(const Field& field, uint32_t forms);

Json form_schema(const Field& field, uint32_t form) {
  const auto named = [](std::string_view name) {
    return Json{{"$ref", "#/$defs/" + std::string(name)}};
  };
  const auto map_of = [&](std::string_view pattern) {
    return Json{{"type", "object"},
                {"propertyNames", {{"pattern", pattern}}},
                {"additionalProperties", value_schema(field, field.each)}};
  };
  switch (form) {
    case kInteger:
      return integer_schema(field);
    case kNumber:
      return {{"type", "number"}};
    case kBoolean:
      return {{"type", "boolean"}};
    case kTrue:
      return {{"const", true}};
    case kQuantity:
      return named("Quantity");
    case kExpression:
      return named("Expression");
    case kText:
      return field.choices.empty() ? Json{{"type", "string"}} : choices_schema(field.choices);
    case kName:
      return named("Name");
    case kReference:
      return named("Reference");
    case kLines:
      return list_of({{"type", "string"}});
    case kQuantities:
      return list_of(named("Quantity"));
    case kNames:
      return list_of(named("Name"));
    case kNumbers:
      return list_of({{"type", "number"}});
    case kIntegers:
      return list_of(integer_schema(field));
    case kBooleans:
      return list_of({{"type", "boolean"}});
    case kMatrix:
      return list_of(list_of({{"type", "number"}}));
    case kNpy:
      return named("Npy");
    case kRange:
      return named("Range");
    case kObject:
      return reference(field.part);
    case kList:
      return list_of(reference(field.part));
    case kMap:
      return map_of(kNamePattern);
    case kPathMap:
      return map_of(kPathPattern);
  }
  return true;  // anything
}

Json any_form(const Field& field, uint32_t forms) {
  Json any = Json::array();
  for (uint32_t rest = forms; rest; rest &= rest - 1) {
    any.push_back(form_schema(field, rest & -rest));
  }
  return any;
}

struct NamedForms {
  const char* name;
  uint32_t forms;
  const char* doc;
};
constexpr NamedForms named_forms[] = {
    {"Initial", kInitial,
     "A number in SI units, a quantity, an expression, true or false, or one value per element."},
    {"Code", kCode, "Equations or statements: one text, or a list of lines."},
    {"Amount", kAmount, "A quantity with its unit, or a plain number in SI units."},
};

// Forms that go together appear by their name; the widest name is tried first.
Json value_schema(const Field& field, uint32_t forms) {
  Json any = Json::array();
  for (const NamedForms& named : named_forms) {
    if ((forms & named.forms) != named.forms) continue;
    any.push_back({{"$ref", "#/$defs/" + std::string(named.name)}});
    forms &= ~named.forms;
  }
  for (Json& form : any_form(field, forms)) any.push_back(std::move(form));
  if (any.size() == 1) return any.front();
  return {{"anyOf", std::move(any)}};
}

Json shape_schema(const Shape& shape) {
  Json schema = {{"description", shape.doc}};
  if (!shape.variants.empty()) {
    Json one = Json::array();
    for (Part part : shape.variants) one.push_back(reference(part));
    schema["oneOf"] = std::move(one);
    return schema;
  }
  Json properties = Json::object(), required = Json::array();
  for (const Field& field : shape.fields) {
    Json property = value_schema(field, field.forms);
    if (!property.is_object()) property = Json::object();
    property["description"] = field.doc;
    properties[std::string(field.key)] = std::move(property);
    if (field.required) required.push_back(field.key);
  }
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

std::string schema_text() {
  Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "Myelin model document, version 1"},
      {"$ref", "#/$defs/" + std::string(shape_of(Part::document).name)},
  };
  Json& definitions = schema["$defs"];
  for (size_t k = 0; k < size_t(Part::none); ++k) {
    const Shape& shape = shape_of(Part(k));
    definitions[std::string(shape.name)] = shape_schema(shape);
  }
  const auto text = [&](const char* name, const char* doc) -> Json& {
    definitions[name] = {{"description", doc}, {"type", "string"}};
    return definitions[name];
  };
  text("Quantity", "A number with a unit, such as \"5 ms\" or \"-60 mV\".");
  text("Expression", "An expression of the equation language, such as \"v > Vt\".");
  text("Name", "A letter, then letters, digits and _.")["pattern"] = kNamePattern;
  text(
      "Reference",
      "The name of an object, NAME.SUBGROUP, or some of their elements: NAME[3], NAME[10:20]; or a "
      "part of a cell: NAME.CHILD.CHILD, NAME.CHILD[3], NAME.CHILD[10*um:50*um].")["pattern"] =
      kPathPattern;
  for (const NamedForms& named : named_forms) {
    definitions[named.name] = {{"description", named.doc}, {"anyOf", any_form({}, named.forms)}};
  }
  definitions["Range"] = {{"description", "The indices begin to end - 1, as [begin, end]."},
                          {"type", "array"},
                          {"prefixItems", {{{"type", "integer"}}, {{"type", "integer"}}}},
                          {"minItems", 2},
                          {"maxItems", 2}};
  definitions["Npy"] = {
      {"description",
       "A NumPy array: the bytes that numpy.save writes, as base64. Little-endian int32, int64, "
       "uint32, uint8, float32, float64 or boolean, in C order."},
      {"type", "object"},
      {"properties", {{"npy", {{"type", "string"}}}}},
      {"required", {"npy"}},
      {"additionalProperties", false}};
  return schema.dump(2);
}

}  // namespace myelin::model
