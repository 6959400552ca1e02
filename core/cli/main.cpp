// The program `myelin`.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "cli/command.h"

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
  return flushed(myelin::cli::run_program({words + (count > 0), size_t(count - (count > 0))}));
}
