// Numbers synapses anew: by source, then delay, then target. What a spike reaches after one delay
// then lies side by side, so that neither an order nor delays have to be kept.
#include <algorithm>
#include <cstring>
#include <utility>

#include "equations/build.h"
#include "equations/delays.h"
#include "equations/synapse_arrays.h"

namespace myelin::equations {
namespace {

constexpr size_t kTaskSynapses = 65536;  // that one thread takes at a time

// An array of the synapses, whatever its elements are.
struct Column {
  uint8_t* data = nullptr;
  size_t size = 0;  // of an element
};

// Sources [begin, end), whose synapses are put in order where they are.
class Task {
 public:
  uint32_t begin = 0, end = 0;
  std::vector<uint32_t> first, steps, rows;  // of their rows; how many rows each source has

  void run(const TargetRows& old, const TargetBlocks& blocks, uint16_t* places,
           Span<const double> delays, double dt, const std::vector<Column>& columns) {
    for (uint32_t source = begin; source < end; ++source) {
      const uint32_t from = old.begin(source), to = old.begin(source + 1);
      keys_.clear();
      for (uint32_t k = from; k < to; ++k) {
        keys_.emplace_back(uint64_t(steps_of_delay(delays[k], dt)), k - from);
      }
      std::sort(keys_.begin(), keys_.end());
      targets_.clear();
      old.each(from, to - from, [&](int32_t, int32_t target) { targets_.push_back(target); });
      add_rows(from, blocks, places);
      for (const Column& column : columns) move(column, from);
    }
  }

 private:
  void add_rows(uint32_t from, const TargetBlocks& blocks, uint16_t* places) {
    const size_t before = steps.size();
    uint32_t block = 0;
    for (size_t k = 0; k < keys_.size(); ++k) {
      const uint32_t delay = uint32_t(keys_[k].first), at = from + uint32_t(k);
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

  void move(const Column& column, uint32_t from) {
    uint8_t* at = column.data + from * column.size;
    scratch_.assign(at, at + keys_.size() * column.size);
    for (const auto& [delay, number] : keys_) {
      std::memcpy(at, scratch_.data() + number * column.size, column.size);
      at += column.size;
    }
  }

  std::vector<std::pair<uint64_t, uint32_t>> keys_;  // delay, and number within the source
  std::vector<int32_t> targets_;
  std::vector<uint8_t> scratch_;
};

// Of about as many synapses each.
std::vector<Task> share_out(const TargetRows& rows) {
  std::vector<Task> tasks;
  for (uint32_t source = 0; source < rows.rows(); ++source) {
    if (tasks.empty() || rows.begin(source) - rows.begin(tasks.back().begin) >= kTaskSynapses) {
      tasks.emplace_back().begin = source;
    }
    tasks.back().end = source + 1;
  }
  return tasks;
}

// The rows of all tasks, one after another.
void join(SortedEnds& ends, const std::vector<Task>& tasks, const TargetBlocks& blocks) {
  size_t rows = 0;
  for (const Task& task : tasks) rows += task.steps.size();
  std::vector<uint32_t> first;
  first.reserve(rows * blocks.count + 1);
  ends.steps.reserve(rows);
  ends.row_of.reserve(ends.rows.rows() + 1);
  ends.row_of.push_back(0);
  for (const Task& task : tasks) {
    first.insert(first.end(), task.first.begin(), task.first.end());
    ends.steps.insert(ends.steps.end(), task.steps.begin(), task.steps.end());
    for (const uint32_t count : task.rows) ends.row_of.push_back(ends.row_of.back() + count);
  }
  first.push_back(ends.rows.size());
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
  std::vector<Column> columns;
  for (const SignalId array : arrays_of_synapses(assembly, synapses)) {
    const auto computed = [&](const SortedEnds::Array& one) { return one.id == array; };
    if (array == ends.delay || std::any_of(ends.arrays_.begin(), ends.arrays_.end(), computed)) {
      continue;
    }
    columns.push_back({store.data<uint8_t>(array), size_of(store.spec(array).dtype)});
  }
  const auto delays = store.view<double>(ends.delay);
  const auto [least, most] = std::minmax_element(delays.begin(), delays.end());
  const double several = delays.empty() ? 1 : (*most - *least) / ends.dt + 1;
  const double rows = std::max(1.0, double(ends.rows.rows()) * several);
  const TargetBlocks blocks(synapses.to.end - synapses.to.begin, double(delays.size) / rows);
  std::vector<Task> tasks = share_out(ends.rows);
  assembly.engine.pool().run(tasks.size(), [&](size_t k, unsigned) {
    tasks[k].run(ends.rows, blocks, ends.rows.places.data(), delays, ends.dt, columns);
  });
  join(ends, tasks, blocks);
  for (const SortedEnds::Array& array : ends.arrays_) store.defer(array.id, &ends);
  store.defer(ends.delay, &ends);
  return {};
}

}  // namespace myelin::equations
