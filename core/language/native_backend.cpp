#include "language/native_backend.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <tuple>

#include "base/digest.h"
#include "base/process.h"

namespace myelin {
namespace {

namespace fs = std::filesystem;

constexpr double kPatience = 120;                      // s that a compiler may take
constexpr uint64_t kCacheLimit = uint64_t(256) << 20;  // bytes
// -O2 with vectors written out gains nothing from -O3 but compile time.
const std::vector<std::string> kFlags = {"-std=c++20",      "-O2",       "-ffp-contract=off",
                                         "-fno-exceptions", "-fno-rtti", "-fPIC",
                                         "-shared",         "-w"};
constexpr char kMark[] = "myelin";  // at the end of an object, after its digest
constexpr size_t kTrailer = 32 + sizeof kMark - 1;

std::string hex_digest(std::string_view bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.hex();
}

bool read_file(const std::string& path, std::string& bytes) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (!file) return false;
  char buffer[1 << 16];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) bytes.append(buffer, n);
  const bool good = !std::ferror(file);
  std::fclose(file);
  return good;
}

bool write_file(const std::string& path, std::string_view bytes, const char* how = "wb") {
  std::FILE* const file = std::fopen(path.c_str(), how);
  if (!file) return false;
  const bool good = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && good;
}

// The model's code and the headers that it includes.
bool write_sources(const std::string& folder, const std::string& code) {
  for (const NativeHeader* header = kNativeHeaders; header->path; ++header) {
    const std::string path = folder + "/" + header->path;
    std::error_code ignored;
    fs::create_directories(fs::path(path).parent_path(), ignored);
    if (!write_file(path, header->text)) return false;
  }
  return write_file(folder + "/model.cpp", code);
}

// A folder of this process alone; it goes with the object.
struct WorkFolder {
  explicit WorkFolder(const std::string& where) {
    std::string pattern = where + "/work-XXXXXX";
    if (mkdtemp(pattern.data())) path = pattern;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (!path.empty()) fs::remove_all(path, ignored);
  }
  std::string path;
};

std::string first_lines(const std::string& path) {
  std::string text;
  read_file(path, text);
  return text.substr(0, 2000);
}

}  // namespace

// --- the compiler --------------------------------------------------------------------------------

Expected<NativeCompiler> NativeCompiler::find() {
  std::vector<std::vector<std::string>> candidates;
  if (const char* const given = std::getenv("CXX"); given && *given) {
    std::vector<std::string>& words = candidates.emplace_back(1);
    for (const char* c = given; *c; ++c) {
      if (*c != ' ') {
        words.back() += *c;
      } else if (!words.back().empty()) {
        words.emplace_back();
      }
    }
    if (words.back().empty()) words.pop_back();
  } else {
    for (const char* name : {"c++", "g++", "clang++"}) candidates.push_back({name});
  }
  for (const auto& words : candidates) {
    if (words.empty()) continue;
    const std::string program = find_program(words[0]);
    if (program.empty()) continue;
    std::error_code failed;
    const fs::path real = fs::canonical(program, failed);
    struct stat about;
    if (failed || stat(real.c_str(), &about) != 0) continue;
    NativeCompiler found{words, real.string()};
    for (const std::string& word : words) found.identity += ' ' + word;
    found.identity += ' ' + std::to_string(about.st_size) + ' ' + std::to_string(about.st_mtime);
    return found;
  }
  const std::string tried = candidates.size() > 1 ? "c++, g++ and clang++ are" : "$CXX is";
  return Error{ErrorCode::unsupported, "backend",
               "no compiler was found: " + tried + " not on the PATH"};
}

// --- the cache -----------------------------------------------------------------------------------

