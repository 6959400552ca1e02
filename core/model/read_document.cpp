#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "model/document.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Network;

namespace {

// Asked before everything else: a later version may have other keys.
Status check_version(const Node& root) {
  const auto refuse = [](ErrorCode code, std::string where, std::string message) {
    return Error{code, std::move(where), std::move(message), {}, {}};
  };
  if (!root.object()) {
    return refuse(ErrorCode::type, "document",
                  "it is " + describe_value(root) + "; a model document is a JSON object");
  }
  const Node* version = root.find("myelin");
  if (!version) {
    return refuse(ErrorCode::invalid_argument, "document",
                  "the key 'myelin' is missing; begin with \"myelin\": " +
                      std::to_string(kDocumentVersion) + ", the version of the document");
  }
  if (version->number() && *version->number() == kDocumentVersion) return {};
  return refuse(version->number() ? ErrorCode::unsupported : ErrorCode::type, "myelin",
                "the version of the document is " + describe_value(*version) +
                    "; this program reads version " + std::to_string(kDocumentVersion));
}

uint64_t read_seed(const Fields& fields) {
  const Node* node = fields.find("seed");
  if (!node || !node->text()) return uint64_t(fields.integer("seed", 0));
  const std::string& text = *node->text();
  uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    fields.refuse("seed", "it is " + describe_value(*node) +
                              "; accepted: decimal digits, at most 18446744073709551615");
  }
  return seed;
}

template <class Read>
void read_list(const Fields& fields, std::string_view key, Network& network, Read read) {
  const Node* list = fields.find(key);
  if (!list || !list->list()) return;
  for (size_t k = 0; k < list->list()->size(); ++k) {
    const Node& item = (*list->list())[k];
    read(Fields(item, place_of_item(std::string(key), k, item), fields.problems()), network);
  }
}

// Groups that name no precision of their own take the document's.
template <class Group>
void take_precision(const Fields& fields, std::string_view key, std::vector<Group>& groups) {
  const Node* list = fields.find(key);
  if (!list || !list->list() || fields.string("precision", "f64") != "f32") return;
  for (size_t k = 0; k < list->list()->size(); ++k) {
    if (!(*list->list())[k].find("precision")) groups[k].single = true;
  }
}

void check_duration(const Fields& fields, std::string_view key, const equations::Value& value) {
  if (value.number() && *value.number() < 0) {
    fields.refuse(key, "it is " + format_number(*value.number()) + " s; it must not be negative");
  }
}

RunActive read_active(const Fields& fields) {
  RunActive step;
  for (const Member& member : *fields.find("active")->object()) {
    step.objects.push_back({member.key, place_of_key(fields.where("active"), member.key),
                            member.value.boolean() && *member.value.boolean()});
  }
  return step;
}

RunStep read_step(const Fields& fields) {
  if (fields.find("set")) return RunSet{fields.assignments("set")};
  if (fields.find("store")) return RunStore{fields.string("store"), fields.where("store")};
  if (fields.find("restore")) return RunRestore{fields.string("restore"), fields.where("restore")};
  if (fields.find("dt")) return RunDt{fields.time("dt"), fields.string("of")};
  if (fields.find("seed")) return RunSeed{read_seed(fields)};
  if (fields.find("active")) return read_active(fields);
  if (fields.find("until")) {
    RunUntil step{{fields.text("until"), fields.string("of"), fields.string("for") == "all"},
                  fields.time("check"),
                  fields.value("atMost")};
    check_duration(fields, "atMost", step.duration);
    return step;
  }
  if (fields.find("connect")) {
    return RunConnect{fields.string("connect"), fields.where("connect"), read_connect(fields),
                      fields.assignments("init")};
  }
  if (fields.find("disconnect")) {
    return RunDisconnect{fields.string("disconnect"), fields.where("disconnect"),
                         fields.selection()};
  }
  RunFor step{fields.value("duration")};
  check_duration(fields, "duration", step.duration);
  return step;
}

std::vector<RunStep> read_run(const Fields& fields) {
  const Node* node = fields.find("run");
  if (!node) return {};
  if (!node->list()) {
    RunFor step{fields.value("run")};
    check_duration(fields, "run", step.duration);
    return {std::move(step)};
  }
  std::vector<RunStep> steps;
  std::vector<std::string> stored;
  for (size_t k = 0; k < node->list()->size(); ++k) {
    const Node& item = (*node->list())[k];
    const Fields step(item, place_of_item("run", k, item), fields.problems());
    steps.push_back(read_step(step));
    if (const auto* store = std::get_if<RunStore>(&steps.back())) stored.push_back(store->name);
    const auto* restore = std::get_if<RunRestore>(&steps.back());
    if (restore && std::find(stored.begin(), stored.end(), restore->name) == stored.end()) {
      step.refuse(
          "restore",
          "no step before stores '" + restore->name + "'" + suggestion(restore->name, stored),
          ErrorCode::unknown_name);
    }
  }
  return steps;
}

Expected<Document> read_tree(const Node& root) {
  if (Status status = check_version(root); !status) return status.error();
  if (Status status = validate(root, Part::document, ""); !status) return status.error();
  Problems problems;
  const Fields fields(root, "", problems);
  Document document;
  document.title = fields.string("title");
  Network& network = document.network;
  network.dt = fields.time("dt");
  network.schedule = fields.names("schedule");
  network.seed = read_seed(fields);
  network.constants = fields.assignments("constants");
  network.functions = read_functions(fields);
  read_list(fields, "neurons", network, read_neurons);
  read_list(fields, "spatialNeurons", network, read_spatial_neurons);
  read_list(fields, "synapses", network, read_synapses);
  take_precision(fields, "neurons", network.neurons);
  take_precision(fields, "synapses", network.synapses);
  read_list(fields, "inputs", network, read_input);
  read_list(fields, "record", network, read_record);
  document.run = read_run(fields);
  if (const Node* node = fields.find("stochastic"); node && node->object()) {
    read_stochastic(Fields(*node, "stochastic", problems), document.stochastic);
  }
  std::vector<std::pair<std::string, std::string>> others;
  const auto add_names = [&](const auto& list) {
    for (const auto& one : list) others.emplace_back(one.name, one.where);
  };
  add_names(document.stochastic.streams);
  add_names(document.stochastic.layers);
  add_names(document.stochastic.neurons);
  add_names(document.stochastic.correlations);
  check_names(network, others, problems);
  take_stochastic_records(document, problems);
  if (problems.first) return std::move(*problems.first);
  return document;
}

}  // namespace

Expected<Document> read_document(std::string_view json) {
  Expected<Node> root = parse_json(json);
  if (!root) return root.error();
  Expected<Document> document = read_tree(*root);
  if (!document) point_at(document.error(), json);
  return document;
}

Expected<RunStep> read_step(std::string_view json, const std::string& where) {
  Expected<Node> node = parse_json(json);
  if (!node) return node.error();
  if (Status status = validate(*node, Part::step, where); !status) return status.error();
  Problems problems;
  RunStep step = read_step(Fields(*node, where, problems));
  if (problems.first) return std::move(*problems.first);
  return step;
}

void point_at(Error& error, std::string_view json) {
  if (!error.excerpt.empty()) return;
  const Location place = locate(json, error.where);
  const TextSpan span = error.code == ErrorCode::unknown_key ? place.key : place.value;
  if (span.begin == span.end) return;
  error.span = span;
  error.excerpt = place_of(json, span.begin).excerpt;
}

}  // namespace myelin::model
