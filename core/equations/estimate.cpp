// What a network will need, told from its document alone.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "equations/build.h"
#include "equations/connect.h"
#include "equations/reference.h"
#include "equations/values.h"

namespace myelin::equations {
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
constexpr uint64_t kSourceBytes = 4;  // of procedural synapses: the number of its first
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
  if (synapses.procedural) return 0;
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
    const uint64_t sources = uint64_t(std::max<int64_t>(sizes.at(synapses.from), 0));
    if (synapses.procedural) take(kSourceBytes * sources, true, synapses.where);
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
