// The random kernels of every row, against the scalar generator and against theory.
#include <gtest/gtest.h>

#include <cctype>
#include <cstring>
#include <string>
#include <vector>

#include "kernels/table.h"
#include "random/philox.h"
#include "statistics.h"

namespace myelin {
namespace {

using statistics::kErrors;

constexpr RandomKey kKey = {0x0123456789ABCDEF, 3, 1000};
constexpr size_t kMany = 200000;

struct RandomKernels : testing::TestWithParam<const KernelTable*> {
  const KernelTable& row() const { return *GetParam(); }

  std::vector<double> uniform(RandomKey key, uint64_t first, size_t n) const {
    std::vector<double> values(n + kPadding);
    row().uniform(values.data(), key, first, n);
    values.resize(n);
    return values;
  }

  std::vector<double> normal(RandomKey key, uint64_t first, size_t n) const {
    std::vector<double> values(n + kPadding);
    row().normal(values.data(), key, first, n);
    values.resize(n);
    return values;
  }
};

std::vector<const KernelTable*> rows() {
  std::vector<const KernelTable*> list;
  for (auto row = available_kernels(); *row != nullptr; ++row) list.push_back(*row);
  return list;
}

std::string row_name(const testing::TestParamInfo<const KernelTable*>& info) {
  std::string name = info.param->name;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Rows, RandomKernels, testing::ValuesIn(rows()), row_name);

double uniform_of_element(RandomKey key, uint64_t element) {
  const PhiloxBlock w = philox(fill_counter(element / 2, key.site, key.step), key.key);
  return element % 2 == 0 ? uniform_from_words(w.w0, w.w1) : uniform_from_words(w.w2, w.w3);
}

std::vector<uint64_t> bits(const std::vector<double>& values) {
  std::vector<uint64_t> words(values.size());
  std::memcpy(words.data(), values.data(), values.size() * sizeof(double));
  return words;
}

// Also across pair 2^32, where the counter carries into its second word.
TEST_P(RandomKernels, GiveEachElementTheNumberOfItsCounter) {
  for (uint64_t first : {uint64_t{0}, uint64_t{7}, (uint64_t{1} << 33) - 11}) {
    for (size_t n : {0, 1, 2, 7, 8, 9, 31, 100}) {
      const std::vector<double> values = uniform(kKey, first, n);

      for (size_t i = 0; i < n; ++i) {
        ASSERT_EQ(values[i], uniform_of_element(kKey, first + i)) << first << " + " << i;
      }
    }
  }
}

uint16_t half_of_element(RandomKey key, uint64_t element) {
  const PhiloxBlock w = philox(fill_counter(kHalves + element / 8, key.site, key.step), key.key);
  const uint32_t words[] = {w.w0, w.w1, w.w2, w.w3};
  return uint16_t(element % 2 == 0 ? words[element % 8 / 2] : words[element % 8 / 2] >> 16);
}

// Also across block 2^32.
TEST_P(RandomKernels, GiveEachElementTheHalfOfItsCounter) {
  for (uint64_t first : {uint64_t{0}, uint64_t{7}, uint64_t{12}, (uint64_t{1} << 35) - 11}) {
    for (size_t n : {0, 1, 2, 7, 8, 9, 31, 100, 300}) {
      std::vector<uint16_t> halves(n + kPadding, 77);
      row().random_halves(halves.data(), kKey, first, n);

      for (size_t i = 0; i < n; ++i) {
        ASSERT_EQ(halves[i], half_of_element(kKey, first + i)) << first << " + " << i;
      }
      for (size_t i = n; i < halves.size(); ++i) ASSERT_EQ(halves[i], 77u);
    }
  }
}

TEST_P(RandomKernels, GiveTheSameHalvesForAnIndexList) {
  std::vector<int32_t> index = {INT32_MAX, INT32_MAX - 1, 0};
  for (int32_t i = 0; i < 701; ++i) index.push_back((i * 1009) % 3000);
  for (size_t n : {size_t{0}, size_t{1}, size_t{9}, index.size()}) {
    std::vector<uint16_t> halves(n + 1, 77);
    row().random_halves_at(halves.data(), kKey, index.data(), n);

    for (size_t i = 0; i < n; ++i) {
      ASSERT_EQ(halves[i], half_of_element(kKey, uint64_t(index[i]))) << i;
    }
    EXPECT_EQ(halves[n], 77u);
  }
}

// Their counters lie where no pair of elements has its own.
TEST_P(RandomKernels, GiveUniformHalvesThatDoNotFollowTheNumbers) {
  std::vector<uint16_t> halves(kMany);
  row().random_halves(halves.data(), kKey, 0, kMany);

  std::vector<double> high(kMany), low(kMany), all(halves.begin(), halves.end());
  for (size_t i = 0; i < kMany; ++i) {
    high[i] = halves[i] >> 8;
    low[i] = halves[i] & 0xFF;
  }
  const std::vector<double> expected(256, kMany / 256.0);
  for (const std::vector<double>& cells : {high, low}) {
    const std::vector<double> counts = statistics::histogram(cells, 256);
    EXPECT_LT(std::abs(statistics::chi_square_error(counts, expected)), kErrors);
  }
  EXPECT_LT(std::abs(statistics::correlation_error(high, low)), kErrors);
  EXPECT_LT(std::abs(statistics::correlation_error(all, uniform(kKey, 0, kMany))), kErrors);
}

TEST_P(RandomKernels, GiveTheSameNumbersForAnIndexList) {
  const std::vector<double> u = uniform(kKey, 0, 3000), z = normal(kKey, 0, 3000);
  std::vector<int32_t> index;
  for (int32_t i = 0; i < 701; ++i) index.push_back((i * 1009) % 3000);
  std::vector<double> u_at(index.size() + kPadding), z_at(index.size() + kPadding);

  row().uniform_at(u_at.data(), kKey, index.data(), index.size());
  row().normal_at(z_at.data(), kKey, index.data(), index.size());

  for (size_t i = 0; i < index.size(); ++i) {
    ASSERT_EQ(u_at[i], u[size_t(index[i])]) << i;
    ASSERT_EQ(z_at[i], z[size_t(index[i])]) << i;
  }
}

TEST_P(RandomKernels, TakeTheLargestIndex) {
  const int32_t index[] = {INT32_MAX, INT32_MAX - 1};
  double values[kPadding];

  row().uniform_at(values, kKey, index, 2);

  EXPECT_EQ(values[0], uniform_of_element(kKey, INT32_MAX));
  EXPECT_EQ(values[1], uniform_of_element(kKey, INT32_MAX - 1));
}

TEST_P(RandomKernels, EqualTheScalarRowToTheBit) {
  std::vector<double> scalar(kMany + kPadding);
  for (uint64_t first : {0, 1}) {
    kernel_table_scalar().normal(scalar.data(), kKey, first, kMany);
    scalar.resize(kMany);
    EXPECT_EQ(bits(normal(kKey, first, kMany)), bits(scalar));
    scalar.resize(kMany + kPadding);
  }
}

// Golden: made with the scalar row, g++ 12 on x86-64; the wasm build must give it too.
TEST_P(RandomKernels, GiveTheGoldenBits) {
  uint64_t digest = 0xCBF29CE484222325;  // FNV-1a, by words
  for (uint64_t word : bits(normal(kKey, 0, kMany))) digest = (digest ^ word) * 0x100000001B3;

  EXPECT_EQ(digest, uint64_t{5206236555871046766});
}

TEST_P(RandomKernels, DoNotDependOnHowTheElementsAreCut) {
  const std::vector<double> whole = normal(kKey, 0, 600);
  for (size_t cut : {1, 8, 255, 257, 599}) {
    std::vector<double> parts = normal(kKey, 0, cut);
    const std::vector<double> rest = normal(kKey, cut, 600 - cut);
    parts.insert(parts.end(), rest.begin(), rest.end());
    EXPECT_EQ(bits(parts), bits(whole)) << cut;
  }
}

TEST_P(RandomKernels, WriteNothingBeyondThePadding) {
  const int32_t index[17] = {};
  for (size_t n : {0, 1, 8, 13, 17}) {
    const size_t end = (n + kPadding - 1) / kPadding * kPadding;
    std::vector<double> values(end + 32, -1.0);
    row().uniform(values.data(), kKey, 0, n);
    row().uniform(values.data(), kKey, 1, n);
    row().normal(values.data(), kKey, 1, n);
    row().uniform_at(values.data(), kKey, index, n);
    row().normal_at(values.data(), kKey, index, n);
    for (size_t i = end; i < values.size(); ++i) ASSERT_EQ(values[i], -1.0) << n << ' ' << i;
  }
}

// Moments of the uniform distribution: 1/2, 1/12, 1/80.
TEST_P(RandomKernels, GiveUniformNumbers) {
  const std::vector<double> u = uniform(kKey, 0, kMany);

  EXPECT_LT(std::abs(statistics::mean_error(u, 0.5, 1.0 / 12)), kErrors);
  EXPECT_LT(std::abs(statistics::variance_error(u, 1.0 / 12, 1.0 / 80)), kErrors);
  std::vector<double> cells(kMany);
  for (size_t i = 0; i < kMany; ++i) cells[i] = std::floor(u[i] * 1000);
  const std::vector<double> counts = statistics::histogram(cells, 1000);
  const std::vector<double> expected(1000, kMany / 1000.0);
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, expected)), kErrors);
}

