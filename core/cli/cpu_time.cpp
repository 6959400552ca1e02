#include "cli/cpu_time.h"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <ctime>
#endif

namespace myelin::cli {

double cpu_seconds() {
#ifdef __EMSCRIPTEN__
  // The process of Node: its compiler's threads count too.
  return EM_ASM_DOUBLE({
    const used = process.cpuUsage();
    return (used.user + used.system) * 1e-6;
  });
#else
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
#endif
}

}  // namespace myelin::cli
