// The one door to a network: a document goes in, spikes come out.
//
// The command line and the wasm binding include this header and nothing below it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/host.h"
#include "base/span.h"

namespace myelin {

// --- options ---------------------------------------------------------------------------------

struct BuildOptions {
  // Changes results.
  std::optional<uint64_t> seed;  // instead of the document's
  // Those that the document declares with "host": true. What `user` points to must outlive the
  // simulation.
  std::vector<HostFunction> functions;
  bool stand_ins = false;  // those that are missing give 0: for looking at a network only

  // Changes speed and limits only; no digest depends on these.
  unsigned threads = 1;  // including the caller's
  // With threads: operators that touch different signals run at the same time, or one after the
  // other; absent: as trials find it faster.
  std::optional<bool> together;
  std::string simd = "auto";     // a name of simd_tiers()
  std::string backend = "auto";  // "interpreter", "native" or "auto"
  std::string keep_code;         // a folder for the generated code; empty: it is not kept
  uint64_t memory_limit = 0;     // bytes; 0: what the machine (or wasm's address space) allows
};

// --- results ---------------------------------------------------------------------------------

enum class MonitorKind : uint8_t { spikes, states, rate };

// What one monitor has recorded. Pointers are borrowed and hold until the next step.
struct MonitorView {
  struct Column {
    std::string name, unit;
    Span<const double> values;  // states: samples x index.size, row by row; spikes: one per spike
  };
  std::string name, of;
  MonitorKind kind = MonitorKind::spikes;
  Span<const double> t;         // s: one per spike, or one per sample
  Span<const int32_t> i;        // spikes: which element; states: the recorded elements
  std::vector<Column> columns;  // variables; of a rate monitor "rate", perhaps "smooth", Hz
  int64_t elements = 0;         // how many elements `of` has
};

// One array of the running network, borrowed.
struct SignalView {
  std::string name, dtype, unit;  // dtype: "bool", "i32", "i64", "u64", "f64", "f32"
  const void* address = nullptr;
  uint64_t rows = 0, columns = 1;
};

// What one operator has taken so far while profiling was on.
struct ProfileRow {
  std::string when, name, kind, owner;  // "groups", "cells_stateupdater", "StateUpdate", "cells"
  int order = 0;
  double dt = 0;  // s, of its clock
  bool active = true;
  uint64_t calls = 0;
  double seconds = 0;
};

// Where in a step the host's own code runs.
struct Operation {
  std::string name;  // empty: "operation_0" and so on
  double dt = 0;     // s; 0: the document's
  std::string when = "start";
  int order = 0;
};

// A synapse that changed an element in the step just done.
struct Delivery {
  struct Value {
    std::string name, unit;
    double value = 0;
  };
  std::string synapses, pathway;
  int32_t synapse = 0;           // its number
  int32_t spiked = 0;            // the neuron whose spike it carried, in its whole group
  std::vector<Value> variables;  // of the synapse, as they are now
};

// What a network needs, told before it is built.
struct Estimate {
  uint64_t bytes = 0;                  // signals, indices, queues; recordings come on top
  uint64_t neurons = 0, synapses = 0;  // synapses: the expected number
  uint64_t recorded_bytes_per_second = 0;
};

struct Statistics {
  double build_seconds = 0, compile_seconds = 0, run_seconds = 0;
  int64_t steps = 0;    // of the document's dt
  double t = 0;         // simulated time so far, s
  uint64_t spikes = 0;  // of all groups
  uint64_t signal_bytes = 0, recorded_bytes = 0;
  std::string backend;          // what has run so far: "interpreter", "native", "wasm"
  std::string backend_problem;  // why there is no generated code though it was wanted
};

// Called with the time of the step, s. May look at signals and monitors, set values, inject spikes
// and stop(); must not run, reset, restore or destroy the simulation.
using OperationCallback = std::function<void(double t)>;

// --- the simulation --------------------------------------------------------------------------

// Called between steps with simulated seconds done and wanted; false stops the run there.
using ProgressCallback = std::function<bool(double done, double total)>;

class Simulation {
 public:
  static Expected<std::unique_ptr<Simulation>> build(std::string_view document,
                                                     const BuildOptions& options = {});
  ~Simulation();

  // Does what the document's "run" says, from where it stands. A stop by `progress` is the error
  // `cancelled`; everything recorded stays. NaN or infinity is the error `numeric`.
  Status run_plan(const ProgressCallback& progress = {});
  // Goes on with the plan where a stop left it, also in a simulation that restored a snapshot.
  Status resume_plan(const ProgressCallback& progress = {});
  // Whether there is something left for resume_plan().
  bool plan_pending() const;
  // Ends the present run after the step that is going on, as if its duration had been up to there;
  // a plan goes on with its next step. For callbacks and between two advance().
  void stop();
  // Total simulated seconds of the document's "run".
  double plan_duration() const;

