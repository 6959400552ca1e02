// Builds and runs a model as the options say; the commands `run` and `digest` share it.
#pragma once

#include <memory>

#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {

// Where the run began: with the option --warmup, some of it was over by then.
struct Baseline {
  Statistics statistics;
  std::vector<size_t> recorded;  // by each monitor
};

struct Simulated {
  std::unique_ptr<Simulation> simulation;  // null: nothing could be built, and `code` says why
  int code = kDone;                        // also of a run that failed or was stopped half-way
  Baseline before = {};
  double cpu_seconds = 0;  // of the run; of all threads together
};

// What is wrong is said on stderr. `prepare` is asked once the network stands and before it runs;
// an exit code other than kDone ends it there.
Simulated simulate(const Arguments& arguments, const std::function<int(Simulation&)>& prepare = {});

}  // namespace myelin::cli
