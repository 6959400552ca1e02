// Programs as WebAssembly functions: see kernel.h for what they get and answer.
//
// Rows are taken by two, a value is a vector of two doubles; conditions stay masks until somebody
// wants their numbers. What is left over, and programs whose rows may not be run together, are
// taken one by one with both lanes alike, so that the same operations serve.
#pragma once

#include "language/kernel.h"
#include "language/wasm_math.h"

namespace myelin::wasm {

// Why there can be no function, for what why_interpreted() allows; empty: there can.
std::string why_refused(const KernelSpec& spec);

// Adds the function of a program to the module, and exports it; answers its size in bytes.
size_t add_kernel(Emitter& emitter, const KernelSpec& spec);

}  // namespace myelin::wasm
