#include "base/pages.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace myelin {
namespace {

TEST(Pages, MakesNoDifferenceToWhatAVectorHolds) {
  for (const size_t size : {size_t(0), size_t(3), kHugePage, 2 * kHugePage + 5}) {
    std::vector<uint16_t> made;
    resize_in_huge_pages(made, size);
    ASSERT_EQ(made.size(), size);
    EXPECT_EQ(made, std::vector<uint16_t>(size));
  }
}

TEST(Pages, AlignsOnlyWhatFillsOne) {
  EXPECT_EQ(page_alignment(0, 64), 64u);
  EXPECT_EQ(page_alignment(kHugePage - 1, 64), 64u);
  EXPECT_EQ(page_alignment(kHugePage, 64) % 64, 0u);
}

}  // namespace
}  // namespace myelin
