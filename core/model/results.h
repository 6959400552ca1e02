// Writing what a run has recorded: as JSON, as .npz, or as a directory of .npy files.
//
//   FILE.json   {"digest", "spikes", "steps", "duration", "dt", "monitors": {...}, "signals":
//   {...}} FILE.npz    arrays NAME.t, NAME.i, NAME.VARIABLE, signals/NAME, and the text
//   summary.json DIR         the same arrays as DIR/NAME.t.npy, DIR/signals/NAME.npy, and
//   DIR/summary.json
//
// A state variable is elements x samples. NaN and infinity are null in JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/output.h"
#include "model/simulation.h"

namespace myelin::model {

// What is written; borrowed from a simulation until its next step.
struct Results {
  std::string digest;
  uint64_t spikes = 0;
  int64_t steps = 0;
  double duration = 0, dt = 0;  // s
  std::vector<MonitorView> monitors;
  std::vector<SignalView> signals;
};

// `signals` names those to be written; an unknown one is an error.
Expected<Results> collect_results(const Simulation& simulation,
                                  const std::vector<std::string>& signals);

// The ending of `path` says which of the three. Directories are made.
Status write_results(const Results& results, const std::string& path);
// Whether write_results() could write there; asked before a long run.
Status check_writable(const std::string& path);

void write_results_json(const Results& results, Output& output);
// A zip file needs its size beforehand, so the arrays are gone through twice.
Status write_results_npz(const Results& results, Output& output);

// "spikes", "states" or "rate".
std::string_view name_of(MonitorKind kind);

}  // namespace myelin::model
