// What happens to signals in one step.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
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
  // The failure with the lowest `place` (of the operator in the schedule) wins, then that with the
  // lowest `rank` (say, the element), whichever thread came first.
  void raise(uint64_t rank, Error error, uint32_t place = 0);
  bool raised() const { return error_.has_value(); }
  Error take();

 private:
  std::mutex mutex_;
  std::optional<Error> error_;
  std::pair<uint32_t, uint64_t> first_;  // place, rank
};

// The box as an operator sees it.
class Faults {
 public:
  Faults(FaultBox& box, uint32_t place = 0) : box_(box), place_(place) {}
  void raise(uint64_t rank, Error error) const { box_.raise(rank, std::move(error), place_); }

 private:
  FaultBox& box_;
  uint32_t place_;
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
  std::atomic<uint64_t> used_ = 0;
  uint64_t limit_;
};

struct StepContext {
  int64_t step;  // steps of this operator's clock done so far
  double t, dt;  // s; t = step * dt
  Pool& pool;
  Faults faults;
  MemoryBudget& memory;
};

// Work of a step that is cut into pieces, which threads may do at the same time. Operators that
// follow each other with the same cut are done together: all begin, then a thread does the same
// piece of all of them, one after the other, and then all end. So nothing that one of them does in
// begin() may depend on another one's pieces, and pieces with different numbers never meet.
class InPieces {
 public:
  struct Cut {
    const void* of = nullptr;  // what is cut
    int64_t begin = 0;         // where, and how large pieces are
    uint32_t size = 0, count = 0;
    bool operator==(const Cut&) const = default;
  };

  virtual ~InPieces() = default;
  virtual Cut cut() const = 0;
  // Answers about how many seconds the pieces of this step take.
  virtual double begin(const StepContext& context) noexcept = 0;
  virtual void piece(uint32_t piece, unsigned thread) noexcept = 0;
  virtual void all_pieces() noexcept = 0;
  virtual void end() noexcept = 0;
};

class Operator {
 public:
  virtual ~Operator() = default;
  virtual std::string_view kind() const = 0;  // "StateUpdate"
  virtual std::vector<Use> uses() const = 0;
  // Whether it touches nothing but those signals and what is its own, so that it may run while
  // operators with other signals do.
  virtual bool keeps_to_uses() const { return false; }
  // After freeze(), and again whenever arrays were resized or overwritten.
  virtual void bind(const SignalStore& store) = 0;
  virtual void run(const StepContext& context) noexcept = 0;
  // The same work, if it is cut at present.
  virtual InPieces* in_pieces() { return nullptr; }
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
