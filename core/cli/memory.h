// How much memory the program has used at most.
#pragma once

#include <cstdint>

namespace myelin::cli {

uint64_t peak_memory_bytes();

}  // namespace myelin::cli
