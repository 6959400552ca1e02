#include "equations/spikes.h"

#include <algorithm>

namespace myelin::equations {

void SpikeOutput::bind(const SignalStore& store) {
  list_ = store.data<int32_t>(group_.spike_list);
  count_ = store.data<int32_t>(group_.spike_count);
  total_ = store.data<int64_t>(group_.spike_total);
  hash_ = store.data<uint64_t>(group_.spike_hash);
}

std::vector<Use> SpikeOutput::uses() const {
  return {{group_.spike_list, Access::set},
          {group_.spike_count, Access::set},
          {group_.spike_total, Access::update},
          {group_.spike_hash, Access::update}};
}

void SpikeOutput::publish(size_t count, int64_t step) {
  for (const int32_t index : injected_) {
    int32_t* const place = std::lower_bound(list_, list_ + count, index);
    if (place != list_ + count && *place == index) continue;
    std::copy_backward(place, list_ + count, list_ + count + 1);
    *place = index;
    ++count;
  }
  injected_.clear();
  *count_ = int32_t(count);
  *total_ += int64_t(count);
  if (count) *hash_ = hash64(list_, count * sizeof(int32_t), *hash_ + uint64_t(step));
}

Threshold::Threshold(const Assembly& assembly, Group& group, Program program)
    : SpikeSource(group),
      code_(assembly, std::move(program), group.key),
      kernels_(assembly.kernels),
      size_(group.size),
      refractory_(group.not_refractory != nullptr),
      mask_(size_t(group.size) + kBlock) {
  if (!refractory_) return;
  not_refractory_ = assembly.storage_of(*group.not_refractory);
  last_spike_ = assembly.storage_of(*group.last_spike);
}

std::vector<Use> Threshold::uses() const {
  std::vector<Use> uses = code_.uses();
  for (const Use& use : output.uses()) uses.push_back(use);
  if (refractory_) {
    uses.push_back({not_refractory_.signal, Access::update});
    uses.push_back({last_spike_.signal, Access::update});
  }
  return uses;
}

void Threshold::bind(const SignalStore& store) {
  code_.bind(store);
  output.bind(store);
  if (!refractory_) return;
  active_ = store.data<uint8_t>(not_refractory_.signal);
  last_ = store.data<double>(last_spike_.signal);
}

void Threshold::run(const StepContext& context) noexcept {
  double* outputs[] = {mask_.data()};
  code_.run_all(context, size_, outputs);
  const size_t found = kernels_.compress(output.list(), mask_.data(), 0, size_t(size_));
  output.publish(found, context.step);
  if (!refractory_) return;
  for (const int32_t index : output.spikes()) {
    active_[index] = 0;
    last_[index] = context.t;
  }
}

std::vector<Use> Reset::uses() const {
  std::vector<Use> uses = code_.uses();
  uses.push_back({group_.spike_list, Access::read});
  uses.push_back({group_.spike_count, Access::read});
  return uses;
}

void Reset::bind(const SignalStore& store) {
  code_.bind(store);
  list_ = store.data<int32_t>(group_.spike_list);
  count_ = store.data<int32_t>(group_.spike_count);
}

void Reset::run(const StepContext& context) noexcept {
  if (*count_ == 0) return;
  code_.begin(context);
  code_.run({0, size_t(*count_), list_, 0});
}

void SpikeList::run(const StepContext& context) noexcept {
  const int64_t step = period_ ? context.step % period_ : context.step;
  auto spike = std::lower_bound(spikes_.begin(), spikes_.end(), step,
                                [](const Spike& s, int64_t wanted) { return s.step < wanted; });
  size_t count = 0;
  for (; spike != spikes_.end() && spike->step == step; ++spike) {
    output.list()[count++] = spike->index;
  }
  output.publish(count, context.step);
}

void add_spike_signals(Assembly& assembly, Group& group) {
  const auto add = [&](const char* name, DType dtype, uint64_t rows) {
    SignalSpec spec;
    spec.name = group.name + "." + name;
    spec.dtype = dtype;
    spec.rows = rows;
    spec.scratch = rows > 1 || dtype == DType::int32;
    return assembly.engine.store.add(std::move(spec));
  };
  group.spikes = true;
  // Room for the lanes that the compress kernel writes beyond the end.
  group.spike_list = add("spikes", DType::int32, uint64_t(group.size) + kPadding);
  group.spike_count = add("spike_count", DType::int32, 1);
  group.spike_total = add("spike_total", DType::int64, 1);
  group.spike_hash = add("spike_hash", DType::uint64, 1);
}

}  // namespace myelin::equations
