#include "model/outline.h"

#include "language/tex.h"
#include "model/json_writer.h"
#include "model/output.h"

namespace myelin::model {
namespace {

using equations::Assembly;
using equations::Equation;
using equations::Group;
using equations::GroupKind;
using equations::SynapsesObject;

class OutlineWriter {
 public:
  explicit OutlineWriter(Output& output) : json_(output) {}

  void write(const Document& document, const Assembly& assembly,
             const stochastic::Network& stochastic, double duration) {
    json_.begin_object();
    text("title", document.title);
    json_.key("dt").number(assembly.engine.clocks()[0].dt);
    json_.key("duration").number(duration);
    text("seed", std::to_string(assembly.seed));
    constants(assembly);
    if (!assembly.functions.empty()) functions(assembly);
    json_.key("groups").begin_array();
    for (const Group& one : assembly.groups) group(one);
    json_.end_array();
    json_.key("synapses").begin_array();
    for (const SynapsesObject& one : assembly.synapses) synapses(assembly, one);
    json_.end_array();
    monitors(assembly);
    if (!stochastic.objects.empty()) objects(stochastic);
    json_.end_object();
  }

 private:
  void text(std::string_view key, std::string_view value) { json_.key(key).text(value); }

  void typeset(std::string_view key, const std::string& code) {
    if (code.empty()) return;
    json_.key(key).begin_object();
    text("tex", tex_of_text(code));
    text("text", code);
    json_.end_object();
  }

  void objects(const stochastic::Network& network) {
    json_.key("stochastic").begin_array();
    for (const stochastic::Network::Object& object : network.objects) {
      json_.begin_object();
      text("name", object.name);
      text("kind", object.kind);
      text("text", object.text);
      json_.key("size").integer(object.size).key("length").integer(object.length);
      json_.key("spikes").boolean(object.spikes.valid()).key("variables").begin_array();
      for (const std::string& variable : object.variables) json_.text(variable);
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void constants(const Assembly& assembly) {
    json_.key("constants").begin_array();
    for (const equations::ConstantObject& constant : assembly.constants) {
      json_.begin_object();
      text("name", constant.name);
      json_.key("value").number(assembly.constant_values.at(constant.variable));
      text("unit", symbol(constant.variable->dimension));
      text("text", constant.text);
      json_.end_object();
    }
    json_.end_array();
  }

  void functions(const Assembly& assembly) {
    json_.key("functions").begin_array();
    for (const Function& function : assembly.functions) {
      json_.begin_object();
      text("name", function.name);
      json_.key("arguments").begin_array();
      for (const Function::Argument& argument : function.arguments) json_.text(argument.name);
      json_.end_array();
      typeset("value", function.text);
      text("unit", symbol(function.dimension));
      json_.end_object();
    }
    json_.end_array();
  }

  void equations_of(const std::vector<Equation>& list) {
    json_.key("equations").begin_array();
    for (const Equation& equation : list) {
      constexpr const char* kKinds[] = {"differential", "subexpression", "parameter"};
      json_.begin_object();
      text("name", equation.name);
      text("kind", kKinds[size_t(equation.kind)]);
      const std::string name = tex_of_name(equation.name);
      const bool rate = equation.kind == EquationKind::differential;
      std::string typeset = rate ? "\\frac{\\mathrm{d}" + name + "}{\\mathrm{d}t}" : name;
      if (!equation.text.empty()) typeset += " = " + tex_of_text(equation.text);
      text("tex", typeset);
      text("text", equation.text);
      text("unit", equation.type == Type::real ? symbol(equation.dimension)
                                               : std::string(to_string(equation.type)));
      json_.key("flags").begin_array();
      for (const std::string& flag : equation.flags) json_.text(flag);
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void group(const Group& group) {
    constexpr const char* kKinds[] = {"neurons", "poisson", "spikes"};
    json_.begin_object();
    text("name", group.name);
    text("kind", kKinds[size_t(group.kind)]);
    json_.key("size").integer(group.size);
    json_.key("subgroups").begin_array();
    for (const equations::Subgroup& part : group.subgroups) {
      json_.begin_object();
      text("name", part.name);
      json_.key("begin").integer(part.begin);
      json_.key("end").integer(part.end);
      json_.end_object();
    }
    json_.end_array();
    text("method", group.method);
    equations_of(group.equations);
    typeset("threshold", group.threshold);
    typeset("reset", group.reset);
    typeset("refractory", group.refractory);
    if (!group.events.empty()) {
      json_.key("events").begin_array();
      for (const equations::GroupEvent& event : group.events) {
        json_.begin_object();
        text("name", event.name);
        typeset("condition", event.condition);
        json_.end_object();
      }
      json_.end_array();
    }
    json_.end_object();
  }

  // `end`: a group, or synapses, which have no parts.
  static std::string range_name(const Assembly& assembly, const equations::Object& end,
                                const equations::Subgroup& range) {
    for (const Group& group : assembly.groups) {
      if (&group != &end) continue;
      for (const equations::Subgroup& part : group.subgroups) {
        if (part.begin == range.begin && part.end == range.end) return group.name + "." + part.name;
      }
    }
    if (range.begin == 0 && range.end == end.size) return end.name;
    return end.name + "[" + std::to_string(range.begin) + ":" + std::to_string(range.end) + "]";
  }

  void synapses(const Assembly& assembly, const SynapsesObject& synapses) {
    json_.begin_object();
    text("name", synapses.name);
    text("from", range_name(assembly, *synapses.source, synapses.from));
    text("to", range_name(assembly, *synapses.target, synapses.to));
    json_.key("count").integer(synapses.size);
    std::string delay;
    for (const SynapsesObject::Path& path : synapses.paths) {
      if (delay.empty()) delay = path.delay_text;
    }
    text("delay", delay);
    equations_of(synapses.equations);
    json_.key("pathways").begin_array();
    for (const SynapsesObject::Path& path : synapses.paths) {
      json_.begin_object();
      text("name", path.name);
      text("delay", path.delay_text);
      text("text", path.code);
      text("tex", tex_of_text(path.code));
      if (!path.event.empty()) text("event", path.event);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  void monitors(const Assembly& assembly) {
    constexpr const char* kKinds[] = {"spikes", "states", "rate"};
    json_.key("monitors").begin_array();
    for (const auto& recording : assembly.engine.recordings()) {
      json_.begin_object();
      text("name", recording->name);
      text("kind", kKinds[size_t(recording->kind)]);
      text("of", recording->of);
      if (!recording->event.empty()) text("event", recording->event);
      json_.key("variables").begin_array();
      for (const Recording::Column& column : recording->columns) json_.text(column.name);
      json_.end_array().key("units").begin_array();
      for (const Recording::Column& column : recording->columns) json_.text(column.unit);
      json_.end_array().key("index").begin_array();
      for (const int32_t index : recording->index) json_.integer(index);
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  JsonWriter json_;
};

}  // namespace

std::string outline(const Document& document, const Assembly& assembly,
                    const stochastic::Network& stochastic, double duration) {
  StringOutput output;
  OutlineWriter(output).write(document, assembly, stochastic, duration);
  return output.str();
}

}  // namespace myelin::model