Expected<NativeCache> NativeCache::open() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value ? value : "");
  };
  std::string folder = variable("MYELIN_CACHE");
  if (folder.empty() && !variable("XDG_CACHE_HOME").empty()) {
    folder = variable("XDG_CACHE_HOME") + "/myelin";
  }
  if (folder.empty() && !variable("HOME").empty()) folder = variable("HOME") + "/.cache/myelin";
  const auto refuse = [&](const std::string& what) {
    return Error{ErrorCode::unsupported, "backend", what + "; MYELIN_CACHE may name a folder"};
  };
  if (folder.empty()) return refuse("there is no folder for compiled code");
  std::error_code failed;
  const bool made = fs::create_directories(folder, failed);
  if (made) fs::permissions(folder, fs::perms::owner_all, failed);
  struct stat about;
  if (stat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) ||
      access(folder.c_str(), W_OK) != 0) {
    return refuse("the folder '" + folder + "' for compiled code cannot be written");
  }
  // Whoever can write there decides what this process runs.
  if (about.st_uid != geteuid() || (about.st_mode & (S_IWGRP | S_IWOTH))) {
    return refuse("the folder '" + folder + "' for compiled code can be written by others");
  }
  return NativeCache(folder, kCacheLimit);
}

std::string NativeCache::find(const std::string& name) const {
  const std::string path = folder_ + "/" + name + ".so";
  std::string bytes;
  if (!read_file(path, bytes) || bytes.size() < kTrailer) return {};
  const std::string_view all = bytes;
  const std::string_view content = all.substr(0, all.size() - kTrailer);
  if (all.substr(content.size()) != hex_digest(content) + kMark) {
    unlink(path.c_str());
    return {};
  }
  std::error_code ignored;
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
  return path;
}

Expected<std::string> NativeCache::add(const std::string& name, const std::string& file) const {
  const std::string path = folder_ + "/" + name + ".so";
  std::string bytes;
  const bool good = read_file(file, bytes) && write_file(file, hex_digest(bytes) + kMark, "ab") &&
                    rename(file.c_str(), path.c_str()) == 0;
  if (!good) {
    return Error{ErrorCode::unsupported, "backend",
                 "compiled code cannot be written to '" + folder_ + "'"};
  }
  shrink(path);
  return path;
}

void NativeCache::shrink(const std::string& keep) const {
  std::error_code failed;
  std::vector<std::tuple<fs::file_time_type, uint64_t, std::string>> files;
  uint64_t total = 0;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end;
       at.increment(failed)) {
    const fs::path& path = at->path();
    std::error_code gone;  // another process may be faster
    if (path.extension() != ".so") {
      // What a process left behind that died over it.
      const auto age = fs::file_time_type::clock::now() - fs::last_write_time(path, gone);
      const bool left = path.filename().string().rfind("work-", 0) == 0;
      if (!gone && left && age > std::chrono::hours(1)) fs::remove_all(path, gone);
      continue;
    }
    const uint64_t size = fs::file_size(path, gone);
    if (gone) continue;
    const auto time = fs::last_write_time(path, gone);
    if (gone) continue;
    files.emplace_back(time, size, path.string());
    total += size;
  }
  std::sort(files.begin(), files.end());
  for (const auto& [time, size, path] : files) {
    if (total <= limit_) return;
    if (path == keep) continue;
    unlink(path.c_str());
    total -= size;
  }
}

// --- the back end --------------------------------------------------------------------------------

NativeBackend::NativeBackend(std::string_view target, NativeOptions options)
    : target_(find_native_target(target)), options_(std::move(options)) {}

// Nothing runs the functions any more: whoever owns the slots is gone.
NativeBackend::~NativeBackend() {
  cancel_ = true;
  if (thread_.joinable()) thread_.join();
  if (object_) dlclose(object_);
}

void NativeBackend::fail(std::string problem) {
  const std::lock_guard lock(mutex_);
  problem_ = std::move(problem);
}

std::string NativeBackend::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

std::string NativeBackend::object_name() const {
  Digest digest;
  digest.add(std::string_view(code_));
  for (const NativeHeader* header = kNativeHeaders; header->path; ++header) {
    digest.add(std::string_view(header->text));
  }
  for (const auto* list : {&compiler_.words, &kFlags, &target_->flags}) {
    for (const std::string& word : *list) digest.add(std::string_view(word));
  }
  digest.add(std::string_view(compiler_.identity));
  return digest.hex();
}

