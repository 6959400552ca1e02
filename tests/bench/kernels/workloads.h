// The work that kernel_bench times: one call of a kernel on arrays that fit into the first cache,
// but for the targets of some.
#pragma once

#include <vector>

#include "kernels/table.h"

namespace myelin::kernel_bench {

inline constexpr size_t kElements = 1024;

struct Data {
  std::vector<double> a = std::vector<double>(kElements), b = a, mask = a, rare = a, out = a;
  std::vector<int32_t> index = std::vector<int32_t>(kElements), list = index;

  Data() {
    for (size_t i = 0; i < kElements; ++i) {
      const size_t mixed = i * 2654435761u % kElements;  // visits every element once
      a[i] = double(mixed) / double(kElements) * 40.0 - 20.0;
      b[i] = double(i) / double(kElements) + 0.5;
      mask[i] = double(mixed % 2);
      rare[i] = mixed % 100 == 0 ? 1.0 : 0.0;
      index[i] = int32_t(mixed);
    }
  }
};

struct Workload {
  const char* name;
  void (*run)(const KernelTable& row, Data& d);
};

template <Unary kWhich>
void unary(const KernelTable& row, Data& d) {
  row.unary[size_t(kWhich)](d.out.data(), d.a.data(), kElements);
}
// The same for functions of positive numbers.
template <Unary kWhich>
void positive(const KernelTable& row, Data& d) {
  row.unary[size_t(kWhich)](d.out.data(), d.b.data(), kElements);
}
template <Binary kWhich>
void binary(const KernelTable& row, Data& d) {
  row.binary[size_t(Operands::vv)][size_t(kWhich)](d.out.data(), d.b.data(), d.a.data(), kElements);
}

// Adds to ascending random targets in more memory than a cache has, row by row of a long table.
template <size_t kTargets>
void scatter_far(const KernelTable& row, Data& d) {
  constexpr size_t kRows = 4096, kStride = kTargets / kElements;
  static std::vector<double> target(kTargets);
  static std::vector<int32_t> table;
  static size_t next = 0;
  for (size_t s = table.size(); s < kRows * kElements; ++s) {
    const size_t jump = (s * 2654435761u >> 7) % kStride;
    table.push_back(int32_t(s % kElements * kStride + jump));
  }
  next = (next + 2731) % kRows;
  row.scatter_add(target.data(), table.data() + next * kElements, d.b.data(), kElements);
}

inline constexpr Workload kWorkloads[] = {
    {"exp", unary<Unary::exp>},
    {"expm1", unary<Unary::expm1>},
    {"exprel", unary<Unary::exprel>},
    {"tanh", unary<Unary::tanh>},
    {"sin", unary<Unary::sin>},
    {"log", positive<Unary::log>},
    {"power", binary<Binary::power>},
    {"modulo", binary<Binary::modulo>},
    {"add", binary<Binary::add>},
    {"less", binary<Binary::less>},
    {"select",
     [](const KernelTable& row, Data& d) {
       row.select[0](d.out.data(), d.mask.data(), d.a.data(), d.b.data(), kElements);
     }},
    {"compress 1/2", [](const KernelTable& row,
                        Data& d) { row.compress(d.list.data(), d.mask.data(), 0, kElements); }},
    {"compress 1/100", [](const KernelTable& row,
                          Data& d) { row.compress(d.list.data(), d.rare.data(), 0, kElements); }},
    {"gather_f64",
     [](const KernelTable& row, Data& d) {
       row.gather_f64(d.out.data(), d.a.data(), d.index.data(), kElements);
     }},
    {"scatter_add",
     [](const KernelTable& row, Data& d) {
       row.scatter_add(d.out.data(), d.index.data(), d.b.data(), kElements);
     }},
    {"scatter_add 1 MB", scatter_far<1 << 17>},
    {"scatter_add 64 MB", scatter_far<1 << 23>},
    {"store_f64",
     [](const KernelTable& row, Data& d) { row.store_f64(d.out.data(), d.a.data(), kElements); }},
    {"store_i32",
     [](const KernelTable& row, Data& d) { row.store_i32(d.list.data(), d.a.data(), kElements); }},
    {"uniform",
     [](const KernelTable& row, Data& d) {
       row.uniform(d.out.data(), {1, 2, 3}, 0, kElements);
     }},
    {"normal",
     [](const KernelTable& row, Data& d) {
       row.normal(d.out.data(), {1, 2, 3}, 0, kElements);
     }},
};

}  // namespace myelin::kernel_bench
