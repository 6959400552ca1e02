// The row "neon" of the kernel table.
#define MYELIN_TARGET neon

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/neon.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_neon() noexcept {
  static constexpr KernelTable kTable = neon::make_row("neon");
  return kTable;
}

}  // namespace myelin
