#include "equations/events.h"

#include <algorithm>
#include <map>

#include "equations/spikes.h"

namespace myelin::equations {
namespace {

Status place(GroupEvent& made, const Event& spec, const char* when, int order) {
  auto slot = parse_when(spec.when.empty() ? when : spec.when, spec.where + ".when");
  if (!slot) return slot.error();
  made.when = *slot;
  made.order = spec.order.value_or(order);
  return {};
}

Status add_event(Assembly& assembly, Group& group, const Event& spec) {
  if (spec.condition.empty()) {
    return Error{ErrorCode::invalid_argument, spec.where,
                 "the event '" + spec.name + "' needs a condition"};
  }
  auto condition =
      read_expression(spec.condition.text, spec.condition.where, *group.scope, Type::boolean, {});
  if (!condition) return condition.error();
  const auto named = [&](const GroupEvent& one) { return one.name == spec.name; };
  auto known = std::find_if(group.events.begin(), group.events.end(), named);
  if (known == group.events.end()) {
    if (Status s = declare_event(assembly, group, spec); !s) return s;
    known = std::prev(group.events.end());
  }
  GroupEvent& event = *known;
  group.statements += "event " + spec.name + ":\n" + print(*condition) + "\n";
  const std::string name = group.name + "_" + spec.name + "_thresholder";
  assembly.engine.add(
      {name, event.when, event.order, group.clock},
      std::make_unique<Threshold>(assembly, group, event, lower(name, {}, {*condition})));
  return {};
}

}  // namespace

Status declare_event(Assembly& assembly, Group& group, const Event& spec) {
  GroupEvent& event = group.events.emplace_back();
  event.name = spec.name;
  event.condition = spec.condition.text;
  if (Status s = place(event, spec, "after_thresholds", group.order); !s) return s;
  add_event_signals(assembly, group, event);
  return {};
}

Status place_spike_event(Group& group, const Neurons& spec) {
  for (const Event& event : spec.events) {
    if (event.name == "spike") return place(group.spike, event, "thresholds", group.order);
  }
  return {};
}

Status add_events(Assembly& assembly, Group& group, const Neurons& spec) {
  for (const Event& event : spec.events) {
    if (event.name == "spike") {
      if (event.condition.empty() && group.spikes) continue;
      return Error{ErrorCode::invalid_argument, event.where,
                   "the condition of the event 'spike' is the key \"threshold\""};
    }
    if (Status s = add_event(assembly, group, event); !s) return s;
  }
  std::map<std::string, int> used;
  for (const RunOnEvent& one : spec.run_on_event) {
    auto event = group.find_event(one.event, one.where + ".event");
    if (!event) return event.error();
    auto block = read_statements(one.code.text, one.code.where, *group.scope);
    if (!block) return block.error();
    auto when = parse_when(one.when, one.where + ".when");
    if (!when) return when.error();
    // "cells_up_resetter"; the threshold's "reset" is the first of its event.
    int& number = used[one.event];
    if (one.event == "spike" && number == 0 && !spec.reset.empty()) ++number;
    std::string name = group.name + "_" + one.event + "_resetter";
    if (number) name += "_" + std::to_string(number);
    ++number;
    group.statements += "on event " + one.event + ":\n" + print(*block);
    assembly.engine.add({name, *when, one.order, group.clock},
                        std::make_unique<Reset>(assembly, group, **event, lower(name, *block)));
  }
  return {};
}

}  // namespace myelin::equations
