// Stochastic objects of a simulation: built beside the equations, set by the same names.
#include "equations/values.h"
#include "model/state.h"
#include "stochastic/network.h"
#include "stochastic/verilog.h"

namespace myelin {

// Adds to the engine what equations do not describe.
Status Simulation::State::build_stochastic(const KernelTable& kernels) {
  if (document.stochastic.empty()) return {};
  auto built = stochastic::build(document.stochastic, engine(), {document.network.seed, &kernels});
  if (!built) return built.error();
  stochastic = std::move(*built);
  for (size_t k = 0; k < document.stochastic_records.size(); ++k) {
    stochastic::RecordSpec record = document.stochastic_records[k];
    auto dt =
        equations::read_dt(*assembly, document.stochastic_record_dt[k], engine().clocks()[0].dt);
    if (!dt) return dt.error();
    record.dt = *dt;
    if (Status s = stochastic::add_record(record, stochastic, engine()); !s) return s;
  }
  engine().prepare();
  return {};
}

Status Simulation::State::set(const equations::Assignment& assignment) {
  const std::string& name = assignment.name;
  const equations::Value& value = assignment.value;
  const stochastic::Network::Object* object = stochastic.find(name.substr(0, name.find('.')));
  if (!object) return equations::set_value(*assembly, assignment);
  std::vector<double> values;
  if (value.array()) {
    values = *value.array();
  } else if (value.number()) {
    values = {*value.number()};
  } else {
    return Error{ErrorCode::type, value.where, "'" + name + "' takes numbers only"};
  }
  return stochastic::set_input(stochastic, engine(), name, {values.data(), values.size()},
                               value.where);
}

Expected<std::string> system_verilog(std::string_view text, std::string_view neurons,
                                     int64_t ticks) {
  auto document = model::read_document(text);
  if (!document) return document.error();
  const stochastic::Spec& spec = document->stochastic;
  std::string name(neurons);
  if (name.empty() && spec.neurons.size() == 1) name = spec.neurons[0].name;
  auto source = stochastic::verilog_source(spec, name);
  if (!source) return source.error();
  auto verilog = stochastic::system_verilog(source->spec);
  if (verilog && ticks > 0) *verilog += stochastic::verilog_bench(source->spec, source->x, ticks);
  return verilog;
}

}  // namespace myelin
