// The row "avx2" of the kernel table.
#define MYELIN_TARGET avx2

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/avx2.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_avx2() noexcept {
  static constexpr KernelTable kTable = avx2::make_row("avx2");
  return kTable;
}

}  // namespace myelin
