// The program `myelin`.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "cli/command.h"

#ifdef __EMSCRIPTEN_PTHREADS__
#include <emscripten.h>
#endif

namespace {

// Output that was lost (a full disk, a closed pipe) is a failure too.
int flushed(int code) {
  const bool written = std::fflush(stdout) == 0 && !std::ferror(stdout);
  if (written || code != myelin::cli::kDone) return code;
  return myelin::cli::fail("output", std::string("it was not all written: ") + std::strerror(errno),
                           myelin::cli::kFailed);
}

}  // namespace

int main(int count, char** words) {
  const int code =
      flushed(myelin::cli::run_program({words + (count > 0), size_t(count - (count > 0))}));
#ifdef __EMSCRIPTEN_PTHREADS__
  // To return would end the runtime with an exception in the first thread. Where that thread
  // answers this one from within a lock Emscripten does not catch it, and Node ends with status 1.
  MAIN_THREAD_EM_ASM({ process.exit($0); }, code);
#endif
  return code;
}
