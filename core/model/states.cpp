// All constants and variables as JSON, and back.
#include "model/json.h"
#include "model/json_writer.h"
#include "model/read.h"
#include "model/state.h"
#include "model/validate.h"

namespace myelin {
namespace {

using equations::Assembly;

// Left out: delays are set by "delay" and its pathways, not as states.
bool is_delay(const std::string& name) {
  return name == "delay" || (name.size() > 6 && name.compare(name.size() - 6, 6, ".delay") == 0);
}

void write_signal(model::JsonWriter& json, const SignalStore& store, SignalId id) {
  const SignalSpec& spec = store.spec(id);
  const uint64_t n = spec.rows * spec.columns;
  if (n != 1) json.begin_array();
  for (uint64_t k = 0; k < n; ++k) {
    if (spec.dtype == DType::boolean) {
      json.integer(store.data<uint8_t>(id)[k]);
    } else if (spec.dtype == DType::int32) {
      json.integer(store.data<int32_t>(id)[k]);
    } else if (spec.dtype == DType::float32) {
      json.number(double(store.data<float>(id)[k]));
    } else {
      json.number(store.data<double>(id)[k]);
    }
  }
  if (n != 1) json.end_array();
}

}  // namespace

std::string Simulation::states() const {
  const Assembly& assembly = *state_->assembly;
  const SignalStore& store = assembly.engine.store;
  model::StringOutput text;
  model::JsonWriter json(text);
  json.begin_object();
  for (const equations::ConstantObject& constant : assembly.constants) {
    json.key(constant.name);
    write_signal(json, store, assembly.storage_of(*constant.variable).signal);
  }
  const auto add = [&](const equations::Object& object) {
    for (const auto& [name, variable] : object.variables) {
      if (is_delay(name)) continue;
      const SignalId signal = assembly.storage_of(*variable).signal;
      if (store.spec(signal).name != object.name + "." + name) continue;  // another's, or a part
      json.key(object.name + "." + name);
      write_signal(json, store, signal);
    }
  };
  for (const equations::Group& group : assembly.groups) add(group);
  for (const equations::SynapsesObject& synapses : assembly.synapses) add(synapses);
  json.end_object();
  return text.str();
}

Status Simulation::set_states(std::string_view text) {
  auto root = model::parse_json(text);
  if (!root) return root.error();
  if (!root->object()) {
    return Error{ErrorCode::type, "states",
                 "it is " + model::describe_value(*root) +
                     "; an object of names and values is "
                     "expected"};
  }
  const std::vector<uint8_t> before = state_->keep(false);
  Status done;
  for (const model::Member& member : *root->object()) {
    model::Problems problems;
    const equations::Value value = model::read_value(member.value, member.key, problems);
    done = problems.first ? Status{*problems.first} : state_->set({member.key, value});
    if (done) continue;
    (void)state_->restore({before.data(), before.size()}, false);
    break;
  }
  return done;
}

}  // namespace myelin
