// The row "sse4.1" of the kernel table.
#define MYELIN_TARGET sse41

// In this order: each needs what is above it.
// clang-format off
#include "kernels/table.h"
#include "simd/sse41.h"
#include "simd/math.inl"
#include "kernels/elementwise.inl"
#include "kernels/memory.inl"
#include "kernels/rows.inl"
#include "random/fill.inl"
#include "kernels/row.inl"
// clang-format on

namespace myelin {

const KernelTable& kernel_table_sse41() noexcept {
  static constexpr KernelTable kTable = sse41::make_row("sse4.1");
  return kTable;
}

}  // namespace myelin
