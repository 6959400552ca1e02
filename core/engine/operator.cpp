#include "engine/operator.h"

namespace myelin {

void FaultBox::raise(uint64_t rank, Error error, uint32_t place) {
  std::lock_guard lock(mutex_);
  const std::pair<uint32_t, uint64_t> at{place, rank};
  if (error_ && first_ <= at) return;
  error_ = std::move(error);
  first_ = at;
}

Error FaultBox::take() {
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

bool MemoryBudget::take(uint64_t bytes) {
  uint64_t used = used_;
  do {
    if (used > limit_ || bytes > limit_ - used) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes));
  return true;
}

}  // namespace myelin
