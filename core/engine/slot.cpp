#include "engine/slot.h"

#include "base/text.h"

namespace myelin {
namespace {

constexpr std::string_view kSlots[] = {"start",    "groups", "thresholds",
                                       "synapses", "resets", "end"};
constexpr std::string_view kShifts[] = {"before_", "", "after_"};

}  // namespace

std::string to_string(When when) {
  return std::string(kShifts[when.position % 3]) + std::string(kSlots[when.position / 3]);
}

Expected<When> parse_when(std::string_view text, const std::string& where) {
  std::vector<std::string> names;
  for (size_t slot = 0; slot < std::size(kSlots); ++slot) {
    for (int shift = -1; shift <= 1; ++shift) {
      const When when(Slot(slot), shift);
      names.push_back(to_string(when));
      if (names.back() == text) return when;
    }
  }
  return Error{ErrorCode::unknown_name, where,
               "there is no slot '" + std::string(text) + "'" + suggestion(text, names) +
                   "; slots are " + join({kSlots, kSlots + std::size(kSlots)}, ", ") +
                   ", each also with before_ or after_"};
}

}  // namespace myelin