// The lowest bits are as random as the highest ones.
TEST_P(RandomKernels, GiveUniformLowBits) {
  const std::vector<double> u = uniform(kKey, 0, kMany);

  std::vector<double> cells(kMany);
  for (size_t i = 0; i < kMany; ++i) cells[i] = std::fmod(u[i] * 0x1p53, 256.0);
  const std::vector<double> counts = statistics::histogram(cells, 256);
  const std::vector<double> expected(256, kMany / 256.0);
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, expected)), kErrors);
}

// Moments of the normal distribution: 0, 1, 3; cells of a quarter of a standard deviation.
TEST_P(RandomKernels, GiveNormalNumbers) {
  const std::vector<double> z = normal(kKey, 0, kMany);

  EXPECT_LT(std::abs(statistics::mean_error(z, 0, 1)), kErrors);
  EXPECT_LT(std::abs(statistics::variance_error(z, 1, 3)), kErrors);
  std::vector<double> counts(40), expected(40);
  for (double value : z) {
    if (std::abs(value) < 5) counts[size_t(std::floor(value * 4) + 20)] += 1;
  }
  for (int i = 0; i < 40; ++i) {
    const double low = (i - 20) / 4.0;
    expected[size_t(i)] =
        kMany * 0.5 * (std::erfc(-(low + 0.25) / std::sqrt(2)) - std::erfc(-low / std::sqrt(2)));
  }
  EXPECT_LT(std::abs(statistics::chi_square_error(counts, expected)), kErrors);
}

