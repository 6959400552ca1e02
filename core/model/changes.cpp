// Changing a network that stands between two steps.
#include "base/text.h"
#include "equations/fuse.h"
#include "equations/spikes.h"
#include "model/state.h"

namespace myelin {

Status Simulation::set(std::string_view name, double value) {
  return state_->set({std::string(name), {value, std::string(name)}});
}

Status Simulation::set(std::string_view name, Span<const double> values) {
  return state_->set(
      {std::string(name), {std::vector<double>(values.begin(), values.end()), std::string(name)}});
}

Status Simulation::set_text(std::string_view name, std::string_view text) {
  return state_->set({std::string(name), {std::string(text), std::string(name)}});
}

Status Simulation::inject(std::string_view group, int32_t index) {
  auto range = state_->assembly->find_range(std::string(group), std::string(group));
  if (!range) return range.error();
  if (!range->group->spike.output) {
    return Error{ErrorCode::invalid_argument, std::string(group), "this group never spikes"};
  }
  if (index < 0 || index >= range->size()) {
    return Error{ErrorCode::out_of_range, std::string(group),
                 "the index is " + std::to_string(index) + "; there are " +
                     std::to_string(range->size()) + " elements"};
  }
  range->group->spike.output->inject(int32_t(range->begin) + index);
  return {};
}

Status Simulation::set_dt(double dt, std::string_view of) {
  return equations::set_dt(*state_->assembly, std::string(of), {dt, "dt"});
}

void Simulation::set_seed(uint64_t seed) { equations::set_seed(*state_->assembly, seed); }

Status Simulation::set_active(std::string_view name, bool active) {
  return equations::set_active(*state_->assembly, std::string(name), active, std::string(name));
}

namespace {

class HostOperation final : public Operator {
 public:
  explicit HostOperation(OperationCallback callback) : callback_(std::move(callback)) {}
  std::string_view kind() const override { return "Operation"; }
  std::vector<Use> uses() const override { return {}; }
  void bind(const SignalStore&) override {}
  void run(const StepContext& context) noexcept override { callback_(context.t); }

 private:
  OperationCallback callback_;
};

}  // namespace

Status Simulation::on_step(const Operation& operation, OperationCallback callback) {
  auto when = parse_when(operation.when, "when");
  if (!when) return when.error();
  if (!(operation.dt >= 0 && operation.dt < 1e300)) {
    return Error{ErrorCode::invalid_argument, "dt",
                 "dt is " + format_number(operation.dt) + " s; it must be above zero"};
  }
  Engine& engine = state_->engine();
  std::string name = operation.name;
  if (name.empty()) name = "operation_" + std::to_string(state_->operations++);
  const uint32_t clock = operation.dt > 0 ? engine.add_clock(operation.dt) : 0;
  engine.insert({std::move(name), *when, operation.order, clock},
                std::make_unique<HostOperation>(std::move(callback)));
  equations::separate_updates(*state_->assembly);
  return {};
}

}  // namespace myelin
