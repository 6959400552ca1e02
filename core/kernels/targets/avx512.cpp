// The row "avx512" of the kernel table.
#define MYELIN_TARGET avx512

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/avx512.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_avx512() noexcept {
  static constexpr KernelTable kTable = avx512::make_row("avx512");
  return kTable;
}

}  // namespace myelin
