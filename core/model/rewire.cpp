// Adding and removing synapses of a network that stands between two steps, and asking for
// deliveries.
#include "base/text.h"
#include "equations/why.h"
#include "model/read.h"
#include "model/state.h"

namespace myelin {
namespace {

// The step { KEY: NAME, ...json }.
Expected<model::RunStep> step_of(std::string_view key, std::string_view name,
                                 std::string_view json) {
  const size_t brace = json.find('{');
  if (brace == json.npos) {
    return Error{ErrorCode::type, std::string(key), "this is no JSON object: give { ... }"};
  }
  const size_t next = json.find_first_not_of(" \n\t\r", brace + 1);
  const bool alone = next != json.npos && json[next] == '}';
  const std::string whole = "{\"" + std::string(key) + "\":\"" + std::string(name) + "\"" +
                            (alone ? "" : ",") + std::string(json.substr(brace + 1));
  return model::read_step(whole, std::string(key));
}

}  // namespace

Status Simulation::connect(std::string_view synapses, std::string_view json) {
  auto step = step_of("connect", synapses, json);
  if (!step) return step.error();
  return state_->apply(*step);
}

Status Simulation::connect(std::string_view synapses, Span<const int32_t> i,
                           Span<const int32_t> j) {
  model::RunConnect step{std::string(synapses), "connect", {}, {}};
  step.how.where = "connect";
  step.how.explicit_pairs = true;
  step.how.i.assign(i.begin(), i.end());
  step.how.j.assign(j.begin(), j.end());
  if (i.size != j.size && i.size != 1 && j.size != 1) {
    return Error{ErrorCode::invalid_argument, "connect",
                 "i has " + std::to_string(i.size) + " indices and j has " +
                     std::to_string(j.size) + "; they must be as many, or one"};
  }
  return state_->apply(step);
}

Status Simulation::disconnect(std::string_view synapses, Span<const int32_t> index) {
  model::RunDisconnect step{std::string(synapses), "disconnect", {}};
  step.which.where = "disconnect";
  step.which.by = equations::Selection::By::index;
  step.which.index.assign(index.begin(), index.end());
  return state_->apply(step);
}

Status Simulation::disconnect(std::string_view synapses, std::string_view condition) {
  if (condition.substr(0, 1) == "{") {
    auto read = step_of("disconnect", synapses, condition);
    if (!read) return read.error();
    return state_->apply(*read);
  }
  model::RunDisconnect step{std::string(synapses), "disconnect", {}};
  step.which.condition = {std::string(condition), "disconnect"};
  return state_->apply(step);
}

Expected<std::vector<Delivery>> Simulation::why(std::string_view group, int32_t index) const {
  const std::string name(group);
  equations::Subgroup range;
  auto object = state_->assembly->find_end(name, name, range);
  if (!object) return object.error();
  if (index < 0 || index >= range.end - range.begin) {
    return Error{ErrorCode::out_of_range, name,
                 "the index is " + std::to_string(index) + "; there are " +
                     std::to_string(range.end - range.begin) + " elements"};
  }
  std::vector<Delivery> all;
  for (auto& one :
       equations::delivered_to(*state_->assembly, **object, int32_t(range.begin) + index)) {
    Delivery made{one.synapses, one.pathway, one.synapse, one.spiked, {}};
    for (const auto& [variable, value] : one.now) {
      made.variables.push_back({variable->name, symbol(variable->dimension), value});
    }
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace myelin
