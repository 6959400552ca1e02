// Chooses rows of the kernel table: at run time natively, at compile time in WebAssembly.
#include <cstring>

#include "kernels/table.h"

namespace myelin {

#if defined(__wasm_simd128__)
// Only in programs that link myelin_every_row: a page that runs this build never wants the slower
// row, but would download it.
[[gnu::weak]] const KernelTable& kernel_table_scalar() noexcept;
static bool has_scalar() { return &kernel_table_scalar != nullptr; }
#else
static bool has_scalar() { return true; }
#endif

namespace {

struct Rows {
  Rows() {
    if (has_scalar()) add(kernel_table_scalar());
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("sse4.1")) add(kernel_table_sse41());
    if (__builtin_cpu_supports("avx2")) add(kernel_table_avx2());
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
      add(kernel_table_avx512());
    }
#elif defined(__aarch64__)
    add(kernel_table_neon());
#elif defined(__wasm_simd128__)
    add(kernel_table_simd128());
#endif
  }
  void add(const KernelTable& table) { tables[count++] = &table; }

  const KernelTable* tables[5] = {};  // the last stays null
  int count = 0;
};

const Rows& rows() noexcept {
  static const Rows rows;
  return rows;
}

}  // namespace

const KernelTable& best_kernels() noexcept { return *rows().tables[rows().count - 1]; }

const KernelTable* find_kernels(const char* name) noexcept {
  if (std::strcmp(name, "auto") == 0) return &best_kernels();
  for (int i = 0; i < rows().count; ++i) {
    if (std::strcmp(name, rows().tables[i]->name) == 0) return rows().tables[i];
  }
  return nullptr;
}

const KernelTable* const* available_kernels() noexcept { return rows().tables; }

}  // namespace myelin
