// What happens to signals in one step.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/pool.h"
#include "engine/signal_store.h"

namespace myelin {

// What an operator does to a signal within one step. Within a slot the contract is: one set, then
// all incs, then all reads, then one update (which gives the value at t + dt).
enum class Access : uint8_t { set, inc, read, update };
struct Use {
  SignalId signal;
  Access access;
};

// Keeps the first failure of a step; operators cannot fail, but they can say that numbers did.
class FaultBox {
 public:
  // The failure with the lowest `rank` (say, the element) wins, whichever thread came first.
  void raise(uint64_t rank, Error error);
  bool raised() const { return error_.has_value(); }
  Error take();

 private:
  std::mutex mutex_;
  std::optional<Error> error_;
  uint64_t rank_ = 0;
};

// Counts the bytes of everything that grows while running against a limit.
class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t limit = UINT64_MAX) : limit_(limit) {}
  // Takes `bytes` more; false, and nothing taken, if that would pass the limit.
  bool take(uint64_t bytes);
  void give_back(uint64_t bytes) { used_ -= bytes; }
  void set_used(uint64_t bytes) { used_ = bytes; }
  uint64_t used() const { return used_; }
  uint64_t limit() const { return limit_; }

 private:
  uint64_t used_ = 0, limit_;
};

struct StepContext {
  int64_t step;  // steps of this operator's clock done so far
  double t, dt;  // s; t = step * dt
  Pool& pool;
  FaultBox& faults;
  MemoryBudget& memory;
};

class Operator {
 public:
  virtual ~Operator() = default;
  virtual std::string_view kind() const = 0;  // "StateUpdate"
  virtual std::vector<Use> uses() const = 0;
  // After freeze(), and again whenever arrays were resized or overwritten.
  virtual void bind(const SignalStore& store) = 0;
  virtual void run(const StepContext& context) noexcept = 0;
  // A run has reached its end: `context` is that of the step that would come next.
  virtual void finish(const StepContext&) noexcept {}

  // Called when it is made inactive: forgets spikes, which others would see in every step.
  virtual void rest() {}
  // State outside the store, such as spikes under way. Empty for most. load() may rely on the store
  // being loaded.
  virtual void save(ByteWriter&) const {}
  virtual void load(ByteReader&) {}
  // What it does, for `explain`; lines of text.
  virtual std::string explain() const { return {}; }
};

}  // namespace myelin
