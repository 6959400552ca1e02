#include "base/process.h"

#if !defined(__EMSCRIPTEN__)
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

extern char** environ;

namespace myelin {
namespace {

// With a process group of its own, so that it can be ended together with what it starts.
bool start(const std::vector<std::string>& words, const std::string& log, pid_t& pid) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const bool started =
      posix_spawnp(&pid, arguments[0], &files, &attributes, arguments.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return started;
}

}  // namespace

Finished run_program(const std::vector<std::string>& words, const std::string& log, double seconds,
                     const std::atomic<bool>* cancel) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  Finished finished;
  pid_t pid = 0;
  if (!start(words, log, pid)) return finished;
  auto pause = std::chrono::microseconds(200);
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    const bool late = std::chrono::duration<double>(Clock::now() - begin).count() > seconds;
    if (late || (cancel && cancel->load())) {
      finished.timed_out = late;
      kill(-pid, SIGKILL);
      waitpid(pid, &status, 0);
      return finished;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(5000));
  }
  if (WIFEXITED(status)) finished.code = WEXITSTATUS(status);
  return finished;
}

std::string find_program(const std::string& name) {
  const auto runs = [](const std::string& path) { return access(path.c_str(), X_OK) == 0; };
  if (name.find('/') != std::string::npos) return runs(name) ? name : "";
  const char* const path = std::getenv("PATH");
  const std::string folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
  for (size_t begin = 0; begin <= folders.size();) {
    const size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string file = folders.substr(begin, end - begin) + "/" + name;
    if (end > begin && runs(file)) return file;
    begin = end + 1;
  }
  return {};
}

}  // namespace myelin
#endif
