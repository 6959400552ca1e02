#include "equations/hines.h"

namespace myelin::equations {

void solve_tree(const int32_t* parent, const double* g, double* e, double* b, size_t n) noexcept {
  for (size_t k = n; k-- > 1;) {
    const double share = g[k] / (e[k] + g[k]);
    e[parent[k]] += share * e[k];
    b[parent[k]] += share * b[k];
  }
  if (n) b[0] /= e[0];
  for (size_t k = 1; k < n; ++k) b[k] = (b[k] + g[k] * b[parent[k]]) / (e[k] + g[k]);
}

}  // namespace myelin::equations
