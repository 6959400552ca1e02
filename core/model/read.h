// Reads values of one object of a validated tree. Internal to core/model.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "equations/spec.h"
#include "model/document.h"
#include "model/json.h"

namespace myelin::model {

// Keeps the first problem; readers go on with defaults and the caller looks once at the end.
struct Problems {
  std::optional<Error> first;
  void add(ErrorCode code, std::string where, std::string message) {
    if (!first) first = Error{code, std::move(where), std::move(message), {}, {}};
  }
};

class Fields {
 public:
  Fields(const Node& node, std::string where, Problems& problems)
      : node_(node), where_(std::move(where)), problems_(problems) {}

  const std::string& where() const { return where_; }
  std::string where(std::string_view key) const;
  const Node* find(std::string_view key) const { return node_.find(key); }
  Problems& problems() const { return problems_; }
  void refuse(std::string_view key, std::string message,
              ErrorCode code = ErrorCode::invalid_argument) const {
    problems_.add(code, where(key), std::move(message));
  }

  std::string string(std::string_view key, std::string_view otherwise = {}) const;
  int64_t integer(std::string_view key, int64_t otherwise) const;
  std::optional<int> order() const;
  equations::Text text(std::string_view key) const;    // lines are joined
  equations::Value value(std::string_view key) const;  // empty if the key is absent
  equations::Value time(std::string_view key) const;   // a value; a plain number must be positive
  std::vector<std::string> names(std::string_view key) const;
  std::vector<int32_t> integers(std::string_view key) const;
  std::vector<equations::Assignment> assignments(std::string_view key) const;
  equations::Selection selection() const;  // of the keys where, index, i, j and k

 private:
  const Node& node_;
  std::string where_;
  Problems& problems_;
};

// One value, at `where`; booleans become 1 and 0, {"npy"} its elements.
equations::Value read_value(const Node& node, std::string where, Problems& problems);
equations::Text read_text(const Node& node, std::string where);
// Packed numbers, booleans or {"npy"}; every element is finite.
struct NumberArray {
  std::vector<double> values;
  std::vector<uint64_t> shape;
};
NumberArray read_numbers(const Node& node, const std::string& where, Problems& problems);

// Seconds; elements may be quantities such as "5 ms".
std::vector<double> read_times(const Fields& fields, std::string_view key);

// The key "subgroups" of a group; ranges must lie within its size.
std::vector<equations::Subgroup> read_subgroups(const Fields& fields, int64_t size);

// The key "runRegularly" of a group or of synapses.
std::vector<equations::RunRegularly> read_run_regularly(const Fields& fields);

// The keys condition, p, n, i, j and skipIfInvalid.
equations::Connect read_connect(const Fields& fields);
// What all groups of neurons have in common.
equations::Neurons read_group(const Fields& fields, int64_t size);
// The key "linked" of a group or of synapses.
std::vector<equations::Link> read_links(const Fields& fields);
// The keys "events" and "runOnEvent" of a group, and "onEvent" of synapses.
void read_events(const Fields& fields, equations::Neurons& neurons);
void read_on_event(const Fields& fields, equations::Synapses& synapses);

void read_neurons(const Fields& fields, equations::Network& network);
void read_spatial_neurons(const Fields& fields, equations::Network& network);
void read_synapses(const Fields& fields, equations::Network& network);
std::vector<equations::FunctionSpec> read_functions(const Fields& fields);
void read_input(const Fields& fields, equations::Network& network);
void read_record(const Fields& fields, equations::Network& network);

// The key "stochastic", and records of its objects, which leave the network's list.
void read_stochastic(const Fields& fields, stochastic::Spec& spec);
void take_stochastic_records(Document& document, Problems& problems);

// Looks at names over the whole network: uniqueness, references, subgroup ranges, indices.
// `others`: names of objects that are no part of it, and their places.
void check_names(equations::Network& network,
                 const std::vector<std::pair<std::string, std::string>>& others,
                 Problems& problems);

}  // namespace myelin::model
