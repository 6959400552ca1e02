// The row "scalar" of the kernel table.
#define MYELIN_TARGET scalar

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/scalar.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_scalar() noexcept {
  static constexpr KernelTable kTable = scalar::make_row("scalar");
  return kTable;
}

}  // namespace myelin