  // Runs `duration` seconds more.
  Status run(double duration, const ProgressCallback& progress = {});
  // Runs `count` steps of the document's dt.
  Status step(int64_t count);
  // For callers that must not block: begin() or begin_plan() names the goal, advance() does at most
  // `steps` steps and answers whether the goal is reached.
  Status begin(double duration);
  Status begin_plan();
  Expected<bool> advance(int64_t steps);

  // Back to the state after building; recordings are emptied.
  Status reset();
  // Everything: arrays, spikes under way, recordings, clocks, the seed, and where the plan stands.
  std::vector<uint8_t> snapshot() const;
  // Refuses bytes that are damaged or of another network; then nothing has changed.
  Status restore(Span<const uint8_t> snapshot);

  // 32 hexadecimal digits over all spikes so far and the present state.
  std::string digest() const;

  std::vector<SignalView> signals() const;
  Expected<SignalView> signal(std::string_view name) const;
  // Sets a constant ("taum"), or a variable ("cells.I", for all or the given elements), while the
  // network stands between two steps. A text is a quantity or an expression. In brackets a variable
  // says which elements: "cells.v[3, 5]", "cells.v[v > 1]"; of synapses "exc.w[i, j]" and, with the
  // number within the pair, "exc.w[i, j, k]"; ':' is any.
  Status set(std::string_view name, double value);
  Status set(std::string_view name, Span<const double> values);
  Status set_text(std::string_view name, std::string_view text);
  // All constants and variables as JSON, {"cells.v": [..], "taum": 0.02}; and back. What the text
  // does not name stays; nothing is changed if something in it is wrong.
  std::string states() const;
  Status set_states(std::string_view json);
  // Another dt, for the default clock or for the object `of` that has its own. The present time
  // must be a multiple of it. Spikes under way arrive at the nearest step.
  Status set_dt(double dt, std::string_view of = {});
  // Random numbers as if the network had been built with this seed.
  void set_seed(uint64_t seed);
  // An object that is not active does nothing; its spikes are forgotten.
  Status set_active(std::string_view name, bool active);
  // Adds synapses: `json` is an object as in the document's "connect", and may have "init"; or the
  // pairs themselves. Removes synapses by number or by condition; the others are numbered anew, and
  // spikes under way to them arrive. Addresses of the synapses' signals change. A condition that
  // begins with '{' is an object as in a plan's "disconnect": { "index": [3] }.
  Status connect(std::string_view synapses, std::string_view json);
  Status connect(std::string_view synapses, Span<const int32_t> i, Span<const int32_t> j);
  Status disconnect(std::string_view synapses, Span<const int32_t> index);
  Status disconnect(std::string_view synapses, std::string_view condition);
  // Which synapses delivered a spike to an element of a group in the step just done, in that order.
  Expected<std::vector<Delivery>> why(std::string_view group, int32_t index) const;
  // A spike of element `index` of a group, in the next step.
  Status inject(std::string_view group, int32_t index);

  // Runs the host's code in every step, between operators. Slow: nothing else runs meanwhile.
  // Snapshots do not hold it; reset() keeps it.
  Status on_step(const Operation& operation, OperationCallback callback);

  std::vector<MonitorView> monitors() const;
  // Drops what was recorded before a time, s, so that a network may run for ever; the digest does
  // not change.
  void forget(double before);
  Statistics statistics() const;
  double dt() const;
  // Counts and times operators from now on, or no longer.
  void set_profiled(bool profiled);
  // In the order of a step.
  std::vector<ProfileRow> profile() const;
  // Equations, statements and schedule as text; the command `explain`.
  std::string explain() const;
  // The code that the back end generates; empty if that is the interpreter.
  std::string generated_code() const;
  // Names, sizes, variables, parameters and typeset equations as JSON, for the playground.
  std::string outline() const;

 private:
  struct State;  // state.h
  explicit Simulation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

Expected<Estimate> estimate(std::string_view document);
// Says whether the document is sound, by building its network and forgetting it.
Status check(std::string_view document);

// SystemVerilog of the stochastic network that ends in `neurons` (empty: the only ones), with a
// test bench of `ticks` ticks if that is not 0. core/stochastic/verilog.h says what can be
// exported.
Expected<std::string> system_verilog(std::string_view document, std::string_view neurons,
                                     int64_t ticks);

// --- about this build ------------------------------------------------------------------------

std::string_view version();
// Why there can be no native code here; empty: there can.
std::string why_no_native_backend();
std::string_view compiler();                          // "g++ 12.2.0"
std::vector<std::string> simd_tiers();                // what this machine can run, narrowest first
std::string_view simd_tier(std::string_view wanted);  // the name "auto" stands for
std::vector<std::string> bit_tiers();                 // the same for packed bits
std::string_view bit_tier(std::string_view wanted);
std::string_view document_schema();  // JSON Schema of the model document

}  // namespace myelin
