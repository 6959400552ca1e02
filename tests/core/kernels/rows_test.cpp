// Every row computes the bits of the scalar row.
#include "rows.h"

namespace myelin {
namespace {

using rows::apply;
using rows::mixed_values;

struct Rows : rows::EachRow {};

void expect_same(const std::vector<double>& got, const std::vector<double>& expected, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    ASSERT_TRUE(rows::same(got[i], expected[i]))
        << "element " << i << ": " << std::hexfloat << got[i] << ", scalar " << expected[i];
  }
}

TEST_P(Rows, ComputeTheScalarBitsOfUnaryOperations) {
  const size_t n = 20003;
  const std::vector<double> a = mixed_values(n, 1);
  for (size_t u = 0; u < size_t(Unary::kCount); ++u) {
    SCOPED_TRACE(u);
    expect_same(apply(row(), Unary(u), a, n), apply(kernel_table_scalar(), Unary(u), a, n), n);
  }
}

TEST_P(Rows, ComputeTheScalarBitsOfBinaryOperations) {
  const size_t n = 20003;
  const std::vector<double> a = mixed_values(n, 2), b = mixed_values(n, 3);
  for (size_t u = 0; u < size_t(Binary::kCount); ++u) {
    SCOPED_TRACE(u);
    expect_same(apply(row(), Binary(u), Operands::vv, a, b, n),
                apply(kernel_table_scalar(), Binary(u), Operands::vv, a, b, n), n);
  }
}

TEST_P(Rows, ReadASingleOperandForEveryElement) {
  const size_t n = 203;
  const std::vector<double> a = mixed_values(n, 4);
  for (double value : rows::special_values()) {
    const std::vector<double> b(a.size(), value);
    for (size_t u = 0; u < size_t(Binary::kCount); ++u) {
      SCOPED_TRACE(u);
      expect_same(apply(row(), Binary(u), Operands::vs, a, b, n),
                  apply(kernel_table_scalar(), Binary(u), Operands::vv, a, b, n), n);
      expect_same(apply(row(), Binary(u), Operands::sv, b, a, n),
                  apply(kernel_table_scalar(), Binary(u), Operands::vv, b, a, n), n);
    }
  }
}

TEST_P(Rows, SelectTheScalarBits) {
  const size_t n = 2003;
  const std::vector<double> mask = mixed_values(n, 5), a = mixed_values(n, 6),
                            b = mixed_values(n, 7);
  std::vector<double> out(a.size());
  for (size_t shape = 0; shape < size_t(Operands::kCount); ++shape) {
    row().select[shape](out.data(), mask.data(), a.data(), b.data(), n);
    for (size_t i = 0; i < n; ++i) {
      const double from_a = a[Operands(shape) == Operands::sv ? 0 : i];
      const double from_b = b[Operands(shape) == Operands::vs ? 0 : i];
      ASSERT_TRUE(rows::same(out[i], mask[i] != 0 ? from_a : from_b));
    }
  }
}

TEST_P(Rows, ComputeEveryLengthAndNothingBeyondThePadding) {
  for (size_t n = 0; n <= 40; ++n) {
    const size_t padded = (n + kPadding - 1) / kPadding * kPadding;
    const std::vector<double> a = mixed_values(n, n + 8);
    std::vector<double> out(padded + 1, 123.0);
    row().binary[0][size_t(Binary::add)](out.data(), a.data(), a.data(), n);
    for (size_t i = 0; i < n; ++i) ASSERT_TRUE(rows::same(out[i], a[i] + a[i]));
    EXPECT_EQ(out[padded], 123.0);
  }
}

TEST_P(Rows, MayWriteOverAnOperand) {
  const size_t n = 103;
  const std::vector<double> a = mixed_values(n, 9), b = mixed_values(n, 10);
  std::vector<double> in_place = b;
  row().binary[0][size_t(Binary::subtract)](in_place.data(), a.data(), in_place.data(), n);
  expect_same(in_place, apply(row(), Binary::subtract, Operands::vv, a, b, n), n);
}

TEST_P(Rows, DoNotDependOnTheNeighbours) {
  // A far angle or a large quotient sends the whole vector through another path.
  const std::vector<double> quiet = {0.1, 1.0, -2.0, 3.0, 1e5, -0.0, 20.0, 0.7};
  std::vector<double> mixed = quiet;
  mixed[2] = 1e200;
  for (Unary which : {Unary::sin, Unary::cos, Unary::tan}) {
    const std::vector<double> alone = apply(row(), which, quiet, 8);
    const std::vector<double> together = apply(row(), which, mixed, 8);
    for (size_t i = 0; i < 8; ++i) {
      EXPECT_TRUE(i == 2 || rows::same(alone[i], together[i])) << i;
    }
  }
}

// FNV-1a over all results; every NaN counts as the same.
uint64_t digest_of_all_operations(const KernelTable& row) {
  const size_t n = 4000;
  const std::vector<double> a = mixed_values(n, 20), b = mixed_values(n, 21);
  uint64_t digest = 0xCBF29CE484222325;
  const auto add = [&](const std::vector<double>& values) {
    for (size_t i = 0; i < n; ++i) {
      digest ^= std::isnan(values[i]) ? 1 : rows::bits(values[i]);
      digest *= 0x100000001B3;
    }
  };
  for (size_t u = 0; u < size_t(Unary::kCount); ++u) add(apply(row, Unary(u), a, n));
  for (size_t u = 0; u < size_t(Binary::kCount); ++u) {
    add(apply(row, Binary(u), Operands::vv, a, b, n));
  }
  return digest;
}

// The digest was printed by the scalar row on x86-64; each platform and compiler must reach it.
TEST_P(Rows, ComputeTheSameBitsOnEveryPlatform) {
  EXPECT_EQ(digest_of_all_operations(row()), 0x7118306AD2CCFBDD);
}

INSTANTIATE_TEST_SUITE_P(All, Rows, testing::ValuesIn(rows::all()), rows::name);

TEST(Dispatch, FindsEveryAvailableRowByName) {
  for (const KernelTable* row : rows::all()) EXPECT_EQ(find_kernels(row->name), row);
}

TEST(Dispatch, TakesTheLastRowAsTheWidest) {
  EXPECT_EQ(&best_kernels(), rows::all().back());
  EXPECT_EQ(find_kernels("auto"), &best_kernels());
  EXPECT_STREQ(rows::all().front()->name, "scalar");
}

TEST(Dispatch, KnowsNoOtherNames) {
  EXPECT_EQ(find_kernels("mmx"), nullptr);
  EXPECT_EQ(find_kernels(""), nullptr);
}

}  // namespace
}  // namespace myelin
