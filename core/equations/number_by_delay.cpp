// Numbers synapses anew: by source, then delay, then target. What a spike reaches after one delay
// then lies side by side, so that neither an order nor delays have to be kept.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/pages.h"
#include "equations/build.h"
#include "equations/delays.h"
#include "equations/synapse_arrays.h"

namespace myelin::equations {
namespace {

constexpr size_t kTaskSynapses = 65536;  // that one thread takes at a time
constexpr uint32_t kMostCounts = 4096;

// Sources [begin, end), whose synapses are put in order where they are.
class Task {
 public:
  uint32_t begin = 0, end = 0;
  std::vector<uint32_t> first, steps, rows;  // of their rows; how many rows each source has

  void run(const TargetRows& old, const TargetBlocks& blocks, uint16_t* places,
           const double* delays, double dt, const SignalStore& store,
           const std::vector<SignalId>& arrays) {
    for (uint32_t source = begin; source < end; ++source) {
      const uint32_t from = old.begin(source), to = old.begin(source + 1);
      delays_.clear();
      for (uint32_t k = from; k < to; ++k) {
        delays_.push_back(uint32_t(steps_of_delay(delays[k], dt)));
      }
      sort_by_delay();
      targets_.clear();
      old.each(from, to - from, [&](int32_t, int32_t target) { targets_.push_back(target); });
      add_rows(from, blocks, places);
      for (const SignalId array : arrays) {
        move(store.data<uint8_t>(array), size_of(store.spec(array).dtype), from);
      }
    }
  }

 private:
  // Counts how often each delay occurs, if they are close to each other, as most are.
  void sort_by_delay() {
    keys_.clear();
    for (uint32_t k = 0; k < delays_.size(); ++k) keys_.emplace_back(delays_[k], k);
    if (keys_.empty()) return;
    const auto [least, most] = std::minmax_element(delays_.begin(), delays_.end());
    const uint32_t first = *least, range = *most - first;
    if (range > kMostCounts) return std::sort(keys_.begin(), keys_.end());
    places_.assign(range + 2, 0);
    for (const uint32_t delay : delays_) ++places_[delay - first + 1];
    std::partial_sum(places_.begin(), places_.end(), places_.begin());
    for (uint32_t k = 0; k < delays_.size(); ++k) {
      keys_[places_[delays_[k] - first]++] = {delays_[k], k};
    }
  }

  void add_rows(uint32_t from, const TargetBlocks& blocks, uint16_t* places) {
    const size_t before = steps.size();
    uint32_t block = 0;
    for (size_t k = 0; k < keys_.size(); ++k) {
      const uint32_t delay = keys_[k].first, at = from + uint32_t(k);
      if (k == 0 || delay != steps.back()) {
        while (k && ++block < blocks.count) first.push_back(at);
        steps.push_back(delay);
        first.push_back(at);
        block = 0;
      }
      const int32_t target = targets_[keys_[k].second];
      while (block < blocks.of(target)) {
        first.push_back(at);
        ++block;
      }
      places[at] = blocks.place(target);
    }
    while (!keys_.empty() && ++block < blocks.count) first.push_back(from + uint32_t(keys_.size()));
    rows.push_back(uint32_t(steps.size() - before));
  }

  // Elements of an array, of `size` bytes each.
  void move(uint8_t* array, size_t size, uint32_t from) {
    uint8_t* at = array + from * size;
    scratch_.resize(keys_.size() * size + 1);
    std::memcpy(scratch_.data(), at, keys_.size() * size);
    for (const auto& [delay, number] : keys_) {
      std::memcpy(at, scratch_.data() + number * size, size);
      at += size;
    }
  }

  std::vector<std::pair<uint32_t, uint32_t>> keys_;  // delay, and number within the source
  std::vector<uint32_t> delays_, places_;
  std::vector<int32_t> targets_;
  std::vector<uint8_t> scratch_;
};

// The rows of all tasks, one after another.
void join(SortedEnds& ends, const std::vector<Task>& tasks, const TargetBlocks& blocks) {
  size_t rows = 0;
  for (const Task& task : tasks) rows += task.steps.size();
  std::vector<uint32_t> first;
  resize_in_huge_pages(first, rows * blocks.count + 1);
  resize_in_huge_pages(ends.steps, rows);
  ends.row_of.resize(ends.rows.rows() + 1);
  size_t row = 0;
  uint32_t* source = ends.row_of.data();
  for (const Task& task : tasks) {
    std::copy(task.first.begin(), task.first.end(), first.begin() + ptrdiff_t(row * blocks.count));
    std::copy(task.steps.begin(), task.steps.end(), ends.steps.begin() + ptrdiff_t(row));
    row += task.steps.size();
    for (const uint32_t count : task.rows) {
      source[1] = source[0] + count;
      ++source;
    }
  }
  first.back() = ends.rows.size();
  ends.rows.first = std::move(first);
  ends.rows.blocks = blocks;
}

}  // namespace

Status number_by_delay(Assembly& assembly, SynapsesObject& synapses,
                       const SynapsesObject::Path& path) {
  SignalStore& store = assembly.engine.store;
  SortedEnds& ends = *synapses.ends;
  ends.dt = assembly.engine.clocks()[path.spiking->clock].dt;
  ends.delay = assembly.storage_of(*path.delay).signal;
  std::vector<SignalId> arrays;
  for (const SignalId array : arrays_of_synapses(assembly, synapses)) {
    bool computed = array == ends.delay;
    for (const EndArray& one : ends.arrays_) computed |= one.id == array;
    if (!computed) arrays.push_back(array);
  }
  const auto delays = store.view<double>(ends.delay);
  double least = INFINITY, most = 0;
  for (const double delay : delays) {
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  const uint32_t sources = ends.rows.rows();
  const double rows = double(sources) * (most > least ? (most - least) / ends.dt + 1 : 1);
  const TargetBlocks blocks(synapses.to.end - synapses.to.begin,
                            double(delays.size) / std::max(1.0, rows));
  const uint32_t together = uint32_t(kTaskSynapses * uint64_t(sources) / (delays.size + 1)) + 1;
  std::vector<Task> tasks((sources + together - 1) / together);
  assembly.engine.pool().run(tasks.size(), [&](size_t k, unsigned) {
    tasks[k].begin = uint32_t(k) * together;
    tasks[k].end = std::min(sources, tasks[k].begin + together);
    tasks[k].run(ends.rows, blocks, ends.rows.places.data(), delays.data, ends.dt, store, arrays);
  });
  join(ends, tasks, blocks);
  for (const EndArray& array : ends.arrays_) store.defer(array.id, &ends);
  store.defer(ends.delay, &ends);
  return {};
}

}  // namespace myelin::equations
