// SpikeMonitor, StateMonitor, PopulationRateMonitor.
#include <algorithm>

#include "base/text.h"
#include "equations/build.h"
#include "equations/code.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

// The present spikes, or other events, of a range of a group.
class SpikeRange {
 public:
  SpikeRange(const GroupRange& range, const GroupEvent& event) : range_(range), event_(event) {}
  void bind(const SignalStore& store) {
    list_ = store.data<int32_t>(event_.list);
    count_ = store.data<int32_t>(event_.count);
  }
  std::vector<Use> with(std::vector<Use> uses) const {
    uses.push_back({event_.list, Access::read});
    uses.push_back({event_.count, Access::read});
    return uses;
  }
  Span<const int32_t> spikes() const {
    const int32_t* const end = list_ + *count_;
    const int32_t* const first = std::lower_bound(list_, end, int32_t(range_.begin));
    const int32_t* const last = std::lower_bound(first, end, int32_t(range_.end));
    return {first, size_t(last - first)};
  }
  const GroupRange& range() const { return range_; }

 private:
  GroupRange range_;
  const GroupEvent& event_;
  const int32_t *list_ = nullptr, *count_ = nullptr;
};

class SpikeMonitor final : public Operator {
 public:
  SpikeMonitor(const Assembly& assembly, const GroupRange& range, const GroupEvent& event,
               Recording& recording, Program program)
      : spikes_(range, event), recording_(recording), code_(assembly, std::move(program), 0) {}

  std::string_view kind() const override { return "SpikeMonitor"; }
  std::vector<Use> uses() const override { return spikes_.with(code_.uses()); }
  void bind(const SignalStore& store) override {
    spikes_.bind(store);
    code_.bind(store);
  }
  void run(const StepContext& context) noexcept override {
    const Span<const int32_t> spikes = spikes_.spikes();
    if (spikes.empty() || !recording_.reserve(spikes.size, context)) return;
    const int32_t first = int32_t(spikes_.range().begin);
    for (const int32_t index : spikes) {
      recording_.t.push_back(context.t);
      recording_.i.push_back(index - first);
    }
    if (recording_.columns.empty()) return;
    outputs_.clear();
    for (Recording::Column& column : recording_.columns) {
      const size_t at = column.values.size();
      column.values.resize(at + spikes.size);
      outputs_.push_back(column.values.data() + at);
    }
    code_.begin(context, outputs_.data());
    code_.run({0, spikes.size, spikes.data, 0});
  }

 private:
  SpikeRange spikes_;
  std::vector<double*> outputs_;
  Recording& recording_;
  CodeRunner code_;
};

class StateMonitor final : public Operator {
 public:
  // `rows`: of the recorded elements, in the object's own numbers.
  StateMonitor(const Assembly& assembly, uint64_t key, std::vector<int32_t> rows,
               Recording& recording, Program program)
      : rows_(std::move(rows)), recording_(recording), code_(assembly, std::move(program), key) {}

  std::string_view kind() const override { return "StateMonitor"; }
  std::vector<Use> uses() const override { return code_.uses(); }
  void bind(const SignalStore& store) override { code_.bind(store); }
  void run(const StepContext& context) noexcept override {
    if (!recording_.reserve(1, context)) return;
    recording_.t.push_back(context.t);
    outputs_.clear();
    for (Recording::Column& column : recording_.columns) {
      const size_t at = column.values.size();
      column.values.resize(at + rows_.size());
      outputs_.push_back(column.values.data() + at);
    }
    code_.begin(context, outputs_.data());
    code_.run({0, rows_.size(), rows_.data(), 0});
  }

 private:
  std::vector<int32_t> rows_;
  std::vector<double*> outputs_;
  Recording& recording_;
  CodeRunner code_;
};

// Spikes of the step divided by dt and the number of elements.
class RateMonitor final : public Operator {
 public:
  RateMonitor(const GroupRange& range, Recording& recording)
      : spikes_(range, range.group->spike), recording_(recording) {}

  std::string_view kind() const override { return "RateMonitor"; }
  std::vector<Use> uses() const override { return spikes_.with({}); }
  void bind(const SignalStore& store) override { spikes_.bind(store); }
  void run(const StepContext& context) noexcept override {
    if (!recording_.reserve(1, context)) return;
    const double count = double(spikes_.spikes().size);
    recording_.t.push_back(context.t);
    recording_.columns[0].values.push_back(count / (context.dt * double(spikes_.range().size())));
  }

 private:
  SpikeRange spikes_;
  Recording& recording_;
};

struct Target {
  GroupRange range;  // of a group
  const GroupEvent* event = nullptr;
  SynapsesObject* synapses = nullptr;
  Object& object() const { return synapses ? static_cast<Object&>(*synapses) : *range.group; }
  int64_t begin() const { return synapses ? 0 : range.begin; }
  int64_t size() const { return synapses ? synapses->size : range.size(); }
};

