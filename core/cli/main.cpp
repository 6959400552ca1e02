// The program `myelin`.
#include <cstdio>

#include "cli/command.h"

int main(int count, char** words) {
  const int code = myelin::cli::run_program({words + (count > 0), size_t(count - (count > 0))});
  // Output that was lost (a full disk, a closed pipe) is a failure too.
  return std::fflush(stdout) == 0 || code != myelin::cli::kDone ? code : myelin::cli::kFailed;
}
