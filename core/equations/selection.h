// Which elements of an object are meant: by condition, by index, or synapses by i, j and k.
#pragma once

#include <string_view>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// Rows of [begin, end), in which indices count from `begin`.
Expected<std::vector<int32_t>> select_rows(Assembly& assembly, Object& object,
                                           const Selection& selection, int64_t begin, int64_t end);

// What stands in the brackets of "cells.v[...]": integers (of synapses two or three are i, j and k;
// ':' is any), or a condition.
Expected<Selection> parse_selection(std::string_view text, const std::string& where, bool synapses);

}  // namespace myelin::equations
