// Writes JSON piece by piece: no tree is built, so that a recording may be larger than memory
// would bear twice. Doubles are the shortest text that reads back as the same bits.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/output.h"

namespace myelin::model {

class JsonWriter {
 public:
  explicit JsonWriter(Output& output) : output_(output) {}

  JsonWriter& begin_object() { return open("{"); }
  JsonWriter& end_object() { return close("}"); }
  JsonWriter& begin_array() { return open("["); }
  JsonWriter& end_array() { return close("]"); }
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(double value);  // null for NaN and infinity, which JSON does not have
  JsonWriter& integer(int64_t value);
  JsonWriter& count(uint64_t value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }

 private:
  JsonWriter& raw(std::string_view text);  // a value that is JSON already
  JsonWriter& open(std::string_view bracket);
  JsonWriter& close(std::string_view bracket);
  void quote(std::string_view text);

  Output& output_;
  bool first_ = true;
};

}  // namespace myelin::model
