#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

namespace myelin::cli {
namespace {

#ifdef __EMSCRIPTEN__
// start.mjs hears Ctrl-C and tells of it through Module.interrupt, two integers: asked, listening.
void listen(bool on) {
  EM_ASM(
      {
        if (Module.interrupt) Module.interrupt[1] = $0;
      },
      on);
}
bool asked() {
  return EM_ASM_INT({ return Module.interrupt ? Module.interrupt[0] : 0; }) != 0;
}
#else
volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) {
  interrupted = 1;
  std::signal(SIGINT, SIG_DFL);
}
void listen(bool on) {
  interrupted = 0;
  std::signal(SIGINT, on ? on_interrupt : SIG_DFL);
}
bool asked() { return interrupted != 0; }
#endif

bool is_terminal() {
#ifdef __EMSCRIPTEN__
  // Emscripten's isatty() calls every standard stream a terminal.
  return EM_ASM_INT({ return Module.terminal ? 1 : 0; });
#else
  return isatty(STDERR_FILENO);
#endif
}

bool draws(bool visible) { return visible && is_terminal(); }

void draw(double done, double total) {
  constexpr int wide = 40;
  const double share = total > 0 ? std::clamp(done / total, 0.0, 1.0) : 1.0;
  const int filled = int(share * wide);
  std::fprintf(stderr, "\r[%s%s] %3.0f %%  %.3g of %.3g s",
               std::string(size_t(filled), '#').c_str(),
               std::string(size_t(wide - filled), '.').c_str(), share * 100, done, total);
  std::fflush(stderr);
}

}  // namespace

Interrupt::Interrupt() { listen(true); }
Interrupt::~Interrupt() { listen(false); }
bool Interrupt::asked() { return cli::asked(); }

ProgressCallback progress_bar(bool visible) {
  using Clock = std::chrono::steady_clock;
  if (!draws(visible)) return [](double, double) { return !Interrupt::asked(); };
  return [next = Clock::now() + std::chrono::milliseconds(300)](double done, double total) mutable {
    const Clock::time_point now = Clock::now();
    if (now >= next) {
      draw(done, total);
      next = now + std::chrono::milliseconds(100);
    }
    return !Interrupt::asked();
  };
}

void clear_progress_bar(bool visible) {
  if (draws(visible)) std::fputs("\r\033[K", stderr);
}

}  // namespace myelin::cli