Expected<Target> find_target(Assembly& assembly, const Record& spec) {
  Target target;
  if ((target.synapses = assembly.find_synapses(spec.of)) != nullptr) {
    if (spec.kind == RecordKind::states) return target;
    return Error{ErrorCode::invalid_argument, spec.where,
                 "'" + spec.of + "' are synapses; record spikes and rates of groups"};
  }
  auto range = assembly.find_range(spec.of, spec.where);
  if (!range) return range.error();
  target.range = *range;
  if (spec.kind == RecordKind::states) return target;
  auto event = range->group->find_event(
      spec.event, spec.where + (spec.kind == RecordKind::events ? ".event" : ""));
  if (!event) return event.error();
  target.event = *event;
  return target;
}

// The recorded variables and subexpressions as expressions.
Expected<std::vector<Expr>> recorded_values(const Target& target, const Record& spec,
                                            Recording& recording) {
  std::vector<Expr> values;
  const Scope& scope = *target.object().scope;
  for (const std::string& name : spec.variables) {
    const Symbol* symbol = scope.find(name);
    if (!symbol || (symbol->kind != Symbol::Kind::variable && !symbol->expression)) {
      std::vector<std::string> names;
      for (const auto& [known, variable] : target.object().variables) names.push_back(known);
      return Error{ErrorCode::unknown_name, spec.where + ".variables",
                   "'" + spec.of + "' has no variable '" + name + "'" + suggestion(name, names)};
    }
    values.push_back(symbol->kind == Symbol::Kind::variable ? expr::variable(*symbol->variable)
                                                            : symbol->expression);
    recording.columns.push_back({name, myelin::symbol(values.back()->dimension), {}});
  }
  return values;
}

Expected<std::vector<int32_t>> recorded_rows(const Target& target, const Record& spec,
                                             Recording& recording) {
  std::vector<int32_t> rows;
  if (spec.all) {
    for (int32_t k = 0; k < int32_t(target.size()); ++k) recording.index.push_back(k);
  } else {
    recording.index = spec.index;
  }
  for (size_t k = 0; k < recording.index.size(); ++k) {
    const int32_t index = recording.index[k];
    if (index < 0 || index >= target.size()) {
      return Error{ErrorCode::out_of_range, spec.where + ".index[" + std::to_string(k) + "]",
                   "the index is " + std::to_string(index) + "; '" + spec.of + "' has " +
                       std::to_string(target.size()) + " elements"};
    }
    rows.push_back(index + int32_t(target.begin()));
  }
  return rows;
}

Status add_states(Assembly& assembly, const Record& spec, const Target& target, Recording recording,
                  Placement placement) {
  if (spec.variables.empty()) {
    return Error{ErrorCode::invalid_argument, spec.where + ".variables",
                 "name the \"variables\" that are to be recorded"};
  }
  auto values = recorded_values(target, spec, recording);
  if (!values) return values.error();
  auto rows = recorded_rows(target, spec, recording);
  if (!rows) return rows.error();
  auto dt = read_dt(assembly, spec.dt, assembly.engine.clocks()[placement.clock].dt);
  if (!dt) return dt.error();
  placement.clock = assembly.engine.clock(*dt);
  Recording& kept = assembly.engine.add_recording(std::move(recording));
  assembly.engine.add(
      placement, std::make_unique<StateMonitor>(assembly, target.object().key, std::move(*rows),
                                                kept, lower(placement.name, {}, *values)));
  return {};
}

}  // namespace

Status add_record(Assembly& assembly, const Record& spec) {
  auto target = find_target(assembly, spec);
  if (!target) return target.error();
  Recording recording;
  recording.name = spec.name;
  recording.of = spec.of;
  recording.elements = target->size();
  Placement placement{spec.name, Slot::start, 0, target->object().clock};
  if (target->event) {
    placement.when = target->event->when;
    placement.order = target->event->order + 1;
  }
  if (spec.kind == RecordKind::rate) {
    placement.when = Slot::end;
    placement.order = 0;
  }
  if (!spec.when.empty()) {
    auto when = parse_when(spec.when, spec.where + ".when");
    if (!when) return when.error();
    placement.when = *when;
  }
  if (spec.order) placement.order = *spec.order;
  if (spec.kind == RecordKind::states) {
    recording.kind = RecordingKind::states;
    return add_states(assembly, spec, *target, std::move(recording), placement);
  }
  if (spec.kind == RecordKind::rate) {
    recording.kind = RecordingKind::rate;
    recording.columns.push_back({"rate", "Hz", {}});
    Recording& kept = assembly.engine.add_recording(std::move(recording));
    assembly.engine.add(placement, std::make_unique<RateMonitor>(target->range, kept));
    return {};
  }
  recording.kind = RecordingKind::spikes;
  if (spec.kind == RecordKind::events) recording.event = spec.event;
  auto values = recorded_values(*target, spec, recording);
  if (!values) return values.error();
  Recording& kept = assembly.engine.add_recording(std::move(recording));
  assembly.engine.add(placement,
                      std::make_unique<SpikeMonitor>(assembly, target->range, *target->event, kept,
                                                     lower(placement.name, {}, *values)));
  return {};
}

}  // namespace myelin::equations
