#include "random/key.h"

#include <gtest/gtest.h>

namespace myelin {
namespace {

// XXH3_64bits of the empty text, from the test vectors of xxHash.
TEST(RandomKey, IsXxh3OfTheName) { EXPECT_EQ(random_key(0, ""), 0x2D06800538D394C2u); }

TEST(RandomKey, DependsOnSeedAndName) {
  const uint64_t key = random_key(1, "cells");

  EXPECT_EQ(random_key(1, "cells"), key);
  EXPECT_NE(random_key(2, "cells"), key);
  EXPECT_NE(random_key(1, "cell"), key);
}

}  // namespace
}  // namespace myelin
