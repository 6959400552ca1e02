// What a Simulation consists of. Internal to core/model.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "equations/build.h"
#include "equations/condition.h"
#include "model/document.h"
#include "model/simulation.h"
#include "stochastic/network.h"

namespace myelin {

struct Simulation::State {
  // A step of the plan in which time passes.
  struct Run {
    double duration = 0;                              // s
    std::unique_ptr<equations::Condition> condition;  // of "until"
    double check = 0;                                 // s between two looks; 0: every step
  };

  model::Document document;
  BuildOptions options;
  std::unique_ptr<equations::Assembly> assembly;
  stochastic::Network stochastic;
  std::map<std::string, std::vector<uint8_t>> stored;
  std::vector<Run> runs;
  size_t next = 0;         // step of the plan
  bool planned = false;    // whether advance() goes on with the plan
  Run* current = nullptr;  // the run of the plan that is going on
  double next_check = 0;   // s
  Statistics statistics;
  unsigned operations = 0;  // of the host, so far
  bool generated = false;   // whether the back end was asked for code

  Engine& engine() const { return assembly->engine; }
  Status build();
  Status build_stochastic(const KernelTable& kernels);
  Status set(const equations::Assignment& assignment);

  // --- keep.cpp: bytes of the network alone (as the plan's "store"), or of everything
  std::vector<uint8_t> keep(bool everything) const;
  Status restore(Span<const uint8_t> snapshot, bool everything);

  // --- backend.cpp
  Status choose_backend(const KernelTable& kernels);
  std::vector<std::shared_ptr<KernelSlot>> slots() const;
  void generate();
  // In a run that took so many seconds; what is left takes `left` times as long.
  void consider_generating(double seconds, double left);
  void describe_backend(Statistics& into) const;
  std::string explain_backend() const;

  // --- plan.cpp
  Status read_runs();
  // Whether the run is one that can be counted in steps.
  Status check_duration(double duration, const std::string& where) const;
  Status apply(const model::RunStep& step);
  Expected<equations::SynapsesObject*> find_synapses(const std::string& name,
                                                     const std::string& where);
  // Begins the plan's next run, doing what stands before it; false at the end.
  Expected<bool> begin_next();
  size_t runs_before(size_t step) const;
  Expected<bool> advance(int64_t steps);
  Status drive(double total, const ProgressCallback& progress);
  // Goes on with the plan; `begun`: in the middle of `current`.
  Status drive_plan(bool begun, const ProgressCallback& progress);
};

}  // namespace myelin
