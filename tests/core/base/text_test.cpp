#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

namespace myelin {
namespace {

TEST(FormatNumber, IsTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(1e-5), "1e-05");
  EXPECT_EQ(format_number(3), "3");
  EXPECT_EQ(format_number(-0.0), "-0");
  for (const double value : {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308}) {
    EXPECT_EQ(std::strtod(format_number(value).c_str(), nullptr), value);
  }
}

TEST(FormatNumber, NamesWhatIsNoNumber) {
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(format_number(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(FormatBytes, CountsInThousands) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(1000), "1.0 kB");
  EXPECT_EQ(format_bytes(3'200'000), "3.2 MB");
  EXPECT_EQ(format_bytes(UINT64_MAX), "18446.7 PB");
}

TEST(Join, PutsSeparatorsBetween) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
}

TEST(Suggestion, NamesTheNearestCandidate) {
  const std::vector<std::string> names = {"taum", "taue", "v_rest", "theta"};

  EXPECT_EQ(nearest_name("tau_m", names), "taum");
  EXPECT_EQ(nearest_name("v_rset", names), "v_rest");
  EXPECT_EQ(suggestion("tauM", names), "; did you mean 'taum'?");
}

TEST(Suggestion, TakesTheFirstOfEquallyNearCandidates) {
  EXPECT_EQ(nearest_name("tau", {"taue", "taum"}), "taue");
}

TEST(Suggestion, StaysSilentIfNothingIsNear) {
  EXPECT_EQ(suggestion("conductance", {"v", "taum"}), "");
  EXPECT_EQ(suggestion("v", {}), "");
}

TEST(Suggestion, DoesNotTakeOneLetterForAnother) {
  EXPECT_EQ(nearest_name("x", {"v", "w"}), "");
  EXPECT_EQ(nearest_name("g", {"gl"}), "gl");
}

TEST(Suggestion, BearsVeryLongNames) {
  EXPECT_EQ(nearest_name(std::string(100000, 'x'), {"v"}), "");
}

TEST(PlaceIn, CountsLinesAndColumnsFromOne) {
  const std::string_view text = "v = 1\nw = x\n";

  const TextPlace first = place_in(text, 0), second = place_in(text, 10);

  EXPECT_EQ(first.line, 1u);
  EXPECT_EQ(first.column, 1u);
  EXPECT_EQ(second.line, 2u);
  EXPECT_EQ(second.column, 5u);
  EXPECT_EQ(second.excerpt, "  w = x\n      ^");
}

TEST(PlaceIn, PointsBehindTheTextForItsEnd) {
  EXPECT_EQ(place_in("v =", 3).excerpt, "  v =\n     ^");
  EXPECT_EQ(place_in("v =", 1000).column, 4u);
  EXPECT_EQ(place_in("", 0).excerpt, "  \n  ^");
}

TEST(PlaceIn, PutsTheCaretBelowThePlaceInALineWithTabs) {
  EXPECT_EQ(place_in("\tv = x", 5).excerpt, "  \tv = x\n  \t    ^");
}

TEST(PlaceIn, LeavesOutTheCarriageReturnOfALineEnd) {
  EXPECT_EQ(place_in("v = x\r\nw = 1", 4).excerpt, "  v = x\n      ^");
}

}  // namespace
}  // namespace myelin
