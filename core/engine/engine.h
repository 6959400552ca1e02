// Runs operators in order, step by step. Knows no operator by name.
//
//   clocks, operators  →  prepare(): schedule, bind  →  begin(duration)  →  advance(steps) ...
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "engine/clock.h"
#include "engine/operator.h"
#include "engine/recording.h"
#include "engine/signal_store.h"
#include "engine/slot.h"

namespace myelin {

class Engine {
 public:
  struct Scheduled {
    Placement placement;
    std::unique_ptr<Operator> what;
  };

  Engine(unsigned threads, uint64_t memory_limit)
      : store(memory_limit), memory_(memory_limit), pool_(threads) {}

  SignalStore store;

  // The clock with that dt, made if there is none. Clock 0 must be the default clock.
  uint32_t clock(double dt);
  const std::vector<Clock>& clocks() const { return clocks_; }
  void add(Placement placement, std::unique_ptr<Operator> what);
  Recording& add_recording(Recording recording);

  // The place of each When in the step, by its position, if not that of its position.
  void set_slots(std::vector<uint8_t> ranks) { ranks_ = std::move(ranks); }
  // Sorts and binds. Call once, when the store is frozen.
  void prepare();
  // Binds again, after arrays were resized.
  void bind();

  // Names the goal: `duration` seconds after the present time.
  void begin(double duration);
  // Names the goal: `steps` steps of the default clock.
  void begin_steps(int64_t steps);
  // Runs at most `iterations` steps toward the goal; true when it is reached. After an error the
  // network stands between two steps, and everything recorded is there.
  Expected<bool> advance(int64_t iterations);

  double now() const { return now_; }
  int64_t steps() const { return clocks_[0].step; }
  Pool& pool() { return pool_; }
  const std::vector<Scheduled>& schedule() const { return schedule_; }
  const std::vector<std::unique_ptr<Recording>>& recordings() const { return recordings_; }
  uint64_t recorded_bytes() const;

  // All state: signals, clocks, spikes under way, recordings.
  std::vector<uint8_t> snapshot() const;
  // Refuses bytes that are damaged or of another network; then nothing has changed.
  Status restore(Span<const uint8_t> snapshot);
  std::string digest() const;

 private:
  Status iterate();
  std::string layout() const;  // a digest of everything that a snapshot must agree with
  bool at_goal() const;
  Status finish();

  std::vector<Clock> clocks_;
  std::vector<Scheduled> schedule_;
  std::vector<std::unique_ptr<Recording>> recordings_;
  FaultBox faults_;
  MemoryBudget memory_;
  Pool pool_;
  double now_ = 0, goal_ = 0;
  bool finished_ = true;  // operators know that the goal was reached
  std::vector<uint8_t> ranks_;
};

}  // namespace myelin
