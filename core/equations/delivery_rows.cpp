// The rows that Delivery walks: those of the synapses themselves, or sorted by neuron and delay.
#include <algorithm>
#include <numeric>
#include <utility>

#include "base/digest.h"
#include "equations/delays.h"
#include "equations/delivery.h"

namespace myelin::equations {
namespace {

constexpr size_t kShortSegment = 64;  // synapses

// Of an array that may have no memory.
uint64_t hash_of(const SignalStore& store, SignalId id, uint64_t hash) {
  int32_t piece[1024];
  const uint64_t rows = store.spec(id).rows;
  for (uint64_t at = 0; at < rows; at += std::size(piece)) {
    const uint64_t count = std::min<uint64_t>(std::size(piece), rows - at);
    store.read(id, at, count, piece);
    hash = hash64(piece, size_t(count) * sizeof(int32_t), hash);
  }
  return hash;
}

// How many different delays the synapses of all neurons have.
uint64_t count_rows(const std::vector<uint32_t>& offsets, std::vector<uint32_t> delays) {
  uint64_t count = 0;
  for (size_t neuron = 0; neuron + 1 < offsets.size(); ++neuron) {
    const auto begin = delays.begin() + offsets[neuron], end = delays.begin() + offsets[neuron + 1];
    std::sort(begin, end);
    count += uint64_t(std::unique(begin, end) - begin);
  }
  return count;
}

}  // namespace

SignalId Delivery::end_signal(bool post) const { return post ? synapses_.j : synapses_.i; }

bool Delivery::bind(const SignalStore& store) {
  const Subgroup& range = path_.post ? synapses_.from : synapses_.to;
  const Subgroup& spiking = path_.post ? synapses_.to : synapses_.from;
  targets_ = range.end - range.begin;
  neurons_ = spiking.end - spiking.begin;
  for (Add& add : adds_) {
    add.target = store.data<uint8_t>(add.array.signal) +
                 (add.array.offset + range.begin) *
                     int64_t(add.single_target ? sizeof(float) : sizeof(double));
    if (add.weights.signal.valid()) {
      const int64_t size = add.single_weights ? sizeof(float) : sizeof(double);
      add.weight = store.data<uint8_t>(add.weights.signal) + add.weights.offset * size;
    }
    if (add.guard.signal.valid()) {
      add.open = store.data<uint8_t>(add.guard.signal) + add.guard.offset + range.begin;
    }
  }
  if (uniforms_) uniforms_->bind(store);
  const double dt = clocks_[path_.spiking->clock].dt;
  uint64_t hash = hash64(&dt, sizeof dt, store.spec(synapses_.i).rows);
  if (path_.delay && store.has_memory(SignalId{path_.delay->array})) {
    const auto delays = store.view<double>(SignalId{path_.delay->array});
    hash = hash64(delays.data, delays.size * sizeof(double), hash);
  }
  if (!drawn_ && (!synapses_.ends || !synapses_.ends->valid)) {
    for (const bool post : {false, true}) hash = hash_of(store, end_signal(post), hash);
  }
  return std::exchange(made_of_, hash) != hash;
}

uint32_t Delivery::steps_of(Span<const double> delays, size_t synapse) const {
  const double delay = delays.empty() ? 0 : delays[delays.size == 1 ? 0 : synapse];
  return uint32_t(steps_of_delay(delay, clocks_[path_.spiking->clock].dt));
}

// Whether the synapses' own rows have one delay of this path each.
bool Delivery::sorted_by_delay(const SignalStore& store) const {
  const SortedEnds& ends = *synapses_.ends;
  if (!several_ || ends.delay.index != path_.delay->array) return false;
  if (!store.has_memory(ends.delay)) return true;
  const double* const delays = store.data<double>(ends.delay);
  for (uint32_t row = 0; row < ends.rows.rows(); ++row) {
    for (uint32_t k = ends.rows.begin(row); k < ends.rows.begin(row + 1); ++k) {
      if (delays[k] != ends.delay_of(row)) return false;
    }
  }
  return true;
}

// Those of the synapses; in steps of another length if dt has changed.
void Delivery::take_rows_by_delay() {
  const SortedEnds& ends = *synapses_.ends;
  const double dt = clocks_[path_.spiking->clock].dt;
  parts_ = ends.row_of.data();
  row_delays_ = ends.steps.data();
  if (dt != ends.dt) {
    for (uint32_t row = 0; row < ends.rows.rows(); ++row) {
      delays_.push_back(uint32_t(steps_of_delay(ends.delay_of(row), dt)));
    }
    row_delays_ = delays_.data();
  }
  longest_ = 0;
  for (uint32_t k = 0; k < ends.rows.rows(); ++k) longest_ = std::max(longest_, row_delays_[k]);
}

void Delivery::make_rows(const SignalStore& store) {
  several_ = path_.delay && path_.delay->indexing == Indexing::row;
  own_ = {};
  order_ = {};
  part_of_ = {};
  delays_ = {};
  block_of_ = {};
  longest_ = 0;
  const bool ends = !path_.post && synapses_.ends && synapses_.ends->valid;
  const bool by_delay = ends && sorted_by_delay(store);
  const bool shared = by_delay || (ends && !several_ && synapses_.ends->row_of.empty());
  Span<const double> delays;
  if (path_.delay && !by_delay) delays = store.view<double>(SignalId{path_.delay->array});
  if (!several_) {
    longest_ = steps_of(delays, 0);
    delays_.push_back(longest_);
  }
  if (drawn_) {
    own_.blocks = TargetBlocks(targets_, double(synapses_.size) / std::max(1.0, double(neurons_)));
  } else if (by_delay) {
    take_rows_by_delay();
  } else if (!shared) {
    sort(store, delays);
    parts_ = part_of_.data();
    row_delays_ = delays_.data();
  }
  rows_ = shared ? &synapses_.ends->rows : &own_;
  const size_t segments = drawn_ ? size_t(neurons_) * own_.blocks.count + 1 : rows_->first.size();
  short_rows_ = rows_->blocks.count > 1 && uint64_t(synapses_.size) / segments < kShortSegment;
}

// Where each neuron's synapses begin, and the targets of all of them in that order.
std::vector<int32_t> Delivery::sort_by_neuron(const SignalStore& store,
                                              std::vector<uint32_t>& offsets) {
  const size_t n = size_t(store.spec(synapses_.i).rows);
  const SignalId from = end_signal(path_.post), to = end_signal(!path_.post);
  std::vector<int32_t> neurons(n), targets(n), sorted;
  store.read(from, 0, n, neurons.data());
  store.read(to, 0, n, targets.data());
  offsets.assign(size_t(neurons_) + 1, 0);
  for (const int32_t neuron : neurons) ++offsets[size_t(neuron) + 1];
  std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
  if (std::is_sorted(neurons.begin(), neurons.end())) return targets;
  std::vector<uint32_t> next = offsets;
  order_.resize(n);
  sorted.resize(n);
  for (size_t k = 0; k < n; ++k) {
    const uint32_t place = next[size_t(neurons[k])]++;
    order_[place] = int32_t(k);
    sorted[place] = targets[k];
  }
  return sorted;
}

// Sorts by neuron, then delay, then block, then number.
void Delivery::sort(const SignalStore& store, Span<const double> delays) {
  std::vector<uint32_t> offsets, steps;
  std::vector<int32_t> targets = sort_by_neuron(store, offsets);
  const size_t n = targets.size();
  uint32_t shortest = several_ && n ? steps_of(delays, 0) : 0;
  for (size_t k = 0; several_ && k < n; ++k) {
    const uint32_t delay = steps_of(delays, k);
    longest_ = std::max(longest_, delay);
    shortest = std::min(shortest, delay);
  }
  const double most_rows = double(neurons_) * (several_ ? double(longest_ - shortest) + 1 : 1);
  own_.blocks = TargetBlocks(targets_, double(n) / std::max(1.0, most_rows));
  own_.places.resize(n);
  bool sparse = false;
  if (several_ && own_.blocks.count > 1) {
    for (size_t k = 0; k < n; ++k) {
      steps.push_back(steps_of(delays, order_.empty() ? k : size_t(order_[k])));
    }
    sparse = count_rows(offsets, steps) * own_.blocks.count > n;
  }
  for (size_t neuron = 0; neuron < size_t(neurons_); ++neuron) {
    const uint32_t begin = offsets[neuron], end = offsets[neuron + 1];
    if (several_) part_of_.push_back(uint32_t(delays_.size()));
    steps.clear();
    for (uint32_t k = begin; several_ && k < end; ++k) {
      steps.push_back(steps_of(delays, order_.empty() ? k : size_t(order_[k])));
    }
    sort_row(begin, {targets.data() + begin, end - begin}, {steps.data(), steps.size()}, sparse);
  }
  if (several_) part_of_.push_back(uint32_t(delays_.size()));
}

// Appends the rows of one neuron: one for each delay, or one. Its synapses begin at `begin`.
void Delivery::sort_row(uint32_t begin, Span<int32_t> targets, Span<const uint32_t> delays,
                        bool sparse) {
  const uint64_t blocks = own_.blocks.count;
  const auto key = [&](size_t k) {
    return (delays.empty() ? 0 : delays[k] * blocks) + own_.blocks.of(targets[k]);
  };
  std::vector<std::pair<uint64_t, uint32_t>> places;
  bool sorted = true;
  for (size_t k = 0; k < targets.size; ++k) {
    places.emplace_back(key(k), uint32_t(k));
    sorted = sorted && (k == 0 || places[k - 1].first <= places[k].first);
  }
  if (!sorted) {
    std::sort(places.begin(), places.end());
    if (order_.empty()) {
      order_.resize(own_.places.size());
      std::iota(order_.begin(), order_.end(), 0);
    }
    const std::vector<int32_t> before(order_.begin() + begin,
                                      order_.begin() + begin + int64_t(targets.size));
    for (size_t k = 0; k < targets.size; ++k) order_[begin + k] = before[places[k].second];
  }
  if (sparse) {
    for (size_t k = 0; k < targets.size; ++k) {
      own_.places[begin + k] = own_.blocks.place(targets[places[k].second]);
      if (k && places[k].first == places[k - 1].first) {
        ++own_.first.back();
        continue;
      }
      delays_.push_back(uint32_t(places[k].first / blocks));
      block_of_.push_back(uint32_t(places[k].first % blocks));
      own_.first.push_back(begin + uint32_t(k) + 1);
    }
    return;
  }
  // A single row is there even without synapses.
  uint64_t part = 0;  // row and block that were closed last, as a key
  const auto close_up_to = [&](uint64_t next, uint32_t at) {
    for (; part < next; ++part) own_.first.push_back(at);
  };
  for (size_t k = 0; k < targets.size; ++k) {
    const uint64_t delay = places[k].first / blocks;
    if (k == 0 || delay != places[k - 1].first / blocks) {
      if (several_) delays_.push_back(uint32_t(delay));
      if (k) close_up_to((places[k - 1].first / blocks + 1) * blocks, begin + uint32_t(k));
      part = delay * blocks;
    }
    close_up_to(places[k].first, begin + uint32_t(k));
    own_.places[begin + k] = own_.blocks.place(targets[places[k].second]);
  }
  const uint32_t end = begin + uint32_t(targets.size);
  if (targets.size) {
    close_up_to((places.back().first / blocks + 1) * blocks, end);
  } else if (!several_) {
    close_up_to(blocks, end);
  }
}

uint64_t Delivery::bytes() const {
  return own_.bytes() + (drawn_ ? drawn_->bytes() : 0) + order_.capacity() * sizeof(int32_t) +
         (part_of_.capacity() + delays_.capacity() + block_of_.capacity()) * sizeof(uint32_t);
}

}  // namespace myelin::equations
