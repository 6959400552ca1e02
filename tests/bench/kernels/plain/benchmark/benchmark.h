// For WebAssembly, where there is no Google Benchmark: as much of its interface as our programs
// use. Prints the JSON that Google Benchmark prints; times are processor time of the best of
// several trials.
#pragma once

#include <emscripten.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace benchmark {

template <class T>
void DoNotOptimize(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}
inline void ClobberMemory() { asm volatile("" : : : "memory"); }

inline double cpu_seconds() {
  return EM_ASM_DOUBLE({
    const used = process.cpuUsage();
    return (used.user + used.system) * 1e-6;
  });
}

struct Counter {
  double value = 0;
  Counter(double v = 0) : value(v) {}
};

class State {
 public:
  struct [[maybe_unused]] Nothing {};
  struct Iterator {
    State* state;
    int64_t left;
    Nothing operator*() const { return {}; }
    Iterator& operator++() { return --left, *this; }
    bool operator!=(const Iterator&) const { return left > 0 || state->finish(); }
  };

  State(const std::vector<int64_t>& arguments, int64_t iterations)
      : arguments_(arguments), iterations_(iterations) {}
  Iterator begin() { return start_ = cpu_seconds(), Iterator{this, iterations_}; }
  Iterator end() { return {this, 0}; }

  int64_t range(size_t k) const { return arguments_[k]; }
  int64_t iterations() const { return iterations_; }
  void SetItemsProcessed(int64_t count) { items_ = count; }
  void SetBytesProcessed(int64_t) {}
  void SkipWithError(const char* message) { error_ = message; }

  double seconds() const { return seconds_; }
  int64_t items() const { return items_; }
  const std::string& error() const { return error_; }

  std::map<std::string, Counter> counters;

 private:
  bool finish() {
    seconds_ = cpu_seconds() - start_;
    return false;
  }

  const std::vector<int64_t>& arguments_;
  int64_t iterations_, items_ = 0;
  double start_ = 0, seconds_ = 0;
  std::string error_;
};

struct Benchmark {
  std::string name;
  std::function<void(State&)> body;
  std::vector<std::vector<int64_t>> arguments;

  Benchmark* Arg(int64_t value) { return Args({value}); }
  Benchmark* Args(std::vector<int64_t> values) {
    return arguments.push_back(std::move(values)), this;
  }
};

inline std::deque<Benchmark>& registered() {
  static std::deque<Benchmark> all;
  return all;
}
template <class Body>
Benchmark* RegisterBenchmark(const char* name, Body body) {
  registered().push_back({name, body, {}});
  return &registered().back();
}

inline void run_one(const Benchmark& one, const std::vector<int64_t>& arguments, bool first) {
  constexpr double kTrialSeconds = 0.005, kMostSeconds = 0.3;
  int64_t iterations = 1;
  double best = 1e9, items = 0, total = 0;
  std::string error;
  for (int trial = 0; trial < 40 && total < kMostSeconds;) {
    State state(arguments, iterations);
    one.body(state);
    error = state.error();
    best = std::min(best, state.seconds() / double(iterations));
    items = double(state.items()) / double(iterations);
    total += state.seconds();
    state.seconds() < kTrialSeconds ? (void)(iterations *= 2) : (void)++trial;
  }
  std::string name = one.name;
  for (int64_t value : arguments) name += "/" + std::to_string(value);
  std::printf("%s{\"name\": \"%s\", \"time_unit\": \"ns\", \"cpu_time\": %.6g", first ? "" : ",\n",
              name.c_str(), best * 1e9);
  if (items > 0) std::printf(", \"items_per_second\": %.6g", items / best);
  if (!error.empty()) std::printf(", \"error_message\": \"%s\"", error.c_str());
  std::printf("}");
}

inline void Initialize(int*, char**) {}
inline bool ReportUnrecognizedArguments(int, char**) { return false; }
inline void RunSpecifiedBenchmarks() {
  std::printf("{\"benchmarks\": [\n");
  bool first = true;
  for (const Benchmark& one : registered()) {
    std::vector<std::vector<int64_t>> all = one.arguments;
    if (all.empty()) all.emplace_back();
    for (const auto& arguments : all) run_one(one, arguments, std::exchange(first, false));
  }
  std::printf("\n]}\n");
}

}  // namespace benchmark
