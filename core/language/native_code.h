// Programs as C++ that a compiler of the machine can translate: the native back end's text.
#pragma once

#include <string>
#include <vector>

#include "language/kernel.h"

namespace myelin {

// How code for a row of the kernel table ("avx2") is compiled.
struct NativeTarget {
  const char* name;    // as KernelTable::name
  const char* header;  // "avx2": the file of core/simd and the namespace
  std::vector<std::string> flags;
};
// Null if code for it cannot be compiled.
const NativeTarget* find_native_target(std::string_view name);

// One function for each program. `myelin_kernels` is an array of them, in the order of `specs`.
std::string native_code(const std::vector<KernelSpec>& specs, const NativeTarget& target);

// A file that the text includes, with its path below core/.
struct NativeHeader {
  const char* path;
  const char* text;
};
// Ends with a null path. Made by CMake from the files themselves.
extern const NativeHeader kNativeHeaders[];

}  // namespace myelin
