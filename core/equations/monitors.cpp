// SpikeMonitor, StateMonitor, PopulationRateMonitor.
#include <algorithm>
#include <cmath>

#include "base/order.h"
#include "base/text.h"
#include "equations/build.h"
#include "equations/code.h"
#include "equations/pathway.h"
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
  bool keeps_to_uses() const override { return !code_.calls_host(); }
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

class StateMonitor final : public Operator, public Renumbered {
 public:
  // When samples are taken: in every step, or in these, in ascending order; and after a run.
  struct Times {
    bool every = true, last = false;
    std::vector<int64_t> steps;
  };
  void set_steps(std::vector<int64_t> steps) { times_.steps = std::move(steps); }
  // `rows`: of the recorded elements, in the object's own numbers. `synapses`: they may move.
  StateMonitor(const Assembly& assembly, uint64_t key, std::vector<int32_t> rows, Times times,
               bool synapses, Recording& recording, Program program)
      : rows_(std::move(rows)),
        times_(std::move(times)),
        synapses_(synapses),
        recording_(recording),
        code_(assembly, std::move(program), key) {}

  std::string_view kind() const override { return "StateMonitor"; }
  std::vector<Use> uses() const override { return code_.uses(); }
  bool keeps_to_uses() const override { return !code_.calls_host(); }
  void bind(const SignalStore& store) override { code_.bind(store); }
  void run(const StepContext& context) noexcept override {
    const auto& steps = times_.steps;
    if (times_.every || std::binary_search(steps.begin(), steps.end(), context.step)) {
      sample(context);
    }
  }
  void finish(const StepContext& context) noexcept override {
    if (times_.last) sample(context);
  }

 private:
  void sample(const StepContext& context) {
    // What was taken after a run is taken again, at the same time, when the next one begins.
    if (times_.last && !recording_.t.empty() && recording_.t.back() == context.t) {
      recording_.drop_last();
    }
    if (!recording_.reserve(1, context)) return;
    recording_.t.push_back(context.t);
    outputs_.clear();
    for (Recording::Column& column : recording_.columns) {
      const size_t at = column.values.size();
      column.values.resize(at + rows_.size());
      outputs_.push_back(column.values.data() + at);
    }
    code_.begin(context, outputs_.data());
    // Synapses that are gone stay in the recording as NaN.
    for (size_t k = 0; k < rows_.size();) {
      const bool gone = rows_[k] < 0;
      size_t end = k;
      while (end < rows_.size() && (rows_[end] < 0) == gone) ++end;
      if (!gone) code_.run({0, end - k, rows_.data() + k, k});
      for (double* column : outputs_) {
        if (gone) std::fill(column + k, column + end, std::nan(""));
      }
      k = end;
    }
  }
  void save(ByteWriter& out) const override {
    if (synapses_) out.array(rows_);
  }
  void load(ByteReader& in) override {
    if (synapses_) in.array(rows_);
  }
  void renumber(const std::vector<int32_t>& to) override {
    for (int32_t& row : rows_) row = row < 0 ? row : to[size_t(row)];
  }

  std::vector<int32_t> rows_;
  Times times_;
  bool synapses_;
  std::vector<double*> outputs_;
  Recording& recording_;
  CodeRunner code_;
};

// Spikes of the step divided by dt and the number of elements.
class RateMonitor final : public Operator {
 public:
  // `width` of the window that smooths the second column, s; 0: there is none.
  RateMonitor(const GroupRange& range, Recording& recording, const KernelTable& kernels,
              double width, bool flat)
      : spikes_(range, range.group->spike),
        recording_(recording),
        kernels_(kernels),
        width_(width),
        flat_(flat) {}

  std::string_view kind() const override { return "RateMonitor"; }
  std::vector<Use> uses() const override { return spikes_.with({}); }
  bool keeps_to_uses() const override { return true; }
  void bind(const SignalStore& store) override { spikes_.bind(store); }
  void run(const StepContext& context) noexcept override {
    if (!recording_.reserve(1, context)) return;
    const double count = double(spikes_.spikes().size);
    recording_.t.push_back(context.t);
    recording_.columns[0].values.push_back(count / (context.dt * double(spikes_.range().size())));
    if (width_ > 0) smooth(context.dt);
  }

