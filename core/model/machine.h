// What this build and this machine can do.
#pragma once

#include <cstdint>

namespace myelin {

// Bytes that a network may take if nobody says: most of what the machine has, or of what wasm can
// address.
uint64_t default_memory_limit();

}  // namespace myelin