// Everything up to the object's name; false if there is nothing to compile, or no way to.
bool NativeBackend::prepare(const std::vector<std::shared_ptr<KernelSlot>>& slots) {
  finish();
  const std::vector<KernelSpec> specs = generated_specs(slots);
  slots_.clear();
  for (const auto& slot : slots) {
    if (why_interpreted(slot->spec).empty()) slots_.push_back(slot);
  }
  const auto refuse = [&](std::string problem) {
    fail(std::move(problem));
    return false;
  };
  if (!target_) return refuse("there is no native code for this instruction set");
  code_ = native_code(specs, *target_);
  if (!options_.keep_code.empty() && !write_sources(options_.keep_code, code_)) {
    return refuse("the code cannot be written to '" + options_.keep_code + "'");
  }
  if (specs.empty()) return false;
  auto compiler = NativeCompiler::find();
  if (!compiler) return refuse(compiler.error().message);
  compiler_ = std::move(*compiler);
  auto cache = NativeCache::open();
  if (!cache) return refuse(cache.error().message);
  cache_ = std::make_unique<NativeCache>(std::move(*cache));
  return true;
}

// Whether the code that was prepared is there from an earlier run.
bool NativeBackend::load_known() {
  const std::string known = cache_->find(object_name());
  return !known.empty() && load(known);
}

void NativeBackend::generate(const std::vector<std::shared_ptr<KernelSlot>>& slots) {
  const auto begin = std::chrono::steady_clock::now();
  const bool prepared = prepare(slots), loaded = prepared && load_known();
  seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!prepared || loaded) return;
  if (options_.wait) return compile();
  thread_ = std::thread([this] { compile(); });
}

bool NativeBackend::recall(const std::vector<std::shared_ptr<KernelSlot>>& slots) {
  const auto begin = std::chrono::steady_clock::now();
  if (!prepare(slots) || !load_known()) {
    fail({});  // generate() will say it, if it is called
    return false;
  }
  seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return true;
}

void NativeBackend::finish() {
  if (thread_.joinable()) thread_.join();
}

void NativeBackend::compile() {
  const auto begin = std::chrono::steady_clock::now();
  const WorkFolder work(cache_->folder());
  if (work.path.empty() || !write_sources(work.path, code_)) {
    return fail("code cannot be written to '" + cache_->folder() + "'");
  }
  std::vector<std::string> words = compiler_.words;
  words.insert(words.end(), kFlags.begin(), kFlags.end());
  words.insert(words.end(), target_->flags.begin(), target_->flags.end());
  const std::string object = work.path + "/model.so", log = work.path + "/log";
  for (const std::string& word : {"-I" + work.path, "-o" + object, work.path + "/model.cpp"}) {
    words.push_back(word);
  }
  const Finished finished = myelin::run_program(words, log, kPatience, &cancel_);
  if (cancel_) return;
  if (finished.code != 0) {
    return fail(finished.timed_out ? "the compiler took more than two minutes"
                                   : "the compiler " + words[0] + " failed: " + first_lines(log));
  }
  auto path = cache_->add(object_name(), object);
  if (!path) return fail(path.error().message);
  load(*path);
  const double taken =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  seconds_ = seconds_ + taken;
}

bool NativeBackend::load(const std::string& path) {
  void* const object = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  auto* const table =
      object ? static_cast<KernelFunction*>(dlsym(object, "myelin_kernels")) : nullptr;
  if (!table) {
    const char* const why = dlerror();
    fail(std::string("compiled code cannot be loaded: ") + (why ? why : "it has no table"));
    if (object) dlclose(object);
    return false;
  }
  if (object_) dlclose(object_);
  object_ = object;
  fail({});
  for (size_t k = 0; k < slots_.size(); ++k) {
    slots_[k]->function.store(table[k], std::memory_order_release);
  }
  return true;
}

std::string why_no_native_code() {
  if (const auto compiler = NativeCompiler::find(); !compiler) return compiler.error().message;
  if (const auto cache = NativeCache::open(); !cache) return cache.error().message;
  return {};
}

}  // namespace myelin
