#include <algorithm>
#include <map>

#include "base/text.h"
#include "equations/morphology.h"
#include "equations/reference.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Network;
using equations::Record;
using equations::Subgroup;

namespace {

// By RecordKind.
constexpr std::string_view record_keys[] = {"spikes", "states", "rate", "events"};

// What a reference can name.
struct Target {
  std::string where;
  int64_t size = 0;  // 0: not known before building
  const std::vector<Subgroup>* subgroups = nullptr;
  bool neurons = false, spikes = false;
  const equations::Spatial* cell = nullptr;
};

class Names {
 public:
  explicit Names(Problems& problems) : problems_(problems) {}

  void add(const std::string& name, Target target) {
    const auto [at, is_new] = targets_.emplace(name, target);
    if (!is_new) {
      problems_.add(ErrorCode::duplicate_name, target.where,
                    "the name '" + name + "' is already that of " + at->second.where +
                        "; every object needs its own");
    }
  }
  bool has(const std::string& name) const { return targets_.count(name) > 0; }
  const Target* find(const std::string& name) const {
    const auto at = targets_.find(name);
    return at == targets_.end() ? nullptr : &at->second;
  }

  // The object that "cells" or "cells.E" names, and how many elements that has.
  const Target* refer(const std::string& reference, const std::string& where, int64_t& size) {
    const size_t dot = reference.find_first_of(".[");
    const std::string name = reference.substr(0, dot);
    const Target* target = find(name);
    if (!target) {
      std::vector<std::string> known;
      for (const auto& [key, value] : targets_) known.push_back(key);
      problems_.add(ErrorCode::unknown_name, where,
                    "nothing is called '" + name + "'" + suggestion(name, known));
      return nullptr;
    }
    size = target->size;
    if (dot == reference.npos) return target;
    const auto parsed = equations::parse_reference(reference);
    const static std::vector<Subgroup> none;
    if (size == 0 && parsed && parsed->sliced) {
      problems_.add(ErrorCode::invalid_argument, where,
                    "'" + name + "' is no group, so it has no range of elements");
      return nullptr;
    }
    if (target->cell && !(parsed && find_part(*target, parsed->part))) {
      return refer_to_cell(*target, reference.substr(dot), where, size);
    }
    if (!parsed) {
      const Error error = equations::not_a_reference(reference, where);
      problems_.add(error.code, where, error.message);
      return nullptr;
    }
    const auto range =
        equations::narrow(*parsed, size, target->subgroups ? *target->subgroups : none, where);
    if (!range) {
      problems_.add(range.error().code, where, range.error().message);
      return nullptr;
    }
    size = range->end - range->begin;
    return target;
  }

 private:
  static bool find_part(const Target& target, const std::string& part) {
    if (part.empty() || !target.subgroups) return part.empty();
    return std::any_of(target.subgroups->begin(), target.subgroups->end(),
                       [&](const Subgroup& one) { return one.name == part; });
  }

  // A part of a cell; what stands in brackets is looked at when the cell is built.
  const Target* refer_to_cell(const Target& target, const std::string& path,
                              const std::string& where, int64_t& size) {
    const size_t bracket = path.find('[');
    const auto found =
        equations::find_section(target.cell->sections, path.substr(0, bracket), where);
    if (!found) {
      problems_.add(found.error().code, where, found.error().message);
      return nullptr;
    }
    const equations::Section& section = target.cell->sections[found->section];
    size = (found->only ? section.end : section.subtree_end) - section.begin;
    if (bracket != path.npos) size = 0;
    return &target;
  }

