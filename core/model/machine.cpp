#include "model/machine.h"

#include "kernels/bits.h"
#include "kernels/table.h"
#include "model/schema.h"
#include "model/simulation.h"

#if defined(__EMSCRIPTEN__)
#include <emscripten/heap.h>
#else
#include <unistd.h>

#include "language/native_backend.h"
#endif

namespace myelin {

uint64_t default_memory_limit() {
#if defined(__EMSCRIPTEN__)
  constexpr uint64_t kReserve = 64u << 20;  // program, stacks, documents
  return uint64_t(emscripten_get_heap_max()) - kReserve;
#else
  const uint64_t bytes = uint64_t(sysconf(_SC_PHYS_PAGES)) * uint64_t(sysconf(_SC_PAGE_SIZE));
  return bytes / 10 * 9;
#endif
}

std::string_view version() { return MYELIN_VERSION; }

std::string why_no_native_backend() {
#if defined(__wasm_simd128__)
  return {};
#elif defined(__EMSCRIPTEN__)
  return "this WebAssembly build has no SIMD";
#else
  return why_no_native_code();
#endif
}

std::string_view compiler() {
#if defined(__EMSCRIPTEN__)
  return "emscripten (clang " __clang_version__ ")";
#elif defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::vector<std::string> simd_tiers() {
  std::vector<std::string> names;
  for (const KernelTable* const* row = available_kernels(); *row; ++row) {
    names.push_back((*row)->name);
  }
  return names;
}

std::string_view simd_tier(std::string_view wanted) {
  const KernelTable* kernels = find_kernels(std::string(wanted).c_str());
  return kernels ? kernels->name : "";
}

std::vector<std::string> bit_tiers() {
  std::vector<std::string> names;
  for (const BitKernels* const* tier = available_bits(); *tier; ++tier) {
    names.push_back((*tier)->name);
  }
  return names;
}

std::string_view bit_tier(std::string_view wanted) {
  const BitKernels* kernels = find_bits(std::string(wanted).c_str());
  return kernels ? kernels->name : "";
}

std::string_view document_schema() {
  static const std::string text = model::schema_text();
  return text;
}

}  // namespace myelin
