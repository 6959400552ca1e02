#include "cli/memory.h"

#ifdef __EMSCRIPTEN__
#include <emscripten/heap.h>
#else
#include <sys/resource.h>
#endif

namespace myelin::cli {

uint64_t peak_memory_bytes() {
#ifdef __EMSCRIPTEN__
  return emscripten_get_heap_size();  // never shrinks
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return uint64_t(usage.ru_maxrss);
#else
  return uint64_t(usage.ru_maxrss) * 1024;
#endif
#endif
}

}  // namespace myelin::cli
