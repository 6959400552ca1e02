// Given to Emscripten with --js-library wherever there are threads.
//
// Emscripten lets each thread wait for messages with Atomics.waitAsync on the thread's own memory, and
// never ends that wait. When the thread is gone and its memory serves a lock, the old wait swallows a
// wake-up that was meant for a thread that sleeps on the lock, which then sleeps for ever
// (emscripten-core/emscripten issue 27492). Without the wait messages come by postMessage.
/* global addToLibrary -- of Emscripten */
addToLibrary({
  _emscripten_thread_mailbox_await__deps: [],
  _emscripten_thread_mailbox_await: (thread) => {
    void thread;
  },
});
