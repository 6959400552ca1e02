// A fork-join pool. The caller says how many threads; work is a number of blocks that do not depend
// on each other, so the thread count decides who does a block and never what comes of it.
#pragma once

#include <cstddef>
#include <memory>

namespace myelin {

class Pool {
 public:
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
  static constexpr bool kPossible = false;
#else
  static constexpr bool kPossible = true;
#endif

  // `threads` counts the caller; 1 means that everything runs in the caller.
  explicit Pool(unsigned threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  unsigned threads() const { return kPossible ? threads_ : 1; }

  // Calls body(block, thread) once for every block in [0, blocks), from several threads at once,
  // and returns when all are done. `thread` is in [0, threads()): an index for scratch memory.
  template <class Body>
  void run(size_t blocks, const Body& body) {
    if (threads() == 1) {
      for (size_t block = 0; block < blocks; ++block) body(block, 0u);
      return;
    }
    run_blocks(
        blocks,
        [](const void* work, size_t block, unsigned thread) {
          (*static_cast<const Body*>(work))(block, thread);
        },
        &body);
  }

 private:
  using Work = void (*)(const void* body, size_t block, unsigned thread);
  void run_blocks(size_t blocks, Work work, const void* body);

  struct Shared;
  unsigned threads_;
  std::unique_ptr<Shared> shared_;
};

}  // namespace myelin
