// Runs operators in order, step by step. Knows no operator by name.
//
//   clocks, operators  →  prepare(): schedule, bind  →  begin(duration)  →  advance(steps) ...
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/pool.h"
#include "engine/clock.h"
#include "engine/operator.h"
#include "engine/recording.h"
#include "engine/rounds.h"
#include "engine/signal_store.h"
#include "engine/slot.h"

namespace myelin {

class Engine {
 public:
  struct Scheduled {
    Placement placement;
    std::unique_ptr<Operator> what;
    std::string owner;  // the object it was made for
    bool active = true;
    bool host = false;   // added later by the program around: no part of snapshots
    uint64_t calls = 0;  // counted and timed while `profiled`
    double seconds = 0;
  };

  Engine(unsigned threads, uint64_t memory_limit)
      : store(memory_limit), memory_(memory_limit), pool_(threads) {}

  SignalStore store;

  // The object that operators added from now on belong to.
  std::string owner;
  // Whether operators are counted and timed.
  bool profiled = false;
  // How operators that may run at the same time do: what trials find better, or always so.
  std::optional<Trial::Way> way;

  // The clock with that dt, made if there is none. Clock 0 must be the default clock.
  uint32_t clock(double dt);
  // A clock of its own, so that its dt can change alone. After prepare(): no part of snapshots.
  uint32_t add_clock(double dt);
  const std::vector<Clock>& clocks() const { return clocks_; }
  // Lets a clock go on in steps of another length. Refused where its time is no multiple of it.
  Status set_dt(uint32_t clock, double dt);
  // Gives a clock back the state it had before set_dt().
  void set_clock(uint32_t clock, const Clock& before) { clocks_[clock] = before; }
  void add(Placement placement, std::unique_ptr<Operator> what);
  // After prepare(), between two steps: an operator of the program around.
  void insert(Placement placement, std::unique_ptr<Operator> what);
  Recording& add_recording(Recording recording);

  // The place of each When in the step, by its position, if not that of its position.
  void set_slots(std::vector<uint8_t> ranks) { ranks_ = std::move(ranks); }
  // Sorts and binds. Call when the store is frozen, and again if operators were added.
  void prepare();
  // Binds again, after arrays were resized.
  void bind();

  // Names the goal: `duration` seconds after the present time.
  void begin(double duration) { begin_until(now_ + duration); }
  void begin_until(double goal);
  // Names the goal: `steps` steps of the default clock.
  void begin_steps(int64_t steps);
  // Runs at most `iterations` steps toward the goal; true when it is reached. After an error the
  // network stands between two steps, and everything recorded is there.
  Expected<bool> advance(int64_t iterations);
  // Ends the run after the step that is going on, as if that had been the goal.
  void stop() { stopping_ = true; }
  // Makes an object's operators rest or work; false if it has none.
  bool set_active(std::string_view owner, bool active);

  double now() const { return now_; }
  double goal() const { return goal_; }
  int64_t steps() const { return clocks_[0].step; }
  Pool& pool() { return pool_; }
  const std::vector<Scheduled>& schedule() const { return schedule_; }
  const std::vector<std::unique_ptr<Recording>>& recordings() const { return recordings_; }
  uint64_t recorded_bytes() const;
  FaultBox& faults() { return faults_; }
  MemoryBudget& memory() { return memory_; }

  // All state: signals, clocks, spikes under way, recordings; and `notes` of the caller's.
  std::vector<uint8_t> snapshot(const std::vector<uint8_t>& notes = {}) const;
  // Refuses bytes that are damaged or of another network; then nothing has changed.
  Status restore(Span<const uint8_t> snapshot, std::vector<uint8_t>* notes = nullptr);
  std::string digest() const;

 private:
  Status iterate();
  void sort();
  StepContext context_of(const Scheduled& entry, Pool& pool);
  // Clocks within a ten-thousandth of a step run together.
  bool is_due(const Clock& clock) const {
    return clock.step < clock.end && clock.t() - first_ <= nearly_;
  }
  bool is_due(const Scheduled& entry) const {
    return entry.active && is_due(clocks_[entry.placement.clock]);
  }
  void run(Scheduled& entry, Pool& pool);
  void plan_rounds();
  void run_round(Round& round);
  void run_chain(Span<const uint32_t> places);
  size_t run_pieces(Span<const uint32_t> places);
  std::string layout() const;  // a digest of everything that a snapshot must agree with
  bool at_goal() const;
  uint64_t kept_bytes() const;  // what recordings have taken of the memory
  Status finish();

  std::vector<Clock> clocks_;
  std::vector<Scheduled> schedule_;
  std::vector<std::unique_ptr<Recording>> recordings_;
  FaultBox faults_;
  MemoryBudget memory_;
  Pool pool_, alone_{1};           // alone_: for an operator while others run
  std::vector<Round> rounds_;      // with threads
  bool planned_ = false;           // rounds_ is of the present schedule
  std::vector<double> built_dt_;   // of the clocks, before any change
  std::vector<InPieces*> cut_;     // run_pieces()
  double first_ = 0, nearly_ = 0;  // s: the time of the present step, and what counts as that
  double now_ = 0, goal_ = 0;
  bool stopping_ = false;
  bool finished_ = true;  // operators know that the goal was reached
  std::vector<uint8_t> ranks_;
};

}  // namespace myelin
