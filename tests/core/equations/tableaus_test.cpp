// Butcher's conditions: a method is of order p if for each rooted tree of up to p nodes the weights
// sum the tree's products of coefficients to 1 / density (Hairer, Norsett and Wanner, "Solving
// Ordinary Differential Equations I", chapter II.2). They hold every coefficient of a tableau.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "equations/adaptive.h"

namespace myelin::equations {
namespace {

struct Tree {
  std::vector<size_t> children;  // subtrees, by their places in the list of all trees
  int nodes = 1;
  double density = 1;
};

// All trees of up to `nodes` nodes, small ones first.
class Forest {
 public:
  explicit Forest(int nodes) {
    for (int n = 1; n <= nodes; ++n) grow({}, n - 1, trees.size());
  }
  std::vector<Tree> trees;

 private:
  // Adds the trees with these children and more of them, `rest` nodes in all, before `end`.
  void grow(std::vector<size_t> children, int rest, size_t end) {
    if (rest == 0) {
      Tree tree{children, 1, 1};
      for (const size_t child : children) {
        tree.nodes += trees[child].nodes;
        tree.density *= trees[child].density;
      }
      tree.density *= tree.nodes;
      trees.push_back(tree);
      return;
    }
    children.push_back(0);
    for (size_t child = 0; child < end; ++child) {
      if (trees[child].nodes > rest) break;
      children.back() = child;
      grow(children, rest - trees[child].nodes, child + 1);
    }
  }
};

// The largest of |sum of weights * products - expected / density| over the trees of some order.
double worst(const Tableau& tableau, const std::vector<double>& weights, double expected,
             int order) {
  const Forest forest(order);
  const auto stages = size_t(tableau.stages);
  std::vector<std::vector<double>> products;
  double largest = 0;
  for (const Tree& tree : forest.trees) {
    std::vector<double> product(stages, 1.0);
    for (const size_t child : tree.children) {
      for (size_t i = 0; i < stages; ++i) {
        double sum = 0;
        for (size_t j = 0; j < i; ++j) sum += tableau.a[i * (i - 1) / 2 + j] * products[child][j];
        product[i] *= sum;
      }
    }
    double sum = 0;
    for (size_t i = 0; i < stages; ++i) sum += weights[i] * product[i];
    if (tree.nodes == order) {
      largest = std::max(largest, std::fabs(sum - expected / tree.density));
    }
    products.push_back(product);
  }
  return largest;
}

struct Named {
  const char* method;
  int order;  // of the value that is kept
};
class Tableaus : public testing::TestWithParam<Named> {
 protected:
  const Tableau& tableau = *find_tableau(GetParam().method);
  std::vector<double> values = {tableau.b.begin(), tableau.b.end()};
  std::vector<double> errors = {tableau.error.begin(), tableau.error.end()};
};
INSTANTIATE_TEST_SUITE_P(All, Tableaus,
                         testing::Values(Named{"gsl_rk2", 3}, Named{"gsl_rk4", 4},
                                         Named{"rkf45", 5}, Named{"rkck", 5}, Named{"rk8pd", 8}),
                         [](const auto& info) { return std::string(info.param.method); });

TEST(Forest, HasAsManyTreesAsThereAre) {
  EXPECT_EQ(Forest(4).trees.size(), 1u + 1 + 2 + 4);
  EXPECT_EQ(Forest(8).trees.size(), 1u + 1 + 2 + 4 + 9 + 20 + 48 + 115);
}

TEST_P(Tableaus, HaveTheRightNumbersOfCoefficients) {
  const auto stages = size_t(tableau.stages);

  EXPECT_EQ(tableau.c.size, stages);
  EXPECT_EQ(tableau.a.size, stages * (stages - 1) / 2);
  EXPECT_EQ(tableau.b.size, stages);
  EXPECT_EQ(tableau.error.size, stages);
}

TEST_P(Tableaus, TakeEachSlopeWhereItsStageIs) {
  const double* a = tableau.a.data;
  for (size_t i = 0; i < tableau.c.size; ++i) {
    double sum = 0;
    for (size_t j = 0; j < i; ++j) sum += *a++;
    EXPECT_NEAR(sum, tableau.c[i], 2e-15) << "stage " << i;
  }
}

TEST_P(Tableaus, HaveTheOrderOfTheirMethod) {
  const int order = GetParam().order;

  for (int k = 1; k <= order; ++k) EXPECT_LT(worst(tableau, values, 1, k), 1e-14) << k;
  EXPECT_GT(worst(tableau, values, 1, order + 1), 1e-7);
}

// What is lost by the order of the estimate is what steers the parts.
TEST_P(Tableaus, EstimateAnErrorOfTheirOrder) {
  for (int k = 1; k <= tableau.order; ++k) EXPECT_LT(worst(tableau, errors, 0, k), 1e-14) << k;
  EXPECT_GT(worst(tableau, errors, 0, tableau.order + 1), 1e-7);
}

}  // namespace
}  // namespace myelin::equations
