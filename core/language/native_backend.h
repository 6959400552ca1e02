// The native back end: programs are printed as C++, compiled by the machine's compiler to a shared
// object, kept in a folder under a name made of everything that decides its content, and loaded.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "language/kernel.h"
#include "language/native_code.h"

namespace myelin {

// A compiler and what it is told, apart from the target.
struct NativeCompiler {
  std::vector<std::string> words;  // the program and, from $CXX, words that follow it
  std::string identity;            // changes when the program does

  // $CXX, else c++, g++ or clang++, whichever there is.
  static Expected<NativeCompiler> find();
};

// A folder of shared objects. Processes may share it: files appear whole, under their last name.
class NativeCache {
 public:
  // $MYELIN_CACHE, else $XDG_CACHE_HOME/myelin, else ~/.cache/myelin; made if it is not there.
  static Expected<NativeCache> open();
  NativeCache(std::string folder, uint64_t limit) : folder_(std::move(folder)), limit_(limit) {}

  const std::string& folder() const { return folder_; }
  // The object with that name, if it is there and undamaged; it counts as used now.
  std::string find(const std::string& name) const;
  // Takes over a finished file, and removes those that were not used for longest if all together
  // are larger than the limit. Answers where it is.
  Expected<std::string> add(const std::string& name, const std::string& file) const;

 private:
  void shrink(const std::string& keep) const;
  std::string folder_;
  uint64_t limit_;  // bytes
};

struct NativeOptions {
  bool wait = false;      // generate() answers when the functions are there
  std::string keep_code;  // a folder that the source is written to; empty: nowhere
};

class NativeBackend final : public Backend {
 public:
  // `target`: a name of the kernel table.
  NativeBackend(std::string_view target, NativeOptions options);
  ~NativeBackend() override;

  std::string_view name() const override { return "native"; }
  void generate(const std::vector<std::shared_ptr<KernelSlot>>& slots) override;
  // The same if it takes no compiling, because the object is in the cache. Answers whether it is.
  bool recall(const std::vector<std::shared_ptr<KernelSlot>>& slots);
  // Waits for the functions.
  void finish();
  double seconds() const override { return seconds_.load(); }
  std::string problem() const override;

 private:
  void fail(std::string problem);
  std::string object_name() const;
  bool prepare(const std::vector<std::shared_ptr<KernelSlot>>& slots);
  bool load_known();
  void compile();
  bool load(const std::string& path);

  const NativeTarget* target_;
  NativeOptions options_;
  std::string code_;
  NativeCompiler compiler_;
  std::unique_ptr<NativeCache> cache_;
  std::vector<std::shared_ptr<KernelSlot>> slots_;  // that the code has functions for
  void* object_ = nullptr;                          // of dlopen
  std::thread thread_;
  std::atomic<bool> cancel_{false};
  std::atomic<double> seconds_{0};
  mutable std::mutex mutex_;
  std::string problem_;
};

// Why there can be no native code on this machine; empty: there can.
std::string why_no_native_code();

}  // namespace myelin