// Neighbours in every argument, also those that share a block.
TEST_P(RandomKernels, GiveIndependentStreams) {
  const std::vector<double> u = uniform(kKey, 0, kMany);
  RandomKey other_key = kKey, other_site = kKey, other_step = kKey;
  other_key.key += 1;
  other_site.site += 1;
  other_step.step += 1;

  for (uint64_t distance : {1, 2, 3, 256}) {
    const std::vector<double> later = uniform(kKey, distance, kMany);
    EXPECT_LT(std::abs(statistics::correlation_error(u, later)), kErrors) << distance;
  }
  for (RandomKey other : {other_key, other_site, other_step}) {
    const std::vector<double> v = uniform(other, 0, kMany);
    EXPECT_LT(std::abs(statistics::correlation_error(u, v)), kErrors);
  }
}

// One element over time, the way a simulation sees it.
TEST_P(RandomKernels, GiveIndependentSteps) {
  std::vector<double> now(20000), next(20000);
  for (size_t i = 0; i < now.size(); ++i) {
    now[i] = uniform({kKey.key, 0, i}, 5, 1)[0];
    next[i] = uniform({kKey.key, 0, i + 1}, 5, 1)[0];
  }

  EXPECT_LT(std::abs(statistics::mean_error(now, 0.5, 1.0 / 12)), kErrors);
  EXPECT_LT(std::abs(statistics::correlation_error(now, next)), kErrors);
}

}  // namespace
}  // namespace myelin
