#include "base/pool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace myelin {
namespace {

#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
constexpr bool kHaveThreads = false;
#else
constexpr bool kHaveThreads = true;
#endif

// How often an idle worker looks again before it sleeps. Bounded, because on a shared machine a
// spinning worker takes the time of the one that it waits for.
constexpr int kSpins = 2000;

}  // namespace

struct Pool::Shared {
  std::atomic<uint64_t> round{0};
  std::atomic<size_t> next{0};
  std::atomic<unsigned> busy{0};
  std::atomic<bool> stop{false};
  size_t blocks = 0;
  Work work = nullptr;
  const void* body = nullptr;
  std::mutex mutex;
  std::condition_variable wake, done;
  std::vector<std::thread> workers;

  void drain(unsigned thread) {
    for (size_t block; (block = next.fetch_add(1, std::memory_order_relaxed)) < blocks;) {
      work(body, block, thread);
    }
  }

  // Waits for a round after `seen`; false when the pool is going away.
  bool wait(uint64_t seen) {
    for (int spin = 0; spin < kSpins; ++spin) {
      if (stop || round.load(std::memory_order_acquire) != seen) return !stop;
    }
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return stop || round != seen; });
    return !stop;
  }

  void serve(unsigned thread) {
    for (uint64_t seen = 0; wait(seen);) {
      seen = round;
      drain(thread);
      if (busy.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        std::lock_guard lock(mutex);
        done.notify_one();
      }
    }
  }
};

Pool::Pool(unsigned threads)
    : threads_(kHaveThreads && threads > 1 ? threads : 1), shared_(std::make_unique<Shared>()) {
  for (unsigned thread = 1; thread < threads_; ++thread) {
    shared_->workers.emplace_back([this, thread] { shared_->serve(thread); });
  }
}

Pool::~Pool() {
  {
    std::lock_guard lock(shared_->mutex);
    shared_->stop = true;
  }
  shared_->wake.notify_all();
  for (std::thread& worker : shared_->workers) worker.join();
}

void Pool::run_blocks(size_t blocks, Work work, const void* body) {
  if (threads_ == 1 || blocks < 2) {
    for (size_t block = 0; block < blocks; ++block) work(body, block, 0);
    return;
  }
  Shared& shared = *shared_;
  {
    std::lock_guard lock(shared.mutex);
    shared.blocks = blocks;
    shared.work = work;
    shared.body = body;
    shared.next = 0;
    shared.busy = threads_ - 1;
    shared.round.fetch_add(1, std::memory_order_release);
  }
  shared.wake.notify_all();
  shared.drain(0);
  for (int spin = 0; spin < kSpins; ++spin) {
    if (shared.busy.load(std::memory_order_acquire) == 0) return;
  }
  std::unique_lock lock(shared.mutex);
  shared.done.wait(lock, [&] { return shared.busy == 0; });
}

}  // namespace myelin
