// Random numbers that choose pairs of neurons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/table.h"

namespace myelin::equations {

// Those of a connect() call; may be used by several threads.
struct PairRandom {
  const KernelTable& kernels;
  uint64_t key;
  uint32_t site;

  void uniforms(uint64_t row, uint64_t first, size_t n, double* out) const {
    kernels.uniform(out, {key, site, row}, first, n);
  }
  // Appends the positions of [0, count) that are kept with probability p, ascending.
  void sample(int32_t outer, int32_t count, double p, std::vector<int32_t>& out,
              std::vector<double>& numbers) const;
  // Geometric jumps: as many random numbers as partners, not as pairs.
  void jump(int32_t outer, int32_t count, double p, std::vector<int32_t>& out) const;
};

}  // namespace myelin::equations
