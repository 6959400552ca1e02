#include <algorithm>

#include "base/text.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Event;
using equations::Link;
using equations::Neurons;
using equations::Pathway;
using equations::RunOnEvent;
using equations::Synapses;

void read_events(const Fields& fields, Neurons& neurons) {
  const Node* events = fields.find("events");
  for (const Member& member : events && events->object() ? *events->object() : NodeObject()) {
    Event event;
    event.name = member.key;
    event.where = place_of_key(fields.where("events"), member.key);
    const Fields one(member.value, event.where, fields.problems());
    if (member.value.object()) {
      event.condition = one.text("condition");
      event.when = one.string("when");
      event.order = one.order();
    } else {
      event.condition = read_text(member.value, event.where);
    }
    neurons.events.push_back(std::move(event));
  }
  const Node* list = fields.find("runOnEvent");
  for (size_t k = 0; list && list->list() && k < list->list()->size(); ++k) {
    const Node& item = (*list->list())[k];
    const Fields one(item, place_of_item(fields.where("runOnEvent"), k, item), fields.problems());
    neurons.run_on_event.push_back({one.string("event"), one.where(), one.text("code"),
                                    one.string("when", "after_resets"), one.order().value_or(0)});
  }
}

std::vector<Link> read_links(const Fields& fields) {
  std::vector<Link> links;
  const Node* node = fields.find("linked");
  for (const Member& member : node && node->object() ? *node->object() : NodeObject()) {
    Link link;
    link.name = member.key;
    link.where = place_of_key(fields.where("linked"), member.key);
    if (member.value.text()) {
      link.to = *member.value.text();
    } else {
      const Fields one(member.value, link.where, fields.problems());
      link.to = one.string("to");
      link.indexed = one.find("index") != nullptr;
      link.index = one.integers("index");
      link.index_variable = one.string("indexVariable");
      if (link.indexed && !link.index_variable.empty()) {
        one.refuse("indexVariable", "\"index\" says already which element is meant");
      }
    }
    links.push_back(std::move(link));
  }
  return links;
}

std::vector<equations::FunctionSpec> read_functions(const Fields& fields) {
  std::vector<equations::FunctionSpec> functions;
  const Node* node = fields.find("functions");
  for (const Member& member : node && node->object() ? *node->object() : NodeObject()) {
    const std::string where = place_of_key(fields.where("functions"), member.key);
    const Fields one(member.value, where, fields.problems());
    equations::FunctionSpec function{member.key, where, {}, one.text("value"), one.text("unit")};
    function.host = one.find("host") != nullptr;
    if (function.host == (one.find("value") != nullptr)) {
      one.refuse("value", "a function has a value, or \"host\": true, and not both");
    }
    const Node* list = one.find("args");
    for (size_t k = 0; list && list->list() && k < list->list()->size(); ++k) {
      const Node& item = (*list->list())[k];
      function.arguments.push_back(read_text(item, place_of_item(one.where("args"), k, item)));
    }
    functions.push_back(std::move(function));
  }
  return functions;
}

void read_on_event(const Fields& fields, Synapses& synapses) {
  const Node* node = fields.find("onEvent");
  if (!node) return;
  const std::string where = fields.where("onEvent");
  if (node->text()) {
    for (Pathway& pathway : synapses.pathways) {
      pathway.event = *node->text();
      pathway.where_event = where;
    }
    return;
  }
  for (const Member& member : node->object() ? *node->object() : NodeObject()) {
    const std::string place = place_of_key(where, member.key);
    const auto pathway = std::find_if(synapses.pathways.begin(), synapses.pathways.end(),
                                      [&](const Pathway& one) { return one.name == member.key; });
    if (pathway == synapses.pathways.end()) {
      std::vector<std::string> names;
      for (const Pathway& one : synapses.pathways) names.push_back(one.name);
      fields.problems().add(ErrorCode::unknown_name, place,
                            "there is no pathway '" + member.key + "'; pathways are " +
                                join(names, ", ") + suggestion(member.key, names));
      continue;
    }
    if (member.value.text()) pathway->event = *member.value.text();
    pathway->where_event = place;
  }
}

}  // namespace myelin::model
