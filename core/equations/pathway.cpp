#include "equations/pathway.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace myelin::equations {

PathwayOrder::PathwayOrder(Span<const int32_t> neuron, int64_t neurons,
                           const std::vector<uint32_t>& delays) {
  const uint32_t n = uint32_t(neuron.size);
  std::vector<uint32_t> offsets(size_t(neurons) + 1);
  for (const int32_t of : neuron) ++offsets[size_t(of) + 1];
  std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
  const bool sorted = std::is_sorted(neuron.begin(), neuron.end());
  if (!sorted || delays.size() > 1) {
    order_.resize(n);
    std::vector<uint32_t> next = offsets;
    for (uint32_t k = 0; k < n; ++k) order_[next[size_t(neuron[k])]++] = int32_t(k);
  }
  make_parts(int32_t(neurons), offsets, delays, sorted);
}

void PathwayOrder::make_parts(int32_t neurons, const std::vector<uint32_t>& offsets,
                              const std::vector<uint32_t>& delays, bool identity) {
  first_.reserve(size_t(neurons) + 1);
  for (int32_t neuron = 0; neuron < neurons; ++neuron) {
    first_.push_back(uint32_t(parts_.size()));
    const uint32_t begin = offsets[size_t(neuron)], end = offsets[size_t(neuron) + 1];
    if (begin == end) continue;
    if (delays.size() == 1) {
      parts_.push_back({delays[0], {begin, end}});
      continue;
    }
    const auto delay = [&](int32_t synapse) { return delays[size_t(synapse)]; };
    std::stable_sort(order_.begin() + begin, order_.begin() + end,
                     [&](int32_t a, int32_t b) { return delay(a) < delay(b); });
    for (uint32_t at = begin; at < end;) {
      uint32_t next = at;
      while (next < end && delay(order_[next]) == delay(order_[at])) ++next;
      parts_.push_back({delay(order_[at]), {at, next}});
      at = next;
    }
  }
  first_.push_back(uint32_t(parts_.size()));
  for (const Part& part : parts_) longest_ = std::max(longest_, part.delay);
  bool in_place = identity;
  for (size_t k = 0; in_place && k < order_.size(); ++k) in_place = order_[k] == int32_t(k);
  if (in_place) order_ = {};
}

SpikePathway::SpikePathway(const Assembly& assembly, const SynapsesObject& synapses,
                           const GroupRange& spiking, const GroupEvent& event, PathwayOrder order,
                           Program program)
    : code_(assembly, std::move(program), synapses.key),
      spiking_(spiking),
      event_(event),
      order_(std::move(order)),
      queue_(order_.longest_delay()) {
  code_.watch(synapses);
}

std::vector<Use> SpikePathway::uses() const {
  std::vector<Use> uses = code_.uses();
  uses.push_back({event_.list, Access::read});
  uses.push_back({event_.count, Access::read});
  return uses;
}

void SpikePathway::bind(const SignalStore& store) {
  code_.bind(store);
  list_ = store.data<int32_t>(event_.list);
  count_ = store.data<int32_t>(event_.count);
}

void SpikePathway::push_spikes() {
  const int32_t* const end = list_ + *count_;
  for (const int32_t* spike = std::lower_bound(list_, end, int32_t(spiking_.begin));
       spike != end && *spike < spiking_.end; ++spike) {
    for (const PathwayOrder::Part& part : order_.parts(*spike)) queue_.push(part.delay, part.run);
  }
}

void SpikePathway::run(const StepContext& context) noexcept {
  push_spikes();
  const Span<const SpikeQueue::Run> due = queue_.due();
  if (!due.empty()) {
    code_.begin(context);
    const int32_t* const numbers = order_.numbers();
    for (const SpikeQueue::Run& run : due) {
      const int64_t first = numbers ? 0 : run.begin;
      code_.run({first, run.end - run.begin, numbers ? numbers + run.begin : nullptr, 0});
    }
  }
  queue_.advance();
}

void SummedVariable::bind(const SignalStore& store) {
  code_.bind(store);
  element_ = size_of(store.spec(target_.signal).dtype);
  data_ = store.data<uint8_t>(target_.signal);
}

void SummedVariable::run(const StepContext& context) noexcept {
  std::memset(data_ + size_t(begin_) * element_, 0, size_t(end_ - begin_) * element_);
  code_.begin(context);
  code_.run({0, size_t(synapses_), nullptr, 0});
}

}  // namespace myelin::equations
