// A schedule of the user's own.
#include "base/text.h"
#include "equations/build.h"

namespace myelin::equations {
namespace {

constexpr uint8_t kLeftOut = UINT8_MAX;

// Each slot takes the places before and after it with it.
Expected<std::vector<uint8_t>> ranks_of(const std::vector<std::string>& slots) {
  std::vector<uint8_t> ranks(18, kLeftOut);
  uint8_t next = 0;
  for (size_t k = 0; k < slots.size(); ++k) {
    const std::string where = "schedule[" + std::to_string(k) + "]";
    auto when = parse_when(slots[k], where);
    if (!when) return when.error();
    if (when->position % 3 != 1) {
      return Error{ErrorCode::invalid_argument, where,
                   "'" + slots[k] + "' has no place of its own: it goes with its slot"};
    }
    if (ranks[when->position] != kLeftOut) {
      return Error{ErrorCode::duplicate_name, where, "the slot '" + slots[k] + "' stands twice"};
    }
    for (int shift = -1; shift <= 1; ++shift) ranks[size_t(when->position + shift)] = next++;
  }
  return ranks;
}

}  // namespace

Status apply_schedule(Assembly& assembly, const std::vector<std::string>& slots) {
  if (slots.empty()) return {};
  auto ranks = ranks_of(slots);
  if (!ranks) return ranks.error();
  for (const Engine::Scheduled& entry : assembly.engine.schedule()) {
    if ((*ranks)[entry.placement.when.position] != kLeftOut) continue;
    return Error{ErrorCode::invalid_argument, "schedule",
                 "'" + entry.placement.name + "' runs in slot " + to_string(entry.placement.when) +
                     ", which the schedule leaves out"};
  }
  assembly.engine.set_slots(std::move(*ranks));
  return {};
}

}  // namespace myelin::equations
