#include "engine/operator.h"

namespace myelin {

void FaultBox::raise(uint64_t rank, Error error) {
  std::lock_guard lock(mutex_);
  if (error_ && rank_ <= rank) return;
  error_ = std::move(error);
  rank_ = rank;
}

Error FaultBox::take() {
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

bool MemoryBudget::take(uint64_t bytes) {
  if (used_ > limit_ || bytes > limit_ - used_) return false;
  used_ += bytes;
  return true;
}

}  // namespace myelin
