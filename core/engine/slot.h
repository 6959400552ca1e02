// Where in a step an operator runs: a slot, before it or after it, then an order, then a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace myelin {

enum class Slot : uint8_t { start, groups, thresholds, synapses, resets, end };

// A slot with its neighbours: before_start, start, after_start, before_groups, ...
struct When {
  uint8_t position = 1;

  constexpr When() = default;
  constexpr When(Slot slot, int shift = 0) : position(uint8_t(int(slot) * 3 + 1 + shift)) {}
  bool operator==(const When&) const = default;
};

std::string to_string(When when);  // "after_thresholds"
Expected<When> parse_when(std::string_view text, const std::string& where);

// The place of an operator in the schedule. Ties are broken by comparing names as strings.
struct Placement {
  std::string name;  // "cells_stateupdater": unique
  When when;
  int order = 0;
  uint32_t clock = 0;
};

}  // namespace myelin