  Problems& problems_;
  std::map<std::string, Target> targets_;
};

struct AddInput {
  Names& names;
  void operator()(const equations::PoissonGroup& group) const {
    names.add(group.name, {group.where, group.size, &group.subgroups, false, true});
  }
  void operator()(const equations::SpikeGenerator& group) const {
    names.add(group.name, {group.where, group.size, nullptr, false, true});
  }
  void operator()(const equations::TimedArray& array) const {
    names.add(array.name, {array.where});
  }
  void operator()(const equations::PoissonInput& input) const {
    names.add(input.name, {input.where});
  }
};

// The first index that is not below `size`; -1 if there is none.
int64_t first_outside(const std::vector<int32_t>& indices, int64_t size) {
  for (size_t k = 0; k < indices.size(); ++k) {
    if (size > 0 && indices[k] >= size) return int64_t(k);
  }
  return -1;
}

void check_indices(const std::vector<int32_t>& indices, int64_t size, const std::string& of,
                   const std::string& where, Problems& problems) {
  const int64_t bad = first_outside(indices, size);
  if (bad < 0) return;
  problems.add(ErrorCode::out_of_range, where,
               (indices.size() == 1 ? "it" : "element " + std::to_string(bad)) + " is " +
                   std::to_string(indices[size_t(bad)]) + "; '" + of + "' has the indices 0 to " +
                   std::to_string(size - 1));
}

void check_synapses(const equations::Synapses& synapses, Names& names, Problems& problems) {
  int64_t sources = 0, targets = 0;
  names.refer(synapses.from, synapses.where + ".from", sources);
  names.refer(synapses.to, synapses.where + ".to", targets);
  for (const equations::Connect& connect : synapses.connect) {
    check_indices(connect.i, sources, synapses.from, connect.where + ".i", problems);
    check_indices(connect.j, targets, synapses.to, connect.where + ".j", problems);
  }
}

void check_record(Record& record, Names& names, Problems& problems) {
  const std::string where = record.where + "." + std::string(record_keys[size_t(record.kind)]);
  int64_t size = 0;
  const Target* target = names.refer(record.of, where, size);
  const bool counts =
      record.kind == equations::RecordKind::spikes || record.kind == equations::RecordKind::rate;
  if (target && !target->spikes && counts) {
    problems.add(ErrorCode::invalid_argument, where,
                 "'" + record.of + "' does not spike, so its spikes cannot be recorded");
  }
  check_indices(record.index, size, record.of, record.where + ".index", problems);
}

// "spikes_cells", "states_cells_E"; a number follows when that is taken.
void name_monitors(Network& network, Names& names) {
  for (const Record& record : network.record) {
    if (!record.name.empty()) names.add(record.name, {record.where});
  }
  std::map<std::string, int> used;
  for (Record& record : network.record) {
    if (!record.name.empty()) continue;
    std::string base = std::string(record_keys[size_t(record.kind)]) + "_" + record.of;
    if (record.kind == equations::RecordKind::events) base += "_" + record.event;
    // "cells.E[3]" gives "cells_E_3", "cells[0:5]" gives "cells_0_5".
    base.erase(std::remove(base.begin(), base.end(), ']'), base.end());
    std::replace_if(
        base.begin(), base.end(),
        [](char c) {
          return !is_identifier(std::string{'a', c});
        },
        '_');
    do {
      const int number = ++used[base];
      record.name = number == 1 ? base : base + "_" + std::to_string(number);
    } while (names.has(record.name));
    names.add(record.name, {record.where});
  }
}

}  // namespace

void check_names(Network& network, const std::vector<std::pair<std::string, std::string>>& others,
                 Problems& problems) {
  Names names(problems);
  for (const auto& [name, where] : others)
    names.add(name, {where, 0, nullptr, false, true, nullptr});
  for (const auto& neurons : network.neurons) {
    names.add(neurons.name, {neurons.where, neurons.size, &neurons.subgroups, true,
                             !neurons.threshold.empty(), neurons.cell ? &*neurons.cell : nullptr});
  }
  for (const auto& input : network.inputs) std::visit(AddInput{names}, input);
  for (const auto& synapses : network.synapses) names.add(synapses.name, {synapses.where});

  for (const auto& synapses : network.synapses) check_synapses(synapses, names, problems);
  for (const auto& input : network.inputs) {
    const auto* poisson = std::get_if<equations::PoissonInput>(&input);
    int64_t size = 0;
    if (!poisson) continue;
    const Target* target = names.refer(poisson->to, poisson->where + ".to", size);
    if (target && !target->neurons) {
      problems.add(ErrorCode::invalid_argument, poisson->where + ".to",
                   "'" + poisson->to + "' is no group of neurons");
    }
  }
  for (Record& record : network.record) check_record(record, names, problems);
  name_monitors(network, names);
}

}  // namespace myelin::model
