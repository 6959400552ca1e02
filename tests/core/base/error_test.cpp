#include "base/error.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

namespace myelin {
namespace {

Error sample() { return {ErrorCode::unit, "cells.equations:3:12", "left is volt", "  v = 1\n  ^"}; }

TEST(Expected, HoldsAValue) {
  Expected<std::string> made = std::string("v");

  EXPECT_TRUE(made);
  EXPECT_TRUE(made.ok());
  EXPECT_EQ(*made, "v");
  EXPECT_EQ(made->size(), 1u);
}

TEST(Expected, HoldsTheReasonWhyThereIsNoValue) {
  const Expected<std::string> failed = sample();

  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unit);
  EXPECT_EQ(failed.error().where, "cells.equations:3:12");
}

TEST(Expected, TellsAnErrorThatIsTheValueFromAFailure) {
  // A variant by index, not by type: both alternatives may be constructible from the same thing.
  const Expected<bool> no = false;

  EXPECT_TRUE(no.ok());
  EXPECT_FALSE(*no);
}

TEST(Expected, GivesUpAValueThatCannotBeCopied) {
  Expected<std::unique_ptr<int>> made = std::make_unique<int>(7);

  const std::unique_ptr<int> taken = std::move(*made);

  EXPECT_EQ(*taken, 7);
}

TEST(Status, IsSuccessUnlessAnErrorIsGiven) {
  const Status done, failed = sample();

  EXPECT_TRUE(done);
  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "left is volt");
}

TEST(Error, IsDescribedByPlaceMessageAndExcerpt) {
  EXPECT_EQ(describe(sample()), "cells.equations:3:12: left is volt\n  v = 1\n  ^");
}

TEST(Error, NeedsNeitherPlaceNorExcerpt) {
  EXPECT_EQ(describe({ErrorCode::io, "", "cannot be read"}), "cannot be read");
}

TEST(ErrorCode, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int code = 0; code <= int(ErrorCode::cancelled); ++code) {
    names.insert(to_string(ErrorCode(code)));
  }

  EXPECT_EQ(names.size(), size_t(ErrorCode::cancelled) + 1);
  EXPECT_EQ(names.count("unknown"), 0u);
  EXPECT_EQ(to_string(ErrorCode::out_of_range), "out-of-range");
}

}  // namespace
}  // namespace myelin
