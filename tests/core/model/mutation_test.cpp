// Damaged documents: whatever is done to a text, the reader answers with a document or an error.
// The libFuzzer target tests/fuzz/document.cpp looks further; this one runs everywhere.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "model/document.h"
#include "samples.h"

namespace myelin::model {
namespace {

constexpr std::string_view tokens[] = {"null", "true", "-1",  "1e308", "\"x\"", "{}",
                                       "[]",   "[1]",  "[[]", "\"\"",  ",",     "1.5"};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](size_t n) { return size_t(random() % n); };
  for (size_t edits = 1 + below(4); edits > 0 && !text.empty(); --edits) {
    const size_t at = below(text.size()), length = std::min(below(20) + 1, text.size() - at);
    switch (below(5)) {
      case 0:
        text[at] = char(random());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(below(text.size()), length));
        break;
      case 3:
        text.replace(at, length, tokens[below(std::size(tokens))]);
        break;
      case 4: {  // a whole value
        const size_t colon = text.find(": ", at);
        if (colon == text.npos) break;
        const size_t end = std::min(text.find_first_of(",}]", colon), text.size());
        text.replace(colon + 2, end - colon - 2, tokens[below(std::size(tokens))]);
      }
    }
  }
  return text;
}

TEST(ReadDocument, SurvivesDamagedText) {
  std::mt19937 random(1);
  int sound = 0, broken = 0;

  for (int k = 0; k < 8000; ++k) {
    const std::string text =
        mutate(std::string(k % 2 ? samples::cuba : samples::everything), random);
    const Expected<Document> document = read_document(text);
    (document ? sound : broken) += 1;
    if (document) continue;
    EXPECT_FALSE(document.error().where.empty()) << text;
    EXPECT_FALSE(document.error().message.empty()) << text;
    EXPECT_LE(document.error().span.end, text.size());
  }

  EXPECT_GT(broken, 1000);
  EXPECT_GT(sound, 100);
}

TEST(ReadDocument, SurvivesTextThatEndsEarly) {
  for (size_t size = 0; size < samples::everything.size(); ++size) {
    EXPECT_FALSE(read_document(samples::everything.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace myelin::model
