// Chooses a tier of the kernels on packed bits: at run time natively, at compile time in
// WebAssembly.
#include <cstdlib>
#include <cstring>

#include "kernels/bits.h"

namespace myelin {

#if defined(__wasm_simd128__)
[[gnu::weak]] extern const BitKernels kBits_portable;  // as the scalar row, see dispatch.cpp
static bool has_portable() { return &kBits_portable != nullptr; }
#else
extern const BitKernels kBits_portable;
static bool has_portable() { return true; }
#endif
#if defined(__x86_64__)
extern const BitKernels kBits_popcnt, kBits_avx2, kBits_avx512bw, kBits_vpopcntdq;
#elif defined(__aarch64__)
extern const BitKernels kBits_neon;
#elif defined(__wasm_simd128__)
extern const BitKernels kBits_simd128;
#endif

namespace {

struct Tiers {
  Tiers() {
    if (has_portable()) add(kBits_portable, "scalar", true);
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    add(kBits_popcnt, "sse4.1",
        __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("sse4.1"));
    add(kBits_avx2, "avx2", __builtin_cpu_supports("avx2"));
    add(kBits_avx512bw, "avx512", wide);
    add(kBits_vpopcntdq, "avx512", wide && __builtin_cpu_supports("avx512vpopcntdq"));
#elif defined(__aarch64__)
    add(kBits_neon, "neon", true);
#elif defined(__wasm_simd128__)
    add(kBits_simd128, "simd128", true);
#endif
    best = tiers[count - 1];
#if !defined(__EMSCRIPTEN__)
    if (const char* const wanted = std::getenv("MYELIN_SIMD")) {
      if (const BitKernels* const found = find(wanted)) best = found;
    }
#endif
  }
  void add(const BitKernels& tier, const char* row, bool available) {
    if (!available) {
      missing[missing_count++] = tier.name;
      return;
    }
    rows[count] = row;
    tiers[count++] = &tier;
  }
  const BitKernels* find(const char* name) const {
    const BitKernels* found = nullptr;
    for (int i = 0; i < count; ++i) {
      if (std::strcmp(name, tiers[i]->name) == 0) return tiers[i];
      if (std::strcmp(name, rows[i]) == 0) found = tiers[i];
    }
    return found;
  }

  // The last of each stays null.
  const BitKernels* tiers[6] = {};
  const char* rows[6] = {};
  const char* missing[6] = {};
  const BitKernels* best = nullptr;
  int count = 0, missing_count = 0;
};

const Tiers& tiers() noexcept {
  static const Tiers tiers;
  return tiers;
}

}  // namespace

const BitKernels& best_bits() noexcept { return *tiers().best; }

const BitKernels* find_bits(const char* name) noexcept {
  if (std::strcmp(name, "auto") == 0) return &best_bits();
  const BitKernels* const found = tiers().find(name);
  // A machine with SSE4.1 and without POPCNT.
  return found || !find_kernels(name) ? found : tiers().tiers[0];
}

const BitKernels* const* available_bits() noexcept { return tiers().tiers; }
const char* const* unavailable_bits() noexcept { return tiers().missing; }

}  // namespace myelin
