#include <algorithm>

#include "base/text.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Connect;
using equations::Neurons;
using equations::Pathway;
using equations::RunRegularly;
using equations::Synapses;
using equations::Text;
using equations::Value;

namespace {

Text read_refractory(const Fields& fields) {
  const Node* node = fields.find("refractory");
  if (node && node->number()) {  // seconds, as the language says it
    return {format_number(*node->number()) + "*second", fields.where("refractory")};
  }
  return fields.text("refractory");
}

equations::MethodOptions read_method_options(const Fields& fields) {
  equations::MethodOptions options;
  const Node* node = fields.find("methodOptions");
  if (!node) return options;
  options.given = true;
  const Fields given(*node, fields.where("methodOptions"), fields.problems());
  const auto error = [&](std::string_view key, double& value) {
    const Node* number = given.find(key);
    if (!number) return;
    value = *number->number();
    if (!(value >= 0)) given.refuse(key, "it is negative; an error is 0 or more");
  };
  const auto flag = [&](std::string_view key, bool& value) {
    if (const Node* boolean = given.find(key)) value = *boolean->boolean();
  };
  error("absoluteError", options.absolute_error);
  error("relativeError", options.relative_error);
  flag("adaptableTimestep", options.adapts);
  flag("useLastTimestep", options.keeps_step);
  options.most_steps = given.integer("maxSteps", options.most_steps);
  return options;
}

bool chooses(const Fields& fields, const char* key, const char* value) {
  return fields.string(key) == value;
}

// onPre or onPost: one text, or several by name.
void read_pathways(const Fields& fields, std::string_view key, bool post, Synapses& synapses) {
  const Node* node = fields.find(key);
  if (!node) return;
  const auto add = [&](std::string_view name, Text code) {
    Pathway pathway;
    pathway.name = name;
    pathway.post = post;
    pathway.code = std::move(code);
    pathway.delay.where = fields.where("delay");
    for (const Pathway& other : synapses.pathways) {
      if (other.name == pathway.name) {
        fields.problems().add(ErrorCode::duplicate_name, pathway.code.where,
                              "the pathway '" + pathway.name + "' is already at " +
                                  other.code.where + "; give it another name");
      }
    }
    synapses.pathways.push_back(std::move(pathway));
  };
  if (!node->object()) return add(post ? "post" : "pre", fields.text(key));
  for (const Member& member : *node->object()) {
    add(member.key, read_text(member.value, place_of_key(fields.where(key), member.key)));
  }
}

// A single delay is that of pathway "pre"; otherwise each name is a pathway.
void read_delay(const Fields& fields, Synapses& synapses) {
  const Node* node = fields.find("delay");
  if (!node) return;
  const auto give = [&](const std::string& name, const Value& delay) {
    std::vector<std::string> names;
    for (Pathway& pathway : synapses.pathways) {
      names.push_back(pathway.name);
      if (pathway.name == name) pathway.delay = delay;
    }
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fields.problems().add(ErrorCode::unknown_name, delay.where,
                            names.empty() ? "there is no pathway to delay; write onPre or onPost"
                                          : "there is no pathway '" + name + "'; pathways are " +
                                                join(names, ", ") + suggestion(name, names));
    }
    if (delay.number() && *delay.number() < 0) {
      fields.problems().add(
          ErrorCode::invalid_argument, delay.where,
          "the delay is " + format_number(*delay.number()) + " s; it must not be negative");
    }
  };
  if (!node->object()) return give("pre", fields.value("delay"));
  for (const Member& member : *node->object()) {
    give(member.key, read_value(member.value, place_of_key(fields.where("delay"), member.key),
                                fields.problems()));
  }
}

void read_orders(const Fields& fields, Synapses& synapses) {
  const Node* node = fields.find("pathwayOrder");
  if (!node || !node->object()) return;
  for (const Member& member : *node->object()) {
    const auto found =
        std::find_if(synapses.pathways.begin(), synapses.pathways.end(),
                     [&](const Pathway& pathway) { return pathway.name == member.key; });
    if (found != synapses.pathways.end()) {
      found->order = int(*member.value.number());
      continue;
    }
    std::vector<std::string> names;
    for (const Pathway& pathway : synapses.pathways) names.push_back(pathway.name);
    fields.problems().add(
        ErrorCode::unknown_name, place_of_key(fields.where("pathwayOrder"), member.key),
        "there is no pathway '" + member.key + "'" + suggestion(member.key, names));
  }
}

void read_ends(const Fields& fields, Connect& connect) {
  const Node *i = fields.find("i"), *j = fields.find("j");
  if (!i && !j) return;
  if (i && i->text()) connect.i_generator = fields.text("i");
  if (j && j->text()) connect.j_generator = fields.text("j");
  const bool given_i = i && !i->text(), given_j = j && !j->text();
  if (!given_i && !given_j) {
    if (i && j) fields.refuse("j", "i and j are both generators; one of them can be");
    return;
  }
  if (!given_i || !given_j) {
    return fields.refuse(given_i ? "i" : "j", "explicit pairs need both i and j as indices");
  }
  connect.explicit_pairs = true;
  connect.i = fields.integers("i");
  connect.j = fields.integers("j");
  const size_t sources = connect.i.size(), targets = connect.j.size();
  if (sources != targets && sources != 1 && targets != 1) {
    fields.refuse("j", "i has " + std::to_string(sources) + " indices and j has " +
                           std::to_string(targets) + "; they must be as many, or one");
  }
}

