#include <cstdio>

#include "cli/simulate.h"

namespace myelin::cli {

// No digest is printed for a run that was not finished: it would look like that of another model.
int digest_model(const Arguments& arguments) {
  const Simulated result = simulate(arguments);
  if (result.code != kDone) return result.code;
  std::printf("%s\n", result.simulation->digest().c_str());
  return kDone;
}

}  // namespace myelin::cli
