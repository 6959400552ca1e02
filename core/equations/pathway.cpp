#include "equations/pathway.h"

#include <algorithm>
#include <numeric>

#include "base/digest.h"
#include "base/text.h"
#include "equations/build.h"
#include "equations/delays.h"

namespace myelin::equations {

PathwayOrder::PathwayOrder(Span<const int32_t> neuron, int64_t neurons,
                           const std::vector<uint32_t>& delays) {
  const uint32_t n = synapses_ = uint32_t(neuron.size);
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

PathwayOrder::PathwayOrder(const std::vector<uint32_t>& offsets, uint32_t delay)
    : synapses_(offsets.back()) {
  make_parts(int32_t(offsets.size()) - 1, offsets, {delay}, true);
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

SpikeQueue::Run PathwayOrder::append(const std::vector<int32_t>& numbers) {
  if (order_.empty()) {  // so far a synapse's place was its number
    order_.resize(synapses_);
    std::iota(order_.begin(), order_.end(), 0);
  }
  const uint32_t begin = uint32_t(order_.size());
  order_.insert(order_.end(), numbers.begin(), numbers.end());
  return {begin, uint32_t(order_.size())};
}

void PathwayOrder::drop_appended() {
  if (!order_.empty()) order_.resize(synapses_);
}

SpikePathway::SpikePathway(const Assembly& assembly, const SynapsesObject& synapses,
                           const SynapsesObject::Path& path, const GroupEvent& event,
                           Program program)
    : assembly_(assembly),
      synapses_(synapses),
      path_(path),
      event_(event),
      code_(assembly, std::move(program), synapses.key),
      delivery_(Delivery::of(assembly, synapses, path, code_.interpreter().program())) {
  code_.watch(synapses);
  const Subgroup& range = path.post ? synapses.to : synapses.from;
  spiking_ = {path.spiking, range.begin, range.end};
}

void SpikePathway::advance_first(const Assembly& assembly, const SynapsesObject& synapses,
                                 const EventAdvanceSpec& spec, const Block& block) {
  delivery_ = nullptr;
  advance_ = std::make_unique<EventAdvance>(assembly, synapses, spec);
  one_by_one_ = advance_->reads_what_is_written(block);
}

void SpikePathway::delay_by(const Assembly& assembly, const Expr& delay) {
  delivery_ = nullptr;
  const std::string name = synapses_.name + "_" + path_.name + "_delay";
  delay_ = std::make_unique<CodeRunner>(assembly, lower(name, {}, {delay}), synapses_.key);
}

std::vector<Use> SpikePathway::uses() const {
  std::vector<Use> uses;
  if (advance_) uses = advance_->uses();
  const bool stored = !delivery_ && !synapses_.procedural;  // whether indices are looked up
  for (const Use& use : code_.uses()) {
    const bool index = use.signal == synapses_.pre_index || use.signal == synapses_.post_index;
    if (stored || !index) uses.push_back(use);
  }
  if (stored) {
    uses.push_back({path_.post ? synapses_.post_index : synapses_.pre_index, Access::read});
  }
  if (delay_) {
    for (const Use& use : delay_->uses()) uses.push_back(use);
  }
  uses.push_back({event_.list, Access::read});
  uses.push_back({event_.count, Access::read});
  return uses;
}

bool SpikePathway::keeps_to_uses() const {
  return !code_.calls_host() && !(delay_ && delay_->calls_host()) &&
         !(advance_ && advance_->calls_host());
}

void SpikePathway::bind(const SignalStore& store) {
  if (delivery_) {
    code_.leave(assembly_);
  } else {
    code_.bind(store);
  }
  if (advance_) advance_->bind(store);
  if (delay_) delay_->bind(store);
  list_ = store.data<int32_t>(event_.list);
  count_ = store.data<int32_t>(event_.count);
  arrange(store);
}

// --- the order of synapses -----------------------------------------------------------------------

bool SpikePathway::has_changed(const SignalStore& store) {
  if (delivery_) return delivery_->bind(store);
  if (synapses_.procedural) {
    const uint64_t delay = uint64_t(delay_steps(assembly_, path_)[0]) + 1;
    return std::exchange(arranged_, delay) != delay;
  }
  const auto neurons = store.view<int32_t>(path_.post ? synapses_.post_index : synapses_.pre_index);
  const std::vector<uint32_t> delays = delay_steps(assembly_, path_);
  const uint64_t hash = hash64(delays.data(), delays.size() * sizeof(uint32_t),
                               hash64(neurons.data, neurons.size * sizeof(int32_t), 1));
  return std::exchange(arranged_, hash) != hash;
}

// Makes the order anew if need be.
void SpikePathway::arrange(const SignalStore& store) {
  const double dt = assembly_.engine.clocks()[spiking_.group->clock].dt;
  if (!has_changed(store) && dt == dt_ && !renumbered_) return;
  std::vector<Parcel> parcels = renumbered_ ? std::move(waiting_) : unpack();
  if (dt_ && dt != dt_) {
    for (Parcel& parcel : parcels) {
      parcel.delay = uint32_t(double(parcel.delay) * dt_ / dt + 0.5);
    }
  }
  if (delivery_) {
    delivery_->make_rows(store);
    queue_.reach(delivery_->longest_delay());
  } else if (synapses_.procedural) {
    order_ = PathwayOrder(synapses_.procedural->offsets(spiking_.begin, spiking_.group->size),
                          delay_steps(assembly_, path_)[0]);
    queue_.reach(order_.longest_delay());
  } else {
    const SignalId index = path_.post ? synapses_.post_index : synapses_.pre_index;
    order_ = PathwayOrder(store.view<int32_t>(index), spiking_.group->size,
                          delay_steps(assembly_, path_));
    queue_.reach(order_.longest_delay());
  }
  pack(parcels);
  dt_ = dt;
  renumbered_ = false;
  waiting_.clear();
}

std::vector<int32_t> SpikePathway::numbers_of(SpikeQueue::Run run) const {
  std::vector<int32_t> list;
  if (delivery_ && !synapses_.procedural) {
    delivery_->numbers_of(run, list);
    return list;
  }
  const int32_t* const numbers = order_.numbers();
  for (uint32_t k = run.begin; k < run.end; ++k) list.push_back(numbers ? numbers[k] : int32_t(k));
  return list;
}

std::vector<SpikePathway::Parcel> SpikePathway::unpack() const {
  if (renumbered_) return waiting_;
  std::vector<Parcel> parcels;
  for (uint32_t delay = 0; delay <= queue_.longest_delay(); ++delay) {
    for (const SpikeQueue::Run& run : queue_.due(delay)) {
      parcels.push_back({delay, numbers_of(run)});
    }
  }
  return parcels;
}

// Empties the queue and puts these synapses into it.
void SpikePathway::pack(const std::vector<Parcel>& parcels) {
  queue_.clear();
  if (delivery_) delivery_->drop_appended();
  order_.drop_appended();
  for (const Parcel& parcel : parcels) {
    queue_.reach(parcel.delay);
    if (synapses_.procedural) {
      for (const SpikeQueue::Run& run : synapses_.procedural->runs_of(parcel.numbers)) {
        queue_.push(parcel.delay, run);
      }
      continue;
    }
    queue_.push(parcel.delay, delivery_ ? delivery_->append(assembly_.engine.store, parcel.numbers)
                                        : order_.append(parcel.numbers));
  }
}

void SpikePathway::renumber(const std::vector<int32_t>& to) {
  waiting_ = unpack();
  renumbered_ = true;
  for (Parcel& parcel : waiting_) {
    size_t kept = 0;
    for (const int32_t number : parcel.numbers) {
      if (to[size_t(number)] >= 0) parcel.numbers[kept++] = to[size_t(number)];
    }
    parcel.numbers.resize(kept);
  }
}

void SpikePathway::save(ByteWriter& out) const {
  const std::vector<Parcel> parcels = unpack();
  out.value(uint64_t(parcels.size()));
  for (const Parcel& parcel : parcels) {
    out.value(parcel.delay);
    out.array(parcel.numbers);
  }
}

void SpikePathway::load(ByteReader& in) {
  uint64_t count = 0;
  in.value(count);
  std::vector<Parcel> parcels;
  for (; count > 0 && in.ok(); --count) {
    Parcel& parcel = parcels.emplace_back();
    in.value(parcel.delay);
    in.array(parcel.numbers);
  }
  pack(parcels);
}

// --- a step --------------------------------------------------------------------------------------

void SpikePathway::push_spikes(const StepContext& context) {
  const int32_t* const begin = std::lower_bound(list_, list_ + *count_, int32_t(spiking_.begin));
  const int32_t* const end = std::lower_bound(begin, list_ + *count_, int32_t(spiking_.end));
  if (delivery_) return delivery_->push({begin, size_t(end - begin)}, spiking_.begin, queue_);
  for (const int32_t* spike = begin; spike != end; ++spike) push_spike(*spike, context);
}

void SpikePathway::push_spike(int32_t neuron, const StepContext& context) {
  for (const PathwayOrder::Part& part : order_.parts(neuron)) {
    if (delay_) {
      push_one_by_one(part.run, context);
    } else {
      queue_.push(part.delay, part.run);
    }
  }
}

// With delays that are computed now; neighbours with the same one stay together.
void SpikePathway::push_one_by_one(SpikeQueue::Run run, const StepContext& context) {
  constexpr int64_t kMost = 1000000;  // steps: what a queue may grow to while running
  delays_.resize(run.end - run.begin + kPadding);
  double* outputs[] = {delays_.data()};
  delay_->begin(context, outputs);
  const int32_t* const numbers = order_.numbers();
  delay_->run(
      {numbers ? 0 : run.begin, run.end - run.begin, numbers ? numbers + run.begin : nullptr, 0});
  int64_t last = -1;
  SpikeQueue::Run together{run.begin, run.begin};
  const auto push = [&] {
    if (last < 0 || together.begin == together.end) return;
    queue_.reach(uint32_t(last));
    queue_.push(uint32_t(last), together);
  };
  for (uint32_t k = run.begin; k < run.end; ++k) {
    const double delay = delays_[k - run.begin];
    const int64_t steps = steps_of_delay(delay, context.dt);
    if (steps < 0 || steps > kMost) {
      const int32_t number = numbers ? numbers[k] : int32_t(k);
      context.faults.raise(
          uint64_t(number),
          {ErrorCode::numeric,
           synapses_.name + "." + path_.name + ".delay[" + std::to_string(number) + "]",
           "the delay became " + format_number(delay) + " s in step " +
               std::to_string(context.step) + "; it must not be negative and at most 1e6 steps"});
    }
    if (steps != last || steps > kMost) {
      push();
      together.begin = k;
      last = steps > kMost ? -1 : steps;
    }
    together.end = k + 1;
  }
  push();
}

InPieces::Cut SpikePathway::cut() const {
  const Subgroup& targets = path_.post ? synapses_.from : synapses_.to;
  const Object* const group = path_.post ? synapses_.source : synapses_.target;
  const TargetBlocks& blocks = delivery_->blocks();
  return {group, targets.begin, blocks.size, blocks.count};
}

double SpikePathway::begin(const StepContext& context) noexcept {
  constexpr double kSynapse = 1e-9;  // s
  push_spikes(context);
  return kSynapse * double(delivery_->begin(context, queue_.due()));
}

void SpikePathway::run(const StepContext& context) noexcept {
  push_spikes(context);
  const Span<const SpikeQueue::Run> due = queue_.due();
  if (!due.empty() && delivery_) {
    delivery_->run(context, due);
  } else if (!due.empty()) {
    code_.begin(context);
    if (advance_) advance_->begin(context);
    const int32_t* const numbers = order_.numbers();
    for (const SpikeQueue::Run& run : due) {
      if (const ProceduralEnds* ends = synapses_.procedural.get()) {
        drawn_.draw(*ends, run, synapses_.from.begin, synapses_.to.begin);
        code_.look_up_in(drawn_.sources(), drawn_.targets());
      }
      const int64_t first = numbers ? 0 : run.begin;
      run_synapses({first, run.end - run.begin, numbers ? numbers + run.begin : nullptr, 0});
    }
  }
  queue_.advance();
}

void SpikePathway::run_synapses(const Rows& rows) {
  if (!advance_) return code_.run(rows);
  const size_t together = one_by_one_ ? 1 : rows.count;
  for (size_t k = 0; k < rows.count; k += together) {
    const Rows part{rows.first + int64_t(k), together, rows.list ? rows.list + k : nullptr, 0};
    advance_->run(part);
    code_.run(part);
  }
}

// --- questions -----------------------------------------------------------------------------------

std::vector<int32_t> SpikePathway::delivered() const {
  std::vector<int32_t> all;
  for (const SpikeQueue::Run& run : queue_.delivered()) {
    for (const int32_t number : numbers_of(run)) all.push_back(number);
  }
  return all;
}

std::string SpikePathway::explain() const {
  return print(code_.interpreter().program()) + (delivery_ ? delivery_->explain() : "");
}

uint64_t SpikePathway::bytes() const { return delivery_ ? delivery_->bytes() : order_.bytes(); }

uint64_t bytes_of_rows(const Assembly& assembly) {
  uint64_t bytes = 0;
  for (const SynapsesObject& synapses : assembly.synapses) {
    if (synapses.ends) bytes += synapses.ends->bytes();
    if (synapses.procedural) bytes += synapses.procedural->bytes();
    for (const SynapsesObject::Path& path : synapses.paths) bytes += path.pathway->bytes();
  }
  return bytes;
}

bool SpikePathway::reaches(Indexing side) const {
  const Program& program = code_.interpreter().program();
  for (uint32_t k = 0; k < program.variables.size(); ++k) {
    if (program.variables[k]->indexing == side && program.writes(k)) return true;
  }
  return false;
}

}  // namespace myelin::equations