void read_connects(const Fields& fields, Synapses& synapses) {
  const Node* node = fields.find("connect");
  if (!node) return;
  const std::string where = fields.where("connect");
  if (node->boolean()) {
    Connect all;
    all.where = where;
    synapses.connect.push_back(std::move(all));
  } else if (node->object()) {
    synapses.connect.push_back(read_connect({*node, where, fields.problems()}));
  } else if (const NodeList* list = node->list()) {
    for (size_t k = 0; k < list->size(); ++k) {
      synapses.connect.push_back(
          read_connect({(*list)[k], place_of_item(where, k, (*list)[k]), fields.problems()}));
    }
  }
}

}  // namespace

std::vector<RunRegularly> read_run_regularly(const Fields& fields) {
  std::vector<RunRegularly> made;
  const Node* list = fields.find("runRegularly");
  for (size_t k = 0; list && list->list() && k < list->list()->size(); ++k) {
    const Node& item = (*list->list())[k];
    const Fields one(item, place_of_item(fields.where("runRegularly"), k, item), fields.problems());
    RunRegularly& regular = made.emplace_back();
    regular.name = one.string("name");
    regular.code = one.text("code");
    regular.dt = one.time("dt");
    regular.when = one.string("when", "start");
    regular.order = one.order().value_or(0);
    regular.listed = one.find("at") != nullptr;
    regular.at = read_times(one, "at");
    regular.where = one.where();
  }
  return made;
}

equations::Connect read_connect(const Fields& fields) {
  Connect connect;
  connect.where = fields.where();
  connect.condition = fields.text("condition");
  connect.p = fields.value("p");
  connect.n = fields.value("n");
  read_ends(fields, connect);
  const Node* skip = fields.find("skipIfInvalid");
  connect.skip_if_invalid = skip && skip->boolean() && *skip->boolean();
  connect.fixed_indegree = fields.find("fixedIndegree") ? fields.integer("fixedIndegree", -1) : -1;
  connect.fixed_total = fields.find("fixedTotal") ? fields.integer("fixedTotal", -1) : -1;
  if (const double* p = connect.p.number(); p && !(*p >= 0 && *p <= 1)) {
    fields.refuse("p", "the probability is " + format_number(*p) + "; it must be from 0 to 1");
  }
  if (const double* n = connect.n.number(); n && *n < 0) {
    fields.refuse("n",
                  "the number of synapses is " + format_number(*n) + "; it must not be negative");
  }
  return connect;
}

Neurons read_group(const Fields& fields, int64_t size) {
  Neurons neurons;
  neurons.name = fields.string("name");
  neurons.where = fields.where();
  neurons.size = size;
  neurons.equations = fields.text("equations");
  neurons.threshold = fields.text("threshold");
  neurons.reset = fields.text("reset");
  neurons.refractory = read_refractory(fields);
  neurons.method = fields.text("method");
  neurons.method_options = read_method_options(fields);
  neurons.dt = fields.time("dt");
  neurons.order = fields.order().value_or(0);
  neurons.constants = fields.assignments("constants");
  neurons.init = fields.assignments("init");
  neurons.subgroups = read_subgroups(fields, neurons.size);
  neurons.run_regularly = read_run_regularly(fields);
  read_events(fields, neurons);
  neurons.linked = read_links(fields);
  neurons.single = chooses(fields, "precision", "f32");
  return neurons;
}

void read_neurons(const Fields& fields, equations::Network& network) {
  network.neurons.push_back(read_group(fields, fields.integer("size", 1)));
}

void read_synapses(const Fields& fields, equations::Network& network) {
  Synapses synapses;
  synapses.name = fields.string("name");
  synapses.where = fields.where();
  synapses.from = fields.string("from");
  synapses.to = fields.string("to");
  synapses.equations = fields.text("equations");
  read_pathways(fields, "onPre", false, synapses);
  read_pathways(fields, "onPost", true, synapses);
  read_delay(fields, synapses);
  read_on_event(fields, synapses);
  read_orders(fields, synapses);
  read_connects(fields, synapses);
  synapses.multisynaptic_index = fields.string("multisynapticIndex");
  synapses.method = fields.text("method");
  synapses.method_options = read_method_options(fields);
  synapses.dt = fields.time("dt");
  synapses.order = fields.order().value_or(0);
  synapses.constants = fields.assignments("constants");
  synapses.init = fields.assignments("init");
  synapses.run_regularly = read_run_regularly(fields);
  synapses.linked = read_links(fields);
  synapses.single = chooses(fields, "precision", "f32");
  synapses.by_delay = chooses(fields, "numbering", "delay");
  synapses.procedural = chooses(fields, "storage", "procedural");
  network.synapses.push_back(std::move(synapses));
}

}  // namespace myelin::model