 private:
  // The new rate takes part in the values so far, and these in the newest.
  void smooth(double dt) {
    if (dt != dt_) weigh(dt);
    const std::vector<double>& rates = recording_.columns[0].values;
    std::vector<double>& smooth = recording_.columns[1].values;
    const size_t now = rates.size() - 1, reach = std::min(now, weights_.size() - 1);
    smooth.push_back(0);
    for (size_t d = reach; d > 0; --d) {
      smooth[now] = smooth[now] + rates[now - d] * weights_[d];
      smooth[now - d] = smooth[now - d] + rates[now] * weights_[d];
    }
    smooth[now] = smooth[now] + rates[now] * weights_[0];
  }

  // One side of the window, the middle first.
  void weigh(double dt) {
    dt_ = dt;
    const double steps = width_ / dt;
    const double reach = flat_ ? std::floor(steps / 2 + 1e-6) : std::floor(2 * steps + 0.5);
    const size_t n = size_t(reach) + 1;
    recording_.in_use = n;
    weights_.assign(n + kPadding, 0.0);
    std::vector<double> exponents(n + kPadding, 0.0);
    for (size_t d = 0; d < n && !flat_; ++d) {
      exponents[d] = -double(d * d) / (2 * (steps * steps));
    }
    kernels_.unary[size_t(Unary::exp)](weights_.data(), exponents.data(), n);
    weights_.resize(n);
    double sum = 0;
    for (size_t d = n; d-- > 0;) sum = sum + (d > 0 ? 2 : 1) * weights_[d];
    for (double& weight : weights_) weight = weight / sum;
  }

  SpikeRange spikes_;
  Recording& recording_;
  const KernelTable& kernels_;
  double width_, dt_ = 0;  // s
  bool flat_;
  std::vector<double> weights_;
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
    if (target.synapses->procedural) return not_procedural(spec.where, "nothing can be recorded");
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
  auto clock = read_clock(assembly, spec.dt, placement.clock);
  if (!clock) return clock.error();
  placement.clock = *clock;
  Recording& kept = assembly.engine.add_recording(std::move(recording));
  auto monitor = std::make_unique<StateMonitor>(assembly, target.object().key, std::move(*rows),
                                                StateMonitor::Times{!spec.listed, spec.last, {}},
                                                target.synapses != nullptr, kept,
                                                lower(placement.name, {}, *values));
  if (target.synapses) target.synapses->followers.push_back(monitor.get());
  if (spec.listed) {
    const auto use = [to = monitor.get()](std::vector<int64_t> steps) {
      to->set_steps(std::move(steps));
    };
    if (Status s = follow_times(assembly, spec.at, *clock, spec.where + ".at", use); !s) return s;
  }
  assembly.engine.add(placement, std::move(monitor));
  return {};
}

// Of a rate's window, s; 0 if there is none.
Expected<double> smooth_width(Assembly& assembly, const Record& spec, uint32_t clock) {
  if (spec.smooth.empty()) return 0.0;
  auto width = read_fixed(assembly, spec.smooth, assembly.root, seconds());
  constexpr double kMostSteps = 1e6;
  if (width && !(*width > 0 && *width / assembly.engine.clocks()[clock].dt <= kMostSteps)) {
    return Error{ErrorCode::invalid_argument, spec.smooth.where,
                 "the width is " + format_number(*width) +
                     " s; it must be above zero and at most a million steps"};
  }
  return width;
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
    auto width = smooth_width(assembly, spec, placement.clock);
    if (!width) return width.error();
    if (*width > 0) recording.columns.push_back({"smooth", "Hz", {}});
    Recording& kept = assembly.engine.add_recording(std::move(recording));
    assembly.engine.add(placement, std::make_unique<RateMonitor>(
                                       target->range, kept, assembly.kernels, *width, spec.flat));
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
