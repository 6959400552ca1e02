#include "equations/build.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "equations/code.h"
#include "equations/connect.h"
#include "equations/delays.h"
#include "equations/equation_set.h"
#include "equations/pathway.h"
#include "equations/reference.h"
#include "equations/selection.h"
#include "equations/spatial.h"
#include "equations/spikes.h"
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

namespace {

Status set_constant(Assembly& assembly, const ConstantObject& constant, const Value& value) {
  const Variable& variable = *constant.variable;
  auto number = read_scalar(assembly, value, assembly.root, variable.dimension);
  if (!number) return number.error();
  if (*number != *number) {
    return Error{ErrorCode::numeric, value.where, "the value is not a number"};
  }
  for (const auto& [fixed, where] : assembly.fixed) {
    if (fixed != &variable) continue;
    return Error{ErrorCode::unsupported, value.where,
                 "'" + constant.name + "' was used for " + where +
                     " when the network was built, which stays as it is"};
  }
  const double before = std::exchange(assembly.constant_values[&variable], *number);
  if (Status s = assembly.derive(); !s) {
    assembly.constant_values[&variable] = before;
    return s;
  }
  assembly.values.push_back({assembly.storage_of(variable).signal, {*number}});
  return assembly.settle();
}

bool is_delay(const SynapsesObject& synapses, const Variable& variable) {
  return std::any_of(synapses.paths.begin(), synapses.paths.end(),
                     [&](const SynapsesObject::Path& path) { return path.delay == &variable; });
}

// Spikes that are under way keep their time; those of the next step have the new delay.
Status set_delay(Assembly& assembly, SynapsesObject& synapses, const Variable& variable,
                 const Assignment& assignment) {
  const Value& value = assignment.value;
  if (Status s = assembly.engine.store.provide(assembly.storage_of(variable).signal); !s) return s;
  const auto delays = assembly.engine.store.view<double>(assembly.storage_of(variable).signal);
  const std::vector<double> before(delays.begin(), delays.end());
  Status done = assign(assembly, synapses, variable, assignment, 0, synapses.size);
  for (const SynapsesObject::Path& path : synapses.paths) {
    if (done && path.delay == &variable) done = check_delays(assembly, path, value.where);
    if (done && path.delay == &variable) done = check_room_for_rows(assembly, path, value.where);
  }
  if (!done) std::copy(before.begin(), before.end(), delays.begin());
  for (SynapsesObject::Path& path : synapses.paths) {
    if (path.delay == &variable) path.pathway->bind(assembly.engine.store);
  }
  return done;
}

Error no_such_name(const Assembly& assembly, const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  for (const ConstantObject& constant : assembly.constants) names.push_back(constant.name);
  const auto add = [&](const Object& object) {
    for (const auto& [variable, unused] : object.variables) {
      names.push_back(object.name + "." + variable);
    }
  };
  for (const Group& group : assembly.groups) add(group);
  for (const SynapsesObject& synapses : assembly.synapses) add(synapses);
  return {ErrorCode::unknown_name, where,
          "there is no constant or variable '" + name + "'" + suggestion(name, names)};
}

// The bracket after a variable, as in "exc.w[i != j]"; one after an object ("cells[3].v") is part
// of the reference.
size_t selection_bracket(const std::string& name) {
  if (name.empty() || name.back() != ']') return name.npos;
  size_t bracket = name.find('[');
  while (bracket != name.npos) {
    const size_t close = name.find(']', bracket);
    if (close + 1 >= name.size() || name[close + 1] != '.') return bracket;
    bracket = name.find('[', close);
  }
  return bracket;
}

}  // namespace

