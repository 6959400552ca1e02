#include "engine/signal_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace myelin {
namespace {

SignalSpec vector(const std::string& name, uint64_t rows, DType dtype = DType::float64) {
  SignalSpec spec;
  spec.name = name;
  spec.rows = rows;
  spec.dtype = dtype;
  return spec;
}

std::string digest_of(const SignalStore& store) {
  Digest digest;
  store.digest(digest);
  return digest.hex();
}

// A store with one signal "v" of `rows` numbers 0, 1, 2, ...
void fill(SignalStore& store, const std::string& name, uint64_t rows, bool scratch = false) {
  SignalSpec spec = vector(name, rows);
  spec.scratch = scratch;
  const SignalId id = store.add(spec);
  ASSERT_TRUE(store.freeze());
  const Span<double> values = store.view<double>(id);
  for (size_t k = 0; k < values.size; ++k) values[k] = double(k);
}

TEST(SignalStore, GivesZeroedArraysOfTheWantedLength) {
  SignalStore store;
  const SignalId v = store.add(vector("v", 7)), on = store.add(vector("on", 3, DType::boolean));

  ASSERT_TRUE(store.freeze());

  EXPECT_EQ(store.view<double>(v).size, 7u);
  EXPECT_EQ(store.view<uint8_t>(on).size, 3u);
  for (const double value : store.view<double>(v)) EXPECT_EQ(value, 0.0);
}

TEST(SignalStore, AlignsEveryArrayAndKeepsThemApart) {
  SignalStore store;
  std::vector<SignalId> ids;
  for (uint64_t rows = 1; rows < 40; ++rows) {
    ids.push_back(store.add(vector("s" + std::to_string(rows), rows, DType(rows % 5))));
  }

  ASSERT_TRUE(store.freeze());

  uintptr_t end = 0;
  for (const SignalId id : ids) {
    const auto address = reinterpret_cast<uintptr_t>(store.data<uint8_t>(id));
    EXPECT_EQ(address % 64, 0u);
    EXPECT_GE(address, end);
    end = address + store.spec(id).rows * size_of(store.spec(id).dtype);
  }
}

// Kernels may read up to seven elements beyond the end; a sanitizer would object.
TEST(SignalStore, LeavesRoomBehindTheLastArray) {
  SignalStore store;
  const SignalId v = store.add(vector("v", 8));
  ASSERT_TRUE(store.freeze());

  double sum = 0;
  for (int k = 0; k < 15; ++k) sum += store.data<double>(v)[k];

  EXPECT_EQ(sum, 0.0);
}

TEST(SignalStore, KeepsAddressesAndValuesWhenItGrows) {
  SignalStore store;
  fill(store, "v", 1000);
  const SignalId v = store.find("v");
  const double* before = store.data<double>(v);

  for (int k = 0; k < 100; ++k) {
    store.add(vector("w" + std::to_string(k), 5000));
    ASSERT_TRUE(store.freeze());
  }

  EXPECT_EQ(store.data<double>(v), before);
  EXPECT_EQ(before[999], 999.0);
}

TEST(SignalStore, FreezesNothingTwice) {
  SignalStore store;
  fill(store, "v", 10);
  const uint64_t bytes = store.bytes();

  ASSERT_TRUE(store.freeze());

  EXPECT_EQ(store.bytes(), bytes);
}

TEST(SignalStore, FindsSignalsByName) {
  SignalStore store;
  const SignalId v = store.add(vector("cells.v", 1));

  EXPECT_EQ(store.find("cells.v"), v);
  EXPECT_FALSE(store.find("cells.w").valid());
}

TEST(SignalStore, RefusesMoreThanItsLimit) {
  SignalStore store(10'000);
  store.add(vector("small", 100));
  store.add(vector("large", 10'000));

  const Status done = store.freeze();

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::memory);
  EXPECT_EQ(done.error().where, "large");
  EXPECT_THAT(done.error().message, testing::HasSubstr("the limit is 10.0 kB"));
}

TEST(SignalStore, CountsAllFreezesAgainstTheLimit) {
  SignalStore store(10'000);
  fill(store, "first", 1000);
  store.add(vector("second", 1000));

  EXPECT_FALSE(store.freeze());
}

TEST(SignalStore, RefusesSizesThatNoNumberHolds) {
  for (const uint64_t rows : {uint64_t{1} << 61, uint64_t{1} << 32, UINT64_MAX}) {
    SignalStore store;
    SignalSpec spec = vector("huge", rows);
    spec.columns = uint64_t{1} << 32;
    store.add(spec);

    const Status done = store.freeze();

    ASSERT_FALSE(done) << rows;
    EXPECT_EQ(done.error().code, ErrorCode::memory);
  }
}

TEST(SignalStore, DigestDependsOnNamesShapesAndBytes) {
  SignalStore one, same, renamed, longer, changed;
  fill(one, "v", 10);
  fill(same, "v", 10);
  fill(renamed, "w", 10);
  fill(longer, "v", 11);
  fill(changed, "v", 10);
  changed.data<double>(changed.find("v"))[9] = -9;

  EXPECT_EQ(digest_of(one), digest_of(same));
  EXPECT_NE(digest_of(one), digest_of(renamed));
  EXPECT_NE(digest_of(one), digest_of(longer));
  EXPECT_NE(digest_of(one), digest_of(changed));
}

TEST(SignalStore, DigestLeavesOutPaddingAndScratch) {
  SignalStore one, other;
  fill(one, "v", 9);
  fill(other, "v", 9);
  other.data<double>(other.find("v"))[9] = 5;  // padding
  fill(other, "scratch", 3, true);

  EXPECT_EQ(digest_of(one), digest_of(other));
}

TEST(SignalStore, ReadsBackWhatItSaved) {
  SignalStore store;
  fill(store, "v", 100);
  fill(store, "w", 50);
  const std::string before = digest_of(store);
  ByteWriter out;
  store.save(out);
  const std::vector<uint8_t> bytes = out.take();
  store.data<double>(store.find("v"))[3] = 0.1;
  store.data<double>(store.find("w"))[49] = 0.2;

  ByteReader in({bytes.data(), bytes.size()});
  ASSERT_TRUE(store.load(in));

  EXPECT_TRUE(in.ok());
  EXPECT_TRUE(in.at_end());
  EXPECT_EQ(digest_of(store), before);
}

// 0, 1.5, 3, ...
class Multiples final : public Deferred {
 public:
  void read(SignalId, uint64_t first, uint64_t count, void* out) const override {
    auto* to = static_cast<double*>(out);
    for (uint64_t k = 0; k < count; ++k) to[k] = 1.5 * double(first + k);
  }
  void outdated() override { valid = false; }
  bool valid = true;
};

TEST(SignalStore, TakesBackTheMemoryOfWhatCanBeComputed) {
  constexpr uint64_t kRows = 10000;
  SignalStore store;
  SignalSpec spec = vector("delay", kRows);
  spec.growable = true;
  const SignalId id = store.add(spec);
  ASSERT_TRUE(store.freeze());
  for (uint64_t k = 0; k < kRows; ++k) store.data<double>(id)[k] = 1.5 * double(k);
  const std::string before = digest_of(store);
  const uint64_t bytes = store.bytes();
  Multiples source;

  store.defer(id, &source);

  EXPECT_FALSE(store.has_memory(id));
  EXPECT_LE(store.bytes() + kRows * 8, bytes);
  EXPECT_EQ(digest_of(store), before);
  double one = 0;
  store.read(id, 4097, 1, &one);
  EXPECT_EQ(one, 1.5 * 4097);
  ByteWriter out;
  store.save(out);
  const std::vector<uint8_t> saved = out.take();
  EXPECT_FALSE(store.has_memory(id));
  ASSERT_TRUE(store.provide(id));
  store.data<double>(id)[9999] = -1;
  EXPECT_NE(digest_of(store), before);
  ByteReader in({saved.data(), saved.size()});
  ASSERT_TRUE(store.load(in));
  EXPECT_EQ(digest_of(store), before);
  EXPECT_TRUE(source.valid);
}

TEST(DType, HasASizeAndAName) {
  EXPECT_EQ(size_of(DType::boolean), 1u);
  EXPECT_EQ(size_of(DType::int32), 4u);
  EXPECT_EQ(size_of(DType::float64), 8u);
  EXPECT_EQ(size_of(DType::float32), 4u);
  EXPECT_EQ(to_string(DType::float32), "f32");
  EXPECT_EQ(to_string(DType::uint64), "u64");
}

}  // namespace
}  // namespace myelin
