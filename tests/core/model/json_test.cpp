#include "model/json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace myelin::model {
namespace {

TEST(ParseJson, KeepsTheOrderOfKeysAndPacksNumbers) {
  const Expected<Node> node = parse_json(R"({"b": [1, 2.5, -3e2], "a": {"x": null}, "c": []})");

  ASSERT_TRUE(node);
  EXPECT_EQ((*node->object())[0].key, "b");
  EXPECT_EQ(*node->find("b")->numbers(), (std::vector<double>{1, 2.5, -300}));
  EXPECT_TRUE(node->find("c")->list());
  EXPECT_EQ(node->find("nothing"), nullptr);
}

TEST(ParseJson, UnpacksNumbersWhenSomethingElseFollows) {
  const Expected<Node> node = parse_json(R"([1, 2, "x", 3])");

  ASSERT_TRUE(node);
  ASSERT_EQ(node->list()->size(), 4u);
  EXPECT_EQ(*(*node->list())[1].number(), 2);
  EXPECT_EQ(*(*node->list())[3].number(), 3);
}

TEST(ParseJson, SaysLineAndColumnAndShowsTheLine) {
  const Expected<Node> node = parse_json("{\n  \"a\": 1,\n  \"b\": }\n");

  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().code, ErrorCode::parse);
  EXPECT_EQ(node.error().where, "line 3, column 8");
  EXPECT_EQ(node.error().excerpt, "    \"b\": }\n         ^");
  EXPECT_EQ(node.error().span.begin, 19u);
}

TEST(ParseJson, RefusesAKeyThatAppearsTwice) {
  std::string many = "{";
  for (int k = 0; k < 100; ++k) many += "\"k" + std::to_string(k) + "\":0,";

  EXPECT_EQ(parse_json(R"({"a": 1, "a": 2})").error().code, ErrorCode::duplicate_name);
  EXPECT_EQ(parse_json(many + "\"k7\":1}").error().code, ErrorCode::duplicate_name);
  EXPECT_TRUE(parse_json(many + "\"k100\":1}"));
}

TEST(ParseJson, ReadsAnObjectOfManyKeysInLinearTime) {
  std::string many = "{";
  for (int k = 0; k < 300000; ++k) many += "\"k" + std::to_string(k) + "\":0,";
  many.back() = '}';

  EXPECT_TRUE(parse_json(many));  // quadratic cost would take minutes here
}

TEST(ParseJson, LimitsNesting) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };

  EXPECT_TRUE(parse_json(nested(kMaxDepth)));
  EXPECT_EQ(parse_json(nested(kMaxDepth + 1)).error().code, ErrorCode::parse);
  EXPECT_EQ(parse_json(std::string(1000000, '[')).error().code, ErrorCode::parse);
}

TEST(ParseJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", " ", "nul", "{]", "[1,]", "\"\xff\"", "1e999", "{\"a\"}", "1 2"}) {
    const Expected<Node> node = parse_json(text);
    ASSERT_FALSE(node) << text;
    EXPECT_EQ(node.error().code, ErrorCode::parse) << text;
    EXPECT_FALSE(node.error().message.empty());
  }
}

TEST(ParseJson, SaysWhatIsMissing) {
  const auto message = [](std::string_view text) {
    const std::string message = parse_json(text).error().message;
    return message.substr(message.find(": ") + 2);
  };

  EXPECT_EQ(message("[1,]"), "there is ']' where a value should be");
  EXPECT_EQ(message("{\"a\"}"), "there is '}' where ':' should be");
  EXPECT_EQ(message("{\"a\": 1, b: 2}"), "there is 'b' where a key in quotes should be");
  EXPECT_EQ(message("{\"a\": 1"), "it ends where ',' or '}' should be");
  EXPECT_EQ(message("[1 2]"), "there is '2' where ',' or ']' should be");
  EXPECT_EQ(message("{} x"), "there is 'x' where the end should be");
  EXPECT_EQ(message("\"abc"), "it ends where '\"' should be");
  EXPECT_EQ(message("\"a\nb\""), "this character must not stand in a text");
  EXPECT_EQ(message("\"\\x\""), "this is no escape sequence");
}

TEST(ParseJson, ReadsNumbersAsJsonHasThem) {
  for (const char* text : {"0", "-0", "10", "1.5", "-2.5e-3", "1E+2", "123456789012345678901"}) {
    const Expected<Node> node = parse_json(text);
    ASSERT_TRUE(node) << text;
    EXPECT_EQ(*node->number(), std::strtod(text, nullptr));
  }
  for (const char* text : {"01", "-", "+1", ".5", "5.", "1.e3", "1e", "0x1", "NaN", "-Infinity"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(ParseJson, ReadsEscapesAndKeepsUtf8) {
  const Expected<Node> node = parse_json(
      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t \\u0041\\u00e9\\u20ac\\ud83d\\uDE00 \x7f "
      "\xc3\xa9\xf0\x9f\x98\x80\"");

  ASSERT_TRUE(node);
  EXPECT_EQ(*node->text(),
            "\"\\/\b\f\n\r\t A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 \x7f \xc3\xa9\xf0\x9f\x98\x80");
}

// Surrogates that stand alone, and UTF-8 that is cut, too long, or beyond U+10FFFF.
TEST(ParseJson, RefusesWhatIsNoUnicode) {
  for (const char* text :
       {"\\ud800", "\\udc00", "\\ud800\\u0041", "\\u12g4", "\\u12", "\x80", "\xc3", "\xc0\x80",
        "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    EXPECT_FALSE(parse_json("\"" + std::string(text) + "\"")) << text;
  }
}

TEST(PlaceOf, CutsLongLinesAroundThePlace) {
  const std::string text = std::string(5000, 'a') + "X" + std::string(5000, 'b');

  const TextPlace place = place_of(text, 5000);

  EXPECT_EQ(place.column, 5001u);
  const size_t newline = place.excerpt.find('\n');
  ASSERT_NE(newline, std::string::npos);
  EXPECT_LT(newline, 110u);
  const size_t caret = place.excerpt.size() - newline - 2;  // the last character
  EXPECT_EQ(place.excerpt[caret], 'X');
}

TEST(Locate, FindsMembersAndElements) {
  const std::string json = R"({"a": [1, {"name": "x", "k.l": [true, "b]"]}], "c": {"d": -1.5}})";
  const auto text = [&](TextSpan span) { return json.substr(span.begin, span.end - span.begin); };

  EXPECT_EQ(text(locate(json, "c.d").value), "-1.5");
  EXPECT_EQ(text(locate(json, "c.d").key), "\"d\"");
  EXPECT_EQ(text(locate(json, "a[0]").value), "1");
  EXPECT_EQ(text(locate(json, "a[1] 'x'['k.l'][1]").value), "\"b]\"");
  EXPECT_EQ(text(locate(json, "a[1] 'x'.name:2:5").value), "\"x\"");
}

TEST(Locate, TellsTheNearestValueAroundWhatIsMissing) {
  const std::string json = R"({"a": {"b": 1}})";

  EXPECT_EQ(locate(json, "a.zzz").value.begin, 6u);
  EXPECT_EQ(locate(json, "zzz").value.end, 0u);
  EXPECT_EQ(locate(json, "").value.end, 0u);
}

}  // namespace
}  // namespace myelin::model