Status set_value(Assembly& assembly, const Assignment& assignment) {
  assembly.expansions = 0;
  const std::string& name = assignment.name;
  const Value& value = assignment.value;
  const size_t bracket = selection_bracket(name);
  if (bracket != name.npos) {
    Assignment some{name.substr(0, bracket), value};
    const std::string_view inside = std::string_view(name).substr(bracket + 1);
    auto only = parse_selection(inside.substr(0, inside.size() - 1), value.where,
                                assembly.find_synapses(name.substr(0, name.find_first_of(".["))));
    if (!only) return only.error();
    some.only = std::move(*only);
    return set_value(assembly, some);
  }
  for (const ConstantObject& constant : assembly.constants) {
    if (constant.name != name) continue;
    if (!assignment.only) return set_constant(assembly, constant, value);
    return Error{ErrorCode::invalid_argument, assignment.only->where,
                 "'" + name + "' is a constant; it has no elements"};
  }
  const size_t dot = name.find_first_of(".["), last = name.rfind('.');
  if (last == std::string::npos) return no_such_name(assembly, name, value.where);
  const std::string object_name = name.substr(0, dot);
  std::string variable = name.substr(dot + 1);
  Object* object = assembly.find_synapses(object_name);
  int64_t begin = 0, end = object ? object->size : 0;
  if (!object) {
    if (!assembly.find_group(object_name)) return no_such_name(assembly, name, value.where);
    auto range = assembly.find_range(name.substr(0, last), value.where);
    if (!range) return range.error();
    object = range->group;
    begin = range->begin;
    end = range->end;
    variable = name.substr(last + 1);
  }
  const auto found = object->variables.find(variable);
  if (found == object->variables.end()) {
    const Group* group = assembly.find_group(object_name);
    if (!group || group->kind != GroupKind::poisson || variable != "rates") {
      return no_such_name(assembly, name, value.where);
    }
    return Error{ErrorCode::invalid_argument, value.where,
                 "the rates of '" + object_name +
                     "' are an expression; change a constant in it, or give them as numbers"};
  }
  if (Status s = check_assignable(*object, variable, value); !s) return s;
  // Random numbers of a change depend on the variable and the step, not on changes before it.
  const uint32_t sites = object->sites;
  object->sites += kSitesOfChange * (1 + found->second->array);
  SynapsesObject* synapses = assembly.find_synapses(object_name);
  Status done;
  if (synapses && is_delay(*synapses, *found->second)) {
    done = set_delay(assembly, *synapses, *found->second, assignment);
  } else {
    done = assign(assembly, *object, *found->second, assignment, begin, end);
  }
  object->sites = sites;
  return done;
}

void constants_from_arrays(Assembly& assembly) {
  for (const ConstantObject& constant : assembly.constants) {
    const SignalId signal = assembly.storage_of(*constant.variable).signal;
    const SignalStore& store = assembly.engine.store;
    assembly.constant_values[constant.variable] = store.spec(signal).dtype == DType::boolean
                                                      ? double(*store.data<uint8_t>(signal))
                                                      : *store.data<double>(signal);
  }
  tell_scopes(assembly);
  (void)assembly.derive();  // what these constants gave once, they give again
}

// --- estimate ----------------------------------------------------------------------------------

namespace {

struct Sizes {
  std::map<std::string, int64_t> of;  // "cells", "cells.E"

  void add(const std::string& name, int64_t size, const std::vector<Subgroup>& subgroups) {
    of[name] = size;
    for (const Subgroup& part : subgroups) of[name + "." + part.name] = part.end - part.begin;
  }
  int64_t at(const std::string& name) const {
    const auto found = of.find(name);
    if (found != of.end()) return found->second;
    const auto parsed = parse_reference(name);
    if (parsed && parsed->sliced) {
      const auto range = narrow(
          {parsed->name, "", parsed->begin, parsed->end, true},
          at(parsed->part.empty() ? parsed->name : parsed->name + "." + parsed->part), {}, "");
      return range ? range->end - range->begin : 0;
    }
    // Part of a cell: one compartment, or at most all.
    const size_t end = name.find_first_of(".[");
    if (end == name.npos) return 0;
    return name.back() == ']' && name.find(':') == name.npos ? 1 : at(name.substr(0, end));
  }
};

// Lines of equations: each is at most one array.
uint64_t lines(const Text& text) {
  return text.empty() ? 0 : 1 + uint64_t(std::count(text.text.begin(), text.text.end(), '\n'));
}

constexpr uint64_t kCellArrays = 30;  // geometry twice, v, Ic, Cm, Ri, the cable's own
constexpr uint64_t kSpikeBytes = 12;  // list, mask
constexpr uint64_t kIndexBytes = 16;  // i, j and their absolute twins or a pathway's order
constexpr uint64_t kRowsBytes = 3;    // of the places of targets, and where rows and delays begin
constexpr uint64_t kOrderBytes = 15;  // with a delay for each: itself, an order, other rows

// Whether every assignment of these statements is += or -=, as far as their text tells.
bool only_adds(const std::string& code) {
  bool adds = false;
  for (size_t k = code.find('='); k != code.npos; k = code.find('=', k + 1)) {
    const char before = k > 0 ? code[k - 1] : ' ';
    if (before != '+' && before != '-') return false;
    adds = true;
  }
  return adds;
}

// What a synapse takes besides its variables. Pathways that only add are delivered in rows.
uint64_t bytes_of_synapse(const Synapses& synapses) {
  bool rows = synapses.connect.size() == 1 && makes_rows(synapses.connect[0]) &&
              synapses.multisynaptic_index.empty();
  uint64_t more = 0;
  for (const Pathway& pathway : synapses.pathways) {
    const std::string& code = pathway.code.text;
    rows = rows && only_adds(code);
    if (pathway.post) more += kOrderBytes;
  }
  for (const Assignment& one : synapses.init) {
    const bool delay = one.name == "delay" || one.name.find(".delay") != one.name.npos;
    if (delay && !synapses.by_delay) more += kOrderBytes;
  }
  return rows ? kRowsBytes + more : kIndexBytes + more;
}

}  // namespace

