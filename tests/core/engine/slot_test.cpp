#include "engine/slot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace myelin {
namespace {

using testing::HasSubstr;

TEST(When, IsReadBackFromItsName) {
  for (int slot = 0; slot < 6; ++slot) {
    for (int shift = -1; shift <= 1; ++shift) {
      const When when(Slot(slot), shift);

      const Expected<When> read = parse_when(to_string(when), "group");

      ASSERT_TRUE(read);
      EXPECT_EQ(*read, when);
    }
  }
}

TEST(When, IsNamedBySlotAndNeighbour) {
  EXPECT_EQ(to_string(When(Slot::thresholds, 1)), "after_thresholds");
  EXPECT_EQ(to_string(When(Slot::start, -1)), "before_start");
  EXPECT_EQ(to_string(When()), "start");
}

// start, groups, thresholds, synapses, resets, end; each with before_ and after_.
TEST(When, ComesInTheOrderOfAStep) {
  int last = -1;
  for (const char* slot : {"start", "groups", "thresholds", "synapses", "resets", "end"}) {
    for (const std::string prefix : {"before_", "", "after_"}) {
      const Expected<When> when = parse_when(prefix + slot, "group");
      ASSERT_TRUE(when);
      EXPECT_EQ(when->position, ++last);
    }
  }
}

TEST(When, SuggestsTheSlotThatWasMeant) {
  const Expected<When> when = parse_when("after_treshold", "groups[0].when");

  ASSERT_FALSE(when);
  EXPECT_EQ(when.error().code, ErrorCode::unknown_name);
  EXPECT_EQ(when.error().where, "groups[0].when");
  EXPECT_THAT(when.error().message, HasSubstr("no slot 'after_treshold'"));
  EXPECT_THAT(when.error().message, HasSubstr("did you mean 'after_thresholds'?"));
}

TEST(When, NamesAllSlotsInItsError) {
  const Expected<When> when = parse_when("", "g");

  ASSERT_FALSE(when);
  EXPECT_THAT(
      when.error().message,
      HasSubstr("start, groups, thresholds, synapses, resets, end, each also with before_"));
}

}  // namespace
}  // namespace myelin
