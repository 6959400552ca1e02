// The back end of the wasm build: one module for all programs of a model.
#pragma once

#include <memory>

#include "language/kernel.h"

namespace myelin {

// Null where there is none: natively, and in a build without SIMD.
std::unique_ptr<Backend> make_wasm_backend(const KernelTable& kernels);
// What it has generated, for people.
std::string wasm_code(const Backend& backend);

// Makes generated functions known to the calling thread. Function tables belong to threads, so
// every thread but the one that generated them calls this before it calls a KernelFunction.
#if defined(__wasm_simd128__) && defined(__EMSCRIPTEN_PTHREADS__)
void enter_generated_code() noexcept;
#else
inline void enter_generated_code() noexcept {}
#endif

}  // namespace myelin
