// The row "simd128" of the kernel table.
#define MYELIN_TARGET simd128

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/simd128.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_simd128() noexcept {
  static constexpr KernelTable kTable = simd128::make_row("simd128");
  return kTable;
}

}  // namespace myelin
