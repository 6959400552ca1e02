// Texts that name a group or a part of it: "cells", "cells.E", "cells[3]", "cells.E[10:20]".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "equations/spec.h"

namespace myelin::equations {

struct Reference {
  std::string name, part;      // part empty: the whole
  int64_t begin = 0;           // counted from the part's begin
  std::optional<int64_t> end;  // empty: the part's end
  bool sliced = false;         // has brackets
};

// Nothing if the text has another form.
std::optional<Reference> parse_reference(std::string_view text);

// What is said of such a text.
Error not_a_reference(const std::string& text, const std::string& where);

// The elements that are meant in an object of `size` elements with these subgroups, as a subgroup
// without a name; an error if there is no such part, or if it does not reach that far.
Expected<Subgroup> narrow(const Reference& reference, int64_t size,
                          const std::vector<Subgroup>& subgroups, const std::string& where);

}  // namespace myelin::equations
