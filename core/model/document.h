// The model document: JSON text in, plain structs out.
//
//   text -> json.h (syntax) -> validate.h (keys and kinds, from the table in schema.h)
//        -> read_*.cpp (values) -> Document
//
// Quantities and expressions stay texts; `core/equations` gives them a meaning.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "equations/spec.h"
#include "stochastic/spec.h"

namespace myelin::model {

// The version of the document that this code reads ("myelin": 1).
inline constexpr int kDocumentVersion = 1;

// What "run" says is to be done, one after the other.
struct RunFor {
  equations::Value duration;  // a quantity, or seconds
};
// A name is a constant ("taum") or a variable ("cells.I"); a value may be one per element.
struct RunSet {
  std::vector<equations::Assignment> assignments;
};
struct RunStore {
  std::string name, where;
};
struct RunRestore {
  std::string name, where;
};
// Another length of steps, of the default clock or of the object `of`.
struct RunDt {
  equations::Value dt;
  std::string of;
};
struct RunSeed {
  uint64_t seed = 0;
};
// Objects that do nothing from now on, or work again.
struct RunActive {
  struct One {
    std::string name, where;
    bool active = true;
  };
  std::vector<One> objects;
};
// Runs until a condition holds, for `duration` at most; it is looked at after every `check`.
struct RunUntil {
  equations::ConditionSpec condition;
  equations::Value check, duration;
};
struct RunConnect {
  std::string synapses, where;
  equations::Connect how;
  std::vector<equations::Assignment> init;  // of the new synapses
};
struct RunDisconnect {
  std::string synapses, where;
  equations::Selection which;
};
using RunStep = std::variant<RunFor, RunSet, RunStore, RunRestore, RunDt, RunSeed, RunActive,
                             RunUntil, RunConnect, RunDisconnect>;

struct Document {
  std::string title;
  equations::Network network;
  stochastic::Spec stochastic;
  std::vector<stochastic::RecordSpec> stochastic_records;
  std::vector<equations::Value> stochastic_record_dt;  // one for each of them
  std::vector<RunStep> run;                            // empty: the document has no plan
};

// Reads and validates. Errors carry the place ("neurons[0] 'cells'.threshold"), and `span` and
// `excerpt` show it in `json`.
//
// What is promised about the result: names are identifiers and unique; references name an object
// (and a subgroup) of the document; explicit pairs have equal lengths or length one; subgroups lie
// within their group; every array element is finite; every Record has a name.
Expected<Document> read_document(std::string_view json);

// One step of a plan, given as JSON text.
Expected<RunStep> read_step(std::string_view json, const std::string& where);

// Fills `span` and `excerpt` of an error that has none, from the place that `where` names.
void point_at(Error& error, std::string_view json);

}  // namespace myelin::model
