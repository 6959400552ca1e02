#include "equations/procedural.h"

#include <algorithm>

#include "base/digest.h"

namespace myelin::equations {
namespace {

constexpr size_t kSourcesOfTask = 32;      // counted by a thread at a time
constexpr uint64_t kTogether = 65536;      // synapses: their places stay in the second-level cache
constexpr uint64_t kWorthThreads = 10000;  // synapses drawn for which threads are woken

}  // namespace

void RowRule::draw(int32_t source, Scratch& scratch) const {
  std::vector<int32_t>& row = scratch.targets;
  row.clear();
  if (pairs == Pairs::own && p == 1) return row.assign(source < targets, source);
  random.sample(source, targets, p, row, scratch.numbers);
  if (pairs == Pairs::all) return;
  const auto at = std::lower_bound(row.begin(), row.end(), source);
  const bool has_own = at != row.end() && *at == source;
  if (pairs == Pairs::own) return row.assign(has_own, source);
  if (has_own) row.erase(at);
}

// --- which synapses there are --------------------------------------------------------------------

ProceduralEnds::ProceduralEnds(const RowRule& rule, Pool& pool)
    : rule(rule), incoming(size_t(rule.targets)), first_(size_t(rule.sources) + 1) {
  const size_t sources = size_t(rule.sources);
  std::vector<RowRule::Scratch> scratch(pool.threads());
  const size_t targets = incoming.size();
  std::vector<int32_t> counts(pool.threads() * targets);
  pool.run((sources + kSourcesOfTask - 1) / kSourcesOfTask, [&](size_t task, unsigned thread) {
    const size_t end = std::min(sources, (task + 1) * kSourcesOfTask);
    for (size_t source = task * kSourcesOfTask; source < end; ++source) {
      rule.draw(int32_t(source), scratch[thread]);
      first_[source + 1] = uint32_t(scratch[thread].targets.size());
      for (const int32_t target : scratch[thread].targets)
        ++counts[thread * targets + size_t(target)];
    }
  });
  for (size_t k = 0; k < counts.size(); ++k) incoming[k % targets] += counts[k];
  for (uint32_t& first : first_) {
    size_ += first;
    first = uint32_t(size_);
  }
  fingerprint_ = hash64(first_.data(), first_.size() * sizeof(uint32_t), rule.random.key) | 1;
}

int32_t ProceduralEnds::source_of(uint64_t synapse) const {
  return int32_t(std::upper_bound(first_.begin(), first_.end(), synapse) - first_.begin()) - 1;
}

void ProceduralEnds::read(SignalId id, uint64_t first, uint64_t count, void* out) const {
  const EndArray& of = *std::find_if(arrays.begin(), arrays.end(),
                                     [&](const EndArray& one) { return one.id == id; });
  auto* to = static_cast<int32_t*>(out);
  for (int32_t source = source_of(first); count > 0; ++source) {
    const SpikeQueue::Run all = row(size_t(source));
    const uint64_t n = std::min(count, all.end - first);
    if (!of.post) {
      std::fill_n(to, n, source + of.begin);
    } else {
      if (last_ != source) rule.draw(last_ = source, row_);
      const int32_t* const targets = row_.targets.data() + (first - all.begin);
      for (uint64_t k = 0; k < n; ++k) to[k] = targets[k] + of.begin;
    }
    to += n;
    first += n;
    count -= n;
  }
}

Status ProceduralEnds::may_have_memory(const std::string& array) const {
  return not_procedural(array, "sources and targets have no array");
}

std::vector<SpikeQueue::Run> ProceduralEnds::runs_of(const std::vector<int32_t>& numbers) const {
  std::vector<SpikeQueue::Run> runs;
  uint32_t end = 0;  // of the last one's row
  for (const int32_t number : numbers) {
    const uint32_t synapse = uint32_t(number);
    if (synapse >= size_) continue;
    if (!runs.empty() && runs.back().end == synapse && synapse < end) {
      ++runs.back().end;
      continue;
    }
    runs.push_back({synapse, synapse + 1});
    end = row(size_t(source_of(synapse))).end;
  }
  return runs;
}

std::vector<uint32_t> ProceduralEnds::offsets(int64_t begin, int64_t neurons) const {
  std::vector<uint32_t> all(size_t(neurons) + 1);
  for (int64_t k = begin; k <= neurons; ++k) {
    all[size_t(k)] = first_[size_t(std::min<int64_t>(k - begin, rule.sources))];
  }
  return all;
}

int32_t ProceduralEnds::draw(SpikeQueue::Run run, RowRule::Scratch& scratch) const {
  const int32_t source = source_of(run.begin);
  const SpikeQueue::Run all = row(size_t(source));
  rule.draw(source, scratch);
  std::vector<int32_t>& targets = scratch.targets;
  targets.resize(run.end - all.begin);
  targets.erase(targets.begin(), targets.begin() + (run.begin - all.begin));
  return source;
}

// --- rows for delivery ---------------------------------------------------------------------------

size_t DrawnRows::draw(Pool& pool, Span<const SpikeQueue::Run> due, TargetRows& rows) {
  begin_.clear();
  uint32_t synapses = 0;
  size_t taken = 0;
  for (; taken < due.size; ++taken) {
    const uint32_t more = due[taken].end - due[taken].begin;
    if (taken && synapses + more > kTogether) break;
    begin_.push_back(synapses);
    synapses += more;
  }
  const uint32_t blocks = rows.blocks.count;
  rows.first.assign(taken * blocks + 1, 0);
  rows.places.resize(synapses);
  runs_.clear();
  for (uint32_t k = 0; k < taken; ++k) {
    const uint32_t end = k + 1 < taken ? begin_[k + 1] : synapses;
    runs_.push_back(blocks == 1 ? SpikeQueue::Run{begin_[k], end} : SpikeQueue::Run{k, k + 1});
  }
  const bool threads = pool.threads() > 1 && taken > 1 && synapses >= kWorthThreads;
  scratch_.resize(std::max<size_t>(scratch_.size(), pool.threads()));
  const auto row = [&](size_t k, unsigned thread) {
    ends_.draw(due[k], scratch_[thread]);
    write(k, scratch_[thread].targets, rows);
  };
  if (threads) {
    pool.run(taken, row);
  } else {
    for (size_t k = 0; k < taken; ++k) row(k, 0);
  }
  return taken;
}

// Targets ascend, and so do their blocks.
void DrawnRows::write(size_t row, const std::vector<int32_t>& targets, TargetRows& rows) const {
  const uint32_t blocks = rows.blocks.count;
  uint16_t* const places = rows.places.data() + begin_[row];
  uint32_t* const ends = rows.first.data() + row * blocks + 1;
  size_t begin = 0;
  for (uint32_t block = 0; block < blocks; ++block) {
    const uint32_t base = block * rows.blocks.size;
    size_t end = targets.size();
    if (block + 1 < blocks) {
      const int32_t beyond = int32_t(base + rows.blocks.size);
      end = size_t(std::lower_bound(targets.begin() + ptrdiff_t(begin), targets.end(), beyond) -
                   targets.begin());
    }
    for (size_t k = begin; k < end; ++k) places[k] = uint16_t(uint32_t(targets[k]) - base);
    ends[block] = begin_[row] + uint32_t(end);
    begin = end;
  }
}

uint64_t DrawnRows::bytes() const {
  uint64_t bytes =
      runs_.capacity() * sizeof(SpikeQueue::Run) + begin_.capacity() * sizeof(uint32_t);
  for (const RowRule::Scratch& one : scratch_) {
    bytes += one.targets.capacity() * sizeof(int32_t) + one.numbers.capacity() * sizeof(double);
  }
  return bytes;
}

// --- rows for programs ---------------------------------------------------------------------------

void DrawnEnds::draw(const ProceduralEnds& ends, SpikeQueue::Run run, int64_t from, int64_t to) {
  first_ = run.begin;
  const int32_t source = ends.draw(run, scratch_);
  for (int32_t& target : scratch_.targets) target += int32_t(to);
  sources_.assign(scratch_.targets.size(), source + int32_t(from));
}

}  // namespace myelin::equations
