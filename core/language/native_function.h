// One program as C++: a function template over the way in which rows are reached.
#pragma once

#include <string>

#include "language/kernel.h"

namespace myelin {

// A name in C++: letters and digits of another one.
std::string native_name(const std::string& name);

// The template with that name.
std::string native_function(const KernelSpec& spec, const std::string& name);

// The C function "myelin_kernel_NUMBER", which chooses how rows are reached.
std::string native_entry(const KernelSpec& spec, const std::string& name, size_t number);

}  // namespace myelin
