// Checks a tree against the tables of schema.h: known keys, required keys, kinds of values.
#pragma once

#include <string>

#include "base/error.h"
#include "model/json.h"
#include "model/schema.h"

namespace myelin::model {

// The first thing that is wrong. Afterwards the readers may rely on every key's kind.
Status validate(const Node& node, Part part, const std::string& where);

// Places: "neurons" + 0 + its name -> "neurons[0] 'cells'"; where + key -> "where.key".
std::string place_of_item(const std::string& list, size_t index, const Node& item);
std::string place_of_key(const std::string& where, std::string_view key);

bool is_identifier(std::string_view text);

// "the number 3", "the text \"abc\"", "a list": a value in a message.
std::string describe_value(const Node& node);

}  // namespace myelin::model
