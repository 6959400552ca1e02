#include "equations/hines.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace myelin::equations {
namespace {

struct Tree {
  std::vector<int32_t> parent;
  std::vector<double> g, e, b;
};

// Numbers in (0, 1), the same everywhere.
struct Numbers {
  uint64_t state;
  double next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double(state >> 40) + 0.5) / double(1 << 24);
  }
};

Tree random_tree(size_t n, uint64_t seed, double spread) {
  Numbers numbers{seed};
  Tree tree;
  for (size_t k = 0; k < n; ++k) {
    tree.parent.push_back(k ? int32_t(numbers.next() * double(k)) : -1);
    tree.g.push_back(k ? std::pow(10, spread * numbers.next()) : 0);
    tree.e.push_back(numbers.next() < 0.3 && k ? 0 : numbers.next());
    tree.b.push_back(2 * numbers.next() - 1);
  }
  return tree;
}

// Gaussian elimination with pivots.
std::vector<double> dense_solution(const Tree& tree) {
  const size_t n = tree.parent.size();
  std::vector<std::vector<long double>> rows(n, std::vector<long double>(n + 1));
  for (size_t k = 0; k < n; ++k) {
    rows[k][k] += tree.e[k], rows[k][n] = tree.b[k];
    if (!k) continue;
    const size_t p = size_t(tree.parent[k]);
    rows[k][k] += tree.g[k], rows[p][p] += tree.g[k];
    rows[k][p] -= tree.g[k], rows[p][k] -= tree.g[k];
  }
  for (size_t c = 0; c < n; ++c) {
    size_t pivot = c;
    for (size_t r = c; r < n; ++r) {
      if (std::fabs(rows[r][c]) > std::fabs(rows[pivot][c])) pivot = r;
    }
    std::swap(rows[c], rows[pivot]);
    for (size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const long double factor = rows[r][c] / rows[c][c];
      for (size_t k = c; k <= n; ++k) rows[r][k] -= factor * rows[c][k];
    }
  }
  std::vector<double> x;
  for (size_t k = 0; k < n; ++k) x.push_back(double(rows[k][n] / rows[k][k]));
  return x;
}

TEST(SolveTree, AgreesWithDenseElimination) {
  for (const size_t n : {1, 2, 3, 10, 40}) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      Tree tree = random_tree(n, seed, 3);
      const std::vector<double> wanted = dense_solution(tree);

      solve_tree(tree.parent.data(), tree.g.data(), tree.e.data(), tree.b.data(), n);

      for (size_t k = 0; k < n; ++k) {
        ASSERT_NEAR(tree.b[k], wanted[k], 1e-10 * (1 + std::abs(wanted[k]))) << n << " " << seed;
      }
    }
  }
}

TEST(SolveTree, KeepsTheDigitsOfASmallLeakBesideAHugeConductance) {
  // Two nodes that are as good as one: x = (b0 + b1) / (e0 + e1).
  const int32_t parent[] = {-1, 0};
  const double g[] = {0, 1e20};
  double e[] = {1e-9, 3e-9}, b[] = {1, 1};

  solve_tree(parent, g, e, b, 2);

  EXPECT_NEAR(b[0], 2 / 4e-9, 1e-6);
  EXPECT_NEAR(b[1], 2 / 4e-9, 1e-6);
}

}  // namespace
}  // namespace myelin::equations
