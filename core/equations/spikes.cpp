#include "equations/spikes.h"

#include <algorithm>

namespace myelin::equations {

void SpikeOutput::bind(const SignalStore& store) {
  list_ = store.data<int32_t>(event_.list);
  count_ = store.data<int32_t>(event_.count);
  total_ = store.data<int64_t>(event_.total);
  hash_ = store.data<uint64_t>(event_.hash);
}

std::vector<Use> SpikeOutput::uses() const {
  return {{event_.list, Access::set},
          {event_.count, Access::set},
          {event_.total, Access::update},
          {event_.hash, Access::update}};
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

Threshold::Threshold(const Assembly& assembly, const Group& group, GroupEvent& event,
                     Program program)
    : SpikeSource(event),
      code_(assembly, std::move(program), group.key, RowForm::consecutive),
      size_(group.size),
      refractory_(group.not_refractory && &event == &group.spike) {
  code_.find_only();
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
  output.publish(taken_ ? *taken_ : code_.find(context, size_, output.list()), context.step);
  taken_.reset();
  if (!refractory_) return;
  for (const int32_t index : output.spikes()) {
    active_[index] = 0;
    last_[index] = context.t;
  }
}

std::vector<Use> Reset::uses() const {
  std::vector<Use> uses = code_.uses();
  uses.push_back({event_.list, Access::read});
  uses.push_back({event_.count, Access::read});
  return uses;
}

void Reset::bind(const SignalStore& store) {
  code_.bind(store);
  list_ = store.data<int32_t>(event_.list);
  count_ = store.data<int32_t>(event_.count);
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

namespace {

void add_signals(Assembly& assembly, const Group& group, GroupEvent& event, const char* list,
                 const std::string& others) {
  const auto add = [&](const std::string& name, DType dtype, uint64_t rows) {
    SignalSpec spec;
    spec.name = group.name + "." + name;
    spec.dtype = dtype;
    spec.rows = rows;
    spec.scratch = rows > 1 || dtype == DType::int32;
    return assembly.engine.store.add(std::move(spec));
  };
  // Room for the lanes that the compress kernel writes beyond the end.
  event.list = add(list, DType::int32, uint64_t(group.size) + kPadding);
  event.count = add(others + "count", DType::int32, 1);
  event.total = add(others + "total", DType::int64, 1);
  event.hash = add(others + "hash", DType::uint64, 1);
}

}  // namespace

void add_spike_signals(Assembly& assembly, Group& group) {
  group.spikes = true;
  group.spike.name = "spike";
  group.spike.when = Slot::thresholds;
  group.spike.order = group.order;
  add_signals(assembly, group, group.spike, "spikes", "spike_");
}

void add_event_signals(Assembly& assembly, const Group& group, GroupEvent& event) {
  add_signals(assembly, group, event, (event.name + ".list").c_str(), event.name + ".");
}

}  // namespace myelin::equations
