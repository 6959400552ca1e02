#include "model/schema.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "model/json.h"
#include "model/validate.h"
#include "samples.h"

namespace myelin::model {
namespace {

// Every key of every object in the tree.
void collect(const Node& node, std::set<std::string>& keys) {
  if (node.list()) {
    for (const Node& item : *node.list()) collect(item, keys);
  }
  if (!node.object()) return;
  for (const Member& member : *node.object()) {
    keys.insert(member.key);
    collect(member.value, keys);
  }
}

TEST(Schema, TextIsJsonWithEveryObjectOfTheTables) {
  const Expected<Node> schema = parse_json(schema_text());

  ASSERT_TRUE(schema) << describe(schema.error());
  const Node* definitions = schema->find("$defs");
  ASSERT_TRUE(definitions);
  for (size_t part = 0; part < size_t(Part::none); ++part) {
    EXPECT_TRUE(definitions->find(shape_of(Part(part)).name)) << shape_of(Part(part)).name;
  }
}

TEST(Schema, DescribesEveryKey) {
  for (size_t part = 0; part < size_t(Part::none); ++part) {
    for (const Field& field : shape_of(Part(part)).fields) {
      EXPECT_FALSE(field.doc.empty()) << field.key;
      EXPECT_EQ(field.doc.back(), '.') << field.key;
      EXPECT_NE(field.forms, 0u) << field.key;
      const uint32_t forms = field.forms | field.each;
      EXPECT_EQ((forms & (kObject | kList)) != 0, field.part != Part::none) << field.key;
      EXPECT_EQ((field.forms & (kMap | kPathMap)) != 0, field.each != 0) << field.key;
    }
  }
}

TEST(Schema, EveryKeyOccursInASample) {
  std::set<std::string> used;
  collect(*parse_json(samples::cuba), used);
  collect(*parse_json(samples::everything), used);

  for (size_t part = 0; part < size_t(Part::none); ++part) {
    for (const Field& field : shape_of(Part(part)).fields) {
      EXPECT_TRUE(used.count(std::string(field.key))) << field.key;
    }
  }
}

TEST(Validate, NamesIdentifiers) {
  EXPECT_TRUE(is_identifier("a_1"));
  for (const char* text : {"", "1a", "_a", "a b", "a.b", "\xc3\xa4"}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
}

}  // namespace
}  // namespace myelin::model
