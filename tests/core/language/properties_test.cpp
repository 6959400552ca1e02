// Properties that hold for any input, tried by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/clock.h"
#include "language/parser.h"

namespace myelin {
namespace {

const std::string kWhere = "text";

// Texts of pieces that mean something together more often than bytes would.
rc::Gen<std::string> code() {
  const auto piece = rc::gen::element<std::string>(
      "v", "dv/dt", "=", "+=", ":", "1", "2.5", "volt", "(", ")", "+", "-", "*", "/", "**", "<",
      "==", "and", "not", "if", "for", "k", "in", "range", "sample", ",", "\n", ";", "# c\n", " ",
      "True", "constant", "\xc3\xa4", "?");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& piece : pieces) text += piece + " ";
                        return text;
                      });
}

// Either a tree, or an error that stands in the text and says something.
template <class Parse>
void expect_answer(const Parse& parse) {
  EXPECT_TRUE(rc::check([&] {
    const std::string text = *rc::gen::oneOf(code(), rc::gen::arbitrary<std::string>());
    const auto made = parse(text, kWhere);
    if (made) return;
    RC_ASSERT(made.error().where.rfind("text:", 0) == 0);
    RC_ASSERT(!made.error().message.empty());
    RC_ASSERT(made.error().span.begin <= made.error().span.end);
    RC_ASSERT(made.error().span.end <= text.size() + 1);
  }));
}

TEST(AnyText, IsReadOrRefusedAtAPlace) {
  expect_answer(parse_expression);
  expect_answer(parse_quantity);
  expect_answer(parse_statements);
  expect_answer(parse_equations);
  expect_answer(parse_generator);
}

TEST(AnyRuns, FollowEachOtherWithoutAGap) {
  EXPECT_TRUE(rc::check([] {
    const double dt = *rc::gen::inRange(1, 100000) * 1e-7;
    const auto durations = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100000));
    double now = 0;
    for (const int duration : durations) {
      const double goal = now + duration * 1e-7;
      const int64_t first = steps_until(now, dt), end = steps_until(goal, dt);
      RC_ASSERT(first <= end);
      RC_ASSERT(double(end) * dt >= goal - 1.0001e-4 * dt);     // nothing is left out
      RC_ASSERT(double(end - 1) * dt < goal - 0.9999e-4 * dt);  // and nothing too much
      now = goal;
    }
  }));
}

}  // namespace
}  // namespace myelin
