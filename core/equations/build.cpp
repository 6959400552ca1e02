#include "equations/build.h"

#include <algorithm>

#include "equations/assign.h"
#include "equations/equation_set.h"
#include "equations/spatial.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

// Groups that are linked to synapses, or to such groups.
void find_waiting(Assembly& assembly, const Network& spec) {
  const auto is_waiting = [&](const Link& link) {
    const std::string name = link.to.substr(0, link.to.find_first_of(".["));
    const Group* group = assembly.find_group(name);
    return group ? group->waits
                 : std::any_of(spec.synapses.begin(), spec.synapses.end(),
                               [&](const Synapses& one) { return one.name == name; });
  };
  for (bool more = true; more;) {
    more = false;
    for (const Neurons& one : spec.neurons) {
      bool& waits = assembly.find_group(one.name)->waits;
      if (waits || std::none_of(one.linked.begin(), one.linked.end(), is_waiting)) continue;
      more = waits = true;
    }
  }
}

Status add_groups(Assembly& assembly, const Network& spec) {
  const auto own = [&](const std::string& name) { assembly.engine.owner = name; };
  for (const bool array : {true, false}) {  // which the others may use
    for (const Input& input : spec.inputs) {
      if (std::holds_alternative<TimedArray>(input) != array) continue;
      std::visit([&](const auto& one) { own(one.name); }, input);
      if (Status s = add_input(assembly, input); !s) return s;
    }
  }
  // The order of arrays, and so the digest of networks without links, is that of the groups.
  const bool links = std::any_of(spec.neurons.begin(), spec.neurons.end(),
                                 [](const Neurons& one) { return !one.linked.empty(); });
  for (const Neurons& neurons : spec.neurons) {
    own(neurons.name);
    if (Status s = declare_neurons(assembly, neurons); !s) return s;
    if (links) continue;
    if (Status s = add_neurons(assembly, neurons); !s) return s;
  }
  if (links) find_waiting(assembly, spec);
  for (const Neurons& neurons : spec.neurons) {
    if (!links) break;
    own(neurons.name);
    const bool waits = assembly.find_group(neurons.name)->waits;
    if (Status s = (waits ? add_waiting : add_neurons)(assembly, neurons); !s) return s;
  }
  for (const Input& input : spec.inputs) {
    const auto* poisson = std::get_if<PoissonInput>(&input);
    if (!poisson) continue;
    own(poisson->name);
    if (Status s = add_poisson_input(assembly, *poisson); !s) return s;
  }
  return {};
}

// The initial values that need no synapses, and those that do.
std::pair<std::vector<Assignment>, std::vector<Assignment>> split_late(const Group& group,
                                                                       const Neurons& spec) {
  std::pair<std::vector<Assignment>, std::vector<Assignment>> parts;
  for (const Assignment& one : spec.init) {
    const std::string* text = one.value.text();
    const bool late =
        (text && is_late(group, *text)) || (one.only && is_late(group, one.only->condition.text));
    (late ? parts.second : parts.first).push_back(one);
  }
  return parts;
}

// Initial values of groups: inputs' rates, then neurons in the order of the document.
Status initialize_groups(Assembly& assembly, const Network& spec) {
  for (const Input& input : spec.inputs) {
    const auto* poisson = std::get_if<PoissonGroup>(&input);
    if (!poisson || (poisson->rates.text() && poisson->run_regularly.empty())) continue;
    if (Status s =
            initialize(assembly, *assembly.find_group(poisson->name), {{"rates", poisson->rates}});
        !s) {
      return s;
    }
  }
  for (const Neurons& neurons : spec.neurons) {
    Group& group = *assembly.find_group(neurons.name);
    Status done;
    if (neurons.cell) done = initialize_cell(assembly, group, *neurons.cell);
    if (done && group.waits) done = initialize(assembly, group, split_late(group, neurons).first);
    if (done && !group.waits) done = initialize(assembly, group, neurons.init);
    if (!done) return done;
  }
  return {};
}

// Groups that waited for synapses, now that these are there.
Status complete_groups(Assembly& assembly, const Network& spec) {
  for (const Neurons& neurons : spec.neurons) {
    Group& group = *assembly.find_group(neurons.name);
    if (!group.waits) continue;
    const auto late = split_late(group, neurons).second;
    assembly.engine.owner = neurons.name;
    Status done = add_neurons(assembly, neurons);
    if (done) done = assembly.settle();
    if (done) done = initialize(assembly, group, late);
    if (!done) return done;
  }
  return {};
}

// In the order of the document, but after those that they connect to.
Status add_all_synapses(Assembly& assembly, const Network& spec) {
  std::vector<const Synapses*> waiting;
  for (const Synapses& synapses : spec.synapses) waiting.push_back(&synapses);
  while (!waiting.empty()) {
    const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Synapses* one) {
      return std::none_of(waiting.begin(), waiting.end(), [&](const Synapses* other) {
        const auto leads = [&](const Link& link) {
          return link.to.rfind(other->name + ".", 0) == 0;
        };
        return one->from == other->name || one->to == other->name ||
               (one != other && std::any_of(one->linked.begin(), one->linked.end(), leads));
      });
    });
    if (ready == waiting.end()) {
      return Error{ErrorCode::invalid_argument, waiting[0]->where,
                   "'" + waiting[0]->name +
                       "' connects or is linked to synapses that in the end lead to it"};
    }
    assembly.engine.owner = (*ready)->name;
    if (Status s = add_synapses(assembly, **ready); !s) return s;
    waiting.erase(ready);
  }
  return {};
}

// Index arrays that operators read have memory from the beginning.
Status provide_arrays(Assembly& assembly) {
  for (const Engine::Scheduled& entry : assembly.engine.schedule()) {
    for (const Use& use : entry.what->uses()) {
      if (Status s = assembly.engine.store.provide(use.signal); !s) return s;
    }
  }
  return {};
}

}  // namespace

Expected<std::unique_ptr<Assembly>> build(const Network& spec, const BuildSettings& settings) {
  auto made =
      std::make_unique<Assembly>(settings.threads, settings.memory_limit, *settings.kernels);
  Assembly& assembly = *made;
  assembly.seed = spec.seed;
  auto dt = read_dt(assembly, spec.dt, 1e-4);
  if (!dt) return dt.error();
  assembly.root.dt = *dt;
  assembly.engine.clock(*dt);
  Status done = add_constants(assembly, spec.constants, "", "constants", assembly.root);
  if (done) done = add_functions(assembly, spec.functions, settings);
  if (done) done = add_groups(assembly, spec);
  if (done) done = assembly.settle();
  if (done) done = initialize_groups(assembly, spec);
  if (done) done = add_all_synapses(assembly, spec);
  if (done) done = complete_groups(assembly, spec);
  for (const Record& record : spec.record) {
    assembly.engine.owner = record.name;
    if (done) done = add_record(assembly, record);
  }
  if (done) done = assembly.settle();
  if (done) done = apply_schedule(assembly, spec.schedule);
  if (done) done = provide_arrays(assembly);
  if (!done) return done.error();
  assembly.engine.prepare();
  return made;
}

}  // namespace myelin::equations
