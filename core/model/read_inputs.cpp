#include "base/text.h"
#include "model/quantity.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::PoissonGroup;
using equations::PoissonInput;
using equations::Record;
using equations::RecordKind;
using equations::SpikeGenerator;
using equations::TimedArray;

namespace {

PoissonGroup read_poisson(const Fields& fields) {
  PoissonGroup group;
  group.size = fields.integer("size", 1);
  group.rates = fields.value("rates");
  group.dt = fields.time("dt");
  group.order = fields.order().value_or(0);
  group.constants = fields.assignments("constants");
  group.subgroups = read_subgroups(fields, group.size);
  group.run_regularly = read_run_regularly(fields);
  return group;
}

SpikeGenerator read_spikes(const Fields& fields) {
  SpikeGenerator group;
  group.size = fields.integer("size", 1);
  group.indices = fields.integers("indices");
  group.times = read_times(fields, "times");
  group.period = fields.value("period");
  group.dt = fields.time("dt");
  group.order = fields.order().value_or(0);
  if (group.indices.size() != group.times.size()) {
    fields.refuse("times", "there are " + std::to_string(group.times.size()) + " times and " +
                               std::to_string(group.indices.size()) +
                               " indices; they must be as many");
  }
  for (size_t k = 0; k < group.indices.size(); ++k) {
    if (group.indices[k] < group.size) continue;
    fields.refuse("indices",
                  "element " + std::to_string(k) + " is " + std::to_string(group.indices[k]) +
                      "; it must be below the size " + std::to_string(group.size),
                  ErrorCode::out_of_range);
    break;
  }
  for (size_t k = 0; k < group.times.size(); ++k) {
    if (group.times[k] >= 0) continue;
    fields.refuse("times", "element " + std::to_string(k) + " is " + format_number(group.times[k]) +
                               " s; it must not be negative");
    break;
  }
  return group;
}

TimedArray read_timed_array(const Fields& fields) {
  TimedArray array;
  array.unit = fields.string("unit", "1");
  array.dt = fields.time("dt");
  const Node* node = fields.find("values");
  if (!node) return array;
  NumberArray numbers;
  if (const NodeList* rows = node->list(); rows && !rows->empty()) {
    for (const Node& row : *rows) {
      const NumberArray values = read_numbers(row, fields.where("values"), fields.problems());
      numbers.values.insert(numbers.values.end(), values.values.begin(), values.values.end());
    }
    numbers.shape = {rows->size(), numbers.values.size() / rows->size()};
  } else {
    numbers = read_numbers(*node, fields.where("values"), fields.problems());
  }
  if (numbers.values.empty() || numbers.shape.size() > 2) {
    fields.refuse("values", numbers.values.empty() ? "there are no values; at least one is needed"
                                                   : "the array has more than two dimensions");
    return array;
  }
  array.rows = int64_t(numbers.shape[0]);
  array.two_dimensional = numbers.shape.size() == 2;
  array.columns = array.two_dimensional ? int64_t(numbers.shape[1]) : 1;
  array.values = std::move(numbers.values);
  return array;
}

PoissonInput read_poisson_input(const Fields& fields) {
  PoissonInput input;
  input.to = fields.string("to");
  input.variable = fields.string("variable");
  input.sources = fields.integer("sources", 1);
  input.rate = fields.value("rate");
  input.weight = fields.value("weight");
  input.when = fields.string("when", "synapses");
  input.order = fields.order().value_or(0);
  return input;
}

template <class T>
void add(const Fields& fields, T input, equations::Network& network) {
  input.name = fields.string("name");
  input.where = fields.where();
  network.inputs.emplace_back(std::move(input));
}

}  // namespace

void read_input(const Fields& fields, equations::Network& network) {
  const std::string kind = fields.string("kind");
  if (kind == "poisson") add(fields, read_poisson(fields), network);
  if (kind == "spikes") add(fields, read_spikes(fields), network);
  if (kind == "timed-array") add(fields, read_timed_array(fields), network);
  if (kind == "poisson-input") add(fields, read_poisson_input(fields), network);
}

void read_record(const Fields& fields, equations::Network& network) {
  struct Kind {
    std::string_view key;
    RecordKind kind;
  };
  constexpr Kind kinds[] = {{"spikes", RecordKind::spikes},
                            {"states", RecordKind::states},
                            {"rate", RecordKind::rate},
                            {"events", RecordKind::events}};
  Record record;
  for (const Kind& kind : kinds) {
    if (!fields.find(kind.key)) continue;
    record.kind = kind.kind;
    record.of = fields.string(kind.key);
  }
  record.event = fields.string("event", "spike");
  record.name = fields.string("name");
  record.where = fields.where();
  record.variables = fields.names("variables");
  if (const Node* index = fields.find("index"); index && !index->boolean()) {
    record.all = false;
    record.index = fields.integers("index");
  }
  record.dt = fields.time("dt");
  record.listed = fields.find("at") != nullptr;
  record.at = read_times(fields, "at");
  const Node* last = fields.find("final");
  record.last = last && last->boolean() && *last->boolean();
  if (const Node* smooth = fields.find("smooth"); smooth && smooth->object()) {
    const Fields window(*smooth, fields.where("smooth"), fields.problems());
    record.smooth = window.time("width");
    record.flat = window.string("window") == "flat";
  }
  record.when = fields.string("when");
  record.order = fields.order();
  network.record.push_back(std::move(record));
}

}  // namespace myelin::model
