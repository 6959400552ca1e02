// The shape of the model document, kept in one place.
//
// From the tables in schema_*.inl come the reader's checks (validate.h), the JSON Schema text, and
// through it the TypeScript types and the reference page (web/build/schema.mjs). A new key is a
// new row there, and the line that reads it in read_*.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/span.h"

namespace myelin::model {

// What a value may look like; forms are combined with |.
enum Form : uint32_t {
  kInteger = 1 << 0,
  kNumber = 1 << 1,
  kBoolean = 1 << 2,
  kTrue = 1 << 3,
  kQuantity = 1 << 4,     // "5 ms"
  kExpression = 1 << 5,   // "v > Vt"
  kText = 1 << 6,         // any text
  kName = 1 << 7,         // an identifier
  kReference = 1 << 8,    // "cells" or "cells.E" or "cell.axon.left[10*um:50*um]"
  kLines = 1 << 9,        // texts, joined by newlines
  kQuantities = 1 << 10,  // a list of quantities
  kNames = 1 << 11,
  kNumbers = 1 << 12,
  kIntegers = 1 << 13,
  kBooleans = 1 << 14,
  kMatrix = 1 << 15,   // a list of lists of numbers, all of one length
  kNpy = 1 << 16,      // { "npy": base64 }
  kRange = 1 << 17,    // [begin, end)
  kObject = 1 << 18,   // a Part
  kList = 1 << 19,     // a list of Parts
  kMap = 1 << 20,      // names to values
  kPathMap = 1 << 21,  // names or paths ("pre.delay", "axon[3].v") to values
  kAny = 1 << 22,
};

// Forms that go together; each has a name in the schema text.
inline constexpr uint32_t kCode = kText | kLines;
inline constexpr uint32_t kAmount = kQuantity | kNumber;
inline constexpr uint32_t kInitial =
    kNumber | kQuantity | kExpression | kBoolean | kNumbers | kBooleans | kNpy;

// The objects of a document.
enum class Part : uint8_t {
  document,
  neurons,
  method_options,
  run_regularly,
  function,
  subgroup,
  link,
  event,
  run_on_event,
  synapses,
  connect,
  input,
  poisson,
  spikes,
  timed_array,
  poisson_input,
  record,
  record_spikes,
  record_states,
  record_rate,
  smooth,
  record_events,
  chosen,
  step,
  step_duration,
  step_set,
  step_store,
  step_restore,
  step_dt,
  step_seed,
  step_active,
  step_until,
  step_connect,
  step_disconnect,
  spatial_neurons,
  morphology,
  soma,
  cylinder,
  section,
  swc,
  stochastic,
  streams,
  layer,
  stochastic_neurons,
  correlation,
  none,
};

struct Field {
  std::string_view key;
  uint32_t forms = 0;
  std::string_view doc;  // one sentence or two, for people
  bool required = false;
  Part part = Part::none;         // of kObject and kList, also among a map's values
  uint32_t each = 0;              // the forms of a map's values
  std::string_view choices = {};  // "euler|rk2": the texts that are accepted; empty: any
  double minimum = -9007199254740991.0, maximum = 9007199254740991.0;  // of integers
};

// An object with these fields or, if it has variants, one of those. `tag` tells which: the key
// whose value names the variant ("kind"), or, if empty, the first key of a variant being there.
struct Shape {
  std::string_view name, doc;
  Span<const Field> fields;
  Span<const Part> variants = {};
  std::string_view tag = {};
};

const Shape& shape_of(Part part);

// JSON Schema (draft 2020-12) of the document.
std::string schema_text();

}  // namespace myelin::model
