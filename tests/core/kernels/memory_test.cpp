// Loads, stores, index lists and masks.
#include <limits>

#include "rows.h"

namespace myelin {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kLengths = 41;  // 0 ... 40: every remainder, several times

struct Memory : rows::EachRow {};

std::vector<int32_t> indices(size_t n, int32_t size, uint64_t seed) {
  rows::Generator next{seed};
  std::vector<int32_t> list(n);
  for (int32_t& index : list) index = int32_t(next() % uint64_t(size));
  return list;
}

template <class T>
void expect_exact_store(void (*store)(T*, const double*, size_t)) {
  for (size_t n = 0; n < kLengths; ++n) {
    std::vector<double> values(n + kPadding, 1.0);
    std::vector<T> target(n + kPadding, T(77));
    store(target.data(), values.data(), n);
    for (size_t i = 0; i < target.size(); ++i) ASSERT_EQ(target[i], i < n ? T(1) : T(77));
  }
}

TEST_P(Memory, StoresWriteNothingBeyondTheEnd) {
  expect_exact_store<uint8_t>(row().store_u8);
  expect_exact_store<int32_t>(row().store_i32);
  for (size_t n = 0; n < kLengths; ++n) {
    std::vector<double> values(n + kPadding, 1.0), target(n + kPadding, 77.0);
    row().store_f64(target.data(), values.data(), n);
    for (size_t i = 0; i < target.size(); ++i) ASSERT_EQ(target[i], i < n ? 1.0 : 77.0);
  }
}

TEST_P(Memory, StoresOfIntegersTruncateAndSaturate) {
  const std::vector<double> values = {2.9,  -2.9,         0x1p31, -0x1p40,      kInf,  -kInf,
                                      kNaN, 2147483646.5, -0.9,   255.9,        256.0, 1e300,
                                      -0.0, 5e-324,       128.0,  -2147483648.9};
  std::vector<int32_t> words(values.size());
  std::vector<uint8_t> bytes(values.size());

  row().store_i32(words.data(), values.data(), values.size());
  row().store_u8(bytes.data(), values.data(), values.size());

  constexpr int32_t kMax = INT32_MAX, kMin = INT32_MIN;
  EXPECT_EQ(words, (std::vector<int32_t>{2, -2, kMax, kMin, kMax, kMin, 0, kMax - 1, 0, 255, 256,
                                         kMax, 0, 0, 128, kMin}));
  EXPECT_EQ(bytes,
            (std::vector<uint8_t>{2, 0, 255, 0, 255, 0, 0, 255, 0, 255, 255, 255, 0, 0, 128, 0}));
}

TEST_P(Memory, StoresTellWhetherAllValuesAreFinite) {
  for (size_t n = 1; n < kLengths; ++n) {
    std::vector<double> values(n + kPadding, -0x1.fffffffffffffp1023), target(n);
    std::fill(values.begin() + ptrdiff_t(n), values.end(), kNaN);  // padding does not count
    EXPECT_TRUE(row().store_f64(target.data(), values.data(), n));
    for (double bad : {kInf, -kInf, kNaN}) {
      std::vector<double> with_bad = values;
      with_bad[(n * 7) % n] = bad;
      with_bad[n - 1] = bad;
      EXPECT_FALSE(row().store_f64(target.data(), with_bad.data(), n)) << n;
    }
  }
}

TEST_P(Memory, LoadsWidenExactly) {
  std::vector<uint8_t> bytes;
  std::vector<int32_t> words;
  rows::Generator next{1};
  for (size_t i = 0; i < 256; ++i) bytes.push_back(uint8_t(i)), words.push_back(int32_t(next()));
  std::vector<double> from_bytes(256), from_words(256);

  row().load_u8(from_bytes.data(), bytes.data(), 251);
  row().load_i32(from_words.data(), words.data(), 251);

  for (size_t i = 0; i < 251; ++i) {
    ASSERT_EQ(from_bytes[i], double(bytes[i]));
    ASSERT_EQ(from_words[i], double(words[i]));
  }
}

TEST_P(Memory, FillsWithOneValue) {
  std::vector<double> out(24 + 1, 5.0);
  row().fill(out.data(), -0.25, 19);
  for (size_t i = 0; i < 19; ++i) EXPECT_EQ(out[i], -0.25);
  EXPECT_EQ(out[24], 5.0);
}

TEST_P(Memory, GathersByIndex) {
  const std::vector<double> doubles = rows::mixed_values(100, 2);
  std::vector<uint8_t> bytes(100);
  std::vector<int32_t> words(100);
  for (size_t i = 0; i < 100; ++i) bytes[i] = uint8_t(i * 37), words[i] = int32_t(i) * -21474836;
  for (size_t n = 0; n < kLengths; ++n) {
    const std::vector<int32_t> index =
        indices(n, 100, n);  // no padding: reading on would be caught
    std::vector<double> a(n + kPadding), b(n + kPadding), c(n + kPadding);
    row().gather_f64(a.data(), doubles.data(), index.data(), n);
    row().gather_u8(b.data(), bytes.data(), index.data(), n);
    row().gather_i32(c.data(), words.data(), index.data(), n);
    for (size_t i = 0; i < n; ++i) {
      ASSERT_TRUE(rows::same(a[i], doubles[size_t(index[i])]));
      ASSERT_EQ(b[i], bytes[size_t(index[i])]);
      ASSERT_EQ(c[i], words[size_t(index[i])]);
    }
  }
}

TEST_P(Memory, ScattersInOrder) {
  const std::vector<int32_t> index = indices(1003, 50, 3);  // each target is met twenty times
  rows::Generator next{4};
  std::vector<double> values(index.size()), target(50), expected(50), one(50), expected_one(50);
  for (double& v : values) v = next.between(-1, 1);
  for (size_t i = 0; i < index.size(); ++i) {
    expected[size_t(index[i])] += values[i];
    expected_one[size_t(index[i])] += 0.1;
  }

  row().scatter_add(target.data(), index.data(), values.data(), index.size());
  row().scatter_add_one(one.data(), index.data(), 0.1, index.size());

  EXPECT_EQ(target, expected);
  EXPECT_EQ(one, expected_one);
}

TEST_P(Memory, RoundsToFloatsAndReadsThemExactly) {
  rows::Generator next{9};
  for (size_t n = 0; n < kLengths; ++n) {
    std::vector<double> values(n + kPadding, kNaN), read(n + kPadding), gathered(n + kPadding);
    for (size_t i = 0; i < n; ++i) values[i] = next.between(-3, 3);
    std::vector<float> target(n + kPadding, 77.0f);
    EXPECT_TRUE(row().store_f32(target.data(), values.data(), n));
    row().load_f32(read.data(), target.data(), n);
    const std::vector<int32_t> index = indices(n, n, n + 1);
    row().gather_f32(gathered.data(), target.data(), index.data(), n);
    for (size_t i = 0; i < target.size(); ++i) {
      ASSERT_EQ(target[i], i < n ? float(values[i]) : 77.0f);
      if (i >= n) continue;
      ASSERT_EQ(read[i], double(float(values[i])));
      ASSERT_EQ(gathered[i], double(target[size_t(index[i])]));
    }
    if (n == 0) continue;
    values[n - 1] = 1e39;  // finite, but not as a float
    EXPECT_FALSE(row().store_f32(target.data(), values.data(), n));
    EXPECT_EQ(target[n - 1], float(kInf));
  }
}

// Parts of 0 to 200 synapses; each target is met often.
template <class T, class W>
void add_rows_and_compare(const KernelTable& row, bool through, bool one) {
  constexpr size_t kSynapses = 6000;
  const std::vector<int32_t> wide = indices(kSynapses, 50, 3), order = indices(kSynapses, 700, 5);
  const std::vector<uint16_t> places(wide.begin(), wide.end());
  std::vector<W> weights(through ? 700 : kSynapses);
  rows::Generator next{4};
  for (W& w : weights) w = W(next.between(-1, 1));
  const double value = 0.1;
  std::vector<RowPart> parts;
  for (uint32_t begin = 0; begin < kSynapses;) {
    const uint32_t most = next() % 3 == 0 ? 200 : 20;
    const uint32_t count = std::min(uint32_t(next() % most), uint32_t(kSynapses) - begin);
    parts.push_back({begin, count, uint32_t(next() % 3) * 50});
    begin += count;
  }
  std::vector<T> target(150, T(0.7)), expected = target;
  for (const RowPart& part : parts) {
    for (uint32_t k = part.begin; k < part.begin + part.count; ++k) {
      const T added = one ? T(value) : T(weights[through ? size_t(order[k]) : k]);
      expected[part.base + places[k]] += added;
    }
  }
  const size_t kind = one ? 2 : sizeof(W) == sizeof(float);
  row.add_rows[sizeof(T) == sizeof(float)][kind](
      {target.data(), places.data(), one ? nullptr : weights.data(), value,
       through ? order.data() : nullptr, parts.data(), parts.size()});
  EXPECT_EQ(target, expected) << sizeof(T) << ' ' << sizeof(W) << ' ' << through << ' ' << one;
}

TEST_P(Memory, AddsRowsInOrder) {
  for (const bool through : {false, true}) {
    for (const bool one : {false, true}) {
      add_rows_and_compare<double, double>(row(), through, one);
      add_rows_and_compare<double, float>(row(), through, one);
      add_rows_and_compare<float, double>(row(), through, one);
      add_rows_and_compare<float, float>(row(), through, one);
    }
  }
}

TEST_P(Memory, CompressesMasksToAscendingIndices) {
  for (unsigned sparsity : {1u, 2u, 5u, 200u}) {
    for (size_t n = 0; n < kLengths * 8; n += 7) {
      rows::Generator next{n};
      std::vector<double> mask(n + kPadding, 1.0);  // true beyond the end
      std::vector<int32_t> expected;
      for (size_t i = 0; i < n; ++i) {
        mask[i] = next() % sparsity == 0 ? 1.0 : 0.0;
        if (mask[i] != 0.0) expected.push_back(1000 + int32_t(i));
      }
      const size_t room = (n + kPadding - 1) / kPadding * kPadding;
      std::vector<int32_t> target(room + 1, -1);
      ASSERT_EQ(row().compress(target.data(), mask.data(), 1000, n), expected.size());
      ASSERT_EQ(target[room], -1);
      target.resize(expected.size());
      ASSERT_EQ(target, expected);
    }
  }
}

TEST_P(Memory, CompressTakesNaNForTrueAndNegativeZeroForFalse) {
  const std::vector<double> mask = {kNaN, -0.0, 5e-324, 0.0, -1.0, 0.0, 0.0, kInf};
  std::vector<int32_t> target(8);
  ASSERT_EQ(row().compress(target.data(), mask.data(), 0, 8), 4u);
  target.resize(4);
  EXPECT_EQ(target, (std::vector<int32_t>{0, 2, 4, 7}));
}

INSTANTIATE_TEST_SUITE_P(All, Memory, testing::ValuesIn(rows::all()), rows::name);

}  // namespace
}  // namespace myelin
