// Another program, started without a shell.
#pragma once

#include <atomic>
#include <string>
#include <vector>

namespace myelin {

struct Finished {
  int code = -1;  // its exit code; -1: it could not be started, was ended or died
  bool timed_out = false;
};

// Starts words[0], found on PATH if it names no folder, and waits for it. Nothing is read from its
// input; what it prints goes to the file `log`. It and what it started are ended after `seconds`,
// or when `cancel` becomes true.
Finished run_program(const std::vector<std::string>& words, const std::string& log, double seconds,
                     const std::atomic<bool>* cancel = nullptr);

// The file that run_program would start; empty if there is none.
std::string find_program(const std::string& name);

}  // namespace myelin
