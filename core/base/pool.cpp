#include "base/pool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace myelin {
namespace {

// How often somebody who waits looks again before sleeping, for some 40 us: rounds follow each
// other closely while a network runs. Bounded, because on a shared machine a spinning thread takes
// the time of the one that it waits for, and less after it was in vain.
#if defined(__x86_64__) || defined(__aarch64__)
constexpr int kMostLooks = 3000;
#else
constexpr int kMostLooks = 30000;  // without an instruction that pauses between them
#endif
constexpr int kFewLooks = kMostLooks / 60;
constexpr int kTryAgain = 64;  // waits after which it may look as often as at first

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

class Patience {
 public:
  // Whether `met` became true.
  template <class Met>
  bool look(const Met& met) {
    if (++waits_ % kTryAgain == 0) looks_ = kMostLooks;
    for (int look = 0; look < looks_; ++look) {
      if (met()) return true;
      pause();
    }
    if (looks_ > kFewLooks) looks_ /= 2;
    return false;
  }

 private:
  int looks_ = kMostLooks;
  unsigned waits_ = 0;
};

}  // namespace

// A round is open until the caller finds no block left; only workers that have come by then are
// waited for, so one that sleeps holds up nobody.
struct Pool::Shared {
  static constexpr uint64_t kWorkers = 0xffff, kOpen = 0x10000, kRound = 0x20000;

  // The blocks of one thread. It takes them before those of others: from round to round the same
  // ones, whose data is in its caches.
  struct alignas(64) Share {
    std::atomic<size_t> next{0};
    size_t end = 0;
  };

  std::atomic<uint64_t> gate{0};  // the round's number, whether it is open, workers within
  std::vector<Share> shares;
  std::atomic<bool> stop{false}, caller_sleeps{false};
  std::atomic<unsigned> sleepers{0};
  Work work = nullptr;
  const void* body = nullptr;
  std::mutex mutex;
  std::condition_variable wake, done;
  std::vector<std::thread> workers;
  Patience patience;  // of the caller

  explicit Shared(unsigned threads) : shares(threads) {}

  void drain(unsigned thread) {
    for (size_t k = 0; k < shares.size(); ++k) {
      Share& share = shares[(thread + k) % shares.size()];
      for (size_t block;
           (block = share.next.fetch_add(1, std::memory_order_relaxed)) < share.end;) {
        work(body, block, thread);
      }
    }
  }

  // Waits for a round after `seen`; false when the pool is going away.
  bool wait(uint64_t seen, Patience& patience) {
    const auto met = [&] { return stop || gate / kRound != seen; };
    if (patience.look(met)) return !stop;
    std::unique_lock lock(mutex);
    ++sleepers;
    wake.wait(lock, met);
    --sleepers;
    return !stop;
  }

  // Whether the worker came in time for the round that is going on.
  bool enter(uint64_t& seen) {
    uint64_t now = gate;
    do {
      seen = now / kRound;
      if (!(now & kOpen)) return false;
    } while (!gate.compare_exchange_weak(now, now + 1));
    return true;
  }

  void leave() {
    const uint64_t before = gate.fetch_sub(1);
    if ((before & kWorkers) != 1 || !caller_sleeps) return;
    std::lock_guard lock(mutex);
    done.notify_one();
  }

  void serve(unsigned thread) {
    Patience own;
    for (uint64_t seen = 0; wait(seen, own);) {
      if (!enter(seen)) continue;
      drain(thread);
      leave();
    }
  }

  void open(size_t blocks) {
    for (size_t k = 0; k < shares.size(); ++k) {
      shares[k].next = blocks * k / shares.size();
      shares[k].end = blocks * (k + 1) / shares.size();
    }
    gate = (gate / kRound + 1) * kRound + kOpen;
    if (!sleepers) return;
    std::lock_guard lock(mutex);
    wake.notify_all();
  }

  void close() {
    gate.fetch_and(~kOpen);
    const auto met = [&] { return (gate & kWorkers) == 0; };
    if (patience.look(met)) return;
    std::unique_lock lock(mutex);
    caller_sleeps = true;
    done.wait(lock, met);
    caller_sleeps = false;
  }
};

Pool::Pool(unsigned threads)
    : threads_(kPossible && threads > 1 ? threads : 1),
      shared_(std::make_unique<Shared>(threads_)) {
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
  if (blocks < 2) {
    for (size_t block = 0; block < blocks; ++block) work(body, block, 0);
    return;
  }
  Shared& shared = *shared_;
  shared.work = work;
  shared.body = body;
  shared.open(blocks);
  shared.drain(0);
  shared.close();
}

}  // namespace myelin
