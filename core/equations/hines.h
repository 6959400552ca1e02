// Linear equations whose graph is a tree (Hines 1984).
#pragma once

#include <cstddef>
#include <cstdint>

namespace myelin::equations {

// Solves, for x in place of b,
//
//   (e[k] + sum of conductances at k) x[k] - sum of conductance * x of neighbours = b[k]
//
// where g[k] joins k to parent[k] < k; node 0 is the root. `e` is overwritten. It holds the rows'
// sums instead of the diagonal, so that a huge conductance (a soma's) takes no digits from a small
// leak: nothing is subtracted.
void solve_tree(const int32_t* parent, const double* g, double* e, double* b, size_t n) noexcept;

}  // namespace myelin::equations