Expected<Needs> estimate(const Network& spec) {
  Needs needs;
  Sizes sizes;
  uint64_t most = 0;
  const auto take = [&](uint64_t bytes, bool certain, const std::string& where) {
    needs.bytes += bytes;
    if (!certain) return;
    needs.certain_bytes += bytes;
    if (bytes >= most) needs.largest = where;
    most = std::max(most, bytes);
  };
  for (const Neurons& neurons : spec.neurons) {
    sizes.add(neurons.name, neurons.size, neurons.subgroups);
    const uint64_t n = uint64_t(std::max<int64_t>(neurons.size, 0));
    needs.neurons += n;
    const uint64_t arrays = lines(neurons.equations) + 1 + (neurons.cell ? kCellArrays : 0);
    const uint64_t events = kSpikeBytes * (1 + neurons.events.size());
    const uint64_t size = neurons.single ? 4 : 8;
    take(n * (size * arrays + events), true, neurons.where);
  }
  for (const Input& input : spec.inputs) {
    if (const auto* group = std::get_if<PoissonGroup>(&input)) {
      sizes.add(group->name, group->size, group->subgroups);
      needs.neurons += uint64_t(std::max<int64_t>(group->size, 0));
      take(uint64_t(std::max<int64_t>(group->size, 0)) * (8 + kSpikeBytes), true, group->where);
    } else if (const auto* generator = std::get_if<SpikeGenerator>(&input)) {
      sizes.add(generator->name, generator->size, {});
      take(generator->indices.size() * 16, true, generator->where);
    } else if (const auto* array = std::get_if<TimedArray>(&input)) {
      take(array->values.size() * 8, true, array->where);
    }
  }
  for (const Synapses& synapses : spec.synapses) {
    const double each =
        double(bytes_of_synapse(synapses) + (synapses.single ? 4 : 8) * lines(synapses.equations));
    double count = 0;
    for (const Connect& call : synapses.connect) {
      const double pairs = expected_pairs(call, sizes.at(synapses.from), sizes.at(synapses.to));
      take(uint64_t(std::min(pairs * each, 1e18)), call.condition.empty() && !call.p.text(),
           call.where);
      count = std::min(count + pairs, 1e18);
    }
    needs.synapses += uint64_t(count);
    sizes.of[synapses.name] = int64_t(count);
  }
  Assembly scratch(1, UINT64_MAX, best_kernels());
  auto dt = read_dt(scratch, spec.dt, 1e-4);
  if (!dt) return dt.error();
  for (const Record& record : spec.record) {
    if (record.kind == RecordKind::spikes || record.kind == RecordKind::events) {
      continue;  // depends on the activity
    }
    auto step = read_dt(scratch, record.dt, *dt);
    if (!step) return step.error();
    const uint64_t elements =
        record.all ? uint64_t(sizes.at(record.of)) : uint64_t(record.index.size());
    const uint64_t row =
        record.kind == RecordKind::rate ? 16 : 8 + 8 * elements * record.variables.size();
    if (record.listed) continue;
    needs.recorded_bytes_per_second += uint64_t(std::min(double(row) / *step, 1e15));
  }
  return needs;
}

}  // namespace myelin::equations
