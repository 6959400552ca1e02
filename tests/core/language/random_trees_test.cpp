// Random expressions: the interpreter on every row of the kernel table gives the bits of a plain
// recursive evaluator, which takes one element at a time through the scalar row.
#include <gtest/gtest.h>

#include "language/forest.h"

namespace myelin {
namespace {

using rows::same;
using scene::Forest;
using scene::kRows;

TEST(RandomTrees, HaveTheSameBitsOnEveryRow) {
  for (uint64_t seed = 0; seed < 240; ++seed) {
    Forest forest(seed, seed >= 120);
    const Expr tree = forest.number(5);
    for (const KernelTable* kernels : rows::all()) {
      const std::vector<double> out = forest.world.evaluate(tree, kRows, *kernels);
      for (size_t row = 0; row < kRows; row += row < 500 ? 29 : 1) {
        ASSERT_TRUE(same(out[row], forest.value(tree, row)))
            << kernels->name << ", seed " << seed << ", row " << row;
      }
    }
  }
}

TEST(RandomTrees, HaveTheSameBitsForListedRows) {
  for (uint64_t seed = 1000; seed < 1060; ++seed) {
    Forest forest(seed);
    const Program program = lower("test", {}, {forest.number(5)});
    std::vector<int32_t> list(kRows);
    for (size_t k = 0; k < kRows; ++k) list[k] = int32_t(k * 37 % kRows);

    const std::vector<double> dense = forest.world.run(program, {0, kRows, nullptr, 0});
    const std::vector<double> listed = forest.world.run(program, {0, kRows, list.data(), 0});

    for (size_t k = 0; k < kRows; ++k) ASSERT_TRUE(same(listed[k], dense[size_t(list[k])])) << seed;
  }
}

TEST(RandomTrees, HaveTheSameBitsStoredOverTheirOwnOperands) {
  for (uint64_t seed = 2000; seed < 2060; ++seed) {
    Forest forest(seed);
    Statement statement;
    statement.target = forest.reals[0];
    statement.value = forest.number(4);
    std::vector<double> expected(kRows);
    for (size_t row = 0; row < kRows; ++row) expected[row] = forest.value(statement.value, row);

    forest.world.execute({statement}, kRows);

    for (size_t row = 0; row < kRows; ++row) {
      ASSERT_TRUE(same(forest.world.reals["a"][row], expected[row])) << seed << " row " << row;
    }
  }
}

TEST(RandomTrees, AreRoundedWhereTheyAreStoredIn32Bits) {
  for (uint64_t seed = 3000; seed < 3060; ++seed) {
    Forest forest(seed, true);
    Statement statement;
    statement.target = forest.singles[0];
    statement.value = forest.number(4);
    std::vector<float> expected(kRows);
    for (size_t row = 0; row < kRows; ++row) {
      expected[row] = float(forest.value(statement.value, row));
    }

    forest.world.execute({statement}, kRows);

    for (size_t row = 0; row < kRows; ++row) {
      const float got = forest.world.floats["c"][row];
      ASSERT_TRUE(same(double(got), double(expected[row]))) << seed << " row " << row;
    }
  }
}

}  // namespace
}  // namespace myelin
