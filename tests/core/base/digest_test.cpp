#include "base/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace myelin {
namespace {

// The vectors of the XXH3 specification for no input, and of its reference program (xxhsum) for
// "a".
TEST(Digest, OfNothingIsTheKnownVector) {
  EXPECT_EQ(Digest().hex(), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hash64("", 0, 0), 0x2D06800538D394C2u);
}

TEST(Digest, OfOneLetterIsTheKnownVector) {
  Digest digest;
  digest.add("a", size_t(1));

  EXPECT_EQ(digest.hex(), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(hash64("a", 1, 0), 0xE6C632B61E964E1Fu);
}

TEST(Digest, DoesNotDependOnHowTheBytesArrive) {
  const std::string bytes(1000, 'x');
  Digest whole, parts;

  whole.add(bytes.data(), bytes.size());
  for (size_t k = 0; k < bytes.size(); k += 8) parts.add(bytes.data() + k, 8);

  EXPECT_EQ(whole.hex(), parts.hex());
}

TEST(Digest, KeepsTextsApart) {
  Digest one, other;

  one.add(std::string_view("ab"));
  one.add(std::string_view("c"));
  other.add(std::string_view("a"));
  other.add(std::string_view("bc"));

  EXPECT_NE(one.hex(), other.hex());
}

TEST(Digest, MayBeReadInBetween) {
  Digest digest, plain;
  digest.add(uint64_t{1});
  plain.add(uint64_t{1});

  const std::string early = digest.hex();
  digest.add(uint64_t{2});
  plain.add(uint64_t{2});

  EXPECT_NE(digest.hex(), early);
  EXPECT_EQ(digest.hex(), plain.hex());
}

TEST(Hash64, DependsOnTheSeed) { EXPECT_NE(hash64("a", 1, 0), hash64("a", 1, 1)); }

}  // namespace
}  // namespace myelin
