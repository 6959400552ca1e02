// The processor time that the program has used so far.
#pragma once

namespace myelin::cli {

// Seconds of all threads together; unlike time on the wall it does not count what other programs
// use.
double cpu_seconds();

}  // namespace myelin::cli
