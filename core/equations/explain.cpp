// What a network does, as text: the command `explain`.
#include "base/text.h"
#include "equations/build.h"

namespace myelin::equations {
namespace {

std::string indent(const std::string& text, const std::string& margin) {
  std::string out;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    out += margin + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out;
}

std::string equations_of(const Object& object) {
  std::string text;
  for (const Equation& equation : object.equations) {
    text +=
        equation.kind == EquationKind::differential ? "d" + equation.name + "/dt" : equation.name;
    if (!equation.text.empty()) text += " = " + equation.text;
    text += " : " + (equation.type == Type::real ? to_string(equation.dimension)
                                                 : std::string(to_string(equation.type)));
    if (!equation.flags.empty()) text += " (" + join(equation.flags, ", ") + ")";
    text += "\n";
  }
  return text;
}

std::string access_name(Access access) {
  switch (access) {
    case Access::set:
      return "set";
    case Access::inc:
      return "inc";
    case Access::read:
      return "read";
    case Access::update:
      return "update";
  }
  return "";
}

std::string schedule_of(const Assembly& assembly) {
  const Engine& engine = assembly.engine;
  std::string text;
  for (const Engine::Scheduled& entry : engine.schedule()) {
    const Placement& at = entry.placement;
    text += to_string(at.when) + ", order " + std::to_string(at.order) + ", dt " +
            format_number(engine.clocks()[at.clock].dt) + " s: " + at.name + " (" +
            std::string(entry.what->kind()) + ")\n";
    std::vector<std::string> uses;
    for (const Use& use : entry.what->uses()) {
      uses.push_back(access_name(use.access) + " " + engine.store.spec(use.signal).name);
    }
    if (!uses.empty()) text += "  " + join(uses, ", ") + "\n";
    text += indent(entry.what->explain(), "    ");
  }
  return text;
}

std::string signals_of(const Assembly& assembly) {
  const SignalStore& store = assembly.engine.store;
  std::string text;
  for (uint32_t k = 0; k < store.size(); ++k) {
    const SignalSpec& spec = store.spec({k});
    text += spec.name + "  " + std::string(to_string(spec.dtype)) + "[" +
            std::to_string(spec.rows) + "]" + (spec.unit.empty() ? "" : "  " + spec.unit) + "\n";
  }
  return text;
}

}  // namespace

std::string explain(const Assembly& assembly) {
  std::string text = "EQUATIONS AND STATEMENTS\n";
  for (const Function& function : assembly.functions) {
    std::vector<std::string> names;
    for (const Function::Argument& argument : function.arguments) names.push_back(argument.name);
    text += function.name + "(" + join(names, ", ") + ") = " + function.text + "\n";
  }
  const auto add = [&](const Object& object, const std::string& head) {
    text += head + "\n" + indent(equations_of(object), "  ") + indent(object.statements, "    ");
  };
  for (const Group& group : assembly.groups) {
    add(group, group.name + ": " + std::to_string(group.size) +
                   (group.cell ? " compartments" : " neurons") +
                   (group.method.empty() ? "" : ", method " + group.method));
  }
  for (const SynapsesObject& synapses : assembly.synapses) {
    add(synapses, synapses.name + ": " + std::to_string(synapses.size) + " synapses from " +
                      synapses.source->name + " to " + synapses.target->name +
                      (synapses.procedural ? ", procedural" : ""));
  }
  text += "\nSIGNALS\n" + indent(signals_of(assembly), "  ");
  text += "\nSCHEDULE\n" + indent(schedule_of(assembly), "  ");
  return text;
}

}  // namespace myelin::equations
