// The program `myelin`.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "cli/command.h"

int main(int count, char** words) {
  const int code = myelin::cli::run_program({words + (count > 0), size_t(count - (count > 0))});
  // Output that was lost (a full disk, a closed pipe) is a failure too.
  if (std::fflush(stdout) == 0 || code != myelin::cli::kDone) return code;
  return myelin::cli::fail("output", std::string("it was not all written: ") + std::strerror(errno),
                           myelin::cli::kFailed);
}
